"""Settings of this function."""

from functions.runtime.settings import EdgeSettings, Name


class ApiSettings(EdgeSettings, frozen=True, kw_only=True):
    """Adds to what every function behind HTTP reads.

    Attributes
    ----------
    data_bucket : S3 bucket that holds ``recordings/`` and ``features/``.
    recordings_table : DynamoDB table of labelled recordings.
    jobs_table : DynamoDB table of trainings.
    training_machine : ARN of the state machine that trains; empty where there is none.
    """

    data_bucket: Name
    recordings_table: Name
    jobs_table: Name
    training_machine: str = ""
