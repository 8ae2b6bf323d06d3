"""The engine, or a skip that says what is missing."""

import pytest

from tests.images.engine import Engine, Missing, find
from tests.proofs import Proofs


@pytest.fixture(scope="session")
def protocol(pytestconfig: pytest.Config) -> Proofs:
    return Proofs(pytestconfig, "images")


@pytest.fixture(scope="session")
def engine(protocol: Proofs) -> Engine:
    """Return an engine that builds images."""
    return _found(protocol, "the image of the training job", compose=False)


@pytest.fixture(scope="session")
def composing(protocol: Proofs) -> Engine:
    """Return an engine that builds images and has compose."""
    return _found(protocol, "the image of the local stack", compose=True)


def _found(protocol: Proofs, what: str, *, compose: bool) -> Engine:
    try:
        return find(compose=compose)
    except Missing as missing:
        protocol.say(f"NOT PROVED: {what}: {missing}")
        pytest.skip(f"{what} is not proved: {missing}")
