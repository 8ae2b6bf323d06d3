"""Silence removed, without copying the recording.

`librosa.effects.split(top_db=20)` cuts at multiples of the hop. So what is kept is a list of
blocks of 512 samples, and the concatenation need never exist as a whole.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from talent.features.acoustic.grid import F32, F64, FRAME, HOP, over_frames

TOP_DB: Final = 20.0
"""A frame is kept where its RMS is above the loudest frame's by more than -TOP_DB."""

AMIN: Final = 1e-10
"""Least power that is told from silence (``amin`` of librosa.amplitude_to_db, squared)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The blocks of a recording that are not silent, in order.

    Attributes
    ----------
    whole : float32 array, shape (blocks, HOP), a view of the recording.
    tail : float32 array, shape (HOP,), its last, incomplete block, then zeros.
    index : int64 array, shape (kept,), blocks that are kept; ``len(whole)`` means the tail.
    energy : float64 array, shape (kept,), sum of squares of each.
    samples : number of samples kept.
    """

    whole: F32
    tail: F32
    index: NDArray[np.int64]
    energy: F64
    samples: int

    @property
    def frames(self) -> int:
        """Number of frames over what is kept."""
        return 1 + self.samples // HOP

    def gather(self, first: int, out: F32) -> None:
        """Write kept blocks from number ``first`` into ``out``, shape (n, HOP).

        Zeros where there are none: before the first and after the last.
        """
        skip = max(0, -first)
        wanted = self.index[first + skip : max(0, first + len(out))]
        out[:skip] = 0.0
        out[skip + len(wanted) :] = 0.0
        full = wanted[wanted < len(self.whole)]
        # "clip" never has to: it only spares a copy that take keeps back for errors.
        np.take(self.whole, full, axis=0, out=out[skip : skip + len(full)], mode="clip")
        if len(full) < len(wanted):
            out[skip + len(full)] = self.tail

    def rms(self) -> F64:
        """Return the root mean square of every frame, shape (frames,); librosa.feature.rms."""
        return np.asarray(np.sqrt(over_frames(self.energy, self.frames) / FRAME))


def split(samples: F32) -> Kept:
    """Return what is above -20 dB of the loudest frame, as librosa.effects.split decides it.

    Parameters
    ----------
    samples : mono, shape (n,), n >= 1.
    """
    count, rest = divmod(len(samples), HOP)
    whole = samples[: count * HOP].reshape(count, HOP)
    tail = np.zeros(HOP, dtype=np.float32)
    tail[:rest] = samples[count * HOP :]
    energy = np.einsum("ij,ij->i", whole, whole).astype(np.float64)
    if rest:
        energy = np.append(energy, float(tail @ tail))
    # 20 log10(rms / max rms) = 10 log10(power / max power), both at least AMIN
    power = np.maximum(over_frames(energy, count + 1) / FRAME, AMIN)
    loud = 10.0 * np.log10(power / power.max()) > -TOP_DB
    index = np.flatnonzero(loud[: len(energy)])
    incomplete = rest > 0 and bool(loud[-1])
    return Kept(
        whole=whole,
        tail=tail,
        index=index,
        energy=energy[index],
        samples=len(index) * HOP - (HOP - rest if incomplete else 0),
    )
