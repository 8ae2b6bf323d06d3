"""Health, the model and the documentation pages."""

import json
import re
import subprocess
import sys
import tomllib

import pytest

from functions.api.service.docs import ASSETS
from functions.http.lambda_adapter import Handler
from functions.runtime.version import VERSION
from local.paths import ROOT
from talent.errors import FeatureMismatch, ModelCorrupt, ModelMissing, TalentError
from talent.model.artifact import Model
from tests.functional.conftest import FakeStore
from tests.functional.events import call, event, problem

HEALTH = "/api/v1/health"
MODEL_INFO = "/api/v1/model-info"
ORIGINAL_INFO = {
    "model_name",
    "status",
    "accuracy",
    "total_samples_trained",
    "classes",
    "features_count",
}


def test_health(api: Handler, model: Model) -> None:
    reply = call(api, event("GET", HEALTH))
    answer = reply.json()
    assert reply.status == 200
    assert set(answer) >= {"status", "model_loaded", "timestamp", "version"}
    assert (answer["status"], answer["model_loaded"]) == ("healthy", True)
    assert answer["reason"] is None
    assert answer["version"] == VERSION
    assert answer["model_version"] == model.manifest.version


def test_health_says_that_writes_are_refused(api: Handler) -> None:
    asked = {**event("GET", HEALTH), "stageVariables": {"degraded": "No space left on device"}}
    reply = call(api, asked)
    assert reply.status == 200
    answer = reply.json()
    assert (answer["status"], answer["reason"]) == ("degraded", "No space left on device")
    assert answer["model_loaded"] is True


@pytest.mark.parametrize("path", [HEALTH, MODEL_INFO])
@pytest.mark.parametrize("kind", [ModelMissing, ModelCorrupt, FeatureMismatch])
def test_without_a_valid_model(
    api: Handler, store: FakeStore, kind: type[TalentError], path: str
) -> None:
    store.held = kind("Not to be trusted", advice="Publish another one")
    reply = call(api, event("GET", path))
    assert problem(reply, 503, kind.code)["advice"] == "Publish another one"
    assert "retry-after" in reply.headers


def test_model_info_says_what_the_manifest_and_the_evaluation_say(
    api: Handler, model: Model
) -> None:
    answer = call(api, event("GET", MODEL_INFO)).json()
    summary = model.evaluation["summary"]
    assert set(answer) >= ORIGINAL_INFO
    assert answer["accuracy"] == summary["accuracy"]["value"]
    assert answer["evaluation"]["accuracy"] == summary["accuracy"]
    assert answer["evaluation"]["majority_baseline"] == summary["majority_baseline"]
    assert answer["total_samples_trained"] == model.manifest.training["train_takes"]
    assert answer["classes"] == ["bad", "good"]
    assert answer["features_count"] == len(model.manifest.features)
    assert answer["calibration"]["calibrated"] is False
    assert answer["limits"]["max_upload_bytes"] == 4_500_000


def test_the_root_leads_people_and_programs(api: Handler) -> None:
    reply = call(api, event("GET", "/", headers={"Accept": "text/html,*/*"}))
    assert (reply.status, reply.headers["location"]) == (307, "/docs")
    assert call(api, event("GET", "/")).json()["openapi"] == "openapi.json"


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_need_nothing_from_outside(api: Handler, path: str) -> None:
    reply = call(api, event("GET", path))
    page = reply.body.decode()
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "//" not in re.sub(r"<!--.*?-->", "", page)
    references = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert references
    for reference in references:
        asset = call(api, event("GET", "/" + reference))
        assert (asset.status, asset.headers["cache-control"]) == (
            200,
            "public, max-age=31536000, immutable",
        )
        file = ASSETS / reference.removeprefix("docs/assets/")
        assert asset.body == file.read_bytes()
        assert (
            asset.headers["content-type"].split(";")[0]
            == {
                ".js": "text/javascript",
                ".css": "text/css",
                ".png": "image/png",
            }[file.suffix]
        )


def test_redoc_does_not_fetch_its_makers_logo() -> None:
    for script in ASSETS.glob("redoc-*/*.js"):
        assert "cdn.redoc.ly" not in script.read_text(encoding="utf-8")


def test_every_vendored_folder_has_its_licence() -> None:
    vendored = {path.parent for path in ASSETS.glob("*/*.js") if "pages-" not in path.parent.name}
    assert len(vendored) == 2
    for folder in vendored:
        assert (folder / "LICENSE").is_file()


def test_an_asset_that_is_known_is_not_sent_again(api: Handler) -> None:
    path = "/docs/assets/pages-1/swagger-ui.js"
    etag = call(api, event("GET", path)).headers["etag"]
    for known in (etag, etag.removeprefix("W/"), f'"another", {etag}', "*"):
        again = call(api, event("GET", path, headers={"If-None-Match": known}))
        assert (again.status, again.body) == (304, b""), known
    other = call(api, event("GET", path, headers={"If-None-Match": '"another"'}))
    assert other.status == 200


def test_the_description_is_served(api: Handler) -> None:
    reply = call(api, event("GET", "/openapi.json"))
    assert reply.headers["content-type"] == "application/json"
    assert reply.json() == json.loads((ROOT / "docs" / "openapi.json").read_text())


def test_there_is_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


def test_a_cold_start_loads_no_decoder_and_no_numpy() -> None:
    script = """
import sys
import functions.api.app
heavy = ("numpy", "soundfile", "soxr", "boto3", "ai_edge_litert", "tflite_runtime", "resvg_py")
print([name for name in heavy if name in sys.modules])
"""
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False
    )
    assert done.stdout == "[]\n", done.stderr
