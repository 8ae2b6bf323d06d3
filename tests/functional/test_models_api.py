"""The routes of models: listing, promotion, rollback, threshold and metrics."""

import json
from typing import Any

import pytest

from functions.http.lambda_adapter import Handler
from talent.model.artifact import load_model, read_folder
from talent.registry.install import install_bundled_model
from talent.registry.model_record import Cause, Why
from tests.functional.conftest import DEFAULT_MODEL, FakeStore
from tests.functional.events import Reply, call, event, problem
from tests.functional.model_files import NOW, Models, files

pytestmark = pytest.mark.usefixtures("aws")

REJECTION = {"promote": False, "reason": "it is no better", "auc_difference": {"value": -0.1}}


@pytest.fixture
def models() -> Models:
    return Models()


def get(api: Handler, path: str, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    path, _, query = path.partition("?")
    asked = dict(part.split("=") for part in query.split("&")) if query else None
    return call(api, event("GET", f"/api/v1/{path}", headers=named, query=asked))


def send(api: Handler, method: str, path: str, body: Any = None) -> Reply:
    content = b"" if body is None else json.dumps(body).encode()
    headers = {} if body is None else {"Content-Type": "application/json"}
    return call(api, event(method, f"/api/v1/{path}", headers=headers, body=content))


def test_models_are_listed_page_by_page(api: Handler, models: Models) -> None:
    models.serve("one")
    models.register("two", decision=REJECTION)
    first = get(api, "models?limit=1").json()
    second = get(api, f"models?limit=1&cursor={first['next_cursor']}").json()
    found = {model["version"]: model for model in first["models"] + second["models"]}
    assert {name: model["status"] for name, model in found.items()} == {
        "one": "in_service",
        "two": "rejected",
    }
    assert second["next_cursor"] is None
    assert found["one"]["threshold"] == 0.5
    assert found["one"]["metrics"]["auc"]["low"] > 0.8
    assert found["one"]["metrics"]["singer_safe"] is True
    problem(get(api, "models?cursor=x"), 400, "bad_cursor")
    problem(get(api, "models?limit=0"), 422, "invalid_request")
    problem(get(api, "models?colour=red"), 422, "invalid_request")


def test_a_model_with_all_that_is_known_of_it(api: Handler, models: Models) -> None:
    models.serve("one")
    models.register("two", decision=REJECTION)
    detail = get(api, "models/two").json()
    assert detail["decision"] == REJECTION
    assert detail["manifest"]["features"] == json.loads(files()["manifest.json"])["features"]
    assert detail["evaluation"]["auc"]["value"] == detail["metrics"]["auc"]["value"]
    assert [change["action"] for change in detail["history"]] == ["registered"]
    problem(get(api, "models/three"), 404, "model_unknown")
    problem(get(api, "models/-x"), 404, "model_unknown")
    problem(get(api, "models/" + "x" * 101), 404, "model_unknown")


def test_the_model_that_comes_with_the_code_is_one_of_them(api: Handler, models: Models) -> None:
    why = Why(Cause.INSTALLATION, "new", NOW)
    version = install_bundled_model(
        registry=models.registry, models=models.published, why=why
    ).version
    detail = get(api, f"models/{version}").json()
    assert (detail["status"], detail["training_id"]) == ("in_service", None)
    assert detail["history"][0]["cause"] == "installation"


def test_a_model_whose_documents_were_changed(api: Handler, models: Models) -> None:
    models.serve("one")
    models.bucket.put("models/one/evaluation.json", b"{}", content_type="x/y")
    assert problem(get(api, "models/one"), 503, "model_corrupt")["values"] == {
        "file": "evaluation.json"
    }


def test_promotion_by_hand_is_recorded_as_such(api: Handler, models: Models) -> None:
    models.serve("one")
    models.register("two")
    reply = send(api, "POST", "models/two/promote", {"reason": "it sounds better"})
    assert reply.status == 200
    assert reply.json()["version"] == "two"
    assert reply.json()["previous"] == "one"
    assert reply.json()["effective_within_seconds"] == 10.0
    change = get(api, "models/two").json()["history"][0]
    assert (change["action"], change["cause"], change["reason"], change["other"]) == (
        "promoted",
        "manual",
        "it sounds better",
        "one",
    )
    assert send(api, "POST", "models/one/promote").json()["version"] == "one", "no body needed"
    problem(send(api, "POST", "models/three/promote"), 404, "model_unknown")


def test_what_the_gate_rejected_needs_an_override_that_is_recorded(
    api: Handler, models: Models
) -> None:
    models.serve("one")
    models.register("two", decision=REJECTION)
    refused = problem(send(api, "POST", "models/two/promote"), 409, "gate_refused")
    assert "it is no better" in refused["detail"]
    assert "override" in refused["advice"]
    assert send(api, "POST", "models/two/promote", {"override": True}).status == 200
    assert get(api, "models/two").json()["history"][0]["overridden"] is True


def test_a_damaged_model_is_refused(api: Handler, models: Models) -> None:
    models.serve("one")
    models.register("two")
    models.bucket.put("models/two/model.tflite", b"changed", content_type="x/y")
    refused = problem(send(api, "POST", "models/two/promote"), 409, "promotion_refused")
    assert refused["values"]["code"] == "model_corrupt"
    assert get(api, "models/one").json()["status"] == "in_service"


def test_rollback(api: Handler, models: Models) -> None:
    problem(send(api, "POST", "models/rollback"), 409, "nothing_before")
    models.serve("one")
    models.serve("two")
    reply = send(api, "POST", "models/rollback", {"reason": "complaints"}).json()
    assert (reply["version"], reply["previous"]) == ("one", None)
    problem(send(api, "POST", "models/rollback"), 409, "nothing_before")
    assert get(api, "models/two").json()["history"][0]["reason"] == "complaints"


def test_a_threshold_is_bounded_and_recorded(api: Handler, models: Models) -> None:
    models.serve("one")
    reply = send(api, "PATCH", "models/one", {"threshold": 0.7, "reason": "too kind"})
    assert reply.json()["threshold"] == 0.7
    change = get(api, "models/one").json()["history"][0]
    assert change["threshold"] == {"before": 0.5, "after": 0.7}
    assert change["reason"] == "too kind"
    for wrong in ({"threshold": 0.04}, {"threshold": 0.96}, {}, {"threshold": 0.5, "x": 1}):
        problem(send(api, "PATCH", "models/one", wrong), 422, "invalid_request")
    problem(send(api, "PATCH", "models/two", {"threshold": 0.5}), 404, "model_unknown")


@pytest.mark.parametrize("path", ["models/one/promote", "models/rollback"])
def test_unknown_fields_are_refused(api: Handler, models: Models, path: str) -> None:
    models.serve("one")
    problem(send(api, "POST", path, {"force": True}), 422, "invalid_request")


@pytest.mark.parametrize("path", ["models", "models/one", "model-metrics"])
def test_every_answer_has_an_etag(api: Handler, models: Models, path: str) -> None:
    models.serve("one")
    tag = get(api, path).headers["etag"]
    assert get(api, path, If_None_Match=tag).status == 304
    assert get(api, path, If_None_Match='"other"').status == 200


def test_metrics_have_their_intervals_beside_them(api: Handler) -> None:
    metrics = get(api, "model-metrics").json()
    told = json.loads(read_folder(DEFAULT_MODEL)["evaluation.json"])["summary"]
    for ours, theirs in {"accuracy": "accuracy", "auroc": "auc", "f1_score": "f1_score"}.items():
        assert metrics[ours] == told[theirs]["value"]
        bounds = metrics["intervals"][ours]
        assert bounds["low"] < metrics[ours] < bounds["high"]
    assert sum(map(sum, metrics["confusion_matrix"])) == metrics["n"]
    assert metrics["class_labels"] == ["bad", "good"]
    assert metrics["accuracy"] > metrics["majority_baseline"]
    assert metrics["coverage"][0]["value"] > metrics["coverage"][-1]["value"]
    assert metrics["singers"] == told["singers"]
    assert (metrics["threshold"], metrics["measured_at_threshold"]) == (0.5, 0.5)


def test_figures_that_were_not_measured_are_null(api: Handler, store: FakeStore) -> None:
    model = load_model(read_folder(DEFAULT_MODEL))
    summary = {"auc": {"value": 0.8, "low": None, "high": 0.9}}
    store.held = type(model)(
        model.manifest, {"summary": summary}, model.reference, model.card, model.score
    )
    metrics = get(api, "model-metrics").json()
    assert (metrics["auroc"], metrics["intervals"]) == (0.8, {"auroc": {"low": None, "high": 0.9}})
    for name in ("accuracy", "confusion_matrix", "coverage", "permutation", "singer_safe", "n"):
        assert metrics[name] is None


def test_the_permutation_test_is_told_where_there_is_one(api: Handler, store: FakeStore) -> None:
    model = load_model(read_folder(DEFAULT_MODEL))
    test = {"p_value": 0.001, "permutations": 1000, "chance_low": 0.4, "chance_high": 0.6}
    summary = {
        "permutation": {**test, "unit": "singers"},
        "shuffled_retraining": {"value": 0.5, "low": 0.4, "high": 0.6},
        "singer_safe": False,
        "mode": "cross_validated",
    }
    store.held = type(model)(
        model.manifest, {"summary": summary}, model.reference, model.card, model.score
    )
    metrics = get(api, "model-metrics").json()
    assert metrics["permutation"] == test
    assert metrics["shuffled_retraining"]["value"] == 0.5
    assert (metrics["singer_safe"], metrics["mode"]) == (False, "cross_validated")
