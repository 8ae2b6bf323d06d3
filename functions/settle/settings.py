"""The environment of this function."""

from functions.edge.settings import Name, Settings


class SettleSettings(Settings, frozen=True, kw_only=True):
    """Adds to what every function reads.

    Attributes
    ----------
    jobs_table : DynamoDB table of trainings.
    """

    jobs_table: Name
