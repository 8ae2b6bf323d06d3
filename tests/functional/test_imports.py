"""What each function holds in memory before its first request: import time is cold start."""

import json
import os
import subprocess
import sys
import tomllib
from typing import Final

import pytest

from local.lambdas.environment import local_environment
from local.paths import LAYER, ROOT
from topology.functions import DEPLOYED, PACKED, Function

HEAVY: Final = {
    "scipy",
    "librosa",
    "sklearn",
    "tensorflow",
    "keras",
    "numba",
    "pandas",
    "matplotlib",
}
"""The training job's."""
LATER: Final = {"boto3", "botocore.session", "botocore.client", "urllib3"}
"""A quarter of a second and more: only the request that needs them waits for them.

Powertools looks whether there is a botocore; that module alone costs next to nothing."""
ELSEWHERE: Final = {
    "training_job",
    "local",
    "topology",
    "benchmarks",
    "infra",
    "moto",
    "uvicorn",
    "pytest",
}
HTTP: Final = {"fastapi", "starlette", "mangum"}
DESCRIBING: Final = {"fastapi", "pydantic.v1", "opentelemetry", "functions.predict.openapi"}
"""A fifth of a second of CPU, most of it for the words of the API's description."""
LIST: Final = (
    "import importlib, json, sys; importlib.import_module(sys.argv[1]);"
    "print(json.dumps(list(sys.modules)))"
)


def modules(function: Function) -> set[str]:
    """Return the modules in memory once the handler of a function is imported."""
    variables = local_environment(
        function, endpoint="http://127.0.0.1:9", cors="", log_level="INFO"
    )
    done = subprocess.run(
        [sys.executable, "-c", LIST, function.handler.rpartition(".")[0]],
        cwd=ROOT,
        env={**variables, "PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{LAYER}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


def test_the_import_rules_know_every_function() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    named = {name for rule in rules["contracts"] for name in rule.get("modules", ())}
    layered = " | ".join(name for rule in rules["contracts"] for name in rule.get("layers", ()))
    packages = {function.handler.rsplit(".", 2)[0] for function in PACKED}
    assert packages <= named
    assert packages <= set(layered.split(" | "))


@pytest.mark.parametrize("function", DEPLOYED, ids=lambda function: function.name)
def test_a_cold_start_imports_nothing_it_does_not_need(function: Function) -> None:
    found = modules(function)
    assert "functions" in found
    assert found & HEAVY == set()
    assert found & LATER == set()
    assert found & ELSEWHERE == set()


@pytest.mark.parametrize("name", ["analyse", "publish"])
def test_what_speaks_no_http_imports_no_framework(name: str) -> None:
    function = next(one for one in DEPLOYED if one.name == name)
    assert modules(function) & HTTP == set()


def test_who_judges_at_once_waits_for_no_description_of_the_api() -> None:
    function = next(one for one in DEPLOYED if one.name == "predict")
    found = modules(function)
    assert "starlette.routing" in found
    assert found & DESCRIBING == set()


def test_the_trainer_s_tools_would_be_seen() -> None:
    heavy = Function("none", "librosa.feature.mfcc", timeout_seconds=1, memory_mb=1)
    pytest.importorskip("librosa", reason="the training tools are not installed")
    assert modules(heavy) & HEAVY
