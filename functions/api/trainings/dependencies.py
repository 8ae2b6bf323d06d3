"""Dependencies and path parameters of the training routes."""

from typing import Annotated

from fastapi import Depends

from functions.api.dependencies import collaborator, id_in_path
from talent.errors import TrainingUnknown
from talent.trainings.ports import Jobs, Orchestrator

AllJobs = Annotated[Jobs, Depends(collaborator("jobs"))]
TrainingOrchestrator = Annotated[Orchestrator, Depends(collaborator("machine"))]
TrainingId = Annotated[
    str,
    Depends(
        id_in_path(TrainingUnknown, "a training", "GET /api/v1/training-jobs lists those there are")
    ),
]
