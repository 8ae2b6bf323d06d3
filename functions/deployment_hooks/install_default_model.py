"""Install the default model where the operator has none of their own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from talent.registry.install import install_bundled_model
from talent.registry.model_record import Cause, Why
from talent.registry.ports import Publisher, Registry


def apply_default_model(
    event: Mapping[str, Any], registry: Registry, models: Publisher, now: datetime
) -> dict[str, str]:
    """Do what CloudFormation asks: publish; a deletion takes nothing away."""
    if event["RequestType"] == "Delete":
        return {}
    return {"Version": install_default_model(registry, models, now)}


def install_default_model(registry: Registry, models: Publisher, now: datetime) -> str:
    """Return the version that is in service from now on.

    A model of the operator's own stays; an older default gives way to the newer one.
    """
    why = Why(Cause.INSTALLATION, "it came with the code", now)
    return install_bundled_model(registry=registry, models=models, why=why).version
