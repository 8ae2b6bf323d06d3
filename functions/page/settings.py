"""The environment of this function."""

from functions.edge.settings import Name, Settings


class PageSettings(Settings, frozen=True, kw_only=True):
    """Adds to what every function reads; it knows of nothing but the page.

    Attributes
    ----------
    console_bucket : S3 bucket that holds ``site/``.
    """

    console_bucket: Name
