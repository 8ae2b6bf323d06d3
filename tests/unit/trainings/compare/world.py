"""Everything a comparison of a new model with the one in service rests on."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from talent.features.catalogue import FEATURE_SETS
from talent.model.artifact import Model
from talent.trainings.compare import compare_models
from talent.trainings.job import Job
from talent.trainings.request import TrainingRequest
from talent.trainings.scores import candidate_key, scores_key
from talent.trainings.snapshot_document import Snapshot, SnapshotRecording
from tests.unit.fakes import FakeJobs, FakeObjects
from tests.unit.takes import NOW

ID, BEFORE = "a" * 32, "b" * 32
SINGERS = 40
NAMES = FEATURE_SETS["all"]


@dataclass
class Store:
    """A model in service."""

    model: Model

    def current(self) -> Model:
        """Return it."""
        return self.model


@dataclass
class World:
    """Everything a decision rests on: 40 singers with one take each, half of them good."""

    champion: Model
    jobs: FakeJobs
    data: FakeObjects
    models: FakeObjects

    def decide(self) -> Job:
        """Decide."""
        return compare_models(
            ID,
            jobs=self.jobs,
            data=self.data,
            models=self.models,
            store=Store(self.champion),
            now=NOW,
        )

    def put_scores(self, rows: list[dict[str, Any]], training_id: str = ID, **more: Any) -> None:
        """Store what the trainer wrote down."""
        document = {"mode": "held_out", "version": "new", "trained_groups": [], **more}
        content = json.dumps(document | {"recordings": rows}).encode()
        key = scores_key("old") if training_id == BEFORE else candidate_key(ID, "scores.json")
        self.models.put(key, content, content_type="")

    def retrained(
        self,
        rows: list[dict[str, Any]],
        groups: list[str],
        data: str = "uploads",
        **more: Any,
    ) -> None:
        """Let the champion be one that was trained here before."""
        training = {"data": data, "training_id": BEFORE}
        manifest = replace(self.champion.manifest, version="old", training=training)
        self.champion = replace(self.champion, manifest=manifest)
        self.put_scores(rows, BEFORE, trained_groups=groups, **more)


def row(number: int, probability: float, **more: Any) -> dict[str, Any]:
    label = "good" if number % 2 else "bad"
    known = {"id": f"{number:032x}", "group": f"g{number}", "fold": number % 2, "label": label}
    return known | {"probability": probability} | more


def right(number: int) -> float:
    return 0.9 - 0.001 * number if number % 2 else 0.1 + 0.001 * number


def rows_of(
    probability: Callable[[int], float],
    **more: Any,
) -> list[dict[str, Any]]:
    return [row(number, probability(number), **more) for number in range(SINGERS)]


def features(number: int) -> dict[str, float | None]:
    values = np.random.default_rng(number).normal(0.0, 1.0, len(NAMES)).tolist()
    return dict(zip(NAMES, values, strict=True)) | {NAMES[0]: None}


def listed_of(
    base: str | None = None, label: str = "good", recordings: tuple[int, ...] = (1, 2)
) -> bytes:
    """Return the snapshot of a training."""
    rows = tuple(
        SnapshotRecording(
            f"{number:032x}", f"{number:064x}", label, 1, None, "g", singer_known=True, fold=0,
            seconds=10.0,
        )
        for number in recordings
    )  # fmt: skip
    return Snapshot(ID, "2026-12-01", 1, TrainingRequest(), base, "old", rows).to_json()
