"""A pytest plugin: writes down which function asks AWS for what.

``pytest -p tests.infra.recorder tests/functional`` with RECORD naming the file to write. The
function is known by the first of our modules on the stack. Where that is a test, also one that a
function called in place of a collaborator, the call does not count.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, Final

from botocore.client import BaseClient

from topology.functions import DEPLOYED

_FUNCTIONS = frozenset(function.name for function in DEPLOYED)
_CALLS: set[str] = set()


def pytest_configure() -> None:
    """Look at every call of every client from here on."""
    client: Any = BaseClient
    inner = client._make_api_call

    def call(self: object, operation: str, parameters: dict[str, Any]) -> object:
        function = _caller()
        if function:
            for asked in requests(operation, parameters):
                _CALLS.add(json.dumps([function, *asked]))
        return inner(self, operation, parameters)

    client._make_api_call = call


_FUNCTION_OF: Final = {
    "retraining.tasks": "workflow",
    "retraining.promotion": "promote",
    "retraining.reconciliation": "settle",
    "deployment_hooks.install_default_model": "publish",
    "deployment_hooks.deploy_console": "page",
}
"""Function behind a module, where one folder holds several."""


def pytest_sessionfinish() -> None:
    """Write what was recorded."""
    lines = sorted(_CALLS)
    Path(os.environ["RECORD"]).write_text("\n".join(lines), encoding="utf-8")


def _caller() -> str:
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        parts = module.split(".")
        if parts[0] == "tests" and module != __name__:
            return ""
        if parts[0] == "functions" and len(parts) > 1:
            name = _FUNCTION_OF.get(".".join(parts[1:3]), parts[1])
            if name in _FUNCTIONS:
                return name
        frame = frame.f_back
    return ""


def requests(operation: str, parameters: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Return what IAM is asked for a call: action, bucket or table, and what of it."""
    if "Bucket" in parameters:
        yield from _files(operation, parameters)
    elif operation == "TransactWriteItems":
        for item in parameters["TransactItems"]:
            for kind, step in item.items():
                action = {"ConditionCheck": "ConditionCheckItem"}.get(kind, f"{kind}Item")
                yield f"dynamodb:{action}", step["TableName"], ""
    elif "TableName" in parameters:
        index = parameters.get("IndexName")
        yield (f"dynamodb:{operation}", parameters["TableName"], f"index/{index}" if index else "")
    else:
        yield f"unknown:{operation}", "", ""


def _files(operation: str, parameters: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    bucket = parameters["Bucket"]
    if operation == "DeleteObjects":
        for found in parameters["Delete"]["Objects"]:
            version = "Version" if "VersionId" in found else ""
            yield f"s3:DeleteObject{version}", bucket, found["Key"]
    elif operation.startswith("List"):
        action = {"ListObjectsV2": "s3:ListBucket", "ListObjectVersions": "s3:ListBucketVersions"}
        yield action[operation], bucket, ""
    else:
        if operation == "CopyObject":
            yield (
                "s3:GetObject",
                parameters["CopySource"]["Bucket"],
                parameters["CopySource"]["Key"],
            )
        action_of = {"HeadObject": "GetObject", "CopyObject": "PutObject"}
        yield f"s3:{action_of.get(operation, operation)}", bucket, parameters["Key"]
