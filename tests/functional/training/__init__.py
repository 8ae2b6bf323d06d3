"""Retraining over HTTP."""
