"""The 37 numbers of a recording."""

from talent.audio.sound import Sound
from talent.features.acoustic import chroma, mel
from talent.features.acoustic.grid import F64
from talent.features.acoustic.silence import split
from talent.features.acoustic.spectrum import analyse
from talent.features.acoustic.tempo import tempo_of
from talent.features.acoustic.tuning import tuning_of
from talent.features.catalogue import ACOUSTIC


def acoustic(sound: Sound) -> dict[str, float]:
    """Return the acoustic features of a recording by name, in the catalogue's order.

    Computed as librosa 0.11 does, on what `librosa.effects.split(top_db=20)` keeps. Silence
    has the values librosa gives it: -100 dB in every band, zero everywhere else. A recording
    without a single sample has none: NaN.
    """
    if not len(sound.samples):
        return {feature.name: float("nan") for feature in ACOUSTIC}
    kept = split(sound.samples)
    tracks = analyse(kept)
    mel.clamp(tracks.levels)
    coefficients = mel.cepstrum(tracks.levels)
    found = {f"mfcc_{k + 1:02d}_mean": mean for k, mean in enumerate(coefficients.mean(axis=0))}
    found |= {f"mfcc_{k + 1:02d}_std": std for k, std in enumerate(coefficients.std(axis=0))}
    found |= _both("spectral_centroid", tracks.centroid)
    found |= _both("spectral_rolloff", tracks.rolloff)
    found |= _both("zero_crossing_rate", tracks.crossings)
    found |= _both("rms", kept.rms())
    found |= _both("chroma", chroma.at_tuning(tracks.projected, tuning_of(tracks.peaks)))
    found["tempo"] = tempo_of(tracks.levels)
    return {feature.name: float(found[feature.name]) for feature in ACOUSTIC}


def _both(name: str, values: F64) -> dict[str, float]:
    return {f"{name}_mean": float(values.mean()), f"{name}_std": float(values.std())}
