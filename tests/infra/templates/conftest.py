"""One synthesis a stage, cdk-nag included; nothing is bundled."""

from pathlib import Path
from typing import Any

import pytest

from infra import node
from infra.template import Deployed
from tests.proofs import Proofs

PROD = {
    "stage": "prod",
    "origins": "https://app.example,http://localhost:*",
    "alarm_email": "operator@example.com",
    "architecture": "arm64",
}


def synthesise(folder: Path, context: dict[str, Any]) -> Deployed:
    """Write the templates of a stage; fails where cdk-nag finds what nobody accepted."""
    node.provide()
    import aws_cdk as cdk

    from infra.application import build

    app = cdk.App(outdir=str(folder), context={"aws:cdk:bundling-stacks": [], **context})
    build(app)
    app.synth()
    return Deployed.read(folder)


@pytest.fixture(scope="session", autouse=True)
def _with_node(protocol: Proofs) -> None:
    if node.find_node() is None:
        protocol.say(f"NOT PROVED what is deployed: {node.ADVICE}")
        pytest.skip(node.ADVICE)


@pytest.fixture(scope="session")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    return synthesise(tmp_path_factory.mktemp("dev"), {})


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    return synthesise(tmp_path_factory.mktemp("prod"), PROD)


@pytest.fixture(scope="session", params=["dev", "prod"])
def deployed(request: pytest.FixtureRequest) -> Deployed:
    stage: Deployed = request.getfixturevalue(request.param)
    return stage
