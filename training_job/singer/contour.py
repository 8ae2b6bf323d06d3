"""Contour: the pitch curve between and within notes.

The way from note to note is the step response of a second-order system, which is how singing
voices move: a slight swing the other way before, and over the goal after [1]_. Everything a
trained voice adds (vibrato with a delayed, growing start [2]_) and an untrained one cannot
help (wavering, sliding, cracking) is added on top.

References
----------
.. [1] Saitou, Unoki, Akagi. "Development of an F0 control model based on F0 dynamic
   characteristics for singing-voice synthesis." Speech Communication 46, 2005.
.. [2] Sundberg. "Acoustic and psychoacoustic aspects of vocal vibrato." STL-QPSR 35, 1994.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training_job.singer.person import Singer
from training_job.singer.signals import FloatArray, slow_noise, smooth

RATE: Final = 200
"""Values of a pitch curve per second."""


@dataclass(frozen=True, slots=True)
class SungNotes:
    """Notes as a person means to sing them.

    Attributes
    ----------
    onset, offset : shape (m,), in seconds.
    target : shape (m,), the right pitch, in cents above 55 Hz.
    cents : shape (m,), the pitch it settles at, in cents above 55 Hz.
    fresh : shape (m,), whether it comes after a rest.
    syllable : shape (m,), whether a new syllable starts.
    consonant : shape (m,), 0 none, 1 voiced, 2 unvoiced: what stands before its vowel.
    gap : shape (m,), duration of that consonant, in seconds.
    """

    onset: FloatArray
    offset: FloatArray
    target: FloatArray
    cents: FloatArray
    fresh: NDArray[np.bool_]
    syllable: NDArray[np.bool_]
    consonant: NDArray[np.int64]
    gap: FloatArray

    @property
    def length(self) -> FloatArray:
        """Durations, shape (m,), in seconds."""
        return self.offset - self.onset


@dataclass(frozen=True, slots=True)
class Timeline:
    """Which note sounds at each value of the pitch curve, and since when.

    Attributes
    ----------
    now : shape (n,), in seconds.
    note : shape (n,), index of the note.
    since : shape (n,), seconds since its onset (negative before the first).
    left : shape (n,), seconds to its offset (negative in rests).
    """

    now: FloatArray
    note: NDArray[np.int64]
    since: FloatArray
    left: FloatArray


def note_timeline(notes: SungNotes, seconds: float) -> Timeline:
    """Lay the notes out on the grid of the pitch curve."""
    now = np.arange(int(np.ceil(seconds * RATE)) + 1) / RATE
    note = np.clip(np.searchsorted(notes.onset, now, side="right") - 1, 0, None)
    return Timeline(now, note, now - notes.onset[note], notes.offset[note] - now)


def pitch_curve(
    rng: np.random.Generator,
    notes: SungNotes,
    time: Timeline,
    singer: Singer,
    values: Mapping[str, float],
) -> FloatArray:
    """Return the pitch in cents above 55 Hz, shape (n,), breaks of the voice not included."""
    curve = (
        _transitions(rng, notes, time, values)
        + _drift(rng, time, values["drift"])
        + _within_notes(rng, notes, time, values)
        + _arrivals(rng, notes, time, singer, values)
        + _releases(rng, notes, time, values)
        + _vibrato(rng, notes, time, singer, values)
        + _consonant_dips(rng, notes, time)
    )
    count = len(time.now)
    curve += values["wobble"] * slow_noise(rng, count, low=1.0, high=2.5, rate=RATE)
    restless = 0.8 * slow_noise(rng, count, low=9.0, high=30.0, rate=RATE)
    restless += 0.6 * slow_noise(rng, count, low=30.0, high=90.0, rate=RATE)
    return np.asarray(curve + values["jitter"] * restless)


def _transitions(
    rng: np.random.Generator, notes: SungNotes, time: Timeline, values: Mapping[str, float]
) -> FloatArray:
    """Return the notes' pitches, joined: a sum of one step response per note."""
    count = len(notes.onset)
    rise = values["glide"] / 1000.0 * np.exp(rng.normal(0.0, 0.3, count))
    shorter = np.minimum(notes.length, np.append(notes.length[0], notes.length[:-1]))
    rise = np.clip(rise, 0.03, np.maximum(0.55 * shorter, 0.03))
    damping = np.clip(rng.normal(0.72, 0.12) + rng.normal(0.0, 0.06, count), 0.5, 0.98)
    # 10-90 % rise time of a second-order system, to a few per cent: (1 + 1.1 z + 1.4 z^2) / w.
    omega = (1.0 + 1.1 * damping + 1.4 * np.square(damping)) / rise
    start = notes.onset - 0.6 * rise
    before = np.append(notes.onset[0], notes.offset[:-1])
    start = np.where(notes.fresh, 0.5 * (before + notes.onset), start)
    step = np.diff(notes.cents, prepend=notes.cents[0])
    after = np.maximum(time.now[None, :] - start[:, None], 0.0)
    ringing = omega * np.sqrt(1.0 - np.square(damping))
    phase = ringing[:, None] * after
    decay = np.exp(-(damping * omega)[:, None] * after)
    sine = (damping / np.sqrt(1.0 - np.square(damping)))[:, None]
    response = 1.0 - decay * (np.cos(phase) + sine * np.sin(phase))
    ready = np.clip(0.08 * step, -35.0, 35.0) * rng.uniform(0.0, 1.0, count) * ~notes.fresh
    distance = (time.now[None, :] - (start - 0.01)[:, None]) / (0.5 * rise)[:, None]
    preparation = ready @ np.exp(-0.5 * np.square(distance))
    return np.asarray(notes.cents[0] + step @ response - preparation)


def _drift(rng: np.random.Generator, time: Timeline, sd: float) -> FloatArray:
    """Return the slide of the key: half a straight line, half a random walk; ``sd`` at 10 s."""
    walk = np.cumsum(rng.standard_normal(len(time.now))) / np.sqrt(10.0 * RATE)
    walk = smooth(walk, RATE)
    # More singers sink than rise.
    line = rng.normal(-0.3, 0.95) * time.now / 10.0
    return np.asarray(sd * np.sqrt(0.5) * (line + walk - walk[0]))


def _within_notes(
    rng: np.random.Generator, notes: SungNotes, time: Timeline, values: Mapping[str, float]
) -> FloatArray:
    """Return slopes inside notes, and the search for the pitch after the onset, in cents."""
    count = len(notes.onset)
    length = np.maximum(notes.length, 0.05)
    # Laplace: mean absolute value is the scale. No slope carries a note beyond its neighbour.
    slope = rng.laplace(-0.15, 1.0, count) * values["slope"]
    limit = 90.0
    centred = np.clip(time.since, 0.0, length[time.note]) - 0.5 * length[time.note]
    sliding = limit * np.tanh(slope[time.note] * centred / limit)
    miss = rng.normal(0.0, 0.7 * values["pitch"], count)
    settle = rng.uniform(0.06, 0.2, count)
    search = miss[time.note] * np.exp(-np.maximum(time.since, 0.0) / settle[time.note])
    return np.asarray(smooth(sliding + search, 13))


def _arrivals(
    rng: np.random.Generator,
    notes: SungNotes,
    time: Timeline,
    singer: Singer,
    values: Mapping[str, float],
) -> FloatArray:
    """Return slides into notes, mostly from below: a style in small doses, then a defect."""
    count = len(notes.onset)
    depth_scale = values["scoop"] * np.sqrt(singer.slide)
    # Where a slide is likely: after rests, less on syllables, hardly ever inside one.
    place = np.where(notes.fresh, 0.7, np.where(notes.consonant > 0, 0.45, 0.15))
    often = np.clip(place * singer.slide * (0.5 + depth_scale / 150.0), 0.0, 0.9)
    depth = np.where(rng.random(count) < often, rng.gamma(2.5, depth_scale / 2.5, count), 0.0)
    depth = np.minimum(depth, 450.0) * np.where(rng.random(count) < 0.85, -1.0, 0.6)
    tau = rng.uniform(0.035, 0.09, count) + 0.08 * rng.random(count) * depth_scale / 200.0
    tau = np.minimum(tau, 0.25 * notes.length + 0.01)
    shape = np.exp(-np.power(np.maximum(time.since, 0.0) / tau[time.note], 1.4))
    inside = np.where(notes.fresh[time.note] | (time.since >= 0.0), 1.0, 0.0)
    return np.asarray(smooth(depth[time.note] * shape * inside, 7))


def _releases(
    rng: np.random.Generator, notes: SungNotes, time: Timeline, values: Mapping[str, float]
) -> FloatArray:
    """Return the fall of the pitch as the breath ends, before rests, in cents."""
    count = len(notes.onset)
    last = np.append(notes.fresh[1:], True)
    depth = rng.gamma(1.5, 40.0 + 0.5 * values["scoop"], count) * (rng.random(count) < 0.6)
    depth = np.where(last, np.minimum(depth, 500.0), 0.0) * rng.choice(
        [-1.0, 0.4], count, p=[0.85, 0.15]
    )
    tau = rng.uniform(0.025, 0.09, count)
    return np.asarray(depth[time.note] * np.exp(-np.maximum(time.left, 0.0) / tau[time.note]))


def _vibrato(
    rng: np.random.Generator,
    notes: SungNotes,
    time: Timeline,
    singer: Singer,
    values: Mapping[str, float],
) -> FloatArray:
    """Return the vibrato of long notes: delayed, growing, more or less regular, in cents."""
    count, points = len(notes.onset), len(time.now)
    rough = values["vibrato"]
    # Untrained voices mostly have none; what they have comes and goes.
    share = singer.vibrato_share * np.clip(1.2 - 2.6 * rough, 0.05, 1.0)
    has = (rng.random(count) < share) & (notes.length > 0.3)
    rate = singer.vibrato_rate * (
        1.0 + rough * 0.5 * slow_noise(rng, points, low=0.3, high=2.5, rate=RATE)
    )
    # A good vibrato quickens a little towards the end of the note [2].
    rate = np.clip(rate + 0.25 * np.clip(time.since - 0.5, 0.0, 1.5), 2.5, 9.0)
    phase = 2.0 * np.pi * np.cumsum(rate) / RATE
    swell = 1.0 + 1.1 * rough * slow_noise(rng, points, low=0.3, high=2.0, rate=RATE)
    extent = singer.vibrato_extent * np.exp(rng.normal(0.0, 0.2, count))
    delay = np.minimum(singer.vibrato_delay * np.exp(rng.normal(0.0, 0.3, count)), notes.length / 3)
    grow = np.clip((time.since - delay[time.note]) / rng.uniform(0.15, 0.5), 0.0, 1.0)
    fade = np.clip(time.left / 0.06, 0.0, 1.0)
    size = (has * extent)[time.note] * np.clip(swell, 0.0, 2.5) * grow * fade
    return np.asarray(size * np.sin(phase))


def _consonant_dips(rng: np.random.Generator, notes: SungNotes, time: Timeline) -> FloatArray:
    """Return what consonants do to the pitch, in anybody's voice, in cents.

    Voiced consonants lower it while the tract is narrowed; after unvoiced ones it starts high.
    """
    count = len(notes.onset)
    depth = np.where(notes.consonant == 1, -rng.gamma(2.0, 30.0, count), 0.0)
    lift = np.where(notes.consonant == 2, rng.gamma(2.0, 22.0, count), 0.0)
    curve = np.zeros(len(time.now))
    for index in np.flatnonzero(notes.consonant):
        centre, width = notes.onset[index], 0.5 * notes.gap[index] + 0.01
        curve += depth[index] * np.exp(-0.5 * np.square((time.now - centre) / width))
    return np.asarray(curve + lift[time.note] * np.exp(-np.maximum(time.since, 0.0) / 0.025))
