"""Pieces of a take, measured from the pitch and the notes of the whole: nothing is tracked twice.

Notes that a window cuts keep the pitch and the vibrato they have as a whole; what remains of
them counts with the time it has inside, if it is long enough for a note. How a window sounds,
for a model that sees that, is measured on its samples alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from talent.audio.sound import Sound
from talent.features.analysis import Analysis, Contour, Notes
from talent.features.catalogue import NAMES
from talent.features.extract import describe_features, extract
from talent.features.notes import MIN_FRAMES
from talent.features.vibrato import LONG_SECONDS, LongNotes, long_notes
from talent.features.vibrato_removal import remove_vibrato

WINDOW_SECONDS: Final = 7.0
"""Shorter pieces of singing are judged clearly worse, longer ones blur what they show."""
STEP_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Piece:
    """What was measured on one window.

    Attributes
    ----------
    start, end : in seconds.
    voiced_seconds, notes : how much singing there is in it.
    vector : float64 array, shape (20,), in the catalogue's order; NaN where undefined.
    """

    start: float
    end: float
    voiced_seconds: float
    notes: int
    vector: NDArray[np.float64]


def pieces(analysis: Analysis) -> Iterator[Piece]:
    """Yield windows of 7 s, one second apart; one for the whole of a shorter take.

    What is left at the end, less than one step, lies in no window.
    """
    steady = remove_vibrato(analysis.contour)
    long = long_notes(analysis.contour, analysis.notes)
    length = min(WINDOW_SECONDS, analysis.seconds)
    count = 1 + int((analysis.seconds - length) / STEP_SECONDS + 1e-9)
    for number in range(count):
        start = number * STEP_SECONDS
        yield measure_piece(steady, analysis.notes, long, start, start + length)


def measure_piece(
    steady: Contour, notes: Notes, long: LongNotes, start: float, end: float
) -> Piece:
    """Measure the frames in [start, end) seconds of a take.

    Parameters
    ----------
    steady, notes, long : of the whole take; the pitch without vibrato.
    """
    hop = steady.hop_seconds
    first, last = round(start / hop), min(round(end / hop), len(steady.cents))
    inside = Contour(
        cents=steady.cents[first:last],
        strength=steady.strength[first:last],
        level=steady.level[first:last],
        flatness=steady.flatness[first:last],
        hop_seconds=hop,
    )
    kept, places = _cut(notes, first, last)
    found = describe_features(inside, kept, _cut_long(long, kept, places)) if len(kept) > 0 else {}
    return Piece(
        start=start,
        end=end,
        voiced_seconds=float(inside.voiced.sum() * hop),
        notes=len(kept),
        vector=np.array([found.get(name, np.nan) for name in NAMES]),
    )


def extract_piece(sound: Sound, piece: Piece, feature_set: str) -> NDArray[np.float64]:
    """Return what a model of a feature set sees of a piece: float64, shape (features,).

    Acoustic features are those of the window as a recording of its own: what is silent in it
    is told by its own loudest moment, and its tempo is its own.

    Parameters
    ----------
    sound : the whole take.
    piece : one of its windows.
    feature_set : see :func:`talent.features.extract`; nothing outside it is computed.
    """
    first, last = (round(edge * sound.sample_rate) for edge in (piece.start, piece.end))
    inside = replace(sound, samples=sound.samples[first:last])
    return extract(inside, feature_set, analysis=piece)


def _cut(notes: Notes, first: int, last: int) -> tuple[Notes, NDArray[np.int64]]:
    """Return what of the notes lies in frames [first, last), and which notes these are."""
    start, stop = np.maximum(notes.start, first), np.minimum(notes.stop, last)
    places = np.flatnonzero(stop - start >= MIN_FRAMES)
    return (
        Notes(start[places] - first, stop[places] - first, notes.cents[places], notes.hop_seconds),
        places,
    )


def _cut_long(long: LongNotes, kept: Notes, places: NDArray[np.int64]) -> LongNotes:
    """Return the long notes that are still long, with the vibrato of the whole note."""
    _, index, row = np.intersect1d(places, long.index, assume_unique=True, return_indices=True)
    still = kept.seconds[index] >= LONG_SECONDS - 1e-9
    index, row = index[still], row[still]
    return LongNotes(
        index=index,
        seconds=kept.seconds[index],
        regularity=long.regularity[row],
        rate=long.rate[row],
        extent=long.extent[row],
    )
