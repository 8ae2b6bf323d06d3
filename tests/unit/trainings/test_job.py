"""Trainings: which status may follow which, and how far they are."""

from datetime import UTC, datetime, timedelta

import pytest

from talent.errors import IllegalTransition
from talent.trainings.job import FINAL, NEXT, Job, JobStatus, ProgressReport, move_job, percent_of
from talent.trainings.request import TrainingRequest

NOW = datetime(2025, 1, 31, 12, tzinfo=UTC)
WAY = ("queued", "snapshotting", "training", "deciding", "promoted")


def job(status: str = "queued", percent: float = 0.0) -> Job:
    return Job(
        "0" * 32, JobStatus(status), TrainingRequest(), NOW, NOW, progress=ProgressReport(percent)
    )


@pytest.mark.parametrize("before", JobStatus)
@pytest.mark.parametrize("after", JobStatus)
def test_only_legal_steps_are_taken(before: JobStatus, after: JobStatus) -> None:
    if after not in NEXT[before]:
        with pytest.raises(IllegalTransition):
            move_job(job(before), after, now=NOW)
        return
    later = NOW + timedelta(seconds=1)
    taken = move_job(job(before), after, now=later, reason="why")
    assert (taken.status, taken.updated_at, taken.reason) == (after, later, "why")
    assert (taken.moves, taken.revision) == (1, 1)
    assert (taken.finished_at == later) == (after in FINAL)


def test_every_training_can_end_and_none_that_ended_goes_on() -> None:
    for status, after in NEXT.items():
        if status in FINAL:
            assert not after
        else:
            assert {JobStatus.FAILED, JobStatus.CANCELLED} <= after
    assert {"promoted", "rejected", "failed", "cancelled"} == FINAL


def test_the_percentage_of_the_whole_never_goes_back_on_the_way() -> None:
    way = [
        percent_of(job(status, percent))
        for status in WAY
        for percent in ((0.0, 50.0, 100.0) if status == "training" else (0.0,))
    ]
    assert way == sorted(way)
    assert (way[0], way[-1]) == (0.0, 100.0)
    assert percent_of(job("failed", 50.0)) == percent_of(job("training", 50.0))
    assert percent_of(job("failed")) == 0.0
