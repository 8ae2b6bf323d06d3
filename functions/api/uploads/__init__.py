"""Presigned uploads and the predictions of uploaded files; ``functions.analyse`` makes these."""
