"""The environment of this function."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from functions.runtime.settings import FunctionSettings, Name


class AnalyseSettings(FunctionSettings, frozen=True, kw_only=True):
    """Adds to what every function reads.

    Attributes
    ----------
    data_bucket : S3 bucket that holds ``recordings/`` and ``features/``.
    recordings_table : DynamoDB table of labelled recordings.
    lease_seconds : the longest that this function runs, its timeout: a row that was begun less
        long ago may have a worker at it. The queue's visibility timeout is at least twice as
        long, so that a message that comes again never meets its own worker.
    max_receives : how often the queue delivers a message before it is a dead letter.
    """

    data_bucket: Name
    recordings_table: Name
    lease_seconds: Annotated[float, Meta(ge=0, le=900)] = 120.0
    max_receives: Annotated[int, Meta(ge=1, le=1000)] = 3

    @property
    def lease(self) -> timedelta:
        """The longest that this function runs."""
        return timedelta(seconds=self.lease_seconds)
