"""Models for tests: the default one under other names."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from local.names import MODELS_BUCKET, MODELS_TABLE
from talent.aws.models import CANDIDATES, S3Models, S3Publisher
from talent.aws.objects import S3Objects
from talent.aws.registry import DynamoRegistry
from talent.model.artifact import read_folder
from talent.model.manifest import Manifest
from talent.registry.model_record import Cause, ModelRecord, Pointer, Why
from talent.registry.promote import promote
from talent.registry.register import register
from talent.registry.rollback import rollback
from tests.functional.conftest import DEFAULT_MODEL

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MANUAL = Why(Cause.MANUAL, "I want it", NOW)


def at(seconds: float, cause: Cause = Cause.MANUAL) -> Why:
    """Return the reason of a change so long after noon."""
    return Why(cause, "so", NOW + timedelta(seconds=seconds))


def files(version: str = "one", **changed: Any) -> dict[str, bytes]:
    """Return the files of a model like the default one, with another manifest."""
    found = read_folder(DEFAULT_MODEL)
    manifest = Manifest.from_json(found["manifest.json"])
    text = replace(manifest, version=version, **changed).to_json()
    return {**found, "manifest.json": text.encode()}


class Models:
    """The registry with its bucket, as the promoter has them; whoever uses it asks for `aws`."""

    def __init__(self) -> None:
        self.registry = DynamoRegistry(MODELS_TABLE)
        self.candidates = S3Models(MODELS_BUCKET, CANDIDATES)
        self.published = S3Publisher(MODELS_BUCKET)
        self.bucket = S3Objects(MODELS_BUCKET)

    def train(self, made: Mapping[str, bytes], training_id: str) -> None:
        """Leave files as a trainer does."""
        for name, content in made.items():
            self.bucket.put(f"candidates/{training_id}/{name}", content, content_type="x/y")

    def register(
        self, version: str, *, decision: Mapping[str, Any] | None = None, why: Why = MANUAL
    ) -> ModelRecord:
        """Train and register a model."""
        self.train(files(version), f"training-{version}")
        return self.register_training(f"training-{version}", decision=decision, why=why)

    def register_training(
        self, training_id: str, *, decision: Mapping[str, Any] | None = None, why: Why = MANUAL
    ) -> ModelRecord:
        """Register what a trainer left."""
        return register(
            training_id,
            registry=self.registry,
            candidates=self.candidates,
            models=self.published,
            why=why,
            decision=decision,
        )

    def promote(self, version: str, **options: Any) -> Pointer:
        """Put a registered model into service."""
        given = {"why": MANUAL, **options}
        return promote(version, registry=self.registry, models=self.published, **given)

    def serve(self, version: str) -> Pointer:
        """Train, register and promote a model."""
        self.register(version)
        return self.promote(version)

    def rollback(self, why: Why = MANUAL) -> Pointer:
        """Put the previous model back."""
        return rollback(registry=self.registry, models=self.published, why=why)

    @property
    def statuses(self) -> dict[str, str]:
        """The status of every registered model, by its version."""
        page = self.registry.page(cursor=None, limit=100)
        return {model.version: str(model.status) for model in page.models}
