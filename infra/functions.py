"""All functions that are deployed: those of the local stack, and those only AWS needs."""

from typing import Final

from local.functions import FUNCTIONS, Function

PUBLISH: Final = Function(
    "publish", "functions.publish.handler.handler", timeout_seconds=60, memory_mb=512
)
"""Called by CloudFormation at each deployment."""

SETTLE: Final = Function(
    "settle", "functions.settle.handler.handler", timeout_seconds=30, memory_mb=256
)
"""Called by EventBridge for each training whose execution did not succeed."""

PAGE: Final = Function("page", "functions.page.handler.handler", timeout_seconds=60, memory_mb=512)
"""Called by CloudFormation as well, where the console is wanted."""

DEPLOYED: Final = (*FUNCTIONS, PUBLISH, SETTLE)
"""In every stage."""

PACKED: Final = (*DEPLOYED, PAGE)
"""What is built and checked, wanted or not."""

FOR_TRAININGS: Final = frozenset({"workflow", "promote", SETTLE.name})
"""Those that nothing calls where there are no trainings."""
