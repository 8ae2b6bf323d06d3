"""Answers as plain dataclasses, and as JSON.

Plain dataclasses keep pydantic (0.1 s) out of the cold start. FastAPI describes them from
the same classes: what :func:`response_model` and :func:`described` leave behind is what pydantic
looks for.
"""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field
from typing import Any, TypeVar, dataclass_transform

import msgspec

Class = TypeVar("Class")


def described(description: str, *, default: Any = MISSING) -> Any:  # noqa: ANN401 - as dataclasses.field
    """Return a field with what the API's description says of it."""
    return field(default=default, metadata={"description": description})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(described,))
def response_model(title: str) -> Callable[[type[Class]], type[Class]]:
    """Make a frozen dataclass with keywords only, under its name in the API's description."""

    def make(cls: type[Class]) -> type[Class]:
        cls.__pydantic_config__ = {"title": title}  # type: ignore[attr-defined]  # pydantic's hook
        return dataclass(frozen=True, kw_only=True)(cls)

    return make


def to_json(found: object) -> bytes:
    """Return an answer as JSON: times with their zone, null for what is not a number."""
    return msgspec.json.encode(found, enc_hook=_plain)


def _plain(value: Any) -> object:  # noqa: ANN401 - whatever msgspec does not know
    """Return a number of numpy's as Python's; raise TypeError for anything else."""
    item = getattr(value, "item", None)
    if callable(item):
        return item()
    raise TypeError(f"An answer holds a {type(value).__name__}")
