"""What was proved of the deployment, or why it was not, stands in pytest's summary."""

import pytest

from tests.proofs import Proofs


@pytest.fixture(scope="session")
def protocol(pytestconfig: pytest.Config) -> Proofs:
    return Proofs(pytestconfig, "deployment")
