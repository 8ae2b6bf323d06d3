"""Models: their files, their checks, their interpreter and their decisions."""
