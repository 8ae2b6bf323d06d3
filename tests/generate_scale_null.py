"""Simulate how well random notes fit the best scale: the table in talent.features.scale.

Run ``python tests/generate_scale_null.py`` with ``layers/talent/python`` on the path and
paste what it prints.
"""

import numpy as np

from talent.features.scale import BINS, NULL_COUNTS, OCTAVE, best_fit, fold

DRAWS = 40_000
SEED = 20_100


def simulate(count: int, draws: int = DRAWS) -> tuple[float, float]:
    """Return mean and standard deviation of the best fit of ``count`` random notes."""
    rng = np.random.default_rng([SEED, count])
    fits = np.empty(draws)
    for start in range(0, draws, 1000):
        size = min(1000, draws - start)
        rows = np.empty((size, BINS))
        for row in rows:
            row[:] = fold(rng.uniform(0.0, OCTAVE, count), np.ones(count))
        fits[start : start + size] = best_fit(rows)
    return float(fits.mean()), float(fits.std())


if __name__ == "__main__":
    table = [simulate(int(count)) for count in NULL_COUNTS]
    print("NULL_MEAN =", [round(mean, 4) for mean, _ in table])  # noqa: T201 - its output
    print("NULL_SD =", [round(deviation, 5) for _, deviation in table])  # noqa: T201 - its output
