"""Measure the 37 acoustic features of a recording."""

from typing import Final

import numpy as np

from talent.audio.sound import Sound
from talent.features.acoustic import chroma, mel
from talent.features.acoustic.silence import split
from talent.features.acoustic.spectrum import analyse_spectrum
from talent.features.acoustic.tempo import tempo_of
from talent.features.acoustic.tuning import tuning_of
from talent.features.catalogue import ACOUSTIC

_COLUMNS: Final = (
    *(f"mfcc_{number:02d}" for number in range(1, mel.COEFFICIENTS + 1)),
    *("spectral_centroid", "spectral_rolloff", "zero_crossing_rate", "rms"),
)
"""What has one value a frame, or one for every coefficient."""


def acoustic(sound: Sound) -> dict[str, float]:
    """Return the acoustic features of a recording by name, in the catalogue's order.

    Computed as librosa 0.11 does, on what `librosa.effects.split(top_db=20)` keeps. Silence
    has the values librosa gives it: -100 dB in every band, zero everywhere else. A recording
    without a single sample has none: NaN.
    """
    if not len(sound.samples):
        return {feature.name: float("nan") for feature in ACOUSTIC}
    kept = split(sound.samples)
    tracks = analyse_spectrum(kept)
    mel.clamp(tracks.levels)
    classes = chroma.at_tuning(tracks.projected, tuning_of(tracks.peaks))
    found = {"chroma_mean": classes.mean(), "chroma_std": classes.std()}
    coefficients = mel.cepstrum(tracks.levels)
    columns = (coefficients, tracks.centroid, tracks.rolloff, tracks.crossings, kept.rms())
    table = np.column_stack(columns)
    for name, mean, std in zip(_COLUMNS, table.mean(axis=0), table.std(axis=0), strict=True):
        found |= {f"{name}_mean": mean, f"{name}_std": std}
    found["tempo"] = tempo_of(tracks.levels)
    return {feature.name: float(found[feature.name]) for feature in ACOUSTIC}
