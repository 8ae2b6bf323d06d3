"""Batch of predictions, as JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Self

from functions.http.problem_responses import ProblemDocument
from functions.http.response_model import described, response_model
from functions.prediction_schemas.prediction_reply import PredictionReply


@response_model("Failure")
class FailureReply:
    """A file of a batch that could not be judged."""

    filename: str
    upload_id: str | None = described(
        default=None, description="Where it was to be an uploaded one"
    )
    error: ProblemDocument


def tally(results: Sequence[object]) -> tuple[int, int]:
    """Return how many files of a batch went well, and how many did not."""
    failed = sum(isinstance(result, FailureReply) for result in results)
    return len(results) - failed, failed


@response_model("Batch")
class BatchReply:
    """The judgements of several recordings, in the order in which they came."""

    total: int
    successful: int
    failed: int
    results: list[PredictionReply | FailureReply]
    timestamp: datetime

    @classmethod
    def of(cls, results: list[PredictionReply | FailureReply]) -> Self:
        """Count what went well and what did not."""
        successful, failed = tally(results)
        return cls(
            total=len(results),
            successful=successful,
            failed=failed,
            results=results,
            timestamp=datetime.now(UTC),
        )
