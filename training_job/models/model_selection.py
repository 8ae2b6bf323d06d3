"""Select the kind of model and the weight of the base, inside the training part.

Both rules prefer what is safer unless the data really speak against it: the linear model to
the network, more of the synthetic base to less.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from talent.learning import Interval, as_record, draw_groups, evaluate, interval, metrics
from training_job.models.dataset import Dataset
from training_job.models.scaling import Array

Kind = Literal["linear", "network"]
KINDS: Final[tuple[Kind, ...]] = ("linear", "network")

MARGIN: Final = 0.01
"""By how much AUC the network must beat the linear model to be worth its opacity."""


ERRORS: Final = 0.5
"""Standard errors that a weight of the base may lie below the best."""


def prefer(
    labels: NDArray[np.int64], groups: NDArray[np.str_], scores: Mapping[Kind, Array]
) -> tuple[Kind, Interval]:
    """Return the kind that goes into service, and the network's gain in AUC.

    Parameters
    ----------
    scores : of every take by a model of each kind that did not know its singer, shape (n,).

    The linear model stays unless the network's cross-validated AUC is better by at least
    MARGIN and the interval of the difference, over the same draws of singers, excludes zero.
    """
    gain = interval(
        lambda labels, network, linear: metrics.auc(labels, network) - metrics.auc(labels, linear),
        draw_groups(groups),
        labels,
        scores["network"],
        scores["linear"],
    )
    return ("network" if gain.value >= MARGIN and gain.low > 0.0 else "linear"), gain


def select_kind(data: Dataset, probabilities: Mapping[Kind, Array]) -> tuple[Kind, dict[str, Any]]:
    """Return what :func:`prefer` chooses, and the record of how it was chosen."""
    kind, gain = prefer(data.labels, data.groups, probabilities)
    measured = "takes of training singers, each judged by a model that did not know its singer"
    finer = None if np.array_equal(data.skills, data.labels) else data.skills
    return kind, {
        "kind": kind,
        "rule": f"linear, unless the network's cross-validated AUC is at least {MARGIN} higher "
        "and the interval of the difference excludes zero",
        "network_minus_linear_auc": as_record(gain),
        "cross_validation": {
            name: evaluate(data.labels, p, data.groups, ratings=finer, measured_on=measured)
            for name, p in probabilities.items()
        },
    }


def prefer_weight(
    labels: NDArray[np.int64],
    groups: Sequence[str] | NDArray[np.str_],
    scores: Mapping[float, Array],
) -> float:
    """Return the largest weight of the base that the recordings do not speak against.

    Parameters
    ----------
    labels, groups : of the user's recordings, shape (n,).
    scores : by weight, what models that did not know the singer said of them, shape (n,).

    The largest whose AUC is at most ERRORS standard errors of the difference (between singers)
    below the best. The AUC is the mean of the takes' placements [1]_, so the difference of two
    is a mean, too, and has a standard error. Measured in ``docs/learning-curve.md``.

    References
    ----------
    .. [1] DeLong, DeLong, Clarke-Pearson. "Comparing the areas under two or more correlated
       receiver operating characteristic curves." Biometrics 44, 1988.
    """
    if len(set(labels.tolist())) < 2:
        return max(scores)
    placed = {weight: _placements(labels, score) for weight, score in scores.items()}
    best = max(placed, key=lambda weight: (placed[weight].mean(), weight))
    _, singer = np.unique(np.asarray(groups), return_inverse=True)
    for weight in sorted(placed, reverse=True):
        lost = placed[best] - placed[weight]
        by_singer = np.bincount(singer, weights=lost - lost.mean())
        if lost.mean() <= ERRORS * np.sqrt(np.square(by_singer).sum()) / len(lost):
            return weight
    return best


def _placements(labels: NDArray[np.int64], scores: Array) -> Array:
    """Return, shape (n,), values whose mean is the AUC: what each take adds to it [1].

    For a good take the share of bad ones it beats (ties count half), for a bad one the share of
    good ones that beat it; each class has half of the weight.
    """
    good = labels == 1
    beats = (scores[good][:, None] > scores[~good]) + 0.5 * (scores[good][:, None] == scores[~good])
    placed = np.empty(len(labels))
    placed[good], placed[~good] = beats.mean(axis=1), beats.mean(axis=0)
    share = np.where(good, good.mean(), 1.0 - good.mean())
    return np.asarray(placed / (2.0 * share))
