"""Summary of all labelled recordings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from talent.learning.agreement import Agreement, Counts, agreement
from talent.recordings.recording import DIVIDED, Recording

TOP: Final = 20
"""Singers and sources that are named in a summary, those with most recordings first."""


@dataclass(frozen=True, slots=True)
class Named:
    """Recordings by one of their names.

    Attributes
    ----------
    top : recordings by name, of the most frequent names.
    names : how many names there are.
    unknown : recordings without one.
    """

    top: Mapping[str, int]
    names: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Summary of all labelled recordings.

    Attributes
    ----------
    labels : recordings by what most of their raters say: good, bad, divided.
    label_sources : opinions by where they come from.
    consent : recordings by what is said of consent: yes, no, unknown.
    agreement : of the raters; None where no recording has two.
    """

    recordings: int
    seconds: float
    labels: Mapping[str, int]
    label_sources: Mapping[str, int]
    consent: Mapping[str, int]
    singers: Named
    sources: Named
    raters: int
    agreement: Agreement | None


def summarise(recordings: Sequence[Recording]) -> Summary:
    """Count what there is, and measure how far its raters agree."""
    opinions = [opinion for one in recordings for opinion in one.opinions.values()]
    answers = {True: "yes", False: "no", None: "unknown"}
    return Summary(
        recordings=len(recordings),
        seconds=float(sum(one.seconds for one in recordings)),
        labels=_counted([one.label or DIVIDED for one in recordings], "good", "bad", DIVIDED),
        label_sources=_counted([one.source for one in opinions], "given", "filename", "manifest"),
        consent=_counted([answers[one.consent] for one in recordings], *answers.values()),
        singers=_named([one.singer for one in recordings]),
        sources=_named([one.source for one in recordings]),
        raters=len({opinion.rater for opinion in opinions}),
        agreement=agreement(_label_counts(recordings)),
    )


def _counted(values: Sequence[str], *names: str) -> dict[str, int]:
    found = Counter(values)
    return {name: found[name] for name in names}


def _named(values: Sequence[str | None]) -> Named:
    found = Counter(value for value in values if value is not None)
    # By name within the same number: the order in which rows come says nothing.
    order = sorted(found, key=lambda name: (-found[name], name))
    top = {name: found[name] for name in order[:TOP]}
    return Named(top, len(found), len(values) - found.total())


def _label_counts(recordings: Sequence[Recording]) -> Counts:
    """Return how many raters say good and bad of each recording, shape (n, 2)."""
    counts = np.zeros((len(recordings), 2), np.int64)
    for row, one in enumerate(recordings):
        good = sum(opinion.label == "good" for opinion in one.opinions.values())
        counts[row] = good, len(one.opinions) - good
    return counts
