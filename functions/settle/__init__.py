"""An execution that ended in no good way: the row of its training says so, whoever died."""
