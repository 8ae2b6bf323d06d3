"""Settings of the custom resources."""

from functions.runtime.settings import Name, Settings


class PublishSettings(Settings, frozen=True, kw_only=True):
    """Adds to what every function reads; it knows of no uploads.

    Attributes
    ----------
    models_bucket : S3 bucket that holds ``models/``.
    models_table : DynamoDB table of models, and of which one serves.
    """

    models_bucket: Name
    models_table: Name


class PageSettings(Settings, frozen=True, kw_only=True):
    """Adds to what every function reads; it knows of nothing but the page.

    Attributes
    ----------
    console_bucket : S3 bucket that holds ``site/``.
    """

    console_bucket: Name
