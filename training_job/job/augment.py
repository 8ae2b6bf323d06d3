"""Altered copies of recordings: what changes the sound and should not change the judgement.

Pitch shift and time stretch by librosa's phase vocoder [1]_, white noise on top. A copy carries
the group and the label of its source, so that it is never on another side of a split.

References
----------
.. [1] McFee et al. "librosa: Audio and music signal analysis in Python." SciPy 2015.
"""

import json
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from talent.audio.decode import decode
from talent.audio.limits import SAMPLE_RATE
from talent.audio.sound import Sound
from talent.errors import AudioError, TakeRefused
from talent.features.catalogue import FEATURE_SETS
from talent.features.extract import analyse, extract
from talent.features.quality import assess

SEMITONES: Final = 2.0
STRETCH: Final = (0.9, 1.1)
SNR_DB: Final = (15.0, 35.0)

Samples = NDArray[np.float32]


def altered(samples: Samples, rng: np.random.Generator) -> list[Samples]:
    """Return three copies of a mono recording, shape (n,), at 22 050 Hz.

    Shifted by up to 2 semitones either way, stretched by a rate of 0.9 to 1.1 (its length is
    n / rate), and with white noise 15 to 35 dB below the recording.
    """
    import librosa  # its first call compiles for half a minute: only where it is asked for

    semitones, rate = rng.uniform(-SEMITONES, SEMITONES), rng.uniform(*STRETCH)
    level = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    level *= 10.0 ** (-rng.uniform(*SNR_DB) / 20.0)
    noisy = samples + rng.normal(0.0, level, len(samples))
    shifted = librosa.effects.pitch_shift(samples, sr=SAMPLE_RATE, n_steps=semitones)
    stretched = librosa.effects.time_stretch(samples, rate=rate)
    return [np.asarray(each, dtype=np.float32) for each in (shifted, stretched, noisy)]


def measured_copies(content: bytes, rng: np.random.Generator) -> bytes:
    """Return the features of a recording's copies as JSON: a list of dicts, name to value.

    A copy that the quality gate refuses is left out; so is everything of a recording that
    cannot be decoded any more.
    """
    try:
        sound = decode(content)
    except AudioError:
        return b"[]"
    rows = [_measured(sound, samples) for samples in altered(sound.samples, rng)]
    return json.dumps([row for row in rows if row is not None], allow_nan=False).encode()


def _measured(sound: Sound, samples: Samples) -> dict[str, float | None] | None:
    copy = replace(sound, samples=samples)
    analysis = analyse(copy)
    try:
        assess(analysis)
    except TakeRefused:
        return None
    names = FEATURE_SETS["all"]
    values = extract(copy, "all", analysis=analysis).tolist()
    return {
        name: value if np.isfinite(value) else None
        for name, value in zip(names, values, strict=True)
    }
