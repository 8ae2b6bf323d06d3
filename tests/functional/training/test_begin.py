"""Retraining over HTTP: what begins, and what is refused."""

from typing import Any

import pytest

from functions.http.lambda_adapter import Handler
from talent.aws.jobs import DynamoJobs
from talent.aws.recordings import DynamoRecordings
from talent.features.catalogue import EXTRACTOR_VERSION
from tests.functional.conftest import FakeOrchestrator
from tests.functional.events import problem
from tests.functional.training.asking import STATUS, fill, get, post
from tests.unit.takes import recording

pytestmark = pytest.mark.usefixtures("aws")


@pytest.mark.parametrize("body", [None, {}, {"epochs": 50, "batch_size": 32}])
def test_every_field_is_optional(
    api: Handler,
    recordings: DynamoRecordings,
    machine: FakeOrchestrator,
    jobs: DynamoJobs,
    body: object,
) -> None:
    fill(recordings, 6, 6, 4)
    reply = post(api, body=body)
    document = reply.json()
    assert (reply.status, document["status"]) == (202, "queued")
    assert set(document) == {"status", "message", "training_id", "timestamp", "location"}
    training_id = document["training_id"]
    assert reply.headers["location"] == f"{STATUS}/{training_id}" == document["location"]
    assert machine.ends == {training_id: None}
    asked = jobs.get(training_id).request
    assert (asked.data_source, asked.batch_size, asked.test_share) == ("uploads+base", 32, 0.2)
    assert asked.epochs == (50 if body else 100)


@pytest.mark.parametrize(
    "body",
    [
        {"epoch": 50},
        {"epochs": 0},
        {"epochs": 1001},
        {"epochs": "50"},
        {"epochs": 1.5},
        {"batch_size": 0},
        {"batch_size": 10**30},
        {"test_share": 0.05},
        {"test_share": 0.6},
        {"test_share": "a"},
        {"data_source": "everything"},
        {"feature_set": "mfcc"},
        {"augment": "yes"},
        {"seed": -1},
        {"seed": 2**31},
        [],
        "retrain",
    ],
)
def test_what_makes_no_sense_is_refused(
    api: Handler, machine: FakeOrchestrator, body: object
) -> None:
    problem(post(api, body=body), 422, "invalid_request")
    assert not machine.ends


@pytest.mark.parametrize(
    ("source", "good", "bad", "singers", "missing"),
    [
        ("uploads+base", 0, 0, 1, (10, 4, 3, 3)),
        ("uploads+base", 9, 2, 4, (0, 0, 0, 1)),
        ("uploads+base", 6, 3, 3, (1, 1, 0, 0)),
        ("uploads", 15, 14, 10, (1, 0, 0, 0)),
        ("uploads", 25, 9, 9, (0, 1, 0, 1)),
    ],
)
def test_too_few_recordings_are_counted(
    api: Handler,
    recordings: DynamoRecordings,
    machine: FakeOrchestrator,
    source: str,
    good: int,
    bad: int,
    singers: int,
    missing: tuple[int, int, int, int],
) -> None:
    fill(recordings, good, bad, singers)
    reply = post(api, body={"data_source": source})
    problem(reply, 422, "not_enough_data")
    values = reply.json()["values"]
    assert (values["recordings"], values["good"], values["bad"]) == (good + bad, good, bad)
    names = ("recordings", "singers", "good", "bad")
    assert tuple(values[f"missing_{name}"] for name in names) == missing
    for name, count in zip(names, missing, strict=True):
        assert (f"{count} more {name}" in reply.json()["advice"]) == (count > 0)
    assert not machine.ends


def test_what_cannot_be_learned_from_does_not_count(
    api: Handler, recordings: DynamoRecordings
) -> None:
    fill(recordings, 6, 3, 4)
    unfit: list[dict[str, Any]] = [{"consent": False}, {"features": (EXTRACTOR_VERSION - 1,)}]
    for number, facts in enumerate(unfit):
        recordings.save(
            recording(50 + number, "bad", **{"features": (EXTRACTOR_VERSION,), **facts})
        )
    recordings.save(recording(60, "good", "bad", features=(EXTRACTOR_VERSION,)))
    reply = post(api)
    problem(reply, 422, "not_enough_data")
    values = reply.json()["values"]
    assert values["recordings"] == 9
    for why in ("divided", "no_features", "no_consent"):
        assert values[f"excluded_{why}"] == 1
    assert "did not agree" in reply.json()["detail"]


def test_the_base_alone_needs_no_recordings(api: Handler) -> None:
    assert post(api, body={"data_source": "base"}).status == 202


def test_one_training_at_a_time(
    api: Handler, begun: dict[str, Any], machine: FakeOrchestrator
) -> None:
    reply = post(api)
    problem(reply, 409, "training_runs")
    assert reply.json()["values"] == {"training_id": begun["training_id"]}
    assert len(machine.ends) == 1


def test_the_same_idempotency_key_begins_one_training(
    api: Handler, recordings: DynamoRecordings, machine: FakeOrchestrator
) -> None:
    fill(recordings, 6, 6, 4)
    first, again = (post(api, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.status, again.status) == (202, 202)
    assert first.json() == again.json()
    assert len(machine.ends) == 1


def test_a_training_that_could_not_begin_has_failed_and_blocks_nobody(
    api: Handler, recordings: DynamoRecordings, machine: FakeOrchestrator
) -> None:
    fill(recordings, 6, 6, 4)
    machine.broken = True
    problem(post(api), 503, "storage_unavailable")
    assert get(api).json()["status"] == "failed"
    machine.broken = False
    assert post(api).status == 202
