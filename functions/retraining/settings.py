"""The environment of the functions behind the state machine."""

from typing import Annotated

from msgspec import Meta

from functions.runtime.settings import Name, Settings, TrainingSettings


class WorkflowSettings(TrainingSettings, frozen=True, kw_only=True):
    """Adds to what every task of a retraining reads.

    Attributes
    ----------
    fold_salt : decides which singer is in which fold; never change it.
    """

    fold_salt: Annotated[str, Meta(min_length=8)]


class SettleSettings(Settings, frozen=True, kw_only=True):
    """Adds to what every function reads.

    Attributes
    ----------
    jobs_table : DynamoDB table of trainings.
    """

    jobs_table: Name
