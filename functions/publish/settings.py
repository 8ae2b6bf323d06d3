"""The environment of this function."""

from functions.edge.settings import Name, Settings


class PublishSettings(Settings, frozen=True, kw_only=True):
    """Adds to what every function reads; it knows of no uploads.

    Attributes
    ----------
    models_bucket : S3 bucket that holds ``models/``.
    models_table : DynamoDB table of models, and of which one serves.
    """

    models_bucket: Name
    models_table: Name
