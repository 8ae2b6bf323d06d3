"""Labelled recordings: upload, list, correct, delete, labels as CSV; analysis is in ``analyse``."""
