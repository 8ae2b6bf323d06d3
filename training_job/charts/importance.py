"""Permutation importance: what the AUC loses when the values of a feature are exchanged.

The values of a feature are dealt out anew among held-out takes; what the AUC falls by is the
feature's permutation importance [1]_ [2]_. Features that say the same stand in for each other, so
each of them alone may seem to matter little: whole families are exchanged as well, all members
by the same permutation.

References
----------
.. [1] Breiman. "Random forests." Machine Learning 45, 2001.
.. [2] Fisher, Rudin, Dominici. "All models are wrong, but many are useful." Journal of Machine
   Learning Research 20, 2019.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from talent.learning.bootstrap import LEVEL, Interval, draw_groups
from talent.learning.metrics import auc

REPEATS: Final = 3
"""Permutations per feature, whose losses are averaged."""
RESAMPLES: Final = 300

Array = NDArray[np.float64]


def permutation_importance(
    score: Callable[[Array], Array],
    features: Array,
    labels: NDArray[np.int64],
    groups: NDArray[np.str_],
    families: Mapping[str, Sequence[int]],
    *,
    repeats: int = REPEATS,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, Interval]:
    """Return by how much the AUC falls when the values of features are exchanged.

    Parameters
    ----------
    score : the model: several versions of all takes at once, shape (m, n, d), to their scores,
        shape (m, n), the higher the better.
    features : raw, of takes by singers the model did not learn from, shape (n, d).
    labels : 0 or 1, shape (n,).
    groups : singer of every take, shape (n,).
    families : columns that are exchanged together, by name.
    repeats, resamples, seed : of the permutations, and of the bootstrap over singers.

    Returns
    -------
    Interval of AUC per family: positive where the model loses without it; around 0 where it
    does not use it or others stand in for it. NaN where the takes are all of one class.
    """
    draws = draw_groups(groups, resamples=resamples, seed=seed)
    rng = np.random.default_rng([seed, 1])
    before = _aucs(labels, score(features[np.newaxis])[0], draws)
    lost = np.zeros((len(families), 1 + len(draws)))
    for _ in range(repeats):
        order = rng.permutation(len(labels))
        mixed = np.repeat(features[np.newaxis], len(families), axis=0)
        for version, columns in zip(mixed, families.values(), strict=True):
            version[:, list(columns)] = features[order][:, list(columns)]
        after = [_aucs(labels, scores, draws) for scores in score(mixed)]
        lost += (before - np.array(after)) / repeats
    return {name: _interval(row) for name, row in zip(families, lost, strict=True)}


def _aucs(labels: NDArray[np.int64], scores: Array, draws: Sequence[NDArray[np.int64]]) -> Array:
    """Return the AUC of all takes and of every draw of singers, shape (1 + draws,)."""
    return np.array([auc(labels, scores), *(auc(labels[rows], scores[rows]) for rows in draws)])


def _interval(lost: Array) -> Interval:
    drawn = lost[1:][np.isfinite(lost[1:])]
    if 2 * len(drawn) < len(lost) - 1:
        return Interval(float(lost[0]), float("nan"), float("nan"))
    low, high = np.quantile(drawn, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    return Interval(float(lost[0]), float(low), float(high))
