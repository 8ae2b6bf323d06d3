"""Predictions of recordings that a request carries or names; what is queued: ``analyse``."""
