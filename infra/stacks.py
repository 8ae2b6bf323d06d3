"""Two stacks: what must survive, and what can be made again at any time."""

from typing import Final

from aws_cdk import Fn, Stack
from aws_cdk import aws_codedeploy as codedeploy
from constructs import Construct

from infra.constructs.analysis import ANALYSE, analyse_uploads
from infra.constructs.api import Api
from infra.constructs.function import ServiceFunction
from infra.constructs.layers import Layers
from infra.constructs.model import publish_default
from infra.constructs.monitoring import Monitoring
from infra.constructs.rollout import Rollout
from infra.constructs.storage import Storage
from infra.constructs.training.compute import Compute
from infra.constructs.training.machine import Machine
from infra.functions import DEPLOYED, PUBLISH, SETTLE
from infra.names import construct_id
from infra.stage import Stage
from local.functions import Function
from local.resources import QUEUES
from local.routes import ROUTES

WORKFLOW: Final = "workflow"
PROMOTER: Final = "promote"
_BEHIND_HTTP: Final = frozenset(route.function for route in ROUTES)


class StorageStack(Stack):
    """Buckets, tables and queues.

    Attributes
    ----------
    resources : by the names that functions know them by.
    fold_salt : decides which singers are held out; as old as the stack unless it was given.
    """

    def __init__(self, scope: Construct, name: str, *, stage: Stage) -> None:
        super().__init__(scope, name, description=f"Singing talent, {stage.name}: data")
        self.resources = Storage(self, "Storage", stage=stage).resources
        own = Fn.select(2, Fn.split("/", self.stack_id))
        self.fold_salt = stage.fold_salt or self.export_value(own, name=f"{name}-FoldSalt")


class ServiceStack(Stack):
    """Functions, the API in front of them, the queue behind uploads, trainings, alarms."""

    def __init__(self, scope: Construct, name: str, *, stage: Stage, storage: StorageStack) -> None:
        super().__init__(scope, name, description=f"Singing talent, {stage.name}: service")
        self._stage = stage
        self._storage = storage
        self._functions = self._make_functions()
        self._api = Api(
            self,
            "Gateway",
            stage=stage,
            functions={name_: self._functions[name_].live for name_ in sorted(_BEHIND_HTTP)},
        )
        analyse_uploads(storage.resources.uploads, self._functions[ANALYSE].live)
        publish_default(self, self._functions[PUBLISH.name].function)
        self._compute = Compute(self, "Training", stage=stage, resources=storage.resources)
        if stage.gradual:
            self._add_rollouts()
        self._add_monitoring(self._add_machine())

    def _make_functions(self) -> dict[str, ServiceFunction]:
        layers = Layers(self, "Layers", stage=self._stage)
        return {
            function.name: ServiceFunction(
                self,
                function,
                stage=self._stage,
                layers=layers,
                resources=self._storage.resources,
                environment=self._environment(function),
            )
            for function in DEPLOYED
        }

    def _environment(self, function: Function) -> dict[str, str]:
        """Return what a function finds in its environment beside what it may touch."""
        if function in {PUBLISH, SETTLE} or function.name == PROMOTER:
            return {}
        if function.name == WORKFLOW:
            return {"FOLD_SALT": self._storage.fold_salt}
        found = {"RETENTION_DAYS": str(self._stage.retention_days)}
        if function.name in _BEHIND_HTTP:
            found["CORS_ORIGINS"] = ",".join(self._stage.origins)
        if function.name == ANALYSE:
            (queue,) = [queue for queue in QUEUES if queue.dead_letters]
            found["LEASE_SECONDS"] = str(function.timeout_seconds)
            found["MAX_RECEIVES"] = str(queue.max_receives)
        return found

    def _add_machine(self) -> Machine:
        machine = Machine(
            self,
            "Retraining",
            stage=self._stage,
            resources=self._storage.resources,
            compute=self._compute,
            tasks=self._functions[WORKFLOW].live,
            promoter=self._functions[PROMOTER].live,
        )
        machine.settle_with(self._functions[SETTLE.name].live)
        machine.let_start(self._functions["api"])
        return machine

    def _add_rollouts(self) -> None:
        application = codedeploy.LambdaApplication(self, "Rollouts")
        for name, function in self._functions.items():
            Rollout(
                self, f"{construct_id(name)}Rollout", application=application, alias=function.live
            )

    def _add_monitoring(self, machine: Machine) -> None:
        monitoring = Monitoring(self, "Monitoring", stage=self._stage)
        resources = self._storage.resources
        monitoring.watch_api(self._api.api)
        monitoring.watch_functions({name: made.live for name, made in self._functions.items()})
        monitoring.watch_queue(resources.uploads, resources.dead_letters)
        monitoring.tell_failed_jobs(self._compute.queue)
        monitoring.watch_training(machine.watched())
        monitoring.tell_failed_trainings(machine.unsuccessful)
