"""The collaborators of the routes of trainings, and what their paths may hold."""

from typing import Annotated

from fastapi import Depends, Path, Request

from talent.errors import TrainingUnknown
from talent.ports import Jobs, Machine
from talent.records import ID


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _machine(request: Request) -> Machine:
    machine: Machine = request.app.state.machine
    return machine


def _checked_id(
    training_id: Annotated[str, Path(alias="id", description="32 hexadecimal digits")],
) -> str:
    if not ID.fullmatch(training_id):
        raise TrainingUnknown(
            "That is not the id of a training",
            advice="An id has 32 hexadecimal digits; GET /api/v1/training-jobs lists those there "
            "are.",
        )
    return training_id


AllJobs = Annotated[Jobs, Depends(_jobs)]
TrainingMachine = Annotated[Machine, Depends(_machine)]
TrainingId = Annotated[str, Depends(_checked_id)]
