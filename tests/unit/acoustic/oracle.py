"""The pipeline of the system before this one, with librosa: the oracle of the features."""

import warnings
from typing import Any, Final

import numpy as np

from talent.features.acoustic.grid import F32
from talent.features.catalogue import ACOUSTIC

RATE: Final = 22_050
RELATIVE: Final = 1e-3
FLOORS: Final = {
    # librosa computes in float32: -100 dB in 128 bands carries an error of 1e-4 dB.
    "mfcc": 1e-3,
    "spectral_centroid": 0.05,
    # A tenth of a bin: now and then a frame's 85 % falls on the other side of an edge.
    "spectral_rolloff": 1.0,
    "zero_crossing_rate": 1e-7,
    "rms": 1e-7,
    # The estimated tuning may be off by one step of a hundredth where two steps tie.
    "chroma": 4e-3,
}
"""Absolute floor of every feature, by the start of its name, in its unit."""

TEMPI: Final[list[str]] = []
"""What became of every tempo that was compared: "same" or "tie"."""


def reference(librosa: Any, samples: F32) -> dict[str, float]:
    """Return the 37 numbers by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # short and silent sounds make librosa complain
        edges = librosa.effects.split(samples, top_db=20)
        y = np.concatenate([samples[start:stop] for start, stop in edges])
        mfcc = librosa.feature.mfcc(y=y, sr=RATE, n_mfcc=13)
        tracks = (
            librosa.feature.spectral_centroid(y=y, sr=RATE),
            librosa.feature.spectral_rolloff(y=y, sr=RATE),
            librosa.feature.zero_crossing_rate(y),
            librosa.feature.rms(y=y),
            librosa.feature.chroma_stft(y=y, sr=RATE),
        )
        tempo, _ = librosa.beat.beat_track(y=y, sr=RATE)
    values = [*mfcc.mean(axis=1), *mfcc.std(axis=1)]
    for track in tracks:
        values += [track.mean(), track.std()]
    values.append(np.atleast_1d(tempo)[0])
    names = [feature.name for feature in ACOUSTIC]
    return {name: float(value) for name, value in zip(names, values, strict=True)}


def floor(name: str) -> float:
    """Return a feature's absolute floor."""
    return next(value for start, value in FLOORS.items() if name.startswith(start))
