"""The librosa way, as it is commonly written: what everything else is measured against.

As a program: a worker for `benchmarks.processes`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import librosa
import numpy as np
from numpy.typing import NDArray

from benchmarks.processes import serve

RATE: Final = 22_050


def features(path: Path) -> NDArray[np.float64]:
    """Return the 37 numbers: each call to librosa makes its own spectra."""
    samples, _ = librosa.load(path, sr=RATE)
    edges = librosa.effects.split(samples, top_db=20)
    samples = np.concatenate([samples[start:stop] for start, stop in edges])
    tempo, _ = librosa.beat.beat_track(y=samples, sr=RATE)
    mfcc = librosa.feature.mfcc(y=samples, sr=RATE, n_mfcc=13)
    others = (
        librosa.feature.spectral_centroid(y=samples, sr=RATE),
        librosa.feature.spectral_rolloff(y=samples, sr=RATE),
        librosa.feature.zero_crossing_rate(samples),
        librosa.feature.rms(y=samples),
        librosa.feature.chroma_stft(y=samples, sr=RATE),
    )
    spread = [value for other in others for value in (np.mean(other), np.std(other))]
    numbers = (mfcc.mean(axis=1), mfcc.std(axis=1), spread, np.atleast_1d(tempo))
    return np.concatenate([np.asarray(part, np.float64) for part in numbers])


def _features(path: Path) -> Callable[[], object]:
    return lambda: features(path)


def _pyin(path: Path) -> Callable[[], object]:
    """Pitch only: the sound is loaded before the clock starts."""
    samples, _ = librosa.load(path, sr=RATE)
    return lambda: librosa.pyin(samples, fmin=65.0, fmax=1050.0, sr=RATE)


if __name__ == "__main__":
    serve({"features": _features, "pyin": _pyin})
