"""What the functions ask of AWS in their own tests is what their roles may do."""

import json
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from infra.names import construct_id
from infra.template import Deployed
from local.names import STORAGE
from tests.infra.templates.test_permissions import actions, resources
from tests.second_run import CALLS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def asked(rerun: Path) -> list[tuple[str, str, str]]:
    """Return function, action and resource of every call to AWS of the functional tests."""
    calls = map(json.loads, (rerun / CALLS).read_text(encoding="utf-8").splitlines())
    # Some tests ask for what is not there at all.
    return [resolved(*call) for call in calls if call[2] in STORAGE.values()]


def resolved(function: str, action: str, holder: str, rest: str) -> tuple[str, str, str]:
    kind = "_BUCKET" if action.startswith("s3:") else "_TABLE"
    (name,) = [key for key in STORAGE if STORAGE[key] == holder and key.endswith(kind)]
    return function, action, construct_id(name) + (f"/{rest}" if rest else "")


def test_the_tests_ask_for_a_good_deal(asked: list[tuple[str, str, str]]) -> None:
    assert {function for function, _, _ in asked} >= {"predict", "api", "analyse", "publish"}
    assert {action for _, action, _ in asked} >= {
        *("s3:GetObject", "s3:PutObject", "s3:DeleteObjectVersion", "s3:ListBucketVersions"),
        *("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query"),
    }


def test_every_call_is_allowed(dev: Deployed, asked: list[tuple[str, str, str]]) -> None:
    refused = {
        (function, action, "/".join(resource.split("/")[:2]))
        for function, action, resource in asked
        if not allowed(dev, function, action, resource)
    }
    assert sorted(refused) == []


def allowed(deployed: Deployed, function: str, action: str, resource: str) -> bool:
    return any(
        action in actions(statement)
        and any(fnmatchcase(resource, made) for made in resources(deployed, statement))
        for statement in deployed.statements(deployed.role_of(function))
    )
