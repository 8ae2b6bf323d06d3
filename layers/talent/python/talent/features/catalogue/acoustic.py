"""The 37 numbers of how a recording sounds.

References
----------
.. [1] Davis, Mermelstein. "Comparison of parametric representations for monosyllabic word
   recognition in continuously spoken sentences." IEEE TASSP 28, 1980.
.. [2] Peeters. "A large set of audio features for sound description (similarity and
   classification) in the CUIDADO project." IRCAM 2004.
.. [3] Ellis. "Chroma feature analysis and synthesis." 2007; "Beat tracking by dynamic
   programming." Journal of New Music Research 36, 2007.
"""

from typing import Final

from talent.features.catalogue.entry import Feature, Group


def _spread(name: str, unit: str, meaning: str, source: str) -> tuple[Feature, ...]:
    """Return the mean of something over a take, and how much it varies."""
    return tuple(
        Feature(f"{name}_{kind}", unit, f"{meaning}{of}", "neither", Group.TIMBRE, source)
        for kind, of in (("mean", ", on average"), ("std", ": how much it varies"))
    )


_MFCC: Final = tuple(
    _spread(
        f"mfcc_{number:02d}",
        "dB",
        "Overall level of the spectrum"
        if number == 1
        else f"Shape of the spectrum, {number - 1} half-waves from low to high",
        "Davis 1980; librosa.feature.mfcc",
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
        "Peeters 2004; librosa.feature.spectral_centroid",
    ),
    *_spread(
        "spectral_rolloff",
        "Hz",
        "Frequency below which 85 % of the spectrum lies",
        "Peeters 2004; librosa.feature.spectral_rolloff",
    ),
    *_spread(
        "zero_crossing_rate",
        "1",
        "Share of samples at which the sign changes: high for hiss and noise",
        "Peeters 2004; librosa.feature.zero_crossing_rate",
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
        "Ellis 2007; librosa.feature.chroma_stft",
    ),
    Feature(
        "tempo",
        "bpm",
        "Beats per minute at which the sound rises again and again",
        "neither",
        Group.RHYTHM,
        "Ellis 2007; librosa.beat.beat_track",
    ),
)
"""How the recording sounds: the 37 numbers of the system before this one, in its order.

Its README speaks of 29; its own list, 2 x 13 + 5 x 2 + 1, adds up to 37, and so did its code.
They follow voice, room and microphone, not skill, which is why no default model sees them.
"""
