"""A deployment without a state machine says so, with a code of its own."""

import pytest

from functions.http.lambda_adapter import Handler
from talent.aws.jobs import DynamoJobs
from talent.aws.state_machine import StepFunctions
from talent.trainings.job import JobStatus
from tests.functional.events import problem
from tests.functional.training.asking import post

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def machine() -> StepFunctions:
    return StepFunctions("")


def test_whoever_asks_for_a_training_is_told_that_there_are_none(
    api: Handler, jobs: DynamoJobs
) -> None:
    for _ in range(2):  # the first is not in the way of the second
        found = problem(post(api, body={"data_source": "base"}), 503, "training_off")
        assert found["detail"] == "This deployment does not train"
        assert "docs/deploy.md" in found["advice"]
    rows = jobs.page(cursor=None, limit=9).jobs
    assert [row.status for row in rows] == 2 * [JobStatus.FAILED]
