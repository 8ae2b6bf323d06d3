"""Intonation of the singer: the pitch of each note, with the errors people make.

Untrained singers do not scatter at random around the right notes. They shrink wide intervals
[1]_, carry an error from one note into the next, go flat at the top of their range, settle on
a neighbour of the right note, and let the key slide. So the errors are made of these parts, in
shares that differ from take to take, and scaled so that together they have the standard
deviation that the skill axis asks for.

References
----------
.. [1] Pfordresher, Brown. "Poor-pitch singing in the absence of 'tone deafness'."
   Music Perception 25, 2007 (compressed intervals, transposition).
"""

from collections.abc import Mapping

import numpy as np

from training_job.singer.melody import Melody
from training_job.singer.signals import FloatArray

SHORTEST_NOTE = 0.07
"""No note starts less than this after the one before it, in seconds."""


def sung_times(
    rng: np.random.Generator, melody: Melody, values: Mapping[str, float], seconds: float
) -> tuple[FloatArray, FloatArray]:
    """Return onsets and offsets as sung.

    Parameters
    ----------
    rng : source of randomness.
    melody : what should be sung.
    values : physical values of the skill axes.
    seconds : length of the clip.

    Returns
    -------
    onset, offset : shape (m,), in seconds; notes keep their order and do not overlap.
    """
    count = len(melody.onset)
    sd = values["timing"] / 1000.0
    # Two thirds of the variance from note to note, one third for the phrase as a whole.
    late = rng.normal(0.0, sd, melody.phrase[-1] + 1)[melody.phrase]
    error = np.sqrt(2 / 3) * rng.normal(0.0, sd, count) + np.sqrt(1 / 3) * late
    wanted = np.maximum(melody.onset + error, 0.02)
    steps = SHORTEST_NOTE * np.arange(count)
    onset = np.maximum.accumulate(wanted - steps) + steps
    # Who cannot time a note cannot hold it either: long notes end early.
    length = melody.offset - melody.onset
    early = np.abs(rng.normal(0.0, 1.5 * sd, count)) * np.clip(length / 0.6, 0.2, 2.0)
    offset = np.maximum(melody.offset - early, onset + SHORTEST_NOTE)
    following = np.append(onset[1:], np.inf)
    rest = np.append(melody.onset[1:] - melody.offset[:-1], np.inf) > 0.02
    offset = np.where(rest, np.minimum(offset, following - 0.02), following)
    onset, offset = np.minimum(onset, seconds - 0.05), np.minimum(offset, seconds)
    return onset, offset


def sung_pitch(rng: np.random.Generator, melody: Melody, values: Mapping[str, float]) -> FloatArray:
    """Return the pitch at which each note settles, in cents above 55 Hz, shape (m,).

    Parameters
    ----------
    rng : source of randomness.
    melody : what should be sung.
    values : physical values of the skill axes ("pitch", "wrong_notes" are used).
    """
    return melody.cents + _mistuning(rng, melody, values["pitch"]) + _slips(rng, melody, values)


def _mistuning(rng: np.random.Generator, melody: Melody, sd: float) -> FloatArray:
    """Return pitch errors with expected standard deviation ``sd``, in cents, shape (m,)."""
    shares = rng.dirichlet([5.0, 3.0, 1.5, 1.0, 1.5])
    parts = np.stack(
        [
            # Heavy tails: most notes are fair, a few are far off. (Student's t, 5 degrees of
            # freedom, has variance 5/3.)
            rng.standard_t(5.0, len(melody.cents)) / np.sqrt(5.0 / 3.0),
            _carried(rng, len(melody.cents), memory=0.7),
            _compression(rng, melody.cents),
            _strain(rng, melody.cents),
            rng.standard_normal(melody.phrase[-1] + 1)[melody.phrase],
        ]
    )
    return np.asarray(sd * np.sqrt(shares) @ parts)


def _carried(rng: np.random.Generator, count: int, *, memory: float) -> FloatArray:
    """Return an autoregressive error of unit variance: the next note starts from this one."""
    fresh = np.sqrt(1.0 - memory**2) * rng.standard_normal(count)
    error = np.empty(count)
    previous = float(rng.standard_normal())
    for index, surprise in enumerate(fresh):
        previous = memory * previous + float(surprise)
        error[index] = previous
    return error


def _compression(rng: np.random.Generator, cents: FloatArray) -> FloatArray:
    """Return the error of intervals that shrink (four in five takes) or stretch, unit scale."""
    around = cents - cents.mean()
    sign = -1.0 if rng.random() < 0.8 else 1.0
    # 300 cents is a usual spread of a tune; a tune on two notes cannot be compressed much.
    return np.asarray(sign * around / max(float(around.std()), 200.0))


def _strain(rng: np.random.Generator, cents: FloatArray) -> FloatArray:
    """Return the error of high notes that go flat (or are forced sharp), unit scale."""
    height = np.maximum(cents - np.median(cents), 0.0)
    scale = max(float(np.sqrt(np.mean(np.square(height)))), 150.0)
    return np.asarray((-1.0 if rng.random() < 0.75 else 1.0) * height / scale)


def _slips(rng: np.random.Generator, melody: Melody, values: Mapping[str, float]) -> FloatArray:
    """Return what is added where another note is sung: up to three semitones, in cents."""
    count = len(melody.cents)
    wrong = rng.random(count) < values["wrong_notes"]
    size = rng.uniform(70.0, 300.0, count) * rng.choice([-1.0, 1.0], count)
    # Mostly too close to the note before: an interval not taken as far as it goes.
    step = np.diff(melody.cents, prepend=melody.cents[0])
    lazy = (rng.random(count) < 0.6) & (np.abs(step) > 150.0)
    size = np.where(lazy, -np.sign(step) * np.minimum(np.abs(size), np.abs(step) * 0.7), size)
    return np.where(wrong, size, 0.0)
