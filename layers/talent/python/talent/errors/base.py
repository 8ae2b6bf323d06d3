"""Base class of all errors."""

from collections.abc import Mapping
from typing import ClassVar

Value = float | int | str | None


class TalentError(Exception):
    """Base class of all errors of this package.

    Parameters
    ----------
    message : what was wrong, with the value.
    advice : what would work.
    values : the measured values the message rests on, by name.
    """

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"

    def __init__(
        self, message: str, *, advice: str = "", values: Mapping[str, Value] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.values: dict[str, Value] = dict(values or {})
