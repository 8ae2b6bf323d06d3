"""The environment of this function."""

from functions.edge.settings import EdgeSettings, Name


class ApiSettings(EdgeSettings):
    """Adds to what every function behind HTTP reads.

    Attributes
    ----------
    data_bucket : S3 bucket that holds ``recordings/`` and ``features/``.
    recordings_table : DynamoDB table of labelled recordings.
    """

    data_bucket: Name
    recordings_table: Name
