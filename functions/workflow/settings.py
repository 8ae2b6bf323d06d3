"""The environment of this function."""

from typing import Annotated

from msgspec import Meta

from functions.edge.settings import TrainingSettings


class WorkflowSettings(TrainingSettings, frozen=True, kw_only=True):
    """Adds to what every task of a retraining reads.

    Attributes
    ----------
    fold_salt : decides which singer is in which fold; never change it.
    """

    fold_salt: Annotated[str, Meta(min_length=8)]
