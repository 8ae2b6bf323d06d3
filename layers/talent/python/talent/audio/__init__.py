"""Recordings in, one form of sound out: `decode`, `limits` and the `sound` they lead to.

Importing this package costs nothing: who only names the limits loads no decoder.
"""
