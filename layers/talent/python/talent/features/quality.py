"""Quality gate: accept a take, accept it with a warning, or refuse it.

The limits were measured on sung takes with added noise and music: noise of any colour has a
flatness of 0.57 or more between the sung parts, music 0.5 or less.
"""

from dataclasses import asdict, dataclass
from typing import Final

import numpy as np

from talent.errors import NoVoice, TakeRefused, TooClipped, TooLittleSinging, TooNoisy
from talent.features.analysis import Analysis, Contour
from talent.features.vibrato import LONG_SECONDS

MIN_SECONDS: Final = 5.0
GOOD_SECONDS: Final = 10.0
MIN_VOICED_SECONDS: Final = 3.0
MIN_NOTES: Final = 8
MIN_VOICED_RATIO: Final = 0.15
NOISY_REFUSE_DB: Final = 6.0
NOISY_WARN_DB: Final = 12.0
CLIPPED_REFUSE: Final = 0.20
CLIPPED_WARN: Final = 0.01
MUSIC_FLATNESS: Final = 0.53
MIN_SIGNS_OF_SPEECH: Final = 4
_AUDIBLE_RANGE_DB: Final = 45.0
_MIN_FRAMES: Final = 20


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that makes an answer less trustworthy than usual."""

    code: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Quality:
    """The measured values on which the gate decides.

    Attributes
    ----------
    seconds : duration of the recording.
    voiced_seconds, voiced_ratio : how much of it has a pitch.
    notes : number of notes.
    level_difference_db : level of the sung parts above the parts in between, in dB; None
        where nothing lies in between.
    flatness : spectral flatness of the parts in between, 0..1; None likewise.
    clipped_ratio : share of samples cut off at the peak.
    accompanied : whether the parts in between sound like music rather than noise.
    signs_of_speech : how many of six signs say that this is not singing.
    """

    seconds: float
    voiced_seconds: float
    voiced_ratio: float
    notes: int
    level_difference_db: float | None
    flatness: float | None
    clipped_ratio: float
    accompanied: bool
    signs_of_speech: int


def assess(analysis: Analysis) -> tuple[Quality, tuple[Caution, ...]]:
    """Measure the quality of a take.

    Returns
    -------
    The measured values, and what to be careful about.

    Raises
    ------
    TooLittleSinging
        Below 5 s, below 3 s voiced, or fewer than 8 notes.
    NoVoice
        Less than 15 % of the recording has a pitch.
    TooNoisy
        Sung parts less than 6 dB above what lies in between, unless that is music.
    TooClipped
        More than 20 % of the samples are cut off.
    """
    quality = _measure(analysis)
    refusal = _refusal(quality)
    if refusal is not None:
        refusal.values = asdict(quality)
        raise refusal
    return quality, _cautions(quality)


def _measure(analysis: Analysis) -> Quality:
    contour = analysis.contour
    voiced_seconds = float(contour.voiced.sum() * contour.hop_seconds)
    difference, flatness = _between(contour)
    return Quality(
        seconds=analysis.seconds,
        voiced_seconds=voiced_seconds,
        voiced_ratio=float(contour.voiced.mean()),
        notes=len(analysis.notes),
        level_difference_db=difference,
        flatness=flatness,
        clipped_ratio=analysis.clipped_ratio,
        accompanied=bool(
            difference is not None
            and flatness is not None
            and difference < NOISY_WARN_DB
            and flatness < MUSIC_FLATNESS
        ),
        signs_of_speech=_signs_of_speech(analysis),
    )


def _between(contour: Contour) -> tuple[float | None, float | None]:
    """Return level difference in dB and flatness of the parts between the sung ones.

    The quiet quarter of the unvoiced frames stands for the background: the rest may be
    consonants and breath, which belong to the voice.
    """
    voiced = contour.voiced
    if voiced.sum() < _MIN_FRAMES or (~voiced).sum() < _MIN_FRAMES:
        return None, None
    sung = float(np.median(contour.level[voiced]))
    difference = float(sung - np.percentile(contour.level[~voiced], 25.0))
    audible = ~voiced & (contour.level > sung - _AUDIBLE_RANGE_DB)
    # A periodic frame that the path left out is a tone that is not the voice: not flat at all.
    flat = np.nan_to_num(contour.flatness[audible], nan=0.0)
    return difference, float(np.median(flat)) if len(flat) >= _MIN_FRAMES else None


def _signs_of_speech(analysis: Analysis) -> int:
    """Count the signs that the pitch never rests as it does in singing.

    Limits half-way between speech by twenty synthesised voices and sung takes.
    """
    lengths = analysis.notes.seconds
    voiced_seconds = float(analysis.contour.voiced.sum() * analysis.contour.hop_seconds)
    if len(lengths) == 0:
        return 0
    values = {name: value for name, value in analysis.features.items() if value is not None}
    long_share = float(lengths[lengths >= LONG_SECONDS - 1e-9].sum()) / voiced_seconds
    return sum(
        (
            values.get("hold_frac", 1.0) < 0.65,
            len(lengths) / voiced_seconds > 5.0,
            values.get("note_slope", 0.0) > 300.0,
            float(np.percentile(lengths, 90.0)) < 0.32,
            values.get("steady_ratio", 1.0) < 0.15,
            long_share < 0.20,
        )
    )


def _refusal(q: Quality) -> TakeRefused | None:
    """Return why a take cannot be judged, the most telling reason first."""
    if q.seconds < MIN_SECONDS:
        return TooLittleSinging(
            f"The recording lasts {q.seconds:.1f} s",
            advice=f"Send at least {MIN_SECONDS:g} s of singing, better 15 s or more.",
        )
    if q.voiced_ratio < MIN_VOICED_RATIO:
        return NoVoice(
            f"Only {q.voiced_ratio:.0%} of the recording has a pitch",
            advice="Check the microphone, cut long silences, and sing closer to it.",
        )
    too_close = q.level_difference_db is not None and q.level_difference_db < NOISY_REFUSE_DB
    if too_close and not q.accompanied:
        return TooNoisy(
            f"The voice is only {q.level_difference_db:.1f} dB louder than the background",
            advice=f"Record in a quieter place or closer to the microphone: "
            f"{NOISY_WARN_DB:g} dB and more is good.",
        )
    if q.clipped_ratio > CLIPPED_REFUSE:
        return TooClipped(
            f"{q.clipped_ratio:.0%} of the waveform is cut off at its peak",
            advice="Lower the recording level and sing the take again.",
        )
    if q.voiced_seconds < MIN_VOICED_SECONDS or q.notes < MIN_NOTES:
        return TooLittleSinging(
            f"Found {q.voiced_seconds:.1f} s of pitched sound with {q.notes} notes",
            advice=f"Send at least {MIN_VOICED_SECONDS:g} s of singing with "
            f"{MIN_NOTES} notes, better 15 s or more.",
        )
    return None


def _cautions(q: Quality) -> tuple[Caution, ...]:
    found = []
    if q.seconds < GOOD_SECONDS:
        found.append(
            Caution(
                "short",
                f"The recording lasts only {q.seconds:.1f} s",
                "Judgements of 15 s and more are clearly better.",
            )
        )
    if q.accompanied:
        found.append(
            Caution(
                "accompanied",
                "There seems to be music beside the voice",
                "Send the voice alone: instruments are measured as if they were sung.",
            )
        )
    elif q.level_difference_db is not None and q.level_difference_db < NOISY_WARN_DB:
        found.append(
            Caution(
                "noisy",
                f"The voice is only {q.level_difference_db:.1f} dB louder than the background",
                "Record in a quieter place or closer to the microphone.",
            )
        )
    if q.clipped_ratio > CLIPPED_WARN:
        found.append(
            Caution(
                "clipped",
                f"{q.clipped_ratio:.1%} of the waveform is cut off at its peak",
                "Lower the recording level.",
            )
        )
    if q.signs_of_speech >= MIN_SIGNS_OF_SPEECH:
        found.append(
            Caution(
                "perhaps_not_singing",
                f"{q.signs_of_speech} of 6 signs say that this is speech rather than singing",
                "The answer is meaningful for singing only.",
            )
        )
    return tuple(found)
