"""Accuracy against coverage: how right the surest answers are.

A model that may say "uncertain" is judged by two numbers: how often it answers, and how often
it is then right [1]_. The surest takes are those farthest from the threshold.

References
----------
.. [1] El-Yaniv, Wiener. "On the foundations of noise-free selective classification." Journal of
   Machine Learning Research 11, 2010.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from talent.learning.bootstrap import Rows, as_record, interval
from talent.learning.metrics import THRESHOLD, validate_probabilities

COVERAGES: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Shares of the takes that get an answer."""


def selective_accuracy(
    labels: ArrayLike,
    probabilities: ArrayLike,
    coverage: float = 1.0,
    threshold: float = THRESHOLD,
) -> float:
    """Return the accuracy on the surest share of the takes.

    Parameters
    ----------
    labels : 0 or 1, shape (n,).
    probabilities : 0..1, shape (n,).
    coverage : share of the takes that get an answer, 0 < coverage <= 1; at least one does.
    threshold : from which a take is called good.

    Equally sure takes count with their mean, so that their order does not matter.
    """
    truth, score = validate_probabilities(labels, probabilities)
    if not 0.0 < coverage <= 1.0:
        raise ValueError(f"coverage={coverage}: expected a share above 0 and up to 1, such as 0.5")
    right = ((score >= threshold) == truth).astype(np.float64)
    # Rounded: 0.9 and 0.1 are equally sure, whatever the last bit says.
    sureness = np.round(np.abs(score - threshold), 9)
    _, tie, counts = np.unique(-sureness, return_inverse=True, return_counts=True)
    shared = (np.bincount(tie, weights=right) / counts)[tie]
    answered = max(1, round(coverage * len(truth)))
    return float(shared[np.argsort(tie, kind="stable")][:answered].mean())


def coverage_curve(
    labels: ArrayLike,
    probabilities: ArrayLike,
    draws: Sequence[Rows],
    *,
    threshold: float = THRESHOLD,
) -> list[dict[str, Any]]:
    """Return the accuracy at each of :data:`COVERAGES`, with its interval, ready for JSON."""
    truth, score = validate_probabilities(labels, probabilities)
    return [
        {"coverage": share}
        | as_record(
            interval(
                partial(selective_accuracy, coverage=share, threshold=threshold),
                draws,
                truth,
                score,
            )
        )
        for share in COVERAGES
    ]
