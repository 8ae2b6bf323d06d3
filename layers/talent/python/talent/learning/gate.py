"""Gate: the rule whether a newly trained model may replace the one in service.

Both are compared on the same held-out takes, singers drawn with replacement, the same draw for
both (a paired bootstrap [1]_): what is hard about a singer is hard for both, and cancels.

    a floor fails ..................................................  rejected
    lower bound of the AUC difference > 0 ..........................  promoted: better
    lower bound of the AUC difference <= -margin ...................  rejected
    both learned from the same data ................................  rejected: nothing new
    otherwise ......................................................  promoted: not worse

Not worse is enough for a model that learned from other recordings: they are why it was trained.
Where nothing but the seed or a setting is new, only a better one is a reason for a change.

References
----------
.. [1] Efron, Tibshirani. "An Introduction to the Bootstrap." Chapman & Hall 1993.
.. [2] Piaggio et al. "Reporting of noninferiority and equivalence randomized trials." JAMA 308,
   2012 (not worse: the whole interval lies above the margin).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from talent.learning import metrics
from talent.learning.bootstrap import Interval, as_record, draw_groups, interval

MARGIN: Final = 0.03
"""By how much AUC a challenger may perhaps be worse: what another random seed would change."""
MINIMUM_GROUPS: Final = 20
"""Held-out singers below which nothing is promoted automatically."""
CHANCE: Final = 0.5
RESAMPLES: Final = 2000


@dataclass(frozen=True, slots=True)
class GateDecision:
    """Decision of the gate, and the numbers it rests on.

    Attributes
    ----------
    promote : whether the challenger may go into service.
    verdict : "better", "not_worse", "worse" (not shown to be good enough), "nothing_new",
        "too_few_groups", "one_class" or "not_above_chance".
    reason : the same in plain words, with the numbers.
    challenger_auc, champion_auc : on the compared takes.
    auc_difference, brier_difference : challenger minus champion, paired. A lower Brier score
        is better; it is reported and decides nothing.
    n, groups, good : takes compared, singers among them, takes labelled good.
    margin, minimum_groups, resamples : the rule that was applied.
    """

    promote: bool
    verdict: str
    reason: str
    challenger_auc: Interval
    champion_auc: Interval
    auc_difference: Interval
    brier_difference: Interval
    n: int
    groups: int
    good: int
    margin: float
    minimum_groups: int
    resamples: int

    def as_record(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            name: as_record(value) if isinstance(value, Interval) else value
            for name in self.__dataclass_fields__
            for value in [getattr(self, name)]
        }


def gate_candidate(
    labels: ArrayLike,
    groups: Sequence[str] | NDArray[np.str_],
    challenger: ArrayLike,
    champion: ArrayLike,
    *,
    same_data: bool = False,
    margin: float = MARGIN,
    minimum_groups: int = MINIMUM_GROUPS,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> GateDecision:
    """Decide between two models by what each said of the same held-out takes.

    Parameters
    ----------
    labels : 0 or 1, shape (n,); n may be 0.
    groups : singer of every take, shape (n,). Neither model may have been trained on any.
    challenger, champion : their probabilities of good, shape (n,).
    same_data : whether both learned from the same recordings with the same labels, and from the
        same base.
    margin : see :data:`MARGIN`; 0 or more.
    minimum_groups : see :data:`MINIMUM_GROUPS`.
    resamples, seed : of the bootstrap.
    """
    if not margin >= 0.0:
        raise ValueError(f"margin={margin}: expected 0 or more, such as {MARGIN}")
    if len(groups) != np.size(labels):
        raise ValueError(f"{len(groups)} groups for {np.size(labels)} takes")
    n, good = int(np.size(labels)), int(np.sum(labels))
    singers = len(set(map(str, groups)))
    found = _figures(labels, groups, challenger, champion, resamples, seed)
    verdict, reason = _floor(n, good, singers, minimum_groups, found) or _compare(
        singers, margin, found, same_data
    )
    return GateDecision(
        promote=verdict in ("better", "not_worse"),
        verdict=verdict,
        reason=reason,
        challenger_auc=found.challenger_auc,
        champion_auc=found.champion_auc,
        auc_difference=found.auc_difference,
        brier_difference=found.brier_difference,
        n=n,
        groups=singers,
        good=good,
        margin=margin,
        minimum_groups=minimum_groups,
        resamples=resamples,
    )


class _Figures(NamedTuple):
    challenger_auc: Interval
    champion_auc: Interval
    auc_difference: Interval
    brier_difference: Interval


def _figures(
    labels: ArrayLike,
    groups: Sequence[str] | NDArray[np.str_],
    challenger: ArrayLike,
    champion: ArrayLike,
    resamples: int,
    seed: int,
) -> _Figures:
    if not np.size(labels):
        return _Figures(*[Interval(math.nan, math.nan, math.nan)] * 4)
    truth, new = metrics.validate_probabilities(labels, challenger)
    _, old = metrics.validate_probabilities(labels, champion)
    draws = draw_groups(groups, resamples=resamples, seed=seed)
    return _Figures(
        challenger_auc=interval(metrics.auc, draws, truth, new),
        champion_auc=interval(metrics.auc, draws, truth, old),
        auc_difference=interval(
            lambda t, a, b: metrics.auc(t, a) - metrics.auc(t, b), draws, truth, new, old
        ),
        brier_difference=interval(
            lambda t, a, b: metrics.brier(t, a) - metrics.brier(t, b), draws, truth, new, old
        ),
    )


def _floor(
    n: int, good: int, groups: int, minimum_groups: int, found: _Figures
) -> tuple[str, str] | None:
    """Return verdict and reason of the floor that fails; None where all hold."""
    if groups < minimum_groups:
        return "too_few_groups", (
            f"only {groups} held-out singers can be compared; {minimum_groups} are needed before "
            "anything is promoted automatically"
        )
    if good in (0, n):
        only = "good" if good else "bad"
        return "one_class", f"all {n} held-out takes are {only}: nothing can be compared"
    if not found.challenger_auc.low > CHANCE:  # an undefined bound (NaN) must fail too
        return "not_above_chance", (
            f"the challenger's AUC is {_words(found.challenger_auc)}: the lower end is not above "
            f"{CHANCE}, so it may know nothing"
        )
    return None


def _compare(groups: int, margin: float, found: _Figures, same_data: bool) -> tuple[str, str]:
    """Return verdict and reason of two models that both may be compared."""
    auc_difference = found.auc_difference
    difference = _words(auc_difference)
    if auc_difference.low > 0.0:
        return "better", f"better: the AUC differs by {difference} on {groups} held-out singers"
    if not auc_difference.low > -margin:
        return "worse", (
            f"the AUC differs by {difference} on {groups} held-out singers: it may be worse by "
            f"more than the margin of {margin:g}"
        )
    if same_data:
        return "nothing_new", (
            f"not better: the AUC differs by {difference} on {groups} held-out singers, and it "
            "learned from the same data as the model in service, so there is no reason to change"
        )
    return "not_worse", (
        f"not worse: the AUC differs by {difference} on {groups} held-out singers, within "
        f"the margin of {margin:g}"
    )


def _words(figure: Interval) -> str:
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"
