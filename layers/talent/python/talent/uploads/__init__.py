"""Presigned uploads and their status; what is done with the file is in other packages."""
