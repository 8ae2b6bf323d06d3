"""Calibration of a retrained model: whether it was fitted on the user's labels."""

from enum import Enum, auto
from textwrap import fill
from typing import Final, NamedTuple

import numpy as np

from talent.learning import Platt, fit_platt
from talent.model.manifest import Calibration
from talent.trainings.request import DataSource
from training_job.job.training_data import Role, TrainingData
from training_job.models.dataset import Dataset
from training_job.models.scaling import Array

CALIBRATE_FROM: Final = 20
"""Recordings below which a calibration would be a guess."""
CALIBRATE_EACH: Final = 5
"""And of either label."""
WIDTH: Final = 100
"""Characters in a line of the model card."""


class Calibrated(NamedTuple):
    """The calibration, and on how many recordings of how many singers it was fitted."""

    platt: Platt
    n: int
    singers: int


class Uncalibrated(Enum):
    """Reason why there is no calibration."""

    SYNTHETIC = auto()
    TOO_FEW = auto()
    NO_ORDER = auto()


_WHY: Final = {
    Uncalibrated.SYNTHETIC: "It was trained on synthetic singing alone, so the probability is a "
    "ranking and **not calibrated**: the order of the takes is what can be relied on.",
    Uncalibrated.TOO_FEW: "There were too few of your recordings to calibrate it (it takes "
    f"{CALIBRATE_FROM}, {CALIBRATE_EACH} of either label), so the probability is a ranking and "
    "**not calibrated**: the order of the takes is what can be relied on.",
    Uncalibrated.NO_ORDER: "On your recordings, each judged by a model that did not know the "
    "singer, its scores did not put the good above the bad, so the probability is **not "
    "calibrated**, and the order of the takes cannot be relied on either.",
}


def calibrate(logits: Array, data: Dataset) -> Calibrated | Uncalibrated:
    """Fit a calibration where that makes sense; say why not where it does not.

    Parameters
    ----------
    logits : of the user's recordings, each by a model that did not know the singer, shape (n,).
    data : those recordings.
    """
    if len(data) < CALIBRATE_FROM or min(np.bincount(data.labels, minlength=2)) < CALIBRATE_EACH:
        return Uncalibrated.TOO_FEW
    try:
        platt = fit_platt(logits, data.labels)
    except ValueError:  # all logits are the same
        return Uncalibrated.NO_ORDER
    # A slope below zero would turn the order of the takes around: that is no calibration.
    if not platt.slope > 0.0:
        return Uncalibrated.NO_ORDER
    return Calibrated(platt, len(data), _singers(data))


def fitted_on(
    found: Calibrated | Uncalibrated, trained: TrainingData, source: DataSource
) -> Calibration:
    """Return what the manifest says.

    Without a calibration the probability rests on the takes of the synthetic base, where there
    are any: nothing of the user's was used to fit it.

    Parameters
    ----------
    trained : what the model learned from; of the base only what counted.
    """
    if isinstance(found, Calibrated):
        return Calibration("uploads", n=found.n, singers=found.singers)
    role = Role.JUDGED if source == "base" else Role.BASE
    base = trained.data.where(trained.roles == role)
    if not len(base):
        return Calibration("nothing", n=0, singers=0)
    return Calibration("synthetic", n=len(base), singers=_singers(base))


def reading(found: Calibrated | Uncalibrated) -> str:
    """Return what the model card says of how the number is to be read."""
    if isinstance(found, Calibrated):
        words = (
            f"The probability was calibrated on {found.n} of your recordings by {found.singers} "
            "singers, each judged by a model that did not know the singer. On recordings and by "
            "judges like these it may be read as a probability; on others it is a ranking."
        )
    else:
        words = _WHY[found]
    sides = "The label changes sides at 0.5; between 0.25 and 0.75 the verdict is"
    return fill(f'{words} {sides} "uncertain".', WIDTH, break_on_hyphens=False)


def _singers(data: Dataset) -> int:
    return len(set(data.groups.tolist()))
