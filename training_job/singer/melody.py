"""Melodies to sing: tunes of several scales and tempi, in phrases with room to breathe."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training_job.singer.signals import FloatArray

SCALES: Final[dict[str, tuple[int, ...]]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "natural minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "major pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
}
"""Semitones above the tonic."""
SCALE_SHARES: Final = (0.36, 0.18, 0.07, 0.07, 0.08, 0.12, 0.09, 0.03)

BARS: Final[tuple[tuple[float, ...], ...]] = (
    (4,), (2, 2), (3, 1), (2, 1, 1), (1, 1, 2), (1, 1, 1, 1), (1.5, 0.5, 2), (1.5, 0.5, 1, 1),
    (1, 0.5, 0.5, 2), (0.5, 0.5, 1, 2), (0.5, 0.5, 1, 1, 1), (1, 0.5, 0.5, 1, 1),
    (0.5, 1, 0.5, 2), (0.5, 1, 0.5, 1, 1), (0.75, 0.25, 1, 2), (0.75, 0.75, 0.5, 2),
    (0.75, 0.75, 0.5, 1, 1), (0.5, 0.5, 0.5, 0.5, 2), (0.5, 0.5, 0.5, 0.5, 1, 1),
    (0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1), (0.5,) * 8, (0.25, 0.25, 0.5, 1, 2),
    (0.25, 0.25, 0.5, 0.5, 0.5, 1, 1), (1, 1, 1), (2, 1), (3,), (1.5, 0.5, 1),
    (0.5, 0.5, 0.5, 0.5, 1), (1, 2), (0.5, 0.25, 0.25, 0.5, 0.5, 2),
)  # fmt: skip
"""Rhythms of one bar, in beats."""

STEPS: Final = np.array([0, 1, -1, 2, -2, 3, -3, 4, -4, 5, 7, -7])
STEP_SHARES: Final = np.array([24, 22, 25, 8, 7, 3.5, 3, 2.5, 1.5, 1.5, 1, 0.5]) / 99.5
"""Steps in scale degrees: mostly neighbours; leaps go up, descents go by step."""


@dataclass(frozen=True, slots=True)
class Melody:
    """A tune as written: perfectly in tune and in time.

    Attributes
    ----------
    onset, offset : shape (m,), in seconds; the sound of a note lasts from one to the other.
    cents : shape (m,), pitch above 55 Hz.
    phrase : shape (m,), number of the phrase, from 0.
    syllable : shape (m,), whether a new syllable starts (otherwise the vowel goes on).
    beat : seconds per beat.
    tonic : cents above 55 Hz, with the take's own tuning.
    scale : name of the scale.
    """

    onset: FloatArray
    offset: FloatArray
    cents: FloatArray
    phrase: NDArray[np.int64]
    syllable: NDArray[np.bool_]
    beat: float
    tonic: float
    scale: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    beats: tuple[float, ...]
    degrees: tuple[int, ...]


_Row = tuple[float, float, int, int]  # onset, offset, scale degree, phrase


def compose(rng: np.random.Generator, *, low: float, high: float, seconds: float) -> Melody:
    """Make up a tune.

    Parameters
    ----------
    rng : source of randomness.
    low, high : the singer's tessitura, in cents above 55 Hz.
    seconds : length of the clip that it fills; the last note may be cut off, as in a crop.
    """
    scale = str(rng.choice(list(SCALES), p=SCALE_SHARES))
    tonic, lowest, highest = _place(rng, low, high, len(SCALES[scale]))
    beat = 60.0 / float(np.exp(rng.uniform(np.log(62.0), np.log(140.0))))
    density = float(np.clip(np.exp(rng.normal(np.log(2.6), 0.32)), 1.2, 4.6))
    weights = _bar_weights(beat, density)
    melisma = rng.uniform(0.03, 0.25)
    rows: list[_Row] = []
    phrases: list[_Phrase] = []
    now = float(rng.uniform(0.05, 0.7))
    while now < seconds - 0.2:
        phrase = _next_phrase(rng, phrases, weights, (lowest, highest))
        phrases.append(phrase)
        for length, degree in zip(phrase.beats, phrase.degrees, strict=True):
            rows.append((now, now + length * beat, degree, len(phrases) - 1))
            now += length * beat
        # Breath: taken from the last note or given by a rest.
        now += float(rng.choice([0.0, 0.5, 1.0, 2.0], p=[0.2, 0.3, 0.3, 0.2])) * beat
    rows = _ornamented(rng, [row for row in rows if row[0] < seconds - 0.2])
    onset, offset, degrees, numbers = (np.array(column) for column in zip(*rows, strict=True))
    last = np.append(np.diff(numbers) > 0, True)
    gap = np.minimum(rng.uniform(0.12, 0.4, len(rows)), 0.4 * (offset - onset))
    return Melody(
        onset=onset,
        offset=np.minimum(np.where(last, offset - gap, offset), seconds),
        cents=tonic + 100.0 * (_semitones(SCALES[scale], degrees) + _accidentals(rng, degrees)),
        phrase=numbers,
        syllable=(rng.random(len(rows)) >= melisma) | np.append(True, last[:-1]),
        beat=beat,
        tonic=tonic,
        scale=scale,
    )


def _ornamented(rng: np.random.Generator, rows: list[_Row]) -> list[_Row]:
    """Return the notes with some grace notes: a neighbour touched on the way, as in pop songs."""
    often = rng.uniform(0.0, 0.2)
    out: list[_Row] = []
    for begin, end, degree, number in rows:
        start = begin
        if rng.random() < often and end - begin > 0.3:
            grace = float(rng.uniform(0.08, 0.15))
            neighbour = degree + int(rng.choice([-1, 1, 2]))
            # Before the note, or in its middle as a turn.
            at = begin if rng.random() < 0.6 else begin + 0.5 * (end - begin)
            if at > begin:
                out.append((begin, at, degree, number))
            out.append((at, at + grace, neighbour, number))
            start = at + grace
        out.append((start, end, degree, number))
    return out


def _place(rng: np.random.Generator, low: float, high: float, size: int) -> tuple[float, int, int]:
    """Return a tonic in cents, and the lowest and highest degree of the tune."""
    span = float(np.clip(rng.normal(1500.0, 300.0), 700.0, high - low))
    bottom = rng.uniform(low, high - span)
    # Any key, any tuning: who sings alone is not tied to A4 = 440 Hz.
    tonic = 100.0 * np.round(rng.uniform(bottom - 200.0, bottom + 600.0) / 100.0)
    tonic += rng.uniform(-50.0, 50.0)
    per_degree = 1200.0 / size
    return (
        float(tonic),
        int(np.ceil((bottom - tonic) / per_degree)),
        int(np.floor((bottom + span - tonic) / per_degree)),
    )


def _bar_weights(beat: float, density: float) -> FloatArray:
    """Return the share of each bar so that notes come about ``density`` times a second."""
    rates = np.array([len(bar) / (sum(bar) * beat) for bar in BARS])
    weights = np.exp(-0.5 * np.square(np.log(rates / density) / 0.35)) + 1e-4
    return np.asarray(weights / weights.sum())


def _next_phrase(
    rng: np.random.Generator,
    before: list[_Phrase],
    weights: FloatArray,
    bounds: tuple[int, int],
) -> _Phrase:
    """Return a new phrase, or an earlier one again, perhaps some degrees higher or lower."""
    if before and rng.random() < 0.45:
        old = before[int(rng.integers(len(before)))]
        shift = int(rng.choice([0, 1, -1, 2, -2], p=[0.6, 0.1, 0.15, 0.05, 0.1]))
        degrees = tuple(int(np.clip(d + shift, *bounds)) for d in old.degrees)
        return _Phrase(old.beats, degrees)
    beats: list[float] = []
    for _ in range(int(rng.choice([1, 2, 3], p=[0.3, 0.55, 0.15]))):
        beats += BARS[int(rng.choice(len(BARS), p=weights))]
    if rng.random() < 0.4:
        beats[-1] = max(beats[-1], float(rng.choice([1.5, 2.0, 3.0])))
    # The next phrase goes on where this one ended, or starts in another register.
    start = int(rng.integers(bounds[0], bounds[1] + 1))
    if before and rng.random() < 0.5:
        start = before[-1].degrees[-1]
    return _Phrase(tuple(beats), _walk(rng, len(beats), start, bounds))


def _walk(
    rng: np.random.Generator, count: int, start: int, bounds: tuple[int, int]
) -> tuple[int, ...]:
    """Return ``count`` degrees: steps, some leaps that turn back, drawn to the middle."""
    low, high = bounds
    position = int(np.clip(start, low, high))
    steps = rng.choice(STEPS, size=count, p=STEP_SHARES)
    pull = rng.random(count)
    degrees = [position]
    leap = 0
    for index in range(1, count):
        step = int(steps[index])
        if abs(leap) >= 3:  # after a leap the tune turns back by step
            step = -int(np.sign(leap)) * min(abs(step), 2)
        if pull[index] < 2.0 * np.square((position - (low + high) / 2) / (high - low + 1)):
            step = -int(np.sign(position - (low + high) / 2)) * abs(step)
        position = int(np.clip(position + step, low, high))
        leap = position - degrees[-1]
        degrees.append(position)
    return tuple(degrees)


def _accidentals(rng: np.random.Generator, degrees: NDArray[np.int64]) -> FloatArray:
    """Return semitones by which notes leave the scale on purpose: most tunes have a few.

    The same degree is altered the same way for a while, as in a borrowed chord.
    """
    often = max(0.0, float(rng.uniform(-0.06, 0.12)))
    altered = np.zeros(len(degrees))
    for index in np.flatnonzero(rng.random(len(degrees)) < often):
        near = np.abs(np.arange(len(degrees)) - index) < rng.integers(1, 8)
        altered[near & (degrees == degrees[index])] = rng.choice([-1.0, 1.0])
    return altered


def _semitones(scale: tuple[int, ...], degrees: NDArray[np.int64]) -> FloatArray:
    """Return semitones above the tonic of scale degrees (0 is the tonic, -1 below it)."""
    octave, step = np.divmod(degrees, len(scale))
    return np.asarray(12.0 * octave + np.array(scale, dtype=np.float64)[step])
