"""Throttle requests per second and client: API Gateway's usage plan, as a token bucket [1]_.

A bucket holds up to ``burst`` tokens and gains ``rate`` of them a second; a request takes one.
API Gateway counts by API key; here a request without one is counted by its address. Nobody
hands out keys on this machine, so whoever makes up new ones gets a new bucket for each.

References
----------
.. [1] https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple

MAX_CLIENTS: Final = 10_000
"""Most buckets kept. Beyond it the one longest unused goes: the fullest, more or less."""

_DIGEST_BYTES: Final = 16


class RateExceeded(Exception):
    """A client has used up its tokens; the argument is the time until the next, in seconds."""


class _Bucket(NamedTuple):
    tokens: float
    at: float
    """Time of the last request, in seconds."""


class Throttle:
    """Counts requests per client.

    Parameters
    ----------
    rate : tokens a second; above 0.
    burst : most tokens a client can have; at least 1.
    clock : seconds that only ever grow.
    """

    def __init__(
        self, *, rate: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate = rate
        self.burst = burst
        self._clock = clock
        # By a digest: a header may hold kilobytes, and a key is a secret.
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of clients it remembers."""
        return len(self._buckets)

    def take(self, *, api_key: str | None, address: str) -> None:
        """Count one request; raise RateExceeded where there is no token for it."""
        client = _digest(f"key {api_key}" if api_key else f"address {address}")
        now = self._clock()
        old = self._buckets.pop(client, _Bucket(self.burst, now))
        tokens = min(float(self.burst), old.tokens + self.rate * (now - old.at))
        taken = tokens >= 1.0
        self._buckets[client] = _Bucket(tokens - taken, now)
        if len(self._buckets) > MAX_CLIENTS:
            self._buckets.popitem(last=False)
        if not taken:
            raise RateExceeded((1.0 - tokens) / self.rate)


def retry_after_seconds(seconds: float) -> int:
    """Return a waiting time as Retry-After says it: whole seconds, at least one."""
    return max(1, math.ceil(seconds))


def _digest(client: str) -> bytes:
    content = client.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()
