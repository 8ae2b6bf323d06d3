"""Distributions of the values of every feature, good takes against bad ones.

What a chart of a feature shows, as numbers: quantiles, a histogram and counts per class. The
histogram's edges are rounded first and the takes counted afterwards, so the counts are exactly
those of the edges that are written down.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

QUANTILES: Final = (0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0)
BINS: Final = 24
TAIL: Final = 0.005
"""Share of all takes at either end that the histogram leaves out: one odd take would otherwise
squeeze all others into a few bins. They are counted as ``below`` and ``above``."""
DIGITS: Final = 6
CLASSES: Final = ("bad", "good")
"""Names of the labels 0 and 1."""

Array = NDArray[np.float64]


def class_distributions(
    features: Array, labels: NDArray[np.int64], names: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Return the distribution of every feature, by name, ready for JSON.

    Parameters
    ----------
    features : raw values, shape (n, d); what is not finite counts as undefined.
    labels : 0 (bad) or 1 (good), shape (n,).
    names : of the d features.

    Returns
    -------
    dict of, per feature, ``edges`` (BINS + 1 values; None where nothing is defined) and per class
    ``n`` (takes with a value), ``undefined``, ``quantiles`` (at QUANTILES; None without values),
    ``counts`` (BINS numbers, each bin closed on the left, the last on both sides), ``below`` and
    ``above`` (takes outside the edges).
    """
    if features.shape != (len(labels), len(names)):
        raise ValueError(f"features {features.shape} for {len(labels)} takes, {len(names)} names")
    return {name: _one(features[:, column], labels) for column, name in enumerate(names)}


def _one(values: Array, labels: NDArray[np.int64]) -> dict[str, Any]:
    known = values[np.isfinite(values)]
    edges = _edges(known) if len(known) else None
    record: dict[str, Any] = {"edges": None if edges is None else edges.tolist()}
    for label, name in enumerate(CLASSES):
        record[name] = _class(values[labels == label], edges)
    return record


def _edges(known: Array) -> Array:
    """Return the edges of the histogram, rounded and rising, shape (BINS + 1,)."""
    low, high = np.quantile(known, [TAIL, 1.0 - TAIL])
    least = max(abs(low), abs(high), 1e-6) * 1e-3  # wide enough to survive the rounding
    if high - low < least:
        middle = 0.5 * (low + high)
        low, high = middle - 0.5 * least, middle + 0.5 * least
    return np.array([round_off(edge) for edge in np.linspace(low, high, BINS + 1)])


def _class(values: Array, edges: Array | None) -> dict[str, Any]:
    known = values[np.isfinite(values)]
    record: dict[str, Any] = {"n": len(known), "undefined": len(values) - len(known)}
    if edges is None or not len(known):
        return record | {"quantiles": None, "counts": [0] * BINS, "below": 0, "above": 0}
    return record | {
        "quantiles": [round_off(value) for value in np.quantile(known, QUANTILES)],
        "counts": np.histogram(known, edges)[0].tolist(),
        "below": int((known < edges[0]).sum()),
        "above": int((known > edges[-1]).sum()),
    }


def round_off(value: float) -> float:
    """Return a number with DIGITS significant digits."""
    return float(f"{value:.{DIGITS}g}")
