"""The application is synthesised with nothing at hand: no account, no Docker, no network."""

import json
import os
import sys
from pathlib import Path

import pytest

from infra import node
from infra.packaging.target import ARCHITECTURES
from infra.packaging.tools import run_tool
from tests.infra.packed import packed

pytestmark = pytest.mark.slow

NOWHERE = "http://127.0.0.1:9"


def test_no_account_no_docker_no_network(tmp_path: Path) -> None:
    packed(ARCHITECTURES["x86_64"])  # the wheels are here before the network is gone
    found = node.find_node()
    if found is None:
        pytest.skip(node.ADVICE)
    run_tool(
        sys.executable,
        "app.py",
        environment={
            **{
                name: os.environ[name]
                for name in ("HOME", "PYTHON313", "UV_CACHE_DIR")
                if name in os.environ
            },
            "PATH": str(tmp_path),  # no docker, no aws, no npm; Python 3.13 is not looked for
            "JSII_NODE": found,
            "CDK_OUTDIR": str(tmp_path / "out"),
            "UV_OFFLINE": "1",
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NOWHERE),
        },
    )
    manifest = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert not manifest.get("missing")
    assets = [path for path in (tmp_path / "out").glob("asset.*") if path.is_dir()]
    assert any((path / "python" / "numpy").is_dir() for path in assets)
    assert any((path / "functions" / "predict").is_dir() for path in assets)
