"""Stacks: storage, which must survive, and service, which can be made again at any time."""

from dataclasses import replace
from typing import Final

from aws_cdk import Stack
from aws_cdk import aws_codedeploy as codedeploy
from constructs import Construct

from infra.constructs.analysis import ANALYSE, analyse_uploads
from infra.constructs.api import Api
from infra.constructs.console import VARIABLE as CONSOLE_BUCKET
from infra.constructs.console import ConsoleSite
from infra.constructs.function import ServiceFunction
from infra.constructs.layers import Layers
from infra.constructs.model import publish_default
from infra.constructs.monitoring import Monitoring
from infra.constructs.rollout import Rollout
from infra.constructs.storage import Resources, Storage
from infra.constructs.training.compute import Compute
from infra.constructs.training.machine import RetrainingMachine
from infra.names import construct_id
from infra.stack_uid import stack_uid
from infra.stage import Stage
from topology.functions import (
    DEPLOYED,
    FOR_TRAININGS,
    PAGE,
    PROMOTER,
    PUBLISH,
    SETTLE,
    WORKFLOW,
    Function,
)
from topology.permissions import HOST, PERMISSIONS, Permission
from topology.resources import QUEUES
from topology.routes import ROUTES

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
        self.fold_salt = stage.fold_salt or self.export_value(
            stack_uid(self), name=f"{name}-FoldSalt"
        )
        # Always, or a console could not be given up: this stack is deployed before its importer.
        self.export_value(self.resources.buckets["UPLOADS_BUCKET"].bucket_regional_domain_name)


class ServiceStack(Stack):
    """Functions, the API in front of them, the queue behind uploads, trainings, alarms."""

    def __init__(self, scope: Construct, name: str, *, stage: Stage, storage: StorageStack) -> None:
        super().__init__(scope, name, description=f"Singing talent, {stage.name}: service")
        self._stage = stage
        self._storage = storage
        self._layers = Layers(self, "Layers", stage=stage)
        self._api = Api(self, "Gateway", stage=stage)
        console = self._make_console() if stage.console else None
        self._origins = (*stage.origins, *([console.origin] if console else []))
        shared = storage.resources
        self._functions = {
            function.name: self._make(function, PERMISSIONS[function.name], shared)
            for function in DEPLOYED
            if stage.trains or function.name not in FOR_TRAININGS
        }
        self._api.lead_to(
            {behind: self._functions[behind].live for behind in sorted(_BEHIND_HTTP)},
            origins=self._origins,
        )
        if console:
            touched = replace(shared, buckets={CONSOLE_BUCKET: console.bucket})
            self._functions[PAGE.name] = self._make(PAGE, HOST, touched)
            console.fill(self._functions[PAGE.name].function, api=self._api.api.url)
        analyse_uploads(storage.resources.uploads, self._functions[ANALYSE].live)
        publish_default(self, self._functions[PUBLISH.name].function)
        if stage.gradual:
            self._add_rollouts()
        monitoring = self._add_monitoring()
        if stage.trains:
            self._add_training(monitoring)

    def _make(
        self, function: Function, permissions: tuple[Permission, ...], resources: Resources
    ) -> ServiceFunction:
        return ServiceFunction(
            self,
            function,
            stage=self._stage,
            layers=self._layers,
            resources=resources,
            permissions=permissions,
            environment=self._environment(function),
        )

    def _make_console(self) -> ConsoleSite:
        uploads = self._storage.resources.buckets["UPLOADS_BUCKET"]
        reached = (self._api.origin, f"https://{uploads.bucket_regional_domain_name}")
        return ConsoleSite(self, "Console", stage=self._stage, reached=reached)

    def _environment(self, function: Function) -> dict[str, str]:
        """Return what a function finds in its environment beside what it may touch."""
        if function in {PUBLISH, SETTLE, PAGE} or function.name == PROMOTER:
            return {}
        if function.name == WORKFLOW:
            return {"FOLD_SALT": self._storage.fold_salt}
        found = {"RETENTION_DAYS": str(self._stage.retention_days)}
        if function.name in _BEHIND_HTTP:
            found["CORS_ORIGINS"] = ",".join(self._origins)
        if function.name == ANALYSE:
            (queue,) = [queue for queue in QUEUES if queue.dead_letters]
            found["LEASE_SECONDS"] = str(function.timeout_seconds)
            found["MAX_RECEIVES"] = str(queue.max_receives)
        return found

    def _add_training(self, monitoring: Monitoring) -> None:
        resources = self._storage.resources
        compute = Compute(self, "Training", stage=self._stage, resources=resources)
        machine = RetrainingMachine(
            self,
            "Retraining",
            stage=self._stage,
            resources=resources,
            compute=compute,
            tasks=self._functions[WORKFLOW].live,
            promoter=self._functions[PROMOTER].live,
        )
        machine.settle_with(self._functions[SETTLE.name].live)
        machine.let_start(self._functions["api"])
        monitoring.tell_failed_jobs(compute.queue)
        monitoring.watch_training(machine.watched())
        monitoring.tell_failed_trainings(machine.unsuccessful)

    def _add_rollouts(self) -> None:
        application = codedeploy.LambdaApplication(self, "Rollouts")
        for name, function in self._functions.items():
            Rollout(
                self, f"{construct_id(name)}Rollout", application=application, alias=function.live
            )

    def _add_monitoring(self) -> Monitoring:
        monitoring = Monitoring(self, "Monitoring", stage=self._stage)
        resources = self._storage.resources
        monitoring.watch_api(self._api.api)
        monitoring.watch_functions({name: made.live for name, made in self._functions.items()})
        monitoring.watch_queue(resources.uploads, resources.dead_letters)
        return monitoring
