"""Both architectures are built and pass every gate; where they cannot be run, that is said."""

import pytest

from functions.deployment_hooks.deploy_console import FOLDER, files
from infra.packaging import parts
from infra.packaging.build import Built
from infra.packaging.interpreter import find_python
from infra.packaging.target import ARCHITECTURES, Architecture
from tests.infra.packed import packed
from tests.proofs import Proofs
from topology.functions import PACKED, PAGE

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=sorted(ARCHITECTURES))
def architecture(request: pytest.FixtureRequest) -> Architecture:
    return ARCHITECTURES[request.param]


@pytest.fixture(scope="module")
def built(architecture: Architecture) -> Built:
    return packed(architecture)


def test_what_is_built_passes_every_gate(built: Built, protocol: Proofs) -> None:
    assert built.functions.keys() == {function.name for function in PACKED}
    for line in built.protocol:
        protocol.say(line)


def test_no_layer_holds_what_lambda_brings(built: Built) -> None:
    names = {path.name for path in (built.vendor / "python").iterdir()}
    assert not names & {"boto3", "botocore", "moto", "uvicorn", "tflite_runtime", "tensorflow"}
    assert {"numpy", "soxr", "ai_edge_litert", "fastapi", "mangum"} <= names


def test_licences_come_along(built: Built) -> None:
    for metadata in (built.vendor / "python").glob("*.dist-info"):
        assert (metadata / "METADATA").exists()


def test_a_function_carries_itself_and_what_it_shares_but_no_other(built: Built) -> None:
    own = {function.name: function.handler.split(".")[1] for function in PACKED}
    for name, folder in built.functions.items():
        held = {path.name for path in (folder / "functions").iterdir() if path.is_dir()}
        assert {own[name], "runtime"} <= held
        assert not held & (set(own.values()) - {own[name]})


def test_the_console_goes_with_what_puts_it_in_place_and_with_nothing_else(built: Built) -> None:
    for name, folder in built.functions.items():
        assert (folder / "console").exists() == (name == PAGE.name)
    packed = files(built.functions[PAGE.name] / "console")
    assert packed.keys() == files(FOLDER).keys()
    for name, path in files(FOLDER).items():
        assert packed[name].read_bytes() == path.read_bytes()


def test_bytecode_is_there_and_never_checked(built: Built) -> None:
    if find_python().python is None:
        pytest.skip("No bytecode: there is no CPython 3.13 on this machine")
    for folder in (built.vendor, built.talent, *built.functions.values()):
        sources = list(folder.rglob("*.py"))
        assert sources
        for source in sources:
            compiled = source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc"
            flags = int.from_bytes(compiled.read_bytes()[4:8], "little")
            assert flags == 0b01, compiled  # PEP 552: hash-based, not checked against the source


def test_nothing_is_made_twice(built: Built, architecture: Architecture) -> None:
    before = built.vendor.stat().st_mtime_ns
    assert parts.vendor(architecture) == built.vendor
    assert built.vendor.stat().st_mtime_ns == before
