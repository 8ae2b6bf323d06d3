"""A judgement as JSON: for the functions that judge and the one that hands judgements on."""
