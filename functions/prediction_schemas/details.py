"""Details of a prediction, as JSON: reasons, the score over time, pitch and notes."""

from __future__ import annotations

from dataclasses import asdict
from math import ceil, isnan
from typing import TYPE_CHECKING, Final, Literal, Self, TypeVar

from functions.http.response_model import described, response_model

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    from talent.features.analysis import Contour
    from talent.features.note_report import SungNote
    from talent.model.timeline import Window
    from talent.prediction.predict import PredictionDetail

Cents = TypeVar("Cents", float, "NDArray[float64]")

MAX_POINTS: Final = 12_000
"""Most points of a contour: two minutes at 10 ms. Ten takes of ten minutes in one batch stay
below the 6 MB that Lambda may answer."""


@response_model("Reason")
class ReasonReply:
    """One thing that moved the answer."""

    feature: str = described(
        description="A feature; a group of features where the model is a network"
    )
    value: float | None = described(description="As measured; null for a group")
    unit: str | None
    percentile: float | None = described(
        description="How many percent of the reference takes (the model's training takes) have "
        "a lower value, 0..100; whether lower is better says `features`"
    )
    direction: Literal["helps", "hurts"]
    contribution: float = described(description="In log-odds: positive where it helps")
    sentence: str = described(description="The same for a singer")


@response_model("Window")
class WindowReply:
    """The score of a part of the take. Windows compare with each other, not with the take."""

    start: float = described(description="In seconds")
    end: float = described(description="In seconds")
    probability_good: float | None = described(
        description="0..1; null where the window has less than 3 s of voice or fewer than 8 notes"
    )
    reason: Literal["no_voice", "too_little_singing"] | None = described(
        description="Why there is no probability; null where there is one"
    )


@response_model("NoteVibrato")
class NoteVibratoReply:
    """How the pitch swings within a note."""

    rate: float = described(description="Strongest swing between 4 and 8 Hz, in Hz")
    extent: float = described(description="Cents to either side")
    regularity: float = described(description="Share of the movement that is this swing, 0..1")
    regular: bool = described(
        description="Whether it is a vibrato: regularity above 0.6, 15-200 cents"
    )


@response_model("Note")
class NoteReply:
    """One note."""

    start: float = described(description="In seconds")
    end: float = described(description="In seconds")
    hertz: float = described(description="Median pitch")
    cents: float = described(description="Median pitch in cents above 55 Hz (A1)")
    deviation: float = described(
        description="From the nearest of the take's own semitones, -50..50 cents; positive: sharp"
    )
    vibrato: NoteVibratoReply | None = described(description="null for notes below 0.35 s")


@response_model("Stretch")
class StretchReply:
    """A weak part of the take, and what is worse there than in the rest of it."""

    start: float = described(description="In seconds")
    end: float = described(description="In seconds")
    probability_good: float = described(description="Of its weakest window")
    feature: str = described(description="What hurts most there: a feature, or a group of features")
    value: float | None = described(description="Of that feature in the weakest window")
    usual: float | None = described(description="Its median over the windows of the take")
    contribution: float = described(description="What the difference costs, in log-odds")
    sentence: str = described(description="The same for a singer")


@response_model("Contour")
class ContourReply:
    """Pitch over time: point `i` lies at `i * hop_seconds`; all lists are of the same length."""

    hop_seconds: float = described(
        description="0.01; a multiple of it for takes of more than 12 000 points (two minutes), "
        "of which then every second, third ... is given as it is"
    )
    hertz: list[float | None] = described(description="null where unvoiced")
    cents: list[float | None] = described(description="Above 55 Hz (A1); null where unvoiced")
    voiced: list[bool]

    @classmethod
    def of(cls, contour: Contour) -> Self:
        """Thin a contour out to what an answer can carry; no value is averaged."""
        step = max(1, ceil(len(contour.cents) / MAX_POINTS))
        cents = contour.cents[::step]
        return cls(
            hop_seconds=round(step * contour.hop_seconds, 6),
            hertz=_rounded(_hertz(cents), 2),
            cents=_rounded(cents, 1),
            voiced=[not isnan(cent) for cent in cents.tolist()],
        )


@response_model("Detail")
class DetailReply:
    """What was heard, in the order of time."""

    contour: ContourReply
    notes: list[NoteReply]
    weakest: list[StretchReply] = described(
        description="Up to three, the worst first; none where the take is even, or too short "
        "to have parts"
    )

    @classmethod
    def of(cls, detail: PredictionDetail) -> Self:
        """Put what was heard into the API's words."""
        return cls(
            contour=ContourReply.of(detail.contour),
            notes=[_note(note) for note in detail.notes],
            weakest=[StretchReply(**asdict(stretch)) for stretch in detail.weakest],
        )


def windows_of(timeline: tuple[Window, ...]) -> list[WindowReply]:
    """Put a timeline into the API's words."""
    return [
        WindowReply(
            start=window.start,
            end=window.end,
            probability_good=window.probability_good,
            reason=window.reason,
        )
        for window in timeline
    ]


def _note(note: SungNote) -> NoteReply:
    swing = note.vibrato
    return NoteReply(
        start=round(note.start, 3),
        end=round(note.end, 3),
        hertz=round(_hertz(note.cents), 2),
        cents=round(note.cents, 1),
        deviation=round(note.deviation, 1),
        vibrato=None
        if swing is None
        else NoteVibratoReply(
            rate=round(swing.rate, 1),
            extent=round(swing.extent, 1),
            regularity=round(swing.regularity, 3),
            regular=swing.regular,
        ),
    )


def _hertz(cents: Cents) -> Cents:
    from talent.features.pitch import REFERENCE_HZ  # here and not above: numpy comes with it

    hertz: Cents = REFERENCE_HZ * 2.0 ** (cents / 1200.0)
    return hertz


def _rounded(values: NDArray[float64], digits: int) -> list[float | None]:
    """Return numbers as JSON has them, None for NaN."""
    rounded = values.round(digits).tolist()
    return [None if isnan(value) else value for value in rounded]
