"""Floor: the least that any 22 050 Hz spectrum of a file takes; nothing is measured from it."""

from pathlib import Path
from typing import Final

import numpy as np
import soundfile
import soxr

RATE: Final = 22_050
_LENGTH: Final = 2048
_HOP: Final = 512
_BLOCK: Final = 64  # frames at a time, which stay in cache
_HANN: Final = np.hanning(_LENGTH + 1)[:-1].astype(np.float32)


def floor(path: Path) -> None:
    """Decode, resample, window and transform a mono file."""
    samples, rate = soundfile.read(path, dtype="float32")
    sound = np.pad(soxr.resample(samples, rate, RATE, quality="HQ"), _LENGTH // 2)
    frames = np.lib.stride_tricks.sliding_window_view(sound, _LENGTH)[::_HOP]
    for start in range(0, len(frames), _BLOCK):
        np.fft.rfft(frames[start : start + _BLOCK] * _HANN)
