"""The environment of this function."""

from typing import Annotated

from pydantic import Field

from functions.edge.limits import MAX_FILES
from functions.edge.settings import EdgeSettings


class PredictSettings(EdgeSettings):
    """Adds to what every function behind HTTP reads.

    Attributes
    ----------
    max_files : most files in one batch.
    """

    max_files: Annotated[int, Field(ge=1, le=100)] = MAX_FILES
