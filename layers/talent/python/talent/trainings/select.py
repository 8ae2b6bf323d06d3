"""Selects the recordings that can be learned from; says what is missing where they are too few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from talent.errors import NotEnoughData, Value
from talent.features.catalogue import EXTRACTOR_VERSION
from talent.learning.splits import group_of
from talent.recordings.recording import Recording
from talent.trainings.request import DataSource


class Minimum(NamedTuple):
    """What must be there at least: recordings, singers, and recordings of either label."""

    recordings: int
    groups: int
    each: int


MINIMUM: Final[Mapping[DataSource, Minimum]] = {
    "uploads+base": Minimum(recordings=10, groups=4, each=3),
    "uploads": Minimum(recordings=30, groups=10, each=10),
    "base": Minimum(recordings=0, groups=0, each=0),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """The recordings that can be learned from.

    Attributes
    ----------
    excluded : how many others there are, by reason: ``divided`` raters, ``no_features`` of the
        present extractor, ``no_consent``.
    """

    recordings: tuple[Recording, ...]
    excluded: Mapping[str, int]


def select_recordings(recordings: Sequence[Recording]) -> Selection:
    """Return the recordings that can be learned from, ordered by id."""
    chosen: list[Recording] = []
    excluded = {"divided": 0, "no_features": 0, "no_consent": 0}
    for each in sorted(recordings, key=lambda one: one.id):
        why = _unfit(each)
        if why is None:
            chosen.append(each)
        else:
            excluded[why] += 1
    return Selection(tuple(chosen), excluded)


def check_enough(choice: Selection, source: DataSource) -> None:
    """Raise NotEnoughData, with all that is missing, where a source needs more."""
    needed = MINIMUM[source]
    groups = len({group_of(each.singer, each.id) for each in choice.recordings})
    good = sum(each.label == "good" for each in choice.recordings)
    there = {
        "recordings": len(choice.recordings),
        "singers": groups,
        "good": good,
        "bad": len(choice.recordings) - good,
    }
    required = {
        "recordings": needed.recordings,
        "singers": needed.groups,
        "good": needed.each,
        "bad": needed.each,
    }
    missing = {name: max(required[name] - count, 0) for name, count in there.items()}
    if not any(missing.values()):
        return
    values: dict[str, Value] = {
        **there,
        **{f"needed_{name}": count for name, count in required.items()},
        **{f"missing_{name}": count for name, count in missing.items()},
        **{f"excluded_{name}": count for name, count in choice.excluded.items()},
    }
    raise NotEnoughData(
        f"There are {there['recordings']} recordings to learn from, by {groups} singers, {good} "
        f"good and {there['bad']} bad; training on {source} needs {needed.recordings} by "
        f"{needed.groups}, {needed.each} of either label{_left_out(choice.excluded)}",
        advice=_advice(missing, source),
        values=values,
    )


def _unfit(recording: Recording) -> str | None:
    if recording.consent is False:
        return "no_consent"
    if recording.label is None:
        return "divided"
    return None if EXTRACTOR_VERSION in recording.features else "no_features"


def _left_out(excluded: Mapping[str, int]) -> str:
    words = {
        "divided": "on which raters are divided",
        "no_features": "measured by an older version",
        "no_consent": "whose singer did not agree",
    }
    parts = [f"{count} {words[name]}" for name, count in excluded.items() if count]
    return f"; left out are {', '.join(parts)}" if parts else ""


def _advice(missing: Mapping[str, int], source: DataSource) -> str:
    wanted = [f"{count} more {name}" for name, count in missing.items() if count]
    more = f"POST /api/v1/upload-data takes labelled recordings: send {', '.join(wanted)}"
    return f"{more}; or train on uploads+base, which needs fewer." if source == "uploads" else more
