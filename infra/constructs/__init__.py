"""One construct for each capability; the stacks only put them together."""
