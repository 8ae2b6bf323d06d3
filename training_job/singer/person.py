"""Singer: a voice, habits, and a skill that has nothing to do with either."""

from dataclasses import dataclass
from typing import Final

import numpy as np

CENTS_OF_A4: Final = 3600.0
"""A4 (440 Hz) in cents above 55 Hz, the zero of every pitch in this package."""


@dataclass(frozen=True, slots=True)
class VoiceType:
    """A range of voices: comfortable notes and length of the vocal tract."""

    name: str
    low: float
    """Lowest comfortable note, in semitones relative to A4."""
    high: float
    """Highest comfortable note, in semitones relative to A4."""
    formant_scale: float
    """Formant frequencies relative to an adult male's."""


VOICE_TYPES: Final[tuple[VoiceType, ...]] = (
    VoiceType("bass", -29, -9, 0.96),
    VoiceType("baritone", -26, -6, 1.00),
    VoiceType("tenor", -22, -2, 1.04),
    VoiceType("alto", -17, 3, 1.12),
    VoiceType("mezzo", -15, 5, 1.15),
    VoiceType("soprano", -12, 9, 1.18),
    VoiceType("child", -11, 6, 1.28),
)
VOICE_SHARES: Final = (0.10, 0.22, 0.18, 0.18, 0.15, 0.12, 0.05)


@dataclass(frozen=True, slots=True)
class Singer:
    """A person. Everything but ``skill`` is identity and is drawn independently of it.

    Attributes
    ----------
    singer_id : identifier, unique within one corpus.
    skill : s0, 0 (worst) to 1 (best); each take lies close by.
    voice_type : name of the range.
    low, high : tessitura, in cents above 55 Hz.
    formant_scale : formants relative to an adult male's (shorter tract: higher).
    formant_offsets : relative deviation of F1..F5, shape (5,).
    bandwidth : width of the formants relative to the usual.
    tilt : further slope of the source spectrum, in dB per octave (negative: duller).
    breathiness : level of aspiration noise relative to the voice, in dB.
    ring : boost near 3 kHz (the singer's formant), in dB.
    shimmer : standard deviation of amplitude between glottal cycles, in dB.
    vibrato_share : share of long notes that get a vibrato if skill allows.
    vibrato_rate : in Hz.
    vibrato_extent : half the swing, in cents.
    vibrato_delay : time before a vibrato starts, in seconds.
    slide : taste for sliding into notes, factor around 1 (a style, not a defect).
    diction : strength of consonants, factor around 1.
    accent : how hard notes start, 0 soft to 1 hard.
    """

    singer_id: str
    skill: float
    voice_type: str
    low: float
    high: float
    formant_scale: float
    formant_offsets: tuple[float, ...]
    bandwidth: float
    tilt: float
    breathiness: float
    ring: float
    shimmer: float
    vibrato_share: float
    vibrato_rate: float
    vibrato_extent: float
    vibrato_delay: float
    slide: float
    diction: float
    accent: float


def draw_singer(rng: np.random.Generator, singer_id: str) -> Singer:
    """Draw a person.

    Parameters
    ----------
    rng : source of randomness, this singer's own.
    singer_id : identifier to give.
    """
    skill = float(rng.random())
    kind = VOICE_TYPES[int(rng.choice(len(VOICE_TYPES), p=VOICE_SHARES))]
    shift = rng.normal(0.0, 1.5)
    # More than a quarter of all singers, good or bad, sing "straight": style, not lack of skill.
    straight = rng.random() < 0.28
    return Singer(
        singer_id=singer_id,
        skill=skill,
        voice_type=kind.name,
        low=CENTS_OF_A4 + 100.0 * (kind.low + shift),
        high=CENTS_OF_A4 + 100.0 * (kind.high + shift),
        formant_scale=float(kind.formant_scale * np.exp(rng.normal(0.0, 0.035))),
        formant_offsets=tuple(rng.normal(0.0, 0.05, 5).tolist()),
        bandwidth=float(np.exp(rng.normal(0.1, 0.25))),
        tilt=float(rng.normal(-2.0, 2.0)),
        breathiness=float(rng.uniform(-38.0, -16.0)),
        ring=float(rng.uniform(-2.0, 12.0)),
        shimmer=float(rng.uniform(0.1, 0.6)),
        vibrato_share=float(rng.uniform(0.0, 0.2) if straight else rng.uniform(0.5, 1.0)),
        vibrato_rate=float(rng.uniform(5.0, 6.5)),
        vibrato_extent=float(np.clip(55.0 * np.exp(rng.normal(0.0, 0.35)), 30.0, 100.0)),
        vibrato_delay=float(rng.uniform(0.05, 0.4)),
        slide=float(np.exp(rng.normal(0.2, 0.45))),
        diction=float(np.exp(rng.normal(0.0, 0.3))),
        accent=float(rng.random()),
    )
