"""Two interpreters answer for the same recordings: how far apart are they."""

import functools
import json
import math
from pathlib import Path
from typing import Any

from talent.features.catalogue import FEATURE_SETS
from tests.runtimes.environment import Environment

PROBABILITY_TOLERANCE = 1e-4
FEATURE_TOLERANCE = 1e-4
"""Relative: the tracker's autocorrelation is in single precision, and f0_jitter, a second
difference of its pitch, shows that most (1e-5 between processors)."""
AROUND_ZERO = 1e-6
"""Absolute, unless a comparison says otherwise."""


@functools.cache
def answers(environment: Environment, folder: Path) -> dict[str, Any]:
    """Return what an interpreter answers for the recordings in a folder."""
    done = environment.run("-m", "tests.runtimes.answers", str(folder))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def name(answer: dict[str, Any]) -> str:
    """Return who answered."""
    return f"CPython {answer['python']}, {answer['runtime']}, numpy {answer['numpy']}"


def furthest_apart(
    there: dict[str, Any], here: dict[str, Any], *, around_zero: float = AROUND_ZERO
) -> float:
    """Hold the answers to the tolerances; return how far apart two probabilities are at most.

    Parameters
    ----------
    around_zero : how far apart features may be, whatever their size.
    """
    assert there["takes"].keys() == here["takes"].keys()
    furthest = 0.0
    for take, expected in here["takes"].items():
        answer = there["takes"][take]
        assert answer["sha256"] == expected["sha256"]
        assert tuple(answer["features"]) == FEATURE_SETS["all"]
        apart = [
            f"{take}: {feature} is {answer['features'][feature]!r}, expected {value!r}"
            for feature, value in expected["features"].items()
            if not _close(answer["features"][feature], value, around_zero)
        ]
        assert not apart, "\n".join(apart)
        furthest = max(furthest, abs(answer["probability"] - expected["probability"]))
    assert furthest <= PROBABILITY_TOLERANCE
    return furthest


def _close(one: float, other: float, around_zero: float) -> bool:
    if math.isnan(other):
        return math.isnan(one)
    return math.isclose(one, other, rel_tol=FEATURE_TOLERANCE, abs_tol=around_zero)
