"""Agreement of raters: published examples, chance, and what is undefined."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from talent.learning.agreement import agreement, alpha, by_chance, pairwise

GOOD, BAD = [2, 0], [0, 2]
NOBODY = None

# Krippendorff (2011), example C: four observers, twelve units, some units not observed.
OBSERVED = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, NOBODY, NOBODY, NOBODY),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NOBODY, 3),
    (NOBODY, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NOBODY),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NOBODY),
)


def count(observers: tuple[tuple[int | None, ...], ...], labels: int) -> NDArray[np.int64]:
    units = list(zip(*observers, strict=True))
    return np.array([[unit.count(label) for label in range(labels)] for unit in units])


def test_alpha_of_the_published_binary_example() -> None:
    first = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0)
    second = (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
    assert alpha(count((first, second), 2)) == pytest.approx(0.095, abs=5e-4)


def test_alpha_of_the_published_example_with_missing_values() -> None:
    assert alpha(count(OBSERVED, 6)) == pytest.approx(0.743, abs=5e-4)


def test_pairs_that_say_the_same() -> None:
    assert pairwise([GOOD, BAD]) == 1.0
    assert pairwise([[1, 1], [1, 1]]) == 0.0
    assert pairwise([[2, 1]]) == pytest.approx(1 / 3)
    # Each recording counts once, however many raters it has.
    assert pairwise([[10, 0], [1, 1]]) == 0.5


def test_one_rater_alone_says_nothing_of_agreement() -> None:
    assert agreement([[1, 0], [0, 1]]) is None
    assert agreement(np.zeros((0, 2), int)) is None
    assert math.isnan(pairwise([[1, 0]]))
    assert math.isnan(by_chance([[1, 0]]))
    assert pairwise([[1, 0], [1, 1]]) == 0.0


def test_coins_agree_by_chance_and_no_more() -> None:
    raters = np.random.default_rng(1).binomial(1, 0.7, (2, 4000)).sum(axis=0)
    found = agreement(np.stack([raters, 2 - raters], axis=1), resamples=300)
    assert found is not None
    assert found.chance == pytest.approx(0.7**2 + 0.3**2, abs=0.02)
    assert found.pairwise.low < found.chance < found.pairwise.high
    assert found.alpha.low < 0.0 < found.alpha.high
    assert (found.n, found.opinions) == (4000, 8000)


def test_where_only_one_label_occurs_alpha_is_undefined_and_agreement_is_not() -> None:
    found = agreement([GOOD, GOOD])
    assert found is not None
    assert found.pairwise.value == found.chance == 1.0
    assert math.isnan(found.alpha.value)


def test_the_interval_narrows_with_more_recordings() -> None:
    pattern = [GOOD, BAD, [1, 1], GOOD]
    few, many = agreement(pattern * 5), agreement(pattern * 80)
    assert few is not None
    assert many is not None
    assert few.alpha.high - few.alpha.low > 2 * (many.alpha.high - many.alpha.low)
    assert few.pairwise.value == many.pairwise.value == 0.75


def test_very_many_recordings_are_resampled_less_often() -> None:
    found = agreement([GOOD, BAD] * 20_000)
    assert found is not None
    assert found.resamples == 500
    assert agreement([GOOD, BAD, [1, 1]], resamples=300) == agreement(
        [GOOD, BAD, [1, 1]], resamples=300
    )


def test_counts_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        pairwise([1, 2])
    with pytest.raises(ValueError, match="counts >= 0"):
        pairwise([[3, -1]])
