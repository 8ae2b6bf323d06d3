"""Interpreters, environments and recordings of the second runtime's proofs.

What was proved, or why it was not, stands in pytest's summary.
"""

import sys
from pathlib import Path
from typing import Final

import pytest
import soundfile

from infra.packaging.interpreter import ADVICE, VERSION, find_python
from tests.proofs import Proofs
from tests.runtimes.environment import Environment, make
from tests.second_run import NEWEST
from training_job.singer import make_clip, plan_clip

_ENVIRONMENTS: Final = {NEWEST: (), "py313-litert-2.1": ("litert-2.1.txt",)}


@pytest.fixture(scope="session")
def protocol(pytestconfig: pytest.Config) -> Proofs:
    return Proofs(pytestconfig, "runtimes")


@pytest.fixture(scope="session")
def base(protocol: Proofs) -> Path:
    """Return a CPython 3.13 that runs; without one the part is skipped, and says so."""
    found = find_python()
    if found.python is None:
        tried = f" (these did not run: {', '.join(found.tried)})" if found.tried else ""
        reason = f"there is no CPython {VERSION} on this machine{tried}: {ADVICE}"
        protocol.say(f"NOT PROVED on CPython {VERSION}: {reason}")
        pytest.skip(f"The second runtime is not proved: {reason}")
    return found.python


@pytest.fixture(scope="session")
def newest(base: Path) -> Environment:
    """Return CPython 3.13 with the LiteRT that is locked for it."""
    return make(NEWEST, base)


@pytest.fixture(scope="session", params=sorted(_ENVIRONMENTS))
def second(base: Path, request: pytest.FixtureRequest) -> Environment:
    """Return CPython 3.13 with each supported LiteRT in turn."""
    return make(request.param, base, *_ENVIRONMENTS[request.param])


@pytest.fixture(scope="session")
def first() -> Environment:
    """Return the interpreter that runs the tests."""
    return Environment(Path(sys.executable))


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write eight takes by synthetic singers, once, so that all answer for the same bytes."""
    folder = tmp_path_factory.mktemp("recordings")
    for singer in range(8):
        clip = make_clip(plan_clip(313, singer, 0, seconds=8.0 + singer))
        soundfile.write(folder / f"{singer}.wav", clip.samples, clip.sample_rate, "PCM_16")
    return folder
