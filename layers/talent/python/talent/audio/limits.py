"""Limits of accepted recordings, in one place.

The HTTP layer, the documentation and the tests read these; nothing else repeats them.
"""

from dataclasses import dataclass
from typing import Final

SAMPLE_RATE: Final = 22_050
"""Rate of all analysed sound, in Hz."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one recording, checked against the header and again while decoding."""

    max_bytes: int = 50_000_000
    min_seconds: float = 0.5
    max_seconds: float = 600.0
    min_sample_rate: int = 4_000
    max_sample_rate: int = 192_000
    max_channels: int = 8
    max_decoded_values: int = 2**28
    """Frames x channels: bounds the work that a small compressed file can ask for."""
    max_amplitude: float = 1e4
    """Largest sample value of a floating-point file, where full scale is 1."""


LIMITS: Final = Limits()
