"""Which kind of model goes into service: the simpler one, unless the other is really better."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from talent.learning import as_record, draw_groups, evaluate, interval, metrics
from training_job.dataset import Dataset
from training_job.scaling import Array

Kind = Literal["linear", "network"]
KINDS: Final[tuple[Kind, ...]] = ("linear", "network")

MARGIN: Final = 0.01
"""By how much AUC the network must beat the linear model to be worth its opacity."""


def choose(data: Dataset, probabilities: Mapping[Kind, Array]) -> tuple[Kind, dict[str, Any]]:
    """Return the kind that goes into service, and the record of how it was chosen.

    The linear model stays unless the network's cross-validated AUC is better by at least
    MARGIN and the interval of the difference, over the same draws of singers, excludes zero.
    """
    draws = draw_groups(data.groups)
    gain = interval(
        lambda labels, network, linear: metrics.auc(labels, network) - metrics.auc(labels, linear),
        draws,
        data.labels,
        probabilities["network"],
        probabilities["linear"],
    )
    kind: Kind = "network" if gain.value >= MARGIN and gain.low > 0.0 else "linear"
    measured = "takes of training singers, each judged by a model that did not know its singer"
    return kind, {
        "kind": kind,
        "rule": f"linear, unless the network's cross-validated AUC is at least {MARGIN} higher "
        "and the interval of the difference excludes zero",
        "network_minus_linear_auc": as_record(gain),
        "cross_validation": {
            name: evaluate(data.labels, p, data.groups, ratings=data.skills, measured_on=measured)
            for name, p in probabilities.items()
        },
    }
