"""Sound: the one form in which samples travel through the package."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talent.audio.limits import SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording, decoded.

    Attributes
    ----------
    samples : float32 array, shape (n,), mono, full scale 1 (a float file may exceed it).
    container : what the content is: "WAV", "FLAC", "MP3", "OGG" or "AIFF".
    codec : subtype as libsndfile names it, for example "PCM_16" or "VORBIS".
    source_rate : sample rate of the file, in Hz.
    channels : channels of the file, before mixing to mono.
    clipped_ratio : share of samples in runs of >= 3 at >= 0.985 of the peak, 0..1.
    sample_rate : rate of ``samples``, in Hz.
    """

    samples: NDArray[np.float32]
    container: str
    codec: str
    source_rate: int
    channels: int
    clipped_ratio: float
    sample_rate: int = SAMPLE_RATE

    @property
    def seconds(self) -> float:
        """Duration in seconds."""
        return len(self.samples) / self.sample_rate
