"""One short-time Fourier transform, and all that is read from it while it is in the cache.

References
----------
.. [1] Peeters. "A large set of audio features for sound description (similarity and
   classification) in the CUIDADO project." IRCAM 2004 (centroid, rolloff).
"""

import threading
from dataclasses import dataclass
from typing import Final

import numpy as np

from talent.audio.limits import SAMPLE_RATE
from talent.features.acoustic import chroma, mel
from talent.features.acoustic.fourier import Transform
from talent.features.acoustic.grid import (
    BINS,
    F32,
    F64,
    FRAME,
    FREQUENCIES,
    HOP,
    over_frames,
)
from talent.features.acoustic.silence import Kept
from talent.features.acoustic.tuning import Peaks, find_peaks

BATCH: Final = 157
"""Frames at a time, at most: enough for numpy's calls to cost little, few enough for a cache."""

ROLLOFF: Final = 0.85
"""Share of the magnitude that lies below the rolloff."""

_FREQUENCIES: Final = FREQUENCIES.astype(np.float32)
_STEP: Final = 32
_INSIDE: Final = np.arange(_STEP)[:, np.newaxis]
_UP_TO: Final = np.tri(_STEP, dtype=np.float32)
_BELOW: Final = np.tri(BINS // _STEP + 1, BINS // _STEP, -1, dtype=np.float32)
"""Matrices that cumulate: a product with them takes less than numpy's cumsum along columns."""
_ZERO: Final = np.float32(1e-10)
"""Samples up to this size have no sign; librosa.zero_crossings."""
_TINY: Final = float(np.finfo(np.float32).tiny)


_LOCAL: Final = threading.local()


def _transform() -> Transform:
    """Return this thread's transform, with 4 MB to compute in, made when first asked for.

    Kept from one recording to the next: pages that are new to a process take time, each.
    """
    if not hasattr(_LOCAL, "transform"):
        _LOCAL.transform = Transform(BATCH)
    made: Transform = _LOCAL.transform
    return made


@dataclass(frozen=True, slots=True)
class Tracks:
    """What every frame says; all arrays have shape (frames, ...).

    Attributes
    ----------
    centroid, rolloff : in Hz.
    crossings : share of samples at which the sign changes.
    levels : mel levels in dB, not yet clamped, shape (frames, mel.BANDS).
    projected : spectra projected on the chroma banks, shape (frames, chroma.COLUMNS).
    peaks : peaks of the spectra, by batch.
    """

    centroid: F64
    rolloff: F64
    crossings: F64
    levels: F32
    projected: F32
    peaks: list[Peaks]


def analyse_spectrum(kept: Kept) -> Tracks:
    """Compute the spectra of what is kept, batch by batch, and read every track from them."""
    frames = kept.frames
    tracks = Tracks(
        centroid=np.empty(frames),
        rolloff=np.empty(frames),
        crossings=np.empty(frames),
        levels=np.empty((frames, mel.BANDS), dtype=np.float32),
        projected=np.empty((frames, chroma.COLUMNS), dtype=np.float32),
        peaks=[],
    )
    changes, at_start = np.zeros(frames), np.zeros(frames)
    batch, transform = batch_of(frames), _transform()
    for first in range(0, frames, batch):
        now = slice(first, min(first + batch, frames))
        # Frame t is made of the blocks t - 2 to t + 1.
        part = transform.blocks[: now.stop - first + 3]
        kept.gather(first - 2, part)
        changes[now], at_start[now] = sign_changes(part, kept.samples - HOP * first)
        power, magnitude = transform(part)
        tracks.centroid[now], tracks.rolloff[now] = centroid_and_rolloff(magnitude)
        mel.band_levels(power, tracks.levels[now])
        np.matmul(power.T, chroma.projection(), out=tracks.projected[now])
        tracks.peaks.append(find_peaks(power))
    # The first sample of all has no predecessor but padding, and the first sample of a frame
    # none within it: their changes do not count.
    changes[0], at_start[0] = changes[0] - at_start[0], 0.0
    inner = over_frames(changes, frames) - np.concatenate(([0.0, 0.0], at_start))[:frames]
    np.divide(inner, FRAME, out=tracks.crossings)
    return tracks


def batch_of(frames: int) -> int:
    """Return how many frames to take at a time: as even as whole cache lines of columns allow."""
    even = -(-frames // -(-frames // BATCH))
    return -(-(even + 3) // 16) * 16 - 3


def centroid_and_rolloff(magnitude: F32) -> tuple[F64, F64]:
    """Return both in Hz, shape (n,), of magnitude spectra, shape (BINS, n) [1].

    Centroid: sum(f |X|) / sum(|X|). Rolloff: the lowest bin below which, itself included, lie
    85 % of sum(|X|); found by sums over 32 bins first, then within the 32 that matter.
    """
    frames = np.arange(magnitude.shape[1])
    # What lies below 0, 32, 64, ... 1024 bins; the last bin has no other above it.
    below = _BELOW @ magnitude[:-1].reshape(-1, _STEP, len(frames)).sum(axis=1)
    total = below[-1] + magnitude[-1]
    centroid = (_FREQUENCIES @ magnitude) / np.where(total < _TINY, np.float32(1.0), total)
    wanted = np.float32(ROLLOFF) * total
    # Where it is the last bin, 32 lie below it in the last block.
    step = np.minimum((below[1:] < wanted).sum(axis=0), BINS // _STEP - 1)
    inside = _UP_TO @ magnitude[_STEP * step + _INSIDE, frames]
    found = _STEP * step + (inside < wanted - below[step, frames]).sum(axis=0)
    return centroid, found * (SAMPLE_RATE / FRAME)


def sign_changes(blocks: F32, samples: int) -> tuple[F64, F64]:
    """Return the changes of sign in every block, and whether there is one at its start.

    Parameters
    ----------
    blocks : shape (n + 3, HOP); the blocks 2 to n + 1 are looked at, the one before them lends
        its last sample.
    samples : how many samples there are from block 2 on. Beyond the end the last sample goes
        on for ever (librosa pads with the edge), so nothing changes there.

    Returns
    -------
    Two float64 arrays of shape (n,).
    """
    negative = blocks[1:-1].ravel()[HOP - 1 :] < -_ZERO
    changed = negative[1:] != negative[:-1]
    changed[max(0, samples) :] = False
    starts = np.arange(0, len(changed), HOP)
    # Several times as fast as np.count_nonzero along an axis.
    counts = np.add.reduceat(changed.view(np.int8), starts, dtype=np.int16)
    return counts.astype(np.float64), changed[starts].astype(np.float64)
