"""Judges recordings that arrive with the request."""
