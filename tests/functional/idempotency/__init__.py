"""Idempotency-Key: what is done once, what is kept of it, and who is told to wait."""
