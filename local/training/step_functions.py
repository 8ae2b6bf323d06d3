"""Step Functions on this machine: moto executes the state machine as it is deployed.

What a state machine calls leaves moto here: a Lambda function is one of the local worker
processes, a Batch job is a process of its own.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import uuid
from collections.abc import Mapping
from typing import Any, Final

from local.gateway.asgi import Invoke
from local.gateway.proxy_events import trace_id
from local.lambdas.pool import HandlerFailed, InvocationError, Throttled, TimedOut
from local.names import ACCOUNT, DATA_BUCKET, JOBS_TABLE, MODELS_BUCKET, RETRAINING
from local.paths import ROOT
from local.training import training_tools
from local.training.batch import LocalBatch
from topology.environment import REGION
from topology.functions import PROMOTER, WORKFLOW

DEFINITION: Final = ROOT / "functions" / "retraining" / "retraining.asl.json"
LOGS: Final = ROOT / "build" / "trainings"
SUBSTITUTIONS: Final = {
    "WorkflowFunction": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{WORKFLOW}",
    "PromoteFunction": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{PROMOTER}",
    "JobQueue": "trainings",
    "JobDefinition": "training",
    "DataBucket": DATA_BUCKET,
    "ModelsBucket": MODELS_BUCKET,
    "JobsTable": JOBS_TABLE,
}
"""Values that the definition leaves to the deployment."""
_ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/singing-talent-local-workflow"


class LocalLambda:
    """Lambda as a state machine calls it.

    Parameters
    ----------
    functions : by name.
    loop : where they are invoked.
    """

    def __init__(self, functions: Mapping[str, Invoke], loop: asyncio.AbstractEventLoop) -> None:
        self._functions = functions
        self._loop = loop

    def invoke(self, *, FunctionName: str, Payload: bytes, **_: Any) -> dict[str, Any]:  # noqa: ANN401, N803 - as boto3 has it
        """Invoke a function and wait for its answer."""
        function = self._functions[FunctionName.rpartition(":")[2]]
        asked = function(json.loads(Payload), request_id=str(uuid.uuid4()), trace=trace_id())
        answered = {"StatusCode": 200, "ExecutedVersion": "$LATEST"}
        try:
            answer = asyncio.run_coroutine_threadsafe(_awaited(asked), self._loop).result()
        except Throttled as error:
            raise _throttled() from error
        except InvocationError as error:
            failed = json.dumps(_described(error)).encode()
            return answered | {"FunctionError": "Unhandled", "Payload": io.BytesIO(failed)}
        return answered | {"Payload": io.BytesIO(json.dumps(answer).encode())}


async def _awaited(asked: Any) -> object:  # noqa: ANN401 - any awaitable; this is a coroutine
    return await asked


def _described(error: InvocationError) -> dict[str, str]:
    """Return an exception as Lambda tells of it."""
    if isinstance(error, HandlerFailed):
        return {"errorType": error.kind, "errorMessage": error.message}
    if isinstance(error, TimedOut):
        return {"errorType": "Sandbox.Timedout", "errorMessage": "Task timed out"}
    return {"errorType": "Runtime.ExitError", "errorMessage": str(error)}


def _throttled() -> Exception:
    from botocore.exceptions import ClientError

    about: Any = {
        "Error": {"Code": "TooManyRequestsException", "Message": "Rate exceeded"},
        "ResponseMetadata": {"HTTPStatusCode": 429, "RequestId": str(uuid.uuid4())},
    }
    return ClientError(about, "Invoke")


def make_machine() -> None:
    """Make the state machine of the product."""
    from talent.aws.clients import states_client

    states_client().create_state_machine(name=RETRAINING, definition=definition(), roleArn=_ROLE)


def definition(substitutions: Mapping[str, str] = SUBSTITUTIONS) -> str:
    """Return the definition with what it leaves open filled in."""
    text = DEFINITION.read_text(encoding="utf-8")
    return re.sub(r"\$\{(\w+)\}", lambda found: substitutions[found[1]], text)


def prepare(environment: Mapping[str, str]) -> None:
    """Install the training tools where they are missing, and say so in the row of the job."""
    if not training_tools.missing():
        return
    from talent.aws.jobs import JobProgress
    from talent.trainings.job import ProgressReport

    told = JobProgress(environment["JOBS_TABLE"], environment["TRAINING_ID"])
    told.report(
        ProgressReport(
            0.0,
            "installing the training tools",
            "Installing TensorFlow, librosa and scikit-learn (2 GB): once, before the first "
            "training",
        )
    )
    training_tools.install_training_tools()


def told() -> str:
    """Return what is to be said of trainings at the start."""
    first = "; the first one installs TensorFlow (2 GB)" if training_tools.missing() else ""
    return f"one at a time, logs in {LOGS.relative_to(ROOT)}/{first}"


def local_batch(environment: Mapping[str, str]) -> LocalBatch:
    """Return what runs trainings."""
    return LocalBatch(environment, folder=LOGS, cwd=ROOT, prepare=prepare)
