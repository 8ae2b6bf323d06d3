"""Recording chain from the singer's mouth to the file: room, band, microphone, noise, level.

Nothing here knows how well anybody sings. If it did, a model could learn to judge microphones.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training_job.singer.melody import SCALES, Melody
from training_job.singer.signals import FloatArray, amplitude_of, fast_length, slow_noise

SAMPLE_RATE: Final = 22_050
NOISES: Final = ("white", "pink", "brown", "hum", "babble")
BANDS: Final = (3_600.0, 7_200.0, 10_000.0, 11_025.0)
"""Upper edges in Hz: telephone, wide-band call, common codecs, everything."""


@dataclass(frozen=True, slots=True)
class RecordingChain:
    """How one take is recorded.

    Attributes
    ----------
    reverberation : time in which the room decays by 60 dB, in seconds.
    wetness : level of the room against the direct sound, in dB.
    echo : level of an effect echo as in karaoke machines, in dB; -inf for none.
    low_cut, high_cut : pass band, in Hz.
    equaliser : gains at 150, 500, 1500 and 5000 Hz, in dB, shape (4,).
    noise : one of NOISES.
    snr : level of the voice against the noise, in dB.
    music : level of accompaniment against the voice, in dB; -inf for none.
    compression : ratio above the threshold; 1 for none.
    overdrive : dB by which the peaks exceed full scale before clipping; 0 for none.
    peak : level of the highest sample, in dB relative to full scale.
    """

    reverberation: float
    wetness: float
    echo: float
    low_cut: float
    high_cut: float
    equaliser: tuple[float, ...]
    noise: str
    snr: float
    music: float
    compression: float
    overdrive: float
    peak: float


def draw_recording_chain(rng: np.random.Generator) -> RecordingChain:
    """Draw a room, a microphone and what is done to the signal."""
    return RecordingChain(
        reverberation=float(np.exp(rng.uniform(np.log(0.12), np.log(1.6)))),
        wetness=float(rng.uniform(-30.0, -4.0)),
        echo=float(rng.uniform(-26.0, -12.0)) if rng.random() < 0.15 else -np.inf,
        low_cut=float(np.exp(rng.uniform(np.log(30.0), np.log(160.0)))),
        high_cut=float(rng.choice(BANDS, p=[0.06, 0.34, 0.2, 0.4])),
        equaliser=tuple(rng.normal(0.0, 4.0, 4).tolist()),
        noise=str(rng.choice(NOISES, p=[0.2, 0.35, 0.15, 0.15, 0.15])),
        snr=float(rng.uniform(15.0, 50.0)),
        music=float(rng.uniform(-30.0, -12.0)) if rng.random() < 0.25 else -np.inf,
        compression=float(rng.uniform(1.5, 5.0)) if rng.random() < 0.4 else 1.0,
        overdrive=float(rng.uniform(0.5, 5.0)) if rng.random() < 0.08 else 0.0,
        peak=float(rng.uniform(-20.0, -0.5)),
    )


def record(
    rng: np.random.Generator, voice: NDArray[np.float32], settings: RecordingChain, melody: Melody
) -> NDArray[np.float32]:
    """Return the voice as it arrives in the file.

    Parameters
    ----------
    rng : source of randomness.
    voice : shape (n,), dry sound, root mean square about 0.1 where it sings.
    settings : how it is recorded.
    melody : whose key the accompaniment plays in.

    Returns
    -------
    float32 array, shape (n,), within -1..1.
    """
    count = len(voice)
    sound = _in_room(rng, voice, settings)
    if np.isfinite(settings.music):
        sound += 0.1 * amplitude_of(settings.music) * _chords(rng, melody, count)
    sound += 0.1 * amplitude_of(-settings.snr) * _noise(rng, settings.noise, count)
    sound = _band(sound, settings)
    if settings.compression > 1.0:
        sound = _compressed(sound, settings.compression)
    sound *= amplitude_of(settings.overdrive) / max(float(np.abs(sound).max()), 1e-9)
    return (np.clip(sound, -1.0, 1.0) * amplitude_of(settings.peak)).astype(np.float32)


def _in_room(
    rng: np.random.Generator, voice: NDArray[np.float32], settings: RecordingChain
) -> FloatArray:
    """Return the voice with early reflections, a decaying tail and, perhaps, an echo."""
    length = int(min(1.2 * settings.reverberation + 0.06, 1.5) * SAMPLE_RATE)
    now = np.arange(length) / SAMPLE_RATE
    tail = rng.standard_normal(length) * np.exp(-6.9 * now / settings.reverberation)
    start = int(rng.uniform(0.004, 0.03) * SAMPLE_RATE)
    tail[:start] = 0.0
    early = rng.integers(30, int(0.05 * SAMPLE_RATE), 8)
    tail *= np.sqrt(0.6 / max(float(np.sum(np.square(tail))), 1e-9))
    tail[early] += rng.normal(0.0, np.sqrt(0.4 / 8), 8)
    response = tail * amplitude_of(settings.wetness)
    response[0] += 1.0
    size = fast_length(len(voice) + length)
    wet = np.fft.irfft(np.fft.rfft(voice, size) * np.fft.rfft(response, size), size)[: len(voice)]
    if np.isfinite(settings.echo):
        delay = int(rng.uniform(0.12, 0.35) * SAMPLE_RATE)
        for turn in (1, 2, 3):
            gain = float(amplitude_of(turn * settings.echo))
            wet[turn * delay :] += gain * voice[: len(voice) - turn * delay]
    return np.asarray(wet)


def _chords(rng: np.random.Generator, melody: Melody, count: int) -> FloatArray:
    """Return plucked triads of the key, two beats each, mean power 1, shape (count,)."""
    scale = np.array(SCALES[melody.scale])
    size = max(int(2 * melody.beat * SAMPLE_RATE), 1)
    now = np.arange(size) / SAMPLE_RATE
    envelope = np.minimum(now / 0.01, 1.0) * np.exp(-now / rng.uniform(0.4, 2.0))
    chords = []
    for _ in range(3):
        root = int(rng.integers(len(scale)))
        steps = root + np.array([0, 2, 4, 7])
        semitones = 12 * (steps // len(scale)) + scale[steps % len(scale)]
        base = 55.0 * 2.0 ** ((melody.tonic % 1200.0 + 1200.0 + 100.0 * semitones) / 1200.0)
        partials = np.outer(base, [1.0, 2.0, 3.0]).ravel()
        weights = np.tile([1.0, 0.5, 0.25], len(base))
        phases = rng.uniform(0.0, 2 * np.pi, len(partials))
        tones = np.sin(2 * np.pi * partials[:, None] * now + phases[:, None])
        chords.append(envelope * (weights @ tones))
    order = rng.integers(0, len(chords), -(-count // size))
    music = np.concatenate([chords[index] for index in order])[:count]
    return np.asarray(music / np.sqrt(np.mean(np.square(music))))


def _noise(rng: np.random.Generator, kind: str, count: int) -> FloatArray:
    """Return noise of mean power 1, shape (count,)."""
    size = fast_length(count)
    hertz = np.fft.rfftfreq(size, 1.0 / SAMPLE_RATE)
    slope = {"white": 0.0, "pink": 0.5, "brown": 1.0, "hum": 0.5, "babble": 0.0}[kind]
    gain = np.maximum(hertz, 30.0) ** -slope
    if kind == "babble":  # the long-term spectrum of speech, roughly
        gain = np.where(hertz > 80.0, 1.0 / (1.0 + np.square(hertz / 600.0)), 0.0)
    noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(size)) * gain, size)[:count]
    noise /= np.sqrt(np.mean(np.square(noise)))
    now = np.arange(count) / SAMPLE_RATE
    if kind == "hum":
        mains = float(rng.choice([50.0, 60.0]))
        for number, level in enumerate(rng.uniform(0.2, 1.0, 5), start=1):
            turn = rng.uniform(0.0, 2 * np.pi)
            noise += 1.5 * level / number * np.sin(2 * np.pi * mains * number * now + turn)
    if kind == "babble":
        grid = np.arange(int(count / SAMPLE_RATE * 100) + 2) / 100
        sway = np.exp(0.7 * slow_noise(rng, len(grid), low=0.5, high=5.0, rate=100))
        noise *= np.interp(now, grid, sway)
    return np.asarray(noise / np.sqrt(np.mean(np.square(noise))))


def _band(sound: FloatArray, settings: RecordingChain) -> FloatArray:
    """Return the sound within the pass band and after the equaliser (both without phase)."""
    size = fast_length(len(sound) + SAMPLE_RATE // 10)
    hertz = np.maximum(np.fft.rfftfreq(size, 1.0 / SAMPLE_RATE), 1.0)
    marks = np.log([150.0, 500.0, 1500.0, 5000.0])
    coarse = np.exp(np.linspace(0.0, np.log(SAMPLE_RATE / 2), 400))
    gains = amplitude_of(np.interp(np.log(coarse), marks, settings.equaliser))
    gains = gains / np.sqrt(1.0 + (settings.low_cut / coarse) ** 4)
    gain = np.interp(hertz, coarse, gains)
    if settings.high_cut < SAMPLE_RATE / 2:
        gain *= 1.0 / (1.0 + np.exp((hertz - settings.high_cut) / 150.0).clip(0.0, 1e6))
    return np.asarray(np.fft.irfft(np.fft.rfft(sound, size) * gain, size)[: len(sound)])


def _compressed(sound: FloatArray, ratio: float) -> FloatArray:
    """Return the sound with loud parts held back: 5 ms blocks, fast down, slow up."""
    block = SAMPLE_RATE // 200
    blocks = len(sound) // block
    power = np.mean(np.square(sound[: blocks * block].reshape(blocks, block)), axis=1)
    level = 10.0 * np.log10(power + 1e-12)
    threshold = float(np.percentile(level, 60.0))
    wanted = np.maximum(level - threshold, 0.0) * (1.0 / ratio - 1.0)
    held, now = np.empty(blocks), 0.0
    for index, value in enumerate(wanted.tolist()):
        now += (value - now) * (0.5 if value < now else 0.04)
        held[index] = now
    return np.asarray(
        sound
        * amplitude_of(np.interp(np.arange(len(sound)) / block - 0.5, np.arange(blocks), held))
    )
