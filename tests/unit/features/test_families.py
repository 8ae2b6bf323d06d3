"""The guide to the features: whole, and in agreement with the catalogue."""

from collections import Counter

import pytest

from talent.features.catalogue import CHARTS, FAMILIES, FEATURES, Family


def test_every_feature_is_in_exactly_one_family_and_one_chart() -> None:
    in_families = Counter(each.name for family in FAMILIES.values() for each in family.members)
    assert in_families == Counter(list(FEATURES))
    assert Counter(name for names in CHARTS.values() for name in names) == Counter(list(FEATURES))


def test_the_families_of_the_original_are_there() -> None:
    assert {"mfcc", "spectral_centroid", "zero_crossing_rate", "rms", "chroma", "tempo"} <= set(
        FAMILIES
    )


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_every_family_is_explained(family: Family) -> None:
    for text in (
        family.description,
        family.interpretation,
        family.good_singers,
        family.bad_singers,
    ):
        assert 20 < len(text) < 500
        assert text.endswith(".")
        assert "  " not in text


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_what_does_not_tell_good_from_bad_says_so(family: Family) -> None:
    tells = {each.better for each in family.members} != {"neither"}
    words = f"{family.interpretation} {family.good_singers} {family.bad_singers}"
    denies = any(said in words for said in ("Nothing", "does not tell", "does not say"))
    assert denies != tells
