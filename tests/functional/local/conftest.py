"""Moto as the local stack runs it, for the tests of what stands around it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from local.aws.provision import Clients
from local.aws.server import LocalAws, Place, clients
from topology.environment import SECRET_KEY
from topology.resources import Choices

ORIGIN = "http://localhost:5173"


@dataclass(frozen=True)
class Aws:
    """A running moto with all resources, and clients for it."""

    endpoint: str
    clients: Clients


@pytest.fixture
def clean_moto() -> Iterator[None]:
    """Leave neither resources nor environment variables behind."""
    before = dict(os.environ)
    yield
    from moto.moto_api._internal.models import moto_api_backend

    moto_api_backend.reset()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def aws(clean_moto: None) -> Iterator[Aws]:
    server = LocalAws(Place(secret=SECRET_KEY), Choices(origins=("http://localhost:*",)))
    try:
        server.start()
        yield Aws(server.endpoint, clients())
    finally:
        server.stop()
