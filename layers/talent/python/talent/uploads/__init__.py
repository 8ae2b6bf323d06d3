"""Presigned uploads and where each stands; not what is done with the file."""
