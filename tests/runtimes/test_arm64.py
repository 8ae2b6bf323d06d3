"""The arm64 layers start every handler, and answer as x86-64 does, on an emulated Graviton2."""

import platform
import shutil
import time
from pathlib import Path
from typing import Final

import pytest

from infra.packaging import gates
from infra.packaging.build import Built, environment_of
from infra.packaging.target import ARCHITECTURES
from tests.infra.packed import packed
from tests.proofs import Proofs
from tests.runtimes.comparison import answers, furthest_apart, name
from tests.runtimes.environment import BUILD, Environment
from topology.functions import PACKED, Function

SYSTEM: Final = BUILD / "arm64"
PYTHON: Final = SYSTEM / "usr/bin/python3.13"
EMULATORS: Final = ("qemu-aarch64-static", "qemu-aarch64")
PROCESSOR: Final = "neoverse-n1"
"""Of Graviton2, the oldest that runs Lambda functions: newer instructions are refused."""
AROUND_ZERO: Final = 1e-5
"""Single precision with fused multiply-add: means of MFCC, of 0 to 500, are up to 5e-6 apart."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory, protocol: Proofs) -> Path:
    """Return a command that is an arm64 CPython 3.13; without one the part is skipped."""
    emulator = next(filter(None, map(shutil.which, EMULATORS)), None)
    missing = [] if emulator else ["qemu-user"]
    missing += [] if PYTHON.exists() else ["build/arm64"]
    if missing:
        reason = f"{' and '.join(missing)} missing: tests/runtimes/make_arm64.sh says how to"
        protocol.say(f"NOT PROVED on arm64: {reason}")
        pytest.skip(f"arm64 is not proved: {reason}")
    command = tmp_path_factory.mktemp("arm64") / "python3.13"
    command.write_text(
        f'#!/bin/sh\nexec {emulator} -cpu {PROCESSOR} -L "{SYSTEM}" "{PYTHON}" "$@"\n'
    )
    command.chmod(0o755)
    return command


@pytest.fixture(scope="module")
def built() -> Built:
    return packed(ARCHITECTURES["arm64"])


@pytest.mark.parametrize("function", PACKED, ids=lambda function: function.name)
def test_a_handler_starts_and_its_native_libraries_work(
    python: Path, built: Built, function: Function
) -> None:
    folders = [built.vendor, built.talent, built.functions[function.name]]
    variables = environment_of(function)
    assert gates.failing_import(python, function.handler, variables, folders) == []


def test_the_same_bytes_get_the_same_answer(
    python: Path, built: Built, first: Environment, recordings: Path, protocol: Proofs
) -> None:
    emulated = Environment(python, installed=(built.vendor / "python",))
    began = time.perf_counter()
    there = answers(emulated, recordings)
    seconds = time.perf_counter() - began
    here = answers(first, recordings)
    assert there["python"].startswith("3.13.")
    assert there["heavy"] == []
    furthest = furthest_apart(there, here, around_zero=AROUND_ZERO)
    protocol.say(
        f"Proved on arm64 ({PROCESSOR}, emulated, {seconds:.0f} s) with {name(there)}: every "
        f"handler starts, and {len(there['takes'])} recordings get the answers of "
        f"{platform.machine()} with {name(here)} (probabilities at most {furthest:.0e} apart)"
    )
