"""Performance of a tune by somebody with these defects, as curves over time."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training_job.singer.contour import RATE, SungNotes, Timeline, note_timeline, pitch_curve
from training_job.singer.intonation import sung_pitch, sung_times
from training_job.singer.melody import Melody
from training_job.singer.person import Singer
from training_job.singer.signals import FloatArray, amplitude_of, slow_noise, smooth


@dataclass(frozen=True, slots=True)
class Performance:
    """Everything about a take but its sound; curves have ``RATE`` values per second.

    Attributes
    ----------
    notes : onsets, offsets, right and sung pitches.
    cents : shape (n,), pitch above 55 Hz: the truth where ``voicing`` is above 0.5.
    gain : shape (n,), amplitude of the voice, around 1 where it sings.
    voicing : shape (n,), 0 (no pitch) to 1.
    breath : shape (n,), amplitude of aspiration noise, in units of ``gain``.
    hiss : shape (n,), amplitude of the noise of consonants and of breathing in.
    vowel : shape (m,), vowel of each note, index into the voice's table.
    """

    notes: SungNotes
    cents: FloatArray
    gain: FloatArray
    voicing: FloatArray
    breath: FloatArray
    hiss: FloatArray
    vowel: NDArray[np.int64]


def perform(
    rng: np.random.Generator,
    melody: Melody,
    singer: Singer,
    values: Mapping[str, float],
    seconds: float,
    *,
    vowels: int = 8,
) -> Performance:
    """Sing a tune.

    Parameters
    ----------
    rng : source of randomness.
    melody : what should be sung.
    singer : who sings.
    values : physical values of the skill axes.
    seconds : length of the clip.
    vowels : how many vowels there are to choose from.
    """
    notes = _notes(rng, melody, singer, values, seconds)
    time = note_timeline(notes, seconds)
    cents = pitch_curve(rng, notes, time, singer, values)
    voicing, narrowing = _articulation(rng, notes, time, singer)
    leap, hush = _breaks(rng, notes, time, values["breaks"])
    level = _loudness(rng, notes, time, values) + narrowing
    # Higher is louder: about 5 dB per octave, in everybody.
    level += 5.0 * np.clip((cents - np.median(notes.cents)) / 1200.0, -1.5, 1.5)
    gain = amplitude_of(level)
    breath = amplitude_of(singer.breathiness) * gain * (0.25 + 0.75 * np.maximum(voicing, hush))
    breath = breath * (1.0 + 4.0 * hush)
    return Performance(
        notes=notes,
        cents=cents + leap,
        gain=gain,
        voicing=voicing * (1.0 - hush),
        breath=breath,
        hiss=_hiss(rng, notes, time, singer),
        vowel=_vowels(rng, notes, vowels),
    )


def _notes(
    rng: np.random.Generator,
    melody: Melody,
    singer: Singer,
    values: Mapping[str, float],
    seconds: float,
) -> SungNotes:
    """Return the notes of a take: when, how high, after which consonant."""
    onset, offset = sung_times(rng, melody, values, seconds)
    count = len(onset)
    fresh = np.append(True, onset[1:] - offset[:-1] > 0.015)
    syllable = melody.syllable | fresh
    # A repeated note needs a consonant, or it would be one long note.
    again = np.append(False, np.abs(np.diff(melody.cents)) < 1.0)
    kind = rng.choice(3, size=count, p=[0.27, 0.38, 0.35])
    kind = np.where(syllable | again, np.where(again, np.maximum(kind, 1), kind), 0)
    gap = np.where(kind == 2, rng.uniform(0.05, 0.13, count), rng.uniform(0.04, 0.09, count))
    gap = np.minimum(gap * np.sqrt(singer.diction), 0.35 * (offset - onset) + 0.01)
    return SungNotes(
        onset=onset,
        offset=offset,
        target=melody.cents,
        cents=sung_pitch(rng, melody, values),
        fresh=fresh,
        syllable=syllable,
        consonant=kind.astype(np.int64),
        gap=gap,
    )


def _vowels(rng: np.random.Generator, notes: SungNotes, number: int) -> NDArray[np.int64]:
    """Return the vowel of each note, shape (m,): a new one with each syllable."""
    each = rng.integers(0, number, len(notes.onset))
    first = np.maximum.accumulate(np.where(notes.syllable, np.arange(len(each)), 0))
    return np.asarray(each[first])


def _articulation(
    rng: np.random.Generator, notes: SungNotes, time: Timeline, singer: Singer
) -> tuple[FloatArray, FloatArray]:
    """Return voicing (0..1) and the level that voiced consonants cost (dB), both shape (n,)."""
    sounding = ((time.since >= 0.0) & (time.left > 0.0)).astype(np.float64)
    dip = np.zeros(len(time.now))
    depth = np.minimum(rng.gamma(3.0, 2.5, len(notes.onset)) * singer.diction, 18.0)
    for index in np.flatnonzero(notes.consonant == 1):
        width = 0.5 * notes.gap[index]
        bump = np.exp(-0.5 * np.square((time.now - notes.onset[index]) / width))
        dip -= depth[index] * bump
    for index in np.flatnonzero(notes.consonant == 2):
        begin = notes.onset[index] - 0.6 * notes.gap[index]
        sounding[(time.now >= begin) & (time.now < begin + notes.gap[index])] = 0.0
    # Soft voices take 60 ms to start, hard ones 15.
    return smooth(sounding, int((0.06 - 0.045 * singer.accent) * RATE)), dip


def _loudness(
    rng: np.random.Generator, notes: SungNotes, time: Timeline, values: Mapping[str, float]
) -> FloatArray:
    """Return the level in dB, shape (n,): arches over phrases, and what was not meant."""
    count, unsteady = len(notes.onset), values["loudness"]
    phrase = np.cumsum(notes.fresh) - 1
    first = notes.onset[notes.fresh][phrase]
    end = notes.offset[np.append(notes.fresh[1:], True)][phrase]
    within = (time.now - first[time.note]) / np.maximum(end - first, 0.1)[time.note]
    arch = rng.uniform(1.0, 5.0) * (np.sin(np.pi * np.clip(within, 0.0, 1.0)) - 0.7)
    # Breath that runs out: the end of the phrase fades.
    fading = -1.5 * unsteady * np.clip(within - 0.6, 0.0, 0.4) / 0.4 * rng.random()
    steps = rng.normal(0.0, np.hypot(1.0, 0.7 * unsteady), count)[time.note]
    waver = 0.7 * unsteady * slow_noise(rng, len(time.now), low=0.4, high=3.0, rate=RATE)
    release = -25.0 * np.exp(-np.maximum(time.left, 0.0) / 0.03)
    release = np.where(np.append(notes.fresh[1:], True)[time.note], release, 0.0)
    return np.asarray(arch + fading + smooth(steps, 15) + waver + release)


def _breaks(
    rng: np.random.Generator, notes: SungNotes, time: Timeline, rate: float
) -> tuple[FloatArray, FloatArray]:
    """Return pitch leaps of a cracking voice (cents) and where it fails (0..1), shape (n,)."""
    leap, hush = np.zeros(len(time.now)), np.zeros(len(time.now))
    number = int(rng.poisson(rate * float(notes.length.sum())))
    # The voice breaks where it is high and where notes are long.
    height = np.exp((notes.cents - np.median(notes.cents)) / 400.0) * notes.length
    for index in rng.choice(len(height), size=number, p=height / height.sum()):
        begin = notes.onset[index] + rng.random() * 0.8 * notes.length[index]
        inside = (time.now >= begin) & (time.now < begin + rng.uniform(0.04, 0.14))
        if rng.random() < 0.5:
            leap[inside] = rng.choice([1.0, -1.0], p=[0.7, 0.3]) * rng.uniform(250.0, 900.0)
        else:
            hush[inside] = 1.0
    return smooth(leap, 4), smooth(hush, 5)


def _hiss(rng: np.random.Generator, notes: SungNotes, time: Timeline, singer: Singer) -> FloatArray:
    """Return the amplitude of unvoiced consonants and of breathing in, shape (n,)."""
    curve = np.zeros(len(time.now))
    loud = amplitude_of(rng.normal(-20.0, 5.0, len(notes.onset))) * singer.diction
    for index in np.flatnonzero(notes.consonant == 2):
        centre, width = notes.onset[index] - 0.1 * notes.gap[index], 0.3 * notes.gap[index]
        curve += loud[index] * np.exp(-0.5 * np.square((time.now - centre) / width))
    breath_level = float(amplitude_of(rng.normal(-34.0, 5.0)))
    for index in np.flatnonzero(notes.fresh):
        if rng.random() < 0.5:
            centre, width = notes.onset[index] - rng.uniform(0.2, 0.4), rng.uniform(0.05, 0.12)
            curve += breath_level * np.exp(-0.5 * np.square((time.now - centre) / width))
    return np.minimum(curve, 0.6)
