"""Settings of this function."""

from typing import Annotated

from msgspec import Meta

from functions.http.limits import MAX_FILES
from functions.runtime.settings import EdgeSettings


class PredictSettings(EdgeSettings, frozen=True, kw_only=True):
    """Adds to what every function behind HTTP reads.

    Attributes
    ----------
    max_files : most files in one batch.
    """

    max_files: Annotated[int, Meta(ge=1, le=100)] = MAX_FILES
