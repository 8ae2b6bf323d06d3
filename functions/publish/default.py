"""The default model, into service where the operator has none of their own."""

from datetime import datetime

from talent.ports import Publisher, Registry
from talent.registry import Cause, Why
from talent.usecases.install import install


def publish_default(registry: Registry, models: Publisher, now: datetime) -> str:
    """Return the version that is in service from now on.

    A model of the operator's own stays; an older default gives way to the newer one.
    """
    why = Why(Cause.INSTALLATION, "it came with the code", now)
    return install(registry=registry, models=models, why=why).version
