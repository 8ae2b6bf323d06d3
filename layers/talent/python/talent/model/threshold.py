"""Another threshold for a model: the band of uncertain answers moves with it.

The band keeps its width in log-odds, so it never reaches 0 or 1: from 0.5 within 0.25..0.75,
a threshold of 0.9 lies within 0.75..0.96.
"""

import math
from dataclasses import replace
from typing import Final

from talent.model.manifest import Manifest

_EDGE: Final = 1e-6
"""Log-odds are infinite at 0 and 1."""


def with_threshold(manifest: Manifest, threshold: float) -> Manifest:
    """Return a manifest with another threshold, between 0 and 1."""
    if threshold == manifest.threshold:
        return manifest
    shift = _logit(threshold) - _logit(manifest.threshold)
    low, high = (_moved(edge, shift) for edge in manifest.uncertain_band)
    return replace(
        manifest,
        threshold=threshold,
        uncertain_band=(min(low, threshold), max(high, threshold)),  # whatever rounding does
    )


def _moved(edge: float, shift: float) -> float:
    if edge in (0.0, 1.0):
        return edge
    return round(1.0 / (1.0 + math.exp(-_logit(edge) - shift)), 6)


def _logit(probability: float) -> float:
    inside = min(max(probability, _EDGE), 1.0 - _EDGE)
    return math.log(inside / (1.0 - inside))
