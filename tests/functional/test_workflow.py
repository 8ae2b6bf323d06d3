"""The tasks of the state machine against moto's tables and buckets, the trainer made up."""

import json
from typing import Any, cast

import pytest

from functions.retraining.promotion import promotion_tasks
from functions.retraining.tasks import PreparationTasks
from functions.runtime.state_machine_tasks import task_handler
from local.names import MODELS_BUCKET
from talent.aws.jobs import DynamoJobs
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.errors import (
    ChangedMeanwhile,
    IllegalTransition,
    NotEnoughData,
    ObjectMissing,
    PromotionRefused,
)
from talent.features.catalogue import EXTRACTOR_VERSION, FEATURE_SETS
from talent.model.artifact import read_folder
from talent.recordings.store import features_key
from talent.registry.cache import ModelCache
from talent.registry.model_record import Cause, ModelStatus, Why
from talent.registry.register import register_files
from talent.trainings.conclude import PromotionPorts
from talent.trainings.job import PROMOTING, Job, JobStatus, ProgressReport
from talent.trainings.request import TrainingRequest
from tests.functional.conftest import DEFAULT_MODEL
from tests.functional.events import Context
from tests.functional.model_files import NOW, Models, files
from tests.unit.takes import recording

pytestmark = pytest.mark.usefixtures("aws")

ID, AGAIN = "a" * 32, "b" * 32
SINGERS = 40


class World:
    """The functions, their tables and buckets, and 40 recordings by 40 singers."""

    def __init__(self, jobs: DynamoJobs, recordings: DynamoRecordings, data: S3Objects) -> None:
        self.jobs, self.recordings, self.data = jobs, recordings, data
        self.known = Models()
        work = PreparationTasks(
            jobs=jobs,
            recordings=recordings,
            data=data,
            models=S3Objects(MODELS_BUCKET),
            store=ModelCache(self.known.registry, self.known.published, recheck_seconds=0.0),
            salt="of this test",
        )
        promoter = PromotionPorts(
            jobs=jobs,
            recordings=recordings,
            data=data,
            models=S3Objects(MODELS_BUCKET),
            registry=self.known.registry,
            candidates=self.known.candidates,
            publisher=self.known.published,
        )
        self.handlers = {
            task: task_handler(tasks)
            for tasks in (work.by_name, promotion_tasks(promoter))
            for task in tasks
        }
        model = register_files(
            read_folder(DEFAULT_MODEL),
            registry=self.known.registry,
            models=self.known.published,
            why=Why(Cause.INSTALLATION, "a test", NOW),
        )
        self.known.promote(model.version)
        self.champion = model.version
        self.fill()

    def fill(self) -> None:
        """Store recordings with features."""
        names = FEATURE_SETS["all"]
        for number in range(SINGERS):
            one = recording(
                number,
                "good" if number % 2 else "bad",
                singer=f"s{number}",
                features=(EXTRACTOR_VERSION,),
            )
            self.recordings.save(one)
            values = {name: float(number % 7) for name in names}
            document = {"extractor_version": EXTRACTOR_VERSION, "values": values}
            content = json.dumps(document).encode()
            self.data.put(features_key(one.id), content, content_type="application/json")

    def begin(self, training_id: str = ID) -> Job:
        """Ask for a training."""
        job = Job(training_id, JobStatus.QUEUED, TrainingRequest(), NOW, NOW)
        self.jobs.begin(job)
        return job

    def task(self, name: str, training_id: str = ID, **more: str) -> dict[str, Any]:
        """Do a task."""
        event = {"task": name, "training_id": training_id, **more}
        return self.handlers[name](event, cast(Any, Context()))

    def train(self, training_id: str = ID, *, right: bool = True, version: str = "new") -> None:
        """Leave what a trainer leaves, of a model that knows everything or nothing."""
        listed = json.loads(self.data.get(f"snapshots/{training_id}/manifest.json"))["recordings"]
        rows = [
            {
                **{name: row[name] for name in ("id", "group", "fold", "label")},
                "probability": (0.9 if (row["label"] == "good") == right else 0.1) + 0.001 * number,
            }
            for number, row in enumerate(listed)
        ]
        learned = sorted(row["group"] for row in listed if row["fold"] > 4)
        scores = {
            "mode": "cross_validated",
            "version": version,
            "trained_groups": learned,
            "recordings": rows,
        }
        training = {"data": "uploads", "training_id": training_id}
        made = files(version, training=training)
        self.known.train({**made, "scores.json": json.dumps(scores).encode()}, training_id)

    @property
    def job(self) -> Job:
        """The row."""
        return self.jobs.get(ID)

    @property
    def serving(self) -> str:
        """The model in service."""
        pointer = self.known.registry.pointer()
        return pointer.version if pointer else ""


@pytest.fixture
def world(jobs: DynamoJobs, recordings: DynamoRecordings, data: S3Objects) -> World:
    world = World(jobs, recordings, data)
    world.begin()
    return world


def test_a_better_model_goes_into_service(world: World) -> None:
    assert world.task("snapshot")["status"] == "training"
    world.train()
    assert world.task("decide") == {"training_id": ID, "status": "deciding", "promote": True}
    assert world.serving == world.champion
    assert world.task("promote")["status"] == "promoted"
    assert (world.serving, world.job.version) == ("new", "new")
    record = world.known.registry.model("new")
    assert (record.status, record.training_id) == (ModelStatus.IN_SERVICE, ID)
    assert record.decision is not None
    assert record.decision["promote"] is True
    (last, *_) = world.known.registry.history("new", limit=1)
    assert (last.cause, last.reason) == (Cause.GATE, world.job.reason)
    assert world.jobs.latest() == ID


def test_those_it_learned_from_name_it(world: World) -> None:
    world.task("snapshot")
    world.train()
    listed = json.loads(world.data.get(f"snapshots/{ID}/manifest.json"))["recordings"]
    learned = {row["id"] for row in listed if row["fold"] > 4}
    gone = min(learned)
    world.recordings.remove(world.recordings.get(gone))
    world.task("decide")
    world.task("promote")
    named = {one.id for one in world.recordings.all() if one.used_by == ("new",)}
    assert named == learned - {gone}
    assert 0 < len(named) < SINGERS


def test_a_model_that_is_no_better_is_set_aside(world: World) -> None:
    world.task("snapshot")
    world.train(right=False)
    assert world.task("decide")["promote"] is False
    for _ in range(2):
        assert world.task("reject")["status"] == "rejected"
    assert world.serving == world.champion
    record = world.known.registry.model("new")
    assert record.status is ModelStatus.REJECTED
    assert world.job.reason == (record.decision or {})["reason"]


def test_every_task_may_be_done_twice(world: World) -> None:
    world.task("snapshot")
    assert world.task("snapshot")["status"] == "training"
    world.train()
    assert world.task("decide") == world.task("decide")
    assert world.task("promote") == world.task("promote")
    revision = world.job.revision
    assert world.task("promote")["status"] == "promoted"
    assert world.task("fail", error="x", cause="y")["status"] == "promoted"
    assert world.job.revision == revision


def test_a_promotion_that_died_halfway_is_taken_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.task("snapshot")
    world.train()
    world.task("decide")

    def dying(job: Job, status: JobStatus, **facts: Any) -> Job:
        if status is JobStatus.PROMOTED:
            raise KeyboardInterrupt
        return move(job, status, **facts)

    move = world.jobs.move
    monkeypatch.setattr(world.jobs, "move", dying)
    with pytest.raises(KeyboardInterrupt):
        world.task("promote")
    assert (world.serving, world.job.status) == ("new", "deciding")
    monkeypatch.undo()
    pointer = world.known.registry.pointer()
    assert world.task("promote")["status"] == "promoted"
    assert world.known.registry.pointer() == pointer


def test_where_another_model_serves_by_then_nothing_is_promoted(world: World) -> None:
    world.task("snapshot")
    world.train()
    world.task("decide")
    world.known.serve("by-hand")
    with pytest.raises(ChangedMeanwhile):
        world.task("promote")
    assert world.serving == "by-hand"
    cause = json.dumps({"errorType": "ChangedMeanwhile", "errorMessage": "by-hand serves by now"})
    assert world.task("fail", error="ChangedMeanwhile", cause=cause)["status"] == "failed"
    assert world.job.reason == "by-hand serves by now"


def test_files_that_were_changed_are_refused_and_the_old_model_serves(world: World) -> None:
    world.task("snapshot")
    world.train()
    world.task("decide")
    broken = {**files("new"), "model.tflite": b"something else"}
    world.known.train(broken, ID)
    with pytest.raises(PromotionRefused):
        world.task("promote")
    assert world.serving == world.champion


def test_a_cancelled_training_goes_no_further(world: World) -> None:
    world.task("snapshot")
    world.train()
    world.jobs.move(world.job, JobStatus.CANCELLED, now=NOW)
    for task in ("snapshot", "decide", "promote", "reject"):
        with pytest.raises(IllegalTransition):
            world.task(task)
    assert world.task("fail", error="x", cause="y")["status"] == "cancelled"
    assert world.serving == world.champion


def test_what_is_just_being_promoted_says_so(world: World) -> None:
    world.task("snapshot")
    world.train()
    world.task("decide")
    world.jobs.move(
        world.job, JobStatus.DECIDING, now=NOW, progress=ProgressReport(100.0, PROMOTING, "x")
    )
    assert world.task("promote")["status"] == "promoted"


def test_a_trainer_that_left_nothing(world: World) -> None:
    world.task("snapshot")
    with pytest.raises(ObjectMissing):
        world.task("decide")


def test_recordings_that_were_deleted_meanwhile(world: World) -> None:
    for one in world.recordings.all()[5:]:
        world.recordings.remove(one)
    with pytest.raises(NotEnoughData):
        world.task("snapshot")


@pytest.mark.parametrize(
    ("function", "task"), [("snapshot", "promote"), ("decide", "reject"), ("promote", "snapshot")]
)
def test_neither_function_does_the_tasks_of_the_other(
    world: World, function: str, task: str
) -> None:
    event = {"task": task, "training_id": ID}
    with pytest.raises(ValueError, match="expected one of"):
        world.handlers[function](event, cast(Any, Context()))


def test_the_next_challenger_is_compared_on_whom_the_champion_was_judged_or_never_heard(
    world: World,
) -> None:
    world.task("snapshot")
    world.train()
    world.task("decide")
    world.task("promote")
    world.begin(AGAIN)
    world.recordings.remove(world.recordings.all()[0])
    assert world.task("snapshot", AGAIN)["status"] == "training"
    world.train(AGAIN, version="newer")
    # Every one of them was judged out of fold: the very same scores, so nothing differs.
    assert world.task("decide", AGAIN)["promote"] is True
    decision = world.jobs.get(AGAIN).decision or {}
    assert decision["champion"] == "new"
    assert decision["verdict"] == "not_worse"
    assert decision["champion_scores"] == {"own": SINGERS - 1, "graph": 0, "left_out": 0}


def test_the_same_recordings_once_more_are_no_reason_to_change(world: World) -> None:
    for training_id, version in ((ID, "new"), (AGAIN, "newer")):
        if training_id == AGAIN:
            world.begin(AGAIN)
        world.task("snapshot", training_id)
        world.train(training_id, version=version)
        world.task("decide", training_id)
        if training_id == ID:
            world.task("promote")
    decision = world.jobs.get(AGAIN).decision or {}
    assert (decision["promote"], decision["verdict"]) == (False, "nothing_new")
    assert world.task("reject", AGAIN)["status"] == "rejected"
    assert world.serving == "new"
