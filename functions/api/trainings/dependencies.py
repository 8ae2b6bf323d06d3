"""Dependencies and path parameters of the training routes."""

from typing import Annotated

from fastapi import Depends

from functions.api.dependencies import collaborator, id_in_path
from talent.errors import TrainingUnknown
from talent.trainings.ports import Jobs, Machine

AllJobs = Annotated[Jobs, Depends(collaborator("jobs"))]
TrainingMachine = Annotated[Machine, Depends(collaborator("machine"))]
TrainingId = Annotated[
    str,
    Depends(
        id_in_path(TrainingUnknown, "a training", "GET /api/v1/training-jobs lists those there are")
    ),
]
