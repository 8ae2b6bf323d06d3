"""Voice: a glottal pulse train through a vocal tract.

The pulse train is read from tables of one period, each limited to the harmonics that fit below
the Nyquist frequency (no aliasing). The tract is five resonances in cascade [1]_, applied to
short overlapping frames in the frequency domain, so that vowels may change at every frame.

References
----------
.. [1] Klatt. "Software for a cascade/parallel formant synthesizer." JASA 67, 1980.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training_job.singer.contour import RATE
from training_job.singer.performance import Performance
from training_job.singer.person import Singer
from training_job.singer.signals import FloatArray, smooth

SAMPLE_RATE: Final = 22_050
HOP: Final = 256
WINDOW: Final = 512
SIZE: Final = 1024
TABLE: Final = 2048
LOWEST: Final = 50.0
PER_OCTAVE: Final = 4
LEVELS: Final = 20

VOWELS: Final = np.array(
    [
        [730, 1090, 2440, 3400, 4500],  # a
        [660, 1720, 2410, 3450, 4550],  # ae
        [530, 1840, 2480, 3500, 4600],  # e
        [500, 1500, 2500, 3500, 4500],  # schwa
        [390, 1990, 2550, 3550, 4600],  # i as in "bit"
        [290, 2250, 3000, 3600, 4600],  # i
        [560, 850, 2410, 3350, 4500],  # o
        [320, 870, 2240, 3300, 4400],  # u
    ],
    dtype=np.float64,
)
"""F1..F5 of an adult male, in Hz, shape (8, 5); F1-F3 after Peterson and Barney 1952."""
WIDTHS: Final = np.array([65.0, 80.0, 110.0, 170.0, 240.0])
"""Bandwidths of the formants, in Hz."""

Float32Array = NDArray[np.float32]


def synthesize(
    rng: np.random.Generator, take: Performance, singer: Singer, count: int
) -> Float32Array:
    """Return the dry sound of a take.

    Parameters
    ----------
    rng : source of randomness.
    take : curves of pitch, level and articulation.
    singer : whose voice.
    count : number of samples at 22 050 Hz.

    Returns
    -------
    float32 array, shape (count,), root mean square about 0.1 where the voice sings.
    """
    now = np.arange(count) / SAMPLE_RATE
    grid = np.arange(len(take.cents)) / RATE
    hertz = 55.0 * np.exp2(np.interp(now, grid, take.cents) / 1200.0)
    rough = np.exp(0.115 * singer.shimmer * rng.standard_normal(len(grid)))
    pulses = _pulses(hertz) * np.interp(now, grid, take.gain * take.voicing * rough)
    noise = rng.standard_normal(count, dtype=np.float32)
    # Air flows while the glottis is open: aspiration comes in the rhythm of the pulses.
    excitation = pulses + noise * np.interp(now, grid, take.breath)
    sound = _filtered(excitation, _tract(take, singer, count))
    sound += _consonants(rng, take, noise, count)
    singing = np.interp(now, grid, take.voicing) > 0.5
    power = float(np.mean(np.square(sound[singing]))) if singing.any() else 0.0
    return np.asarray(0.1 * sound / max(np.sqrt(power), 1e-6), dtype=np.float32)


@lru_cache(maxsize=1)
def _tables() -> Float32Array:
    """Return one period of the pulse per range of pitch, shape (LEVELS, TABLE + 1).

    Harmonics fall by 6 dB per octave: 12 from the glottis, 6 back from the lips. Table l
    serves pitches up to that of table l + 1 and holds the harmonics that fit there.
    """
    rows = np.zeros((LEVELS, TABLE + 1), dtype=np.float32)
    for level in range(LEVELS):
        top = LOWEST * 2.0 ** ((level + 1) / PER_OCTAVE)
        harmonics = np.arange(1, max(int(0.97 * SAMPLE_RATE / 2 / top), 1) + 1)
        spectrum = np.zeros(TABLE // 2 + 1, dtype=np.complex128)
        # Phases as of a pulse that closes faster than it opens.
        spectrum[harmonics] = np.exp(-0.25j * np.pi) / harmonics
        rows[level, :TABLE] = np.fft.irfft(spectrum, TABLE) * TABLE / 2
    rows[:, TABLE] = rows[:, 0]
    return rows


def _pulses(hertz: FloatArray) -> Float32Array:
    """Return a pulse train of the given pitch, in Hz, shape (n,)."""
    tables = _tables().ravel()
    cycles = np.cumsum(hertz) / SAMPLE_RATE
    place = ((cycles - np.floor(cycles)) * TABLE).astype(np.float32)
    index = np.minimum(place.astype(np.int32), TABLE - 1)
    along = place - index
    height = np.clip(PER_OCTAVE * np.log2(hertz / LOWEST), 0.0, LEVELS - 1.001)
    level = height.astype(np.int32)
    index += level * (TABLE + 1)
    lower = tables[index] * (1 - along) + tables[index + 1] * along
    index += TABLE + 1
    upper = tables[index] * (1 - along) + tables[index + 1] * along
    across = (height - level).astype(np.float32)
    return np.asarray(lower * (1 - across) + upper * across, dtype=np.float32)


def _frames(count: int) -> int:
    return -(-count // HOP) + 1


def _tract(take: Performance, singer: Singer, count: int) -> NDArray[np.complex64]:
    """Return the response of tract and source slope per frame, shape (frames, SIZE // 2 + 1)."""
    middle = np.arange(_frames(count)) * HOP / SAMPLE_RATE
    place = np.minimum((middle * RATE).astype(np.int64), len(take.cents) - 1)
    formants = _formants(take, singer)[place]
    hertz = np.fft.rfftfreq(SIZE, 1.0 / SAMPLE_RATE)
    delay = np.exp(-2j * np.pi * hertz / SAMPLE_RATE).astype(np.complex64)
    delay2 = np.square(delay)
    radius = np.exp(-np.pi * WIDTHS * singer.bandwidth / SAMPLE_RATE)
    cosine = np.cos(2 * np.pi * np.minimum(formants, 10_500.0) / SAMPLE_RATE)
    response = np.ones((len(middle), len(hertz)), dtype=np.complex64)
    for number in range(5):
        one = (-2.0 * radius[number] * cosine[:, number]).astype(np.complex64)
        two = np.complex64(radius[number] ** 2)
        # Klatt 1980: unit gain at 0 Hz.
        section = one[:, None] * delay + (two * delay2 + np.complex64(1.0))
        response *= (1.0 + one + two)[:, None]
        response /= section
    octaves = np.log2(np.maximum(hertz, 100.0) / 500.0)
    ring = singer.ring * np.exp(-0.5 * np.square((hertz / singer.formant_scale - 2900) / 450))
    response *= (10.0 ** ((singer.tilt * octaves + ring) / 20.0)).astype(np.float32)
    # A louder voice is a brighter voice: half a decibel per octave and decibel.
    level = 20.0 * np.log10(np.maximum(take.gain[place], 1e-3)).clip(-12.0, 8.0)
    brightness = np.exp2(0.25 / 6.0 * level[:, None] * octaves[None, :])
    response *= brightness.astype(np.float32)
    return response


def _formants(take: Performance, singer: Singer) -> FloatArray:
    """Return F1..F5 over time, in Hz, shape (n, 5): vowels glide into each other."""
    scale = singer.formant_scale * (1.0 + np.array(singer.formant_offsets))
    now = np.arange(len(take.cents)) / RATE
    note = np.clip(np.searchsorted(take.notes.onset, now, side="right") - 1, 0, None)
    targets = VOWELS[take.vowel[note]] * scale
    curves = np.stack([smooth(column, int(0.09 * RATE)) for column in targets.T], axis=1)
    # Singers open the mouth so that F1 does not fall below the fundamental.
    pitch = 55.0 * np.exp2(take.cents / 1200.0)
    curves[:, 0] = np.maximum(curves[:, 0], 1.03 * pitch)
    curves[:, 1] = np.maximum(curves[:, 1], curves[:, 0] + 200.0)
    return curves


def _filtered(sound: FloatArray | Float32Array, response: NDArray[np.complex64]) -> FloatArray:
    """Return ``sound`` after the frame-wise ``response`` (overlap-add), shape (n,)."""
    frames = len(response)
    padded = np.zeros((frames + 1) * HOP)
    padded[HOP : HOP + len(sound)] = sound
    halves = padded.reshape(frames + 1, HOP)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)
    pieces = np.concatenate([halves[:-1], halves[1:]], axis=1) * window
    pieces = np.fft.irfft(np.fft.rfft(pieces, SIZE) * response, SIZE)
    out = np.zeros((frames + SIZE // HOP, HOP))
    for part in range(SIZE // HOP):
        out[part : part + frames] += pieces[:, part * HOP : (part + 1) * HOP]
    return out.ravel()[HOP : HOP + len(sound)]


def _consonants(
    rng: np.random.Generator, take: Performance, noise: Float32Array, count: int
) -> FloatArray:
    """Return the noise of consonants and breaths, shape (count,): bright, each its own colour."""
    grid = np.arange(len(take.hiss)) / RATE
    envelope = np.interp(np.arange(count) / SAMPLE_RATE, grid, take.hiss)
    hertz = np.fft.rfftfreq(SIZE, 1.0 / SAMPLE_RATE)
    note = np.searchsorted(take.notes.onset - 0.08, np.arange(_frames(count)) * HOP / SAMPLE_RATE)
    centre = np.exp(rng.uniform(np.log(1200.0), np.log(7000.0), len(take.notes.onset) + 1))[note]
    distance = np.log(np.maximum(hertz, 20.0)[None, :] / centre[:, None]) / 0.6
    colour = np.exp(-0.5 * np.square(distance)).astype(np.complex64)
    return _filtered(noise * (envelope > 1e-4) * envelope, colour)
