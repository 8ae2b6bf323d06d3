"""Blocks of any channel count and rate -> one mono array at 22 050 Hz."""

import math
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from talent.audio.limits import SAMPLE_RATE

_SLACK = 1_024
"""Room for rounding at the end of the resampled signal, in samples."""

_KEPT = 16 * 2**20
"""Bytes of a piece of memory that malloc shall keep for the next recording, once it is free."""

# glibc returns to the system what is larger than the largest piece that was ever freed, and zeroes
# it anew, page by page, for every recording (mallopt(3), M_MMAP_THRESHOLD). Elsewhere no harm.
np.empty(_KEPT, np.uint8)


class Mono:
    """Mixes, resamples and collects a recording.

    Channels are mixed before resampling: the same result for a fraction of the work. The
    stream gives exactly what one call over the whole signal would. The array for the result is
    made once, for the longest outcome, and shrunk in place at the end; memory that is never
    written is never used, so a length that turns out shorter costs nothing.

    Parameters
    ----------
    rate : sample rate of the blocks, in Hz.
    channels : channels of the blocks.
    most_frames : frames that the blocks hold together, at most.
    scale : factor from the blocks' unit to full scale 1.
    """

    def __init__(self, rate: int, channels: int, most_frames: int, scale: np.float32) -> None:
        room = math.ceil(most_frames * SAMPLE_RATE / rate) + _SLACK
        self._out: NDArray[np.float32] = np.empty(room, np.float32)
        self._length = 0
        self._weight = np.float32(scale / channels)
        self._resampler = (
            None
            if rate == SAMPLE_RATE
            else soxr.ResampleStream(rate, SAMPLE_RATE, 1, "float32", "HQ")
        )

    def add(self, block: NDArray[Any]) -> None:
        """Take the next block, shape (n, channels)."""
        mixed = block[:, 0].astype(np.float32)
        for channel in range(1, block.shape[1]):
            mixed += block[:, channel]
        mixed *= self._weight
        self._append(mixed if self._resampler is None else self._resampler.resample_chunk(mixed))

    def finish(self) -> NDArray[np.float32]:
        """Return the whole signal, float32, shape (n,). Call once."""
        if self._resampler is not None:
            self._append(self._resampler.resample_chunk(np.empty(0, np.float32), last=True))
        # refcheck is off because a debugger or profiler that looks at self would make it fail.
        self._out.resize(self._length, refcheck=False)
        return self._out

    def _append(self, samples: NDArray[np.float32]) -> None:
        end = self._length + len(samples)
        self._out[self._length : end] = samples
        self._length = end
