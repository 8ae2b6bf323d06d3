"""A few plans and clips that several tests look at."""

import pytest

from training_job.singer import Clip, ClipSpec, make_clip, plan, plan_clip


@pytest.fixture(scope="session")
def specs() -> list[ClipSpec]:
    """Return the plan of 600 clips by 200 singers; nothing is rendered."""
    return plan(200, 3, seed=5)


@pytest.fixture(scope="session")
def clips() -> list[Clip]:
    """Return twelve short clips by different singers."""
    return [make_clip(plan_clip(21, singer, 0, seconds=5.0)) for singer in range(12)]
