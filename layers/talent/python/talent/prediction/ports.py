"""Protocols of what a prediction needs from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from talent.model.artifact import Model


class ModelStore(Protocol):
    """Where the model in service comes from."""

    def current(self) -> Model:
        """Return the model in service; raise ModelError where there is none to trust."""
        ...
