"""Labelled recordings: upload, list, correct, delete, labels as CSV."""
