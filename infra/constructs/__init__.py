"""Constructs, one for each capability; the stacks only put them together."""
