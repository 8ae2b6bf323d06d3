"""Robust scaling, fitted on the training data and later folded into the graph."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

CLIP: Final = 3.0
"""Scaled values beyond this say no more than "far out"."""

PERCENTILES: Final = (16.0, 50.0, 84.0)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scaling:
    """What turns raw features into what a model sees.

    Attributes
    ----------
    median : shape (d,), in each feature's unit.
    spread : shape (d,), half the distance from the 16th to the 84th percentile: the standard
        deviation of a normal distribution, without its fear of outliers. Positive.
    """

    median: Array
    spread: Array

    def __call__(self, features: Array) -> Array:
        """Scale raw features, shape (n, d): missing ones become 0, the rest lie in +-3."""
        filled = np.where(np.isfinite(features), features, self.median)
        scaled: Array = np.clip((filled - self.median) / self.spread, -CLIP, CLIP)
        return scaled


def fit_scaling(features: Array, weights: Array | None = None) -> Scaling:
    """Fit on raw training features, shape (n, d); what is not finite counts as missing.

    A feature without any value, or without spread, gets spread 1: it cannot matter. With
    ``weights``, shape (n,), positive, the percentiles are those of the weighted takes.
    """
    known = np.where(np.isfinite(features), features, np.nan)
    empty = np.isnan(known).all(axis=0)
    filled = np.where(empty, 0.0, known)
    if weights is None:
        low, median, high = np.nanpercentile(filled, PERCENTILES, axis=0)
    else:
        columns = [_weighted_percentiles(column, weights) for column in filled.T]
        low, median, high = np.array(columns).T
    spread = (high - low) / 2.0
    return Scaling(median, np.where(spread > 0.0, spread, 1.0))


def _weighted_percentiles(column: Array, weights: Array) -> Array:
    """Return PERCENTILES of the values that are there, each taken where its weight is centred."""
    there = np.isfinite(column)
    order = np.argsort(column[there], kind="stable")
    values, weight = column[there][order], weights[there][order]
    centres = (np.cumsum(weight) - 0.5 * weight) / weight.sum()
    return np.asarray(np.interp(np.array(PERCENTILES) / 100.0, centres, values))
