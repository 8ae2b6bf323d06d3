"""Explanation of an answer: contributions of the features that add up to it exactly.

The log-odds of a take are taken apart against a baseline, the take in which every feature is
the median of the training data: ``base_logit + sum(contributions) = logit``.

A linear model adds up its features, so what one feature contributes is what the score changes
when this feature alone is set. Because the graph scales and clips each feature on its own,
this is exact for any value, without reading a weight.

In a network features interact, and the only attribution that is efficient (adds up),
symmetric, linear and gives nothing to what has no influence is Shapley's [1]_, [2]_. Over the
catalogue's groups it is exact with 2^4 calls of the graph (2^6 with the acoustic features);
single features would take 2^20, and sampling them would be an estimate.

References
----------
.. [1] Shapley. "A value for n-person games." Contributions to the Theory of Games II, 1953.
.. [2] Lundberg, Lee. "A Unified Approach to Interpreting Model Predictions." NeurIPS 2017.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from talent.features.catalogue import FEATURES
from talent.model.interpreter import Scores
from talent.model.manifest import Manifest

Vector = NDArray[np.floating[Any]]
Score = Callable[[Vector], Scores]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The log-odds of a take, taken apart.

    Attributes
    ----------
    base_logit : log-odds of the baseline.
    logit : log-odds of the take.
    features : contribution of every feature, in log-odds, by name; empty for a network.
    groups : contribution of every group of features, in log-odds, by name.
    """

    base_logit: float
    logit: float
    features: Mapping[str, float]
    groups: Mapping[str, float]


def explain(
    score: Score, manifest: Manifest, vector: Vector, baseline: Vector | None = None
) -> Explanation:
    """Take the score of a vector, shape (features,), apart.

    Parameters
    ----------
    score : the model's graph.
    manifest : says whether the graph is linear.
    vector : features of the take in the manifest's order; NaN where undefined.
    baseline : what to compare with; the training median where nothing is given. A feature
        that the vector leaves undefined is taken from the baseline: it contributes nothing.

    Notes
    -----
    The graph computes in single precision: each of its answers is rounded to about 1e-7 of
    its size. Nothing is shifted to hide it; the sum stays within 1e-5 of the logit (tested).
    """
    if baseline is None:
        # The graph puts the training median in the place of whatever is not finite.
        baseline = np.full(len(vector), np.nan)
    full = np.where(np.isfinite(vector), vector, baseline)
    base, logit = score(baseline).logit, score(full).logit
    members = group_members(manifest.features)
    if manifest.kind == "linear":
        parts = _alone(score, full, baseline, base)
        names = manifest.features
        return Explanation(
            base_logit=base,
            logit=logit,
            features=dict(zip(names, parts, strict=True)),
            groups={
                group: sum(parts[place] for place in places) for group, places in members.items()
            },
        )
    shares = shapley(score, full, baseline, tuple(members.values()))
    return Explanation(base, logit, {}, dict(zip(members, shares, strict=True)))


def group_members(names: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return, by group, the places of its features in a vector of features of these names."""
    groups = [FEATURES[name].group for name in names]
    return {
        group: tuple(place for place, other in enumerate(groups) if other == group)
        for group in dict.fromkeys(groups)
    }


def _alone(score: Score, vector: Vector, baseline: Vector, base: float) -> list[float]:
    """Return what the score changes when one feature alone leaves the baseline."""
    parts = []
    for place, value in enumerate(vector):
        mixed = baseline.copy()
        mixed[place] = value
        parts.append(score(mixed).logit - base if np.isfinite(value) else 0.0)
    return parts


def shapley(
    score: Score, vector: Vector, baseline: Vector, players: Sequence[Sequence[int]]
) -> list[float]:
    """Return the exact Shapley value of every player, in log-odds.

    Parameters
    ----------
    score : called 2^n times for n players.
    vector, baseline : shape (features,): with and without a feature.
    players : places in the vector that belong to each player.
    """
    count = len(players)
    worth: dict[frozenset[int], float] = {}
    for size in range(count + 1):
        for members in combinations(range(count), size):
            mixed = baseline.copy()
            for player in members:
                mixed[list(players[player])] = vector[list(players[player])]
            worth[frozenset(members)] = score(mixed).logit

    def value(player: int) -> float:
        # phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S))  [1]
        return sum(
            factorial(len(s)) * factorial(count - len(s) - 1) / factorial(count)
            * (worth[s | {player}] - worth[s])
            for s in worth if player not in s
        )  # fmt: skip

    return [value(player) for player in range(count)]
