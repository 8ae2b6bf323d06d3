"""Problem details: the one form of every error over HTTP (RFC 9457, ``application/problem+json``).

Pure data, so that the local gateway can speak the same form without FastAPI.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from talent.errors import Value

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:problem-type:singing-talent:"


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as it is told to a client.

    Attributes
    ----------
    status : the HTTP status.
    code : stable identifier that clients may rely on.
    title : the kind of problem, the same for every occurrence of the code.
    detail : what was wrong this time, with the value.
    advice : what would work.
    values : the measured values behind it, by name.
    headers : headers that belong to the status, such as Allow or Retry-After.
    """

    status: int
    code: str
    title: str
    detail: str
    advice: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self, *, instance: str, request_id: str) -> dict[str, Any]:
        """Return the JSON object of RFC 9457 for one occurrence."""
        return {
            "type": TYPE_PREFIX + self.code.replace("_", "-"),
            "title": self.title,
            "status": int(self.status),
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
            "advice": self.advice,
            "values": {name: _plain(value) for name, value in self.values.items()},
            "request_id": request_id,
        }


def _plain(value: Value) -> Value:
    """Return the value as JSON can write it: numpy's numbers as Python's, no NaN."""
    item = getattr(value, "item", None)
    plain: Value = item() if callable(item) else value
    if isinstance(plain, float) and not math.isfinite(plain):
        return None
    return plain
