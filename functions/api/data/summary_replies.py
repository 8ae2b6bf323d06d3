"""The summary of all labelled recordings, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from functions.api.data.replies import ContradictionReply, RecordingReply
from functions.api.service.replies import Interval
from functions.http.problem_responses import ProblemDocument

if TYPE_CHECKING:  # numpy comes with them, which few requests need
    from talent.learning.agreement import Agreement
    from talent.recordings.summary import Named, Summary


class AgreementReply(BaseModel):
    """How far raters agree with each other."""

    model_config = ConfigDict(title="Agreement")

    n: int = Field(description="Recordings with two raters or more: all of this is of them")
    opinions: int
    pairwise: Interval = Field(
        description="Share of pairs of raters who say the same, mean over recordings"
    )
    chance: float | None = Field(description="The same for opinions drawn from all there are")
    alpha: Interval = Field(description="Krippendorff's alpha, nominal: 1 is full, 0 is chance")
    interval: str
    meaning: str

    @classmethod
    def of(cls, found: Agreement) -> Self:
        """Put agreement into the API's words."""
        from talent.learning.bootstrap import LEVEL, as_record

        return cls(
            n=found.n,
            opinions=found.opinions,
            pairwise=Interval(**as_record(found.pairwise)),
            chance=found.chance,
            alpha=Interval(**as_record(found.alpha)),
            interval=f"{LEVEL:.0%} percentile bootstrap over recordings, "
            f"{found.resamples} resamples",
            meaning=_meaning(found),
        )


def _meaning(found: Agreement) -> str:
    same, chance = 100.0 * found.pairwise.value, 100.0 * found.chance
    return (
        f"Two raters say the same of {same:.0f} % of the recordings; {chance:.0f} % would be "
        "chance. This is the ceiling of any model: judged by one rater's labels it cannot be "
        "expected to be right more often than another rater is."
    )


class NamedReply(BaseModel):
    """Recordings by one of their names."""

    model_config = ConfigDict(title="Named")

    total: int = Field(description="How many different names there are")
    unknown: int = Field(description="Recordings without one")
    top: dict[str, int] = Field(description="Recordings by name, of the most frequent ones")

    @classmethod
    def of(cls, named: Named) -> Self:
        """Put counts into the API's words."""
        return cls(total=named.names, unknown=named.unknown, top=dict(named.top))


class SummaryReply(BaseModel):
    """What all labelled recordings are together, whatever the filters."""

    model_config = ConfigDict(title="DataSummary")

    recordings: int
    seconds: float
    labels: dict[Literal["good", "bad", "divided"], int]
    label_sources: dict[Literal["given", "filename", "manifest"], int] = Field(
        description="Opinions by where they come from"
    )
    consent: dict[Literal["yes", "no", "unknown"], int]
    singers: NamedReply
    sources: NamedReply
    raters: int
    agreement: AgreementReply | None = Field(description="Null while no recording has two raters")

    @classmethod
    def of(cls, summary: Summary) -> Self:
        """Put a summary into the API's words."""
        return cls.model_validate(
            {
                "recordings": summary.recordings,
                "seconds": summary.seconds,
                "labels": summary.labels,
                "label_sources": summary.label_sources,
                "consent": summary.consent,
                "singers": NamedReply.of(summary.singers),
                "sources": NamedReply.of(summary.sources),
                "raters": summary.raters,
                "agreement": summary.agreement and AgreementReply.of(summary.agreement),
            }
        )


class ListingReply(BaseModel):
    """A page of the labelled recordings, the newest first."""

    model_config = ConfigDict(title="DataListing")

    summary: SummaryReply | None = Field(description="On the first page; null on those after it")
    recordings: list[RecordingReply]
    next_cursor: str | None = Field(
        description="For the next page; null at the end. A page may hold fewer than `limit`"
    )


class LineFault(BaseModel):
    """A line of a CSV file of which nothing was taken."""

    model_config = ConfigDict(title="LineFault")

    line: int = Field(description="As an editor counts them, from 1")
    error: ProblemDocument


class LineContradiction(ContradictionReply):
    """A line of a CSV file that says otherwise than what is stored; the stored value stands."""

    model_config = ConfigDict(title="LineContradiction")

    line: int
    recording_id: str


class AppliedReply(BaseModel):
    """What became of a CSV file of labels."""

    model_config = ConfigDict(title="AppliedManifest")

    lines: int
    changed: int
    unchanged: int
    failed: int
    errors: list[LineFault]
    contradictions: list[LineContradiction]
    timestamp: datetime
