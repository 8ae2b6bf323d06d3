"""What goes to Lambda, built by one process at a time: all workers share the folder."""

from collections.abc import Iterator
from contextlib import contextmanager

from infra.packaging.build import Built, build_parts
from infra.packaging.target import BUILD, Architecture
from tests.once import locked


@contextmanager
def building() -> Iterator[None]:
    """Hold off everybody else who builds."""
    with locked(BUILD.with_suffix(".lock")):
        yield


def packed(architecture: Architecture) -> Built:
    """Build and check for one architecture, or take what is there; raise Refused."""
    with building():
        return build_parts(architecture)
