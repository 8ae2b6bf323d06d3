"""Every lock agrees with every other on the packages that both name, and none names a registry."""

import re
from collections import defaultdict
from itertools import product
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.runtimes.environment import LOCKS

PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")
MACHINES: Final = ("x86_64", "aarch64")
ALONE: Final = {"layer-x86_64": ("3.13", "x86_64"), "layer-arm64": ("3.13", "aarch64")}
"""Locks for one environment, and which."""
APART: Final = {
    # Emulator and SAM are processes of their own, and what they demand is not what serves.
    "ministack": {"boto3", "botocore", "graphql-core"},
    "sam": {"pydantic", "pydantic-core"},
    # Put over runtime.txt: the oldest LiteRT that is supported.
    "litert-2.1": {"ai-edge-litert"},
}
"""Packages in which a lock may differ: the reason stands in its .in file."""


def locked(lock: str, python: str, machine: str) -> dict[str, str]:
    """Return the versions that a lock installs in an environment, by package."""
    if (python, machine) != ALONE.get(lock, (python, machine)):
        return {}
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "platform_machine": machine,
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    found: dict[str, str] = {}
    for line in (LOCKS / f"{lock}.txt").read_text(encoding="utf-8").splitlines():
        if re.match(r"\w", line):
            each = Requirement(line.rstrip(" \\"))
            if each.marker is None or each.marker.evaluate(environment):
                found[canonicalize_name(each.name)] = str(each.specifier)
    return found


def names() -> list[str]:
    return sorted(path.stem for path in LOCKS.glob("*.txt") if path.stem != "constraints")


@pytest.mark.parametrize(("python", "machine"), [*product(PYTHONS, MACHINES)])
def test_locks_agree_on_what_they_share(python: str, machine: str) -> None:
    versions: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for lock in names():
        for package, version in locked(lock, python, machine).items():
            if package not in APART.get(lock, set()):
                versions[package][version].append(lock)
    assert {name: dict(found) for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("lock", sorted(APART))
def test_what_may_differ_does(lock: str) -> None:
    """An exception that is needed no more goes."""
    own, others = locked(lock, "3.13", "x86_64"), locked("dev", "3.13", "x86_64")
    assert {name for name, version in own.items() if others.get(name, version) != version} == (
        APART[lock]
    )


@pytest.mark.parametrize("lock", names())
def test_a_lock_names_no_registry_and_holds_hashes(lock: str) -> None:
    text = (LOCKS / f"{lock}.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", text)
    packages = re.findall(r"^\w.*(?:\n .*)*", text, re.MULTILINE)
    assert packages
    assert [each for each in packages if "--hash=sha256:" not in each] == []
