"""Lambda functions: handler, time and memory as one table, for local and infra."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Function:
    """One Lambda function.

    Attributes
    ----------
    name : what it is called.
    handler : module and attribute, as Lambda wants it.
    timeout_seconds : when Lambda stops it.
    memory_mb : what Lambda gives it; a process here gets what it takes.
    """

    name: str
    handler: str
    timeout_seconds: float
    memory_mb: int


WORKFLOW: Final = "workflow"
"""Name of the function behind the tasks of the state machine that prepare and compare."""
PROMOTER: Final = "promote"
"""And of the one behind those that change models."""

FUNCTIONS: Final = (
    Function("predict", "functions.predict.handler.handler", timeout_seconds=28, memory_mb=1769),
    Function("api", "functions.api.handler.handler", timeout_seconds=28, memory_mb=1769),
    Function(
        WORKFLOW,
        "functions.retraining.workflow_handler.handler",
        timeout_seconds=300,
        memory_mb=1769,
    ),
    Function(
        PROMOTER,
        "functions.retraining.promote_handler.handler",
        timeout_seconds=300,
        memory_mb=1769,
    ),
    Function("analyse", "functions.analyse.handler.handler", timeout_seconds=120, memory_mb=1769),
)


PUBLISH: Final = Function(
    "publish",
    "functions.deployment_hooks.publish_handler.handler",
    timeout_seconds=60,
    memory_mb=512,
)
"""Called by CloudFormation at each deployment."""

SETTLE: Final = Function(
    "settle", "functions.retraining.settle_handler.handler", timeout_seconds=30, memory_mb=256
)
"""Called by EventBridge for each training whose execution did not succeed."""

PAGE: Final = Function(
    "page", "functions.deployment_hooks.page_handler.handler", timeout_seconds=60, memory_mb=512
)
"""Called by CloudFormation as well, where the console is wanted."""

DEPLOYED: Final = (*FUNCTIONS, PUBLISH, SETTLE)
"""In every stage."""

PACKED: Final = (*DEPLOYED, PAGE)
"""Functions that are built and checked, wanted or not."""

FOR_TRAININGS: Final = frozenset({WORKFLOW, PROMOTER, SETTLE.name})
"""Those that nothing calls where there are no trainings."""
