"""What was proved on stand-ins for AWS, or why it was not, stands in pytest's summary."""

import pytest

from tests.proofs import Proofs


@pytest.fixture(scope="session")
def protocol(pytestconfig: pytest.Config) -> Proofs:
    return Proofs(pytestconfig, "platform")
