"""Reasons: the contributions of a take, with value, place among others, and words.

The reference takes are those the model was trained on; ``reference.json`` has 21 quantiles of
every feature.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from talent.features.catalogue import FEATURES, Feature
from talent.model.acoustic_wording import ACOUSTIC_WORDINGS, CAVEAT
from talent.model.explain import Explanation
from talent.model.sentences import GROUPS, WORDINGS, words_of

MOST: Final = 5
"""Reasons that are named; the contributions of all features are in the answer anyway."""

Direction = Literal["helps", "hurts"]
_SIDES: Final[Mapping[Direction, str]] = {"helps": "for", "hurts": "against"}


class Rank(NamedTuple):
    """Share of the reference takes with a lower and with a higher value, 0..100."""

    below: float
    above: float

    @property
    def percentile(self) -> float:
        """The middle of the takes that have the same value, 0..100."""
        return 0.5 * (self.below + 100.0 - self.above)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that moved the answer.

    Attributes
    ----------
    feature : name of a feature, or of a group of features where the model is a network.
    value, unit : as measured; None for a group.
    percentile : place among the reference takes, 0..100: how many have a lower value; None
        for a group.
    direction : whether it speaks for a good take.
    contribution : in log-odds, positive where it helps.
    sentence : the same for a singer.
    """

    feature: str
    value: float | None
    unit: str | None
    percentile: float | None
    direction: Direction
    contribution: float
    sentence: str


def reasons(
    explanation: Explanation, values: Mapping[str, float | None], reference: Mapping[str, Any]
) -> tuple[Reason, ...]:
    """Return what moved the answer most, the strongest first; never what did not move it."""
    parts = explanation.features or explanation.groups
    strongest = sorted(parts.items(), key=lambda part: -abs(part[1]))[:MOST]
    return tuple(
        _reason(name, contribution, values.get(name), reference)
        for name, contribution in strongest
        if contribution != 0.0
    )


def rank(reference: Mapping[str, Any], name: str, value: float) -> Rank:
    """Return the place of a value among the reference takes, linear between quantiles."""
    levels = 100.0 * np.asarray(reference["quantiles"])
    quantiles = np.asarray(reference["features"][name]["all"])
    same = levels[quantiles == value]
    if len(same) > 0:  # many takes may have one value, such as no vibrato at all
        return Rank(float(same[0]), 100.0 - float(same[-1]))
    below = float(np.interp(value, quantiles, levels))
    return Rank(below, 100.0 - below)


def in_words(name: str, value: float) -> str:
    """Return a value in the words of its feature."""
    return words_of(name).shown.format(value).replace("%", " %")


def _reason(
    name: str, contribution: float, value: float | None, reference: Mapping[str, Any]
) -> Reason:
    direction: Direction = "helps" if contribution > 0.0 else "hurts"
    feature = FEATURES.get(name)
    if feature is None or value is None:
        sentence = _group_sentence(name, direction)
        return Reason(name, None, None, None, direction, contribution, sentence)
    place = rank(reference, name, value)
    return Reason(
        feature=name,
        value=value,
        unit=feature.unit,
        percentile=place.percentile,
        direction=direction,
        contribution=contribution,
        sentence=sentence_of(feature, value, direction, place),
    )


def sentence_of(feature: Feature, value: float, direction: Direction, place: Rank) -> str:
    """Return what a value means for a take, and what would improve it where it hurts."""
    if feature.better == "neither":
        return _neutral_sentence(feature, value, direction, place)
    words = WORDINGS[feature.name]
    worse, better = place if feature.better == "higher" else place[::-1]
    measured = in_words(feature.name, value)
    if direction == "helps" and worse >= better:
        return f"{words.good}: {measured}, better than {_share(worse)} of the reference takes."
    if direction == "hurts" and better >= worse:
        return (
            f"{words.poor}: {measured}; {_share(better)} of the reference takes do better. "
            f"{words.advice}"
        )
    # A model may weigh a feature against its meaning: no praise or blame for that.
    return f"{feature.meaning}: {measured}. The model counts it {_SIDES[direction]} this take."


def _neutral_sentence(feature: Feature, value: float, direction: Direction, place: Rank) -> str:
    """Return what a model makes of how a recording sounds: no praise, no blame, no advice."""
    topic = ACOUSTIC_WORDINGS[feature.name].topic
    higher = place.below >= place.above
    where = f"{'higher' if higher else 'lower'} than in {_share(max(place))}"
    return (
        f"{topic[0].upper()}{topic[1:]}: {in_words(feature.name, value)}, {where} of the reference "
        f"takes. The model leans on it and counts it {_SIDES[direction]} this take. {CAVEAT}"
    )


def _share(percent: float) -> str:
    return "all" if percent >= 100.0 else f"{min(percent, 99.0):.0f} %"


def _group_sentence(group: str, direction: Direction) -> str:
    words = GROUPS[group]
    return f"{words.good}." if direction == "helps" else f"{words.poor}. {words.advice}"
