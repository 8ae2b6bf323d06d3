"""What explains a prediction: always the reasons, on request the rest."""

import json
import math
from typing import Any

import numpy as np
import pytest

from functions.http.lambda_adapter import Handler
from functions.http.response_model import to_json
from functions.prediction_schemas.details import MAX_POINTS, ContourReply
from functions.prediction_schemas.prediction_reply import PredictionReply
from talent.features.analysis import Contour
from talent.features.catalogue import FEATURE_SETS
from talent.prediction.options import PredictionOptions
from tests.functional.conftest import FRAMES, FakePredict, FakeStore
from tests.functional.events import BATCH, SINGLE, call, problem, upload

FILE = [("file", ("take.wav", b"sound"))]
LAMBDA_LIMIT = 6_000_000
SECONDS = 600


def ask(predict: Handler, **query: str) -> dict[str, Any]:
    reply = call(predict, upload(SINGLE, FILE, query=query))
    assert reply.status == 200
    answer: dict[str, Any] = reply.json()
    return answer


def test_the_reasons_are_always_there(predict: Handler) -> None:
    answer = ask(predict)
    (reason,) = answer["reasons"]
    assert reason == {
        "feature": "hold_frac",
        "value": 0.9,
        "unit": "1",
        "percentile": 88.0,
        "direction": "helps",
        "contribution": 1.5,
        "sentence": "It is held.",
    }
    parts = [feature["contribution"] for feature in answer["features"]]
    assert answer["base_logit"] + sum(parts) == answer["logit"] == 2.0
    assert answer["base_logit"] + sum(answer["groups"].values()) == answer["logit"]
    assert (answer["timeline"], answer["detail"], answer["acoustic"]) == (None, None, None)


def test_the_timeline_has_null_where_there_is_nothing_to_judge(predict: Handler) -> None:
    answer = ask(predict, timeline="true")
    assert answer["timeline"] == [
        {"start": 0.0, "end": 7.0, "probability_good": 0.73, "reason": None},
        {"start": 1.0, "end": 8.0, "probability_good": None, "reason": "no_voice"},
    ]
    assert answer["detail"] is None


def test_pitch_notes_and_weakest_stretches(predict: Handler) -> None:
    answer = ask(predict, contour="1")
    assert answer["timeline"] is None
    detail = answer["detail"]
    first, second = detail["notes"]
    assert (first["hertz"], first["deviation"]) == (220.0, -3.1)
    assert first["vibrato"] == {"rate": 5.6, "extent": 40.0, "regularity": 0.8, "regular": True}
    assert second["vibrato"] is None
    assert detail["weakest"][0]["sentence"] == "Hold it."
    contour = detail["contour"]
    assert contour["hop_seconds"] == 0.06  # every sixth of 60 001 frames
    sizes = {len(contour[name]) for name in ("hertz", "cents", "voiced")}
    assert sizes == {math.ceil(FRAMES / 6)}
    for hertz, cents, voiced in zip(
        contour["hertz"], contour["cents"], contour["voiced"], strict=True
    ):
        assert (hertz, cents) == ((220.0, 2400.0) if voiced else (None, None))


def test_how_the_recording_sounds(predict: Handler) -> None:
    answer = ask(predict, analysis="full")
    assert (answer["timeline"], answer["detail"]) == (None, None)
    assert [each["name"] for each in answer["acoustic"]] == list(FEATURE_SETS["acoustic"])
    brightness = answer["acoustic"][26]
    assert brightness == {
        "name": "spectral_centroid_mean",
        "value": 0.25,
        "unit": "Hz",
        "meaning": "Brightness: the balance point of the spectrum, on average",
        "group": "timbre",
        "source": "Peeters 2004; librosa.feature.spectral_centroid",
    }
    assert answer["acoustic"][-1]["group"] == "rhythm"
    assert {len(each) for each in answer["acoustic"]} == {len(brightness)}


def test_the_short_analysis_may_be_named(predict: Handler) -> None:
    assert ask(predict, analysis="singing")["acoustic"] is None


def test_two_minutes_are_given_whole() -> None:
    cents = np.linspace(0.0, 2400.0, MAX_POINTS)
    reply = ContourReply.of(Contour(cents, cents, cents, cents, 0.01))
    assert (reply.hop_seconds, len(reply.cents)) == (0.01, MAX_POINTS)
    assert (reply.hertz[0], reply.hertz[-1]) == (55.0, 220.0)


def test_ten_long_takes_fit_into_one_answer(judge: FakePredict, store: FakeStore) -> None:
    """As JSON, before compression, with ten minutes of windows and four notes a second."""
    assert not isinstance(store.held, Exception)
    judgement = judge(
        b"", store.held, PredictionOptions(timeline=True, contour=True, analysis="full")
    )
    answer = json.loads(to_json(PredictionReply.of(judgement, "x" * 100)))
    size = len(json.dumps(answer["detail"]["contour"]))
    size += len(json.dumps(answer["detail"]["notes"][0])) * SECONDS * 2
    size += len(json.dumps(answer["detail"]["notes"][1])) * SECONDS * 2
    size += len(json.dumps(answer["timeline"][1])) * (SECONDS - 6)
    rest = {name: part for name, part in answer.items() if name not in ("timeline", "detail")}
    assert 10 * (size + 2 * len(json.dumps(rest))) < LAMBDA_LIMIT


def test_a_batch_takes_the_same_parameters(predict: Handler) -> None:
    files = [("files", (name, b"x")) for name in ("a", "b")]
    query = {"timeline": "true", "contour": "false", "analysis": "full"}
    results = call(predict, upload(BATCH, files, query=query)).json()["results"]
    assert [len(result["timeline"]) for result in results] == [2, 2]
    assert [result["detail"] for result in results] == [None, None]
    assert [len(result["acoustic"]) for result in results] == [37, 37]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"timeline": "perhaps"}, "query.timeline"),
        ({"contour": "2"}, "query.contour"),
        ({"contour": ""}, "query.contour"),
        ({"timline": "true"}, "query.timline"),
        ({"analysis": "everything"}, "query.analysis"),
        ({"analysis": "FULL"}, "query.analysis"),
        ({"analysis": ""}, "query.analysis"),
    ],
)
@pytest.mark.parametrize(("path", "field"), [(SINGLE, "file"), (BATCH, "files")])
def test_a_parameter_that_means_nothing_is_refused(
    predict: Handler, judge: FakePredict, path: str, field: str, query: dict[str, str], named: str
) -> None:
    reply = call(predict, upload(path, [(field, ("a", b"x"))], query=query))
    document = problem(reply, 422, "invalid_request")
    assert named in document["detail"]
    assert judge.heard == []
