"""The environment of this function."""

from typing import Annotated

from pydantic import Field

from functions.edge.settings import TrainingSettings


class WorkflowSettings(TrainingSettings):
    """Adds to what every task of a retraining reads.

    Attributes
    ----------
    fold_salt : decides which singer is in which fold; never change it.
    """

    fold_salt: Annotated[str, Field(min_length=8)]
