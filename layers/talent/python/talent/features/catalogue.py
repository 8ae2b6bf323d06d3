"""The catalogue: every feature and every reported measure, once.

The order of the extractor's vector, the names in the API, the sentences of the explanations
and the hash by which a model and the code recognise each other all come from here.

References
----------
.. [1] Nakano, Goto, Hiraga. "An Automatic Singing Skill Evaluation Method for Unknown
   Melodies Using Pitch Interval Accuracy and Vibrato Features." Interspeech 2006.
.. [2] Gupta, Li, Wang. "Automatic Evaluation of Singing Quality without a Reference."
   APSIPA 2018; "Automatic Leaderboard: Evaluation of Singing Quality Without a Standard
   Reference." IEEE/ACM TASLP 28, 2020.
.. [3] Hsieh et al. "Tonality-Based Accompaniment-Guided Automatic Singing Evaluation."
   Interspeech 2025.
.. [4] Mardia, Jupp. "Directional Statistics." Wiley 2000 (resultant length).
.. [5] Boersma. "Accurate short-term analysis of the fundamental frequency and the
   harmonics-to-noise ratio of a sampled sound." IFA Proceedings 17, 1993.
.. [6] Omori et al. "Singing power ratio: quantitative evaluation of singing voice quality."
   Journal of Voice 10, 1996.
.. [7] Davis, Mermelstein. "Comparison of parametric representations for monosyllabic word
   recognition in continuously spoken sentences." IEEE TASSP 28, 1980.
.. [8] Peeters. "A large set of audio features for sound description (similarity and
   classification) in the CUIDADO project." IRCAM 2004.
.. [9] Ellis. "Chroma feature analysis and synthesis." 2007; "Beat tracking by dynamic
   programming." Journal of New Music Research 36, 2007.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal


class Group(StrEnum):
    """Families of features that speak of the same side of singing, or only of the sound."""

    SCALE = "scale"
    GRID = "grid"
    VIBRATO = "vibrato"
    STEADINESS = "steadiness"
    TIMBRE = "timbre"
    RHYTHM = "rhythm"


@dataclass(frozen=True, slots=True)
class Feature:
    """One number that the model may see.

    Attributes
    ----------
    name : identifier, everywhere the same.
    unit : "1" for a pure number, otherwise the unit's symbol.
    meaning : what it measures, for a singer.
    better : which direction goes with better ratings; "neither" where it says nothing of skill.
    group : family, for explanations.
    source : where the idea comes from.
    """

    name: str
    unit: str
    meaning: str
    better: Literal["higher", "lower", "neither"]
    group: Group
    source: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that is reported and never fed to a model.

    These follow the recording chain or the choice of song rather than the skill.
    """

    name: str
    unit: str
    meaning: str
    source: str


SINGING: Final[tuple[Feature, ...]] = (
    Feature(
        "scale_contrast",
        "1",
        "How clearly the notes form a scale: the best fit of a major scale (any key, any "
        "tuning) to the notes, above the average fit",
        "higher",
        Group.SCALE,
        "after Hsieh 2025 [3]",
    ),
    Feature(
        "scale_z",
        "1",
        "The same fit, in standard deviations above what random notes would give",
        "higher",
        Group.SCALE,
        "after Hsieh 2025 [3]",
    ),
    Feature(
        "scale_local",
        "1",
        "How clearly ten notes in a row form a scale, on average: insensitive to slow drift",
        "higher",
        Group.SCALE,
        "after Hsieh 2025 [3]",
    ),
    Feature(
        "scale_fit_frames",
        "1",
        "How clearly the whole pitch curve, slides included, keeps to a scale",
        "higher",
        Group.SCALE,
        "after Hsieh 2025 [3]",
    ),
    Feature(
        "grid_frames",
        "1",
        "How tightly the whole pitch curve keeps to one set of semitones",
        "higher",
        Group.GRID,
        "Nakano 2006 [1], circular statistics [4]",
    ),
    Feature(
        "grid_notes",
        "1",
        "How tightly the notes keep to one set of semitones",
        "higher",
        Group.GRID,
        "Nakano 2006 [1], circular statistics [4]",
    ),
    Feature(
        "grid_absdev",
        "cents",
        "How far the notes lie from the take's own semitones, on average",
        "lower",
        Group.GRID,
        "Nakano 2006 [1]",
    ),
    Feature(
        "pair_grid",
        "1",
        "How well notes that follow within four seconds agree on the semitones",
        "higher",
        Group.GRID,
        "pairwise form of [1]",
    ),
    Feature(
        "repeat_spread",
        "cents",
        "How far apart the same note lies when it comes again",
        "lower",
        Group.GRID,
        "after Gupta 2018, 2020 [2]",
    ),
    Feature(
        "hist_entropy_notes",
        "bits",
        "How scattered the notes are over the octave",
        "lower",
        Group.SCALE,
        "after Gupta 2018, 2020 [2]",
    ),
    Feature(
        "tuning_wander",
        "1",
        "How much the tuning drifts in the course of the take",
        "lower",
        Group.GRID,
        "circular statistics [4]",
    ),
    Feature(
        "interval_dev",
        "cents",
        "How far the steps from note to note lie from whole semitones",
        "lower",
        Group.GRID,
        "Nakano 2006 [1]",
    ),
    Feature(
        "vib_reg",
        "1",
        "How regular the vibrato of long notes is",
        "higher",
        Group.VIBRATO,
        "Nakano 2006 [1]",
    ),
    Feature(
        "vib_frac",
        "1",
        "Share of long-note time that carries a regular vibrato",
        "higher",
        Group.VIBRATO,
        "Nakano 2006 [1]",
    ),
    Feature(
        "vib_extent",
        "cents",
        "How wide the pitch swings around long notes",
        "higher",
        Group.VIBRATO,
        "Nakano 2006 [1]",
    ),
    Feature(
        "note_slope",
        "cents/s",
        "How fast the pitch slides within a note, vibrato aside",
        "lower",
        Group.STEADINESS,
        "own, after Nakano 2006 [1]",
    ),
    Feature(
        "note_slow_wobble",
        "cents",
        "How much long notes waver, slower than a vibrato",
        "lower",
        Group.STEADINESS,
        "own, after Nakano 2006 [1]",
    ),
    Feature(
        "hold_frac",
        "1",
        "Share of the singing that rests on held notes, vibrato aside",
        "higher",
        Group.STEADINESS,
        "own, after Gupta 2018, 2020 [2]",
    ),
    Feature(
        "f0_jitter",
        "cents",
        "How restless the pitch is from one hundredth of a second to the next, vibrato aside",
        "lower",
        Group.STEADINESS,
        "own",
    ),
    Feature(
        "steady_ratio",
        "1",
        "Share of the singing in which the pitch hardly moves, vibrato aside",
        "higher",
        Group.STEADINESS,
        "own",
    ),
)
"""The features of the default model, in the order of the vector."""


def _spread(
    name: str, unit: str, meaning: str, source: str, group: Group = Group.TIMBRE
) -> tuple[Feature, ...]:
    """Return the mean of something over a take, and how much it varies."""
    return (
        Feature(f"{name}_mean", unit, f"{meaning}, on average", "neither", group, source),
        Feature(f"{name}_std", unit, f"{meaning}: how much it varies", "neither", group, source),
    )


_MFCC: Final = tuple(
    _spread(
        f"mfcc_{number:02d}",
        "dB",
        "Overall level of the spectrum"
        if number == 1
        else f"Shape of the spectrum, {number - 1} half-waves from low to high",
        "Davis 1980 [7]; librosa.feature.mfcc",
    )
    for number in range(1, 14)
)

ACOUSTIC: Final[tuple[Feature, ...]] = (
    *(mean for mean, _ in _MFCC),
    *(std for _, std in _MFCC),
    *_spread(
        "spectral_centroid",
        "Hz",
        "Brightness: the balance point of the spectrum",
        "Peeters 2004 [8]; librosa.feature.spectral_centroid",
    ),
    *_spread(
        "spectral_rolloff",
        "Hz",
        "Frequency below which 85 % of the spectrum lies",
        "Peeters 2004 [8]; librosa.feature.spectral_rolloff",
    ),
    *_spread(
        "zero_crossing_rate",
        "1",
        "Share of samples at which the sign changes: high for hiss and noise",
        "Peeters 2004 [8]; librosa.feature.zero_crossing_rate",
    ),
    *_spread(
        "rms",
        "1",
        "Loudness of the recording, 1 at full scale",
        "librosa.feature.rms",
    ),
    *_spread(
        "chroma",
        "1",
        "Strength of the twelve pitch classes against the strongest",
        "Ellis 2007 [9]; librosa.feature.chroma_stft",
    ),
    Feature(
        "tempo",
        "bpm",
        "Beats per minute at which the sound rises again and again",
        "neither",
        Group.RHYTHM,
        "Ellis 2007 [9]; librosa.beat.beat_track",
    ),
)
"""How the recording sounds: the 37 numbers of the system before this one, in its order.

Its README speaks of 29; its own list, 2 x 13 + 5 x 2 + 1, adds up to 37, and so did its code.
They follow voice, room and microphone, not skill, which is why no default model sees them.
"""

MEASURES: Final[tuple[Measure, ...]] = (
    Measure("range", "semitones", "From the lowest to the highest note (p5 to p95)", "-"),
    Measure("vibrato_rate", "Hz", "Swings per second of the vibrato of long notes", "[1]"),
    Measure("vibrato_extent", "cents", "Half the swing of the vibrato of long notes", "[1]"),
    Measure("hnr", "dB", "Harmonics-to-noise ratio of the voiced parts (median)", "Boersma [5]"),
    Measure(
        "singing_power_ratio",
        "dB",
        "Strongest level in 2-4 kHz against 0-2 kHz: the ring of a trained voice, "
        "but also of the microphone",
        "Omori 1996 [6]",
    ),
    Measure("tuning_offset", "cents", "The take's own semitones against A4 = 440 Hz", "[4]"),
)
"""What is reported beside the features and never decides."""

NAMES: Final[tuple[str, ...]] = tuple(feature.name for feature in SINGING)
"""Names of the model's features in the order of the vector."""

FEATURE_SETS: Final[Mapping[str, tuple[str, ...]]] = {
    "singing": NAMES,
    "acoustic": tuple(feature.name for feature in ACOUSTIC),
    "all": tuple(feature.name for feature in SINGING + ACOUSTIC),
}
"""Names of the features that a model may be trained on, in the order of its vector."""

EXTRACTOR_VERSION: Final = 2
"""Raised whenever the same sound would give other feature values."""


def feature_hash(names: tuple[str, ...] = NAMES) -> str:
    """Return what a model and the code must agree on: sha256 of version, names and units."""
    units = {feature.name: feature.unit for feature in SINGING + ACOUSTIC}
    facts = [EXTRACTOR_VERSION, [(name, units.get(name)) for name in names]]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
