"""Wording of the acoustic features: what they are and how large, neither praise nor blame.

A model may lean on how a recording sounds, and then says so; but it is nothing to be proud of
or to practise.
"""

from typing import Final, NamedTuple

CAVEAT: Final = "This follows voice, room and microphone rather than skill."


class AcousticWording(NamedTuple):
    """Words for one acoustic feature.

    Attributes
    ----------
    topic : what it is about, as the beginning of a comparison.
    shown : format of the value, its unit included.
    advice : in the place of advice.
    """

    topic: str
    shown: str
    advice: str = CAVEAT


_SHAPE: Final = "shape of the spectrum ({} half-waves from low to high)"

_BOTH: Final[dict[str, tuple[str, str]]] = {
    "mfcc_01": ("level of the spectrum", "{:.1f} dB"),
    **{f"mfcc_{number:02d}": (_SHAPE.format(number - 1), "{:.1f} dB") for number in range(2, 14)},
    "spectral_centroid": ("brightness of the sound", "{:,.0f} Hz"),
    "spectral_rolloff": ("upper edge of the sound", "{:,.0f} Hz"),
    "zero_crossing_rate": ("rate of sign changes", "{:.1%} of the samples"),
    "rms": ("loudness of the recording", "{:.3f} of full scale"),
    "chroma": ("strength of the twelve pitch classes", "{:.2f} of the strongest"),
}
"""Topic and format of what is given as a mean and as a spread."""

ACOUSTIC_WORDINGS: Final[dict[str, AcousticWording]] = {
    **{f"{name}_mean": AcousticWording(f"the average {it}", s) for name, (it, s) in _BOTH.items()},
    **{
        f"{name}_std": AcousticWording(f"how much the {it} varies", s)
        for name, (it, s) in _BOTH.items()
    },
    "tempo": AcousticWording("the tempo", "{:.0f} beats a minute"),
}
"""By the name of the feature."""
