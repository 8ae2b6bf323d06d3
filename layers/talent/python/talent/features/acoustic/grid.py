"""The time grid that every acoustic feature shares, and the type of its arrays."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from talent.audio.limits import SAMPLE_RATE

FRAME: Final = 2048
"""Samples of a frame; frames are centred, with zeros beyond both ends (librosa's default)."""

HOP: Final = 512
"""Samples from one frame to the next, and of a block: a frame is four blocks."""

BINS: Final = FRAME // 2 + 1
"""Frequency bins of the spectrum, from 0 Hz to half the sample rate."""

FREQUENCIES: Final = np.arange(BINS) * (SAMPLE_RATE / FRAME)
"""Frequency of every bin in Hz, shape (BINS,)."""

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


def over_frames(per_block: F64, frames: int) -> F64:
    """Return sums over the four blocks of every frame, shape (frames,).

    Frame t is centred on sample 512 t, so it covers the blocks t - 2 to t + 1; beyond both
    ends there is nothing.
    """
    padded = np.concatenate((np.zeros(2), per_block, np.zeros(2)))
    return np.asarray(sum(padded[k : k + frames] for k in range(FRAME // HOP)))
