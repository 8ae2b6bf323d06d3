"""Statistics on the semitone circle: pitch modulo 100 cents.

A take that keeps to some set of semitones, whatever its tuning, has its pitches concentrated
around one angle of that circle.

References
----------
.. [1] Mardia, Jupp. "Directional Statistics." Wiley 2000, chapter 2.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

SEMITONE: Final = 100.0


def phasors(cents: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return e^(2 pi i cents / 100), shape as given."""
    return np.asarray(np.exp(2j * np.pi / SEMITONE * cents))


def effective_count(weights: NDArray[np.float64]) -> float:
    """Return (sum w)^2 / sum w^2: how many equal weights would count as much."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def unbiased_resultant(resultant: float, count: float) -> float:
    """Remove what ``count`` random angles would give by chance from a resultant length.

    The expectation of R^2 over ``count`` independent uniform angles is 1 / count, so
    (R^2 - 1/N) / (1 - 1/N) is 0 for chance and 1 for perfect agreement. The signed root
    brings it back to the scale of R.
    """
    if count <= 1.0:
        return float("nan")
    squared = (resultant**2 - 1.0 / count) / (1.0 - 1.0 / count)
    return float(np.sign(squared) * np.sqrt(abs(squared)))


def resultant(cents: NDArray[np.float64], weights: NDArray[np.float64]) -> complex:
    """Return the weighted mean phasor: its modulus is R, its angle the tuning."""
    return complex(phasors(cents) @ weights / weights.sum())


def tuning(mean_phasor: complex) -> float:
    """Return the offset of the semitone grid in cents, -50..50."""
    return float(np.angle(mean_phasor) * SEMITONE / (2.0 * np.pi))


def distance(cents: NDArray[np.float64], offset: float = 0.0) -> NDArray[np.float64]:
    """Return the signed distance to the nearest semitone of a grid, -50..50 cents."""
    return (cents - offset + SEMITONE / 2) % SEMITONE - SEMITONE / 2
