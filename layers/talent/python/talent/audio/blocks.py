"""Blocks of a recording, as they lie in the caller's bytes or as libsndfile decodes them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from talent.audio.containers import Source

_VALUES = 65_536
"""Samples of all channels in a block: up to 256 KiB, which stay in the cache."""


def blocks(file: sf.SoundFile, source: Source, dtype: str) -> Iterator[NDArray[Any]]:
    """Yield the samples of a file, each block valid until the next and not to be written to.

    Parameters
    ----------
    file : at its beginning.
    source : the bytes behind `file`, and where in them its sound lies.
    dtype : "int16" or "float32", of the blocks of shape (n, channels), n >= 1.

    Raises
    ------
    soundfile.LibsndfileError
        Where libsndfile cannot go on.
    """
    frames = _VALUES // int(file.channels)
    whole = _in_place(file, source) if dtype == "int16" else None
    if whole is not None:
        yield from (whole[at : at + frames] for at in range(0, len(whole), frames))
        return
    buffer = np.empty((frames, int(file.channels)), dtype)
    while len(block := file.read(out=buffer)) > 0:
        yield block


def _in_place(file: sf.SoundFile, source: Source) -> NDArray[np.int16] | None:
    """Return the samples of a 16-bit WAV without decoding, shape (frames, channels).

    None unless libsndfile counts exactly as many frames as the sound it would read holds.
    """
    count = int(file.frames) * int(file.channels)
    if source.sound_at is None or min(source.declared, source.present) != 2 * count:
        return None
    values = np.frombuffer(source.body, "<i2", count, source.sound_at)
    return values.reshape(-1, int(file.channels))
