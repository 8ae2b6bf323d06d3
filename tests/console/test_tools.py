"""The console's tools for lint and types: locked without hosts, and never served."""

import json
import re
from collections.abc import Iterator
from typing import Any

from functions.deployment_hooks.deploy_console import files
from local.gateway.console import FOLDER
from local.paths import ROOT

PACKAGES: dict[str, dict[str, Any]] = json.loads((ROOT / "package-lock.json").read_text("utf-8"))[
    "packages"
]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def test_the_npm_lock_pins_content_and_names_no_host() -> None:
    installed = {name: package for name, package in PACKAGES.items() if name}
    assert len(installed) > 50
    for name, package in installed.items():
        assert package["integrity"].startswith("sha512-"), name
        # Who wants to be paid is no address that anything is fetched from.
        told = [
            text for key, value in package.items() if key != "funding" for text in _texts(value)
        ]
        assert [text for text in told if "://" in text] == [], name


def test_the_tools_versions_are_exact_and_those_of_the_lock() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    assert PACKAGES[""]["devDependencies"] == wanted
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert PACKAGES[f"node_modules/{name}"]["version"] == version


def test_no_tool_is_in_the_folder_that_is_served() -> None:
    assert [
        name for name in files(FOLDER) if re.search(r"node_modules|package|tsconfig", name)
    ] == []
    assert list(FOLDER.rglob("*.ts")) == []
