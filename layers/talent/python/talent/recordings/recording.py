"""Labelled recording and its rater labels: pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

Label = Literal["good", "bad"]

DIVIDED: Final = "divided"
"""Label, in counts and filters, of a recording on which raters are divided equally."""


class LabelSource(StrEnum):
    """Where a label comes from."""

    GIVEN = "given"
    FILENAME = "filename"
    MANIFEST = "manifest"


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating on a scale.

    Attributes
    ----------
    value : the rating, within the scale.
    low, high : ends of the scale; high is best.
    threshold : from which value on a recording is good.
    """

    value: float
    low: float
    high: float
    threshold: float

    @property
    def label(self) -> Label:
        """The side of the threshold."""
        return "good" if self.value >= self.threshold else "bad"


@dataclass(frozen=True, slots=True)
class RaterLabel:
    """Label of one recording by one rater.

    Attributes
    ----------
    rater : who; ``anonymous`` where nobody is named.
    label : good or bad; of a rating, the side of its threshold.
    rating : None where only the label was given.
    """

    rater: str
    label: Label
    source: LabelSource
    at: datetime
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """Annotation that a sender states with a recording.

    Attributes
    ----------
    singer : None where unknown: the recording is then a singer of its own.
    source : where the recordings come from, such as the name of a collection.
    consent : whether the singer agreed to training on it, as far as the sender says.
    """

    opinion: RaterLabel
    singer: str | None = None
    source: str | None = None
    consent: bool | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A labelled recording: one per sound, however often it was sent.

    Attributes
    ----------
    id : the first 32 digits of ``sha256``.
    sha256 : of the decoded samples (mono float32 at 22 050 Hz), in hexadecimal.
    seconds : duration.
    filename : the first sender's own name for it.
    opinions : by rater; one each.
    features : feature versions of which the values are kept.
    used_by : versions of the models that were trained on it.
    deleting : its files are being deleted; nobody else may change it any more.
    revision : grows with every change; a writer names the one it read.
    """

    id: str
    sha256: str
    seconds: float
    bytes: int
    content_type: str
    filename: str
    singer: str | None
    source: str | None
    consent: bool | None
    created_at: datetime
    updated_at: datetime
    opinions: Mapping[str, RaterLabel]
    features: tuple[int, ...] = ()
    used_by: tuple[str, ...] = ()
    deleting: bool = False
    revision: int = 0

    @property
    def label(self) -> Label | None:
        """What most raters say; None where they are divided equally."""
        good = sum(opinion.label == "good" for opinion in self.opinions.values())
        bad = len(self.opinions) - good
        if good == bad:
            return None
        return "good" if good > bad else "bad"

    @property
    def agreement(self) -> float | None:
        """Share of pairs of raters who say the same, 0..1; None with fewer than two raters."""
        n = len(self.opinions)
        if n < 2:
            return None
        good = sum(opinion.label == "good" for opinion in self.opinions.values())
        bad = n - good
        return (good * (good - 1) + bad * (bad - 1)) / (n * (n - 1))
