"""Two stacks: what must survive, and what can be made again at any time."""

from aws_cdk import Stack
from aws_cdk import aws_codedeploy as codedeploy
from constructs import Construct

from infra.constructs.analysis import ANALYSE, analyse_uploads
from infra.constructs.api import Api
from infra.constructs.function import ServiceFunction
from infra.constructs.layers import Layers
from infra.constructs.model import publish_default
from infra.constructs.monitoring import Monitoring
from infra.constructs.rollout import Rollout
from infra.constructs.storage import Resources, Storage
from infra.constructs.training.compute import Compute
from infra.functions import DEPLOYED, PUBLISH
from infra.names import construct_id
from infra.stage import Stage
from local.functions import Function
from local.resources import QUEUES
from local.routes import ROUTES


class StorageStack(Stack):
    """Buckets, tables and queues."""

    def __init__(self, scope: Construct, name: str, *, stage: Stage) -> None:
        super().__init__(scope, name, description=f"Singing talent, {stage.name}: data")
        self.resources = Storage(self, "Storage", stage=stage).resources


class ServiceStack(Stack):
    """Functions, the API in front of them, the queue behind uploads."""

    def __init__(self, scope: Construct, name: str, *, stage: Stage, resources: Resources) -> None:
        super().__init__(scope, name, description=f"Singing talent, {stage.name}: service")
        layers = Layers(self, "Layers", stage=stage)
        functions = {
            function.name: ServiceFunction(
                self,
                function,
                stage=stage,
                layers=layers,
                resources=resources,
                environment=_environment(function, stage),
            )
            for function in DEPLOYED
        }
        behind = {route.function for route in ROUTES}
        self.api = Api(
            self,
            "Gateway",
            stage=stage,
            functions={name: functions[name].live for name in sorted(behind)},
        )
        analyse_uploads(resources.uploads, functions[ANALYSE].live)
        publish_default(self, functions[PUBLISH.name].function)
        compute = Compute(self, "Training", stage=stage, resources=resources)
        if stage.gradual:
            application = codedeploy.LambdaApplication(self, "Rollouts")
            for name_, function in functions.items():
                Rollout(
                    self,
                    f"{construct_id(name_)}Rollout",
                    application=application,
                    alias=function.live,
                )
        monitoring = Monitoring(self, "Monitoring", stage=stage)
        monitoring.watch_api(self.api.api)
        monitoring.watch_functions({name_: made.live for name_, made in functions.items()})
        monitoring.tell_failed_jobs(compute.queue)
        monitoring.watch_queue(resources.uploads, resources.dead_letters)


def _environment(function: Function, stage: Stage) -> dict[str, str]:
    """Return what a function finds in its environment beside what it may touch."""
    found = {} if function == PUBLISH else {"RETENTION_DAYS": str(stage.retention_days)}
    if function.name in {route.function for route in ROUTES}:
        found["CORS_ORIGINS"] = ",".join(stage.origins)
    if function.name == ANALYSE:
        (queue,) = [queue for queue in QUEUES if queue.dead_letters]
        found["LEASE_SECONDS"] = str(function.timeout_seconds)
        found["MAX_RECEIVES"] = str(queue.max_receives)
    return found
