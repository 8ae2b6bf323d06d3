"""Recordings in, one form of sound out: `decode`, `limits` and `sound`; features: ``features``.

Importing this package costs nothing: naming the limits loads no decoder.
"""
