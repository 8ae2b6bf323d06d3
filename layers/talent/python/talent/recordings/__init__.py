"""Labelled recordings: stored, merged, corrected, deleted and listed; decoding is in ``audio``."""
