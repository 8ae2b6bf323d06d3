"""CORS of S3: the web pages that may send files to a bucket.

Written after "Using cross-origin resource sharing" in the S3 User Guide: of a bucket's rules
the first one that allows origin, method and headers counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

Rules = Mapping[str, Iterable[Mapping[str, Any]]]
"""By bucket the rules as S3's API takes them."""

VARY: Final = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"


def headers(
    rules: Iterable[Mapping[str, Any]],
    origin: str,
    method: str,
    *,
    requested: str = "",
    preflight: bool = False,
) -> list[tuple[str, str]]:
    """Return the headers of an answer to a web page; none where it may not read it.

    Parameters
    ----------
    rules : of the bucket.
    origin, method : of the request, or what the preflight asks for.
    requested : headers that the preflight asks for, separated by commas.
    preflight : whether this is the question before the request.
    """
    asked = [name.strip().lower() for name in requested.split(",") if name.strip()]
    for rule in rules:
        allowed = [
            _one_of(rule["AllowedOrigins"], origin),
            method in rule["AllowedMethods"],
            all(_one_of(rule.get("AllowedHeaders", ()), name) for name in asked),
        ]
        if all(allowed):
            return _granted(rule, origin, requested if preflight else "", preflight=preflight)
    return []


def _granted(
    rule: Mapping[str, Any], origin: str, requested: str, *, preflight: bool
) -> list[tuple[str, str]]:
    everybody = "*" in rule["AllowedOrigins"]
    granted = [
        ("Access-Control-Allow-Origin", "*" if everybody else origin),
        ("Access-Control-Allow-Methods", ", ".join(rule["AllowedMethods"])),
        ("Vary", VARY),
    ]
    if not everybody:
        granted.append(("Access-Control-Allow-Credentials", "true"))
    if rule.get("ExposeHeaders"):
        granted.append(("Access-Control-Expose-Headers", ", ".join(rule["ExposeHeaders"])))
    if requested:
        granted.append(("Access-Control-Allow-Headers", requested))
    if preflight and "MaxAgeSeconds" in rule:
        granted.append(("Access-Control-Max-Age", str(rule["MaxAgeSeconds"])))
    return granted


def _one_of(patterns: Iterable[str], value: str) -> bool:
    """Say whether a value fits one of the patterns; ``*`` stands for anything."""
    return any(
        re.fullmatch(".*".join(map(re.escape, pattern.lower().split("*"))), value.lower())
        for pattern in patterns
    )
