"""Recordings in, one form of sound out: decode, limits and the `Sound` they lead to.

Importing this package costs numpy, soundfile and soxr, and nothing else.
"""

from talent.audio.decode import decode
from talent.audio.limits import LIMITS, SAMPLE_RATE, Limits
from talent.audio.sound import Sound

__all__ = ["LIMITS", "SAMPLE_RATE", "Limits", "Sound", "decode"]
