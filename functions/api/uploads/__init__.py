"""Presigned uploads, and the predictions of what was uploaded."""
