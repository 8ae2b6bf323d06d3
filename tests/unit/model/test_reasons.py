"""Reasons: places among the reference takes, and words for everything."""

import numpy as np
import pytest

from talent.features.catalogue import ACOUSTIC, NAMES, SINGING, Feature, Group
from talent.model.acoustic_wording import ACOUSTIC_WORDINGS, CAVEAT
from talent.model.artifact import DEFAULT_FOLDER, Model, load_model, read_folder
from talent.model.explain import Explanation, explain
from talent.model.reasons import MOST, Rank, rank, reasons, sentence_of
from talent.model.sentences import GROUPS, WORDINGS, words_of

REFERENCE = {
    "quantiles": [0.0, 0.25, 0.5, 0.75, 1.0],
    "features": {"hold_frac": {"all": [0.0, 0.2, 0.6, 0.8, 1.0]},
                 "vib_frac": {"all": [0.0, 0.0, 0.0, 0.4, 1.0]}},
}  # fmt: skip


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(read_folder(DEFAULT_FOLDER))


@pytest.mark.parametrize(
    ("value", "percentile"),
    [(-1.0, 0.0), (0.0, 0.0), (0.1, 12.5), (0.4, 37.5), (0.6, 50.0), (0.9, 87.5), (7.0, 100.0)],
)
def test_percentiles_lie_between_the_quantiles(value: float, percentile: float) -> None:
    assert rank(REFERENCE, "hold_frac", value).percentile == pytest.approx(percentile)


def test_takes_of_the_same_value_are_neither_above_nor_below() -> None:
    none = rank(REFERENCE, "vib_frac", 0.0)
    assert none == Rank(below=0.0, above=50.0)
    assert none.percentile == 25.0


def test_the_reference_takes_lie_where_they_say(model: Model) -> None:
    for name in NAMES:
        quantiles = model.reference["features"][name]["all"]
        assert rank(model.reference, name, quantiles[10]).percentile == pytest.approx(50.0, abs=35)
        assert rank(model.reference, name, quantiles[-1] + 1.0).percentile == 100.0


@pytest.mark.parametrize("feature", SINGING, ids=lambda feature: feature.name)
def test_every_feature_has_words_for_both_directions(feature: Feature) -> None:
    low, high = Rank(0.0, 100.0), Rank(87.0, 13.0)
    well, badly = (high, low) if feature.better == "higher" else (low, high)
    good = sentence_of(feature, 0.42, "helps", well)
    poor = sentence_of(feature, 0.42, "hurts", badly)
    assert good.startswith(WORDINGS[feature.name].good)
    assert "better than" in good
    assert poor.startswith(WORDINGS[feature.name].poor)
    assert poor.endswith(WORDINGS[feature.name].advice)
    for sentence in (good, poor):
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert any(figure.isdigit() for figure in sentence)


def test_words_are_for_what_the_catalogue_has() -> None:
    assert set(WORDINGS) == set(NAMES)
    assert set(ACOUSTIC_WORDINGS) == {feature.name for feature in ACOUSTIC}
    assert set(GROUPS) == {feature.group for feature in SINGING + ACOUSTIC} == set(Group)
    topics = [words_of(feature.name).topic for feature in SINGING + ACOUSTIC]
    assert len(set(topics)) == len(topics)
    sentences = [text for words in WORDINGS.values() for text in (words.good, words.poor)]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("feature", ACOUSTIC, ids=lambda feature: feature.name)
def test_how_a_recording_sounds_gets_neither_praise_nor_blame(feature: Feature) -> None:
    above = sentence_of(feature, 0.42, "helps", Rank(80.0, 20.0))
    below = sentence_of(feature, 0.42, "hurts", Rank(10.0, 90.0))
    assert ", higher than in 80 % of the reference takes" in above
    assert ", lower than in 90 % of the reference takes" in below
    assert "counts it for this take" in above
    assert "counts it against this take" in below
    for sentence in (above, below):
        assert sentence.lower().startswith(ACOUSTIC_WORDINGS[feature.name].topic.lower())
        assert sentence.endswith(CAVEAT)
        assert "{" not in sentence
        assert "better" not in sentence


def test_no_praise_for_what_lies_on_the_worse_side() -> None:
    feature = SINGING[NAMES.index("hold_frac")]
    assert "counts it for" in sentence_of(feature, 0.1, "helps", Rank(10.0, 90.0))
    assert "counts it against" in sentence_of(feature, 0.9, "hurts", Rank(90.0, 10.0))


def test_the_strongest_come_first_and_only_what_moved_the_answer(model: Model) -> None:
    vector = np.full(len(NAMES), np.nan)
    places = [NAMES.index(name) for name in ("hold_frac", "f0_jitter")]
    vector[places] = 0.95, 30.0
    values = {NAMES[place]: float(vector[place]) for place in places}
    explanation = explain(model.score, model.manifest, vector)
    found = reasons(explanation, values, model.reference)
    by_name = {reason.feature: reason for reason in found}
    assert set(by_name) == {"f0_jitter", "hold_frac"}
    assert abs(found[0].contribution) >= abs(found[1].contribution)
    assert by_name["hold_frac"].direction == "helps"
    jitter = by_name["f0_jitter"]
    assert (jitter.direction, jitter.unit, jitter.percentile) == ("hurts", "cents", 100.0)


def test_no_more_than_the_few_that_matter(model: Model) -> None:
    vector = np.array([model.reference["features"][name]["all"][3] for name in NAMES])
    values = dict(zip(NAMES, vector.tolist(), strict=True))
    found = reasons(explain(model.score, model.manifest, vector), values, model.reference)
    assert len(found) == MOST
    sizes = [abs(reason.contribution) for reason in found]
    assert sizes == sorted(sizes, reverse=True)


def test_a_network_gives_its_reasons_by_group() -> None:
    explanation = Explanation(0.0, 0.5, {}, {Group.GRID: -0.5, Group.SCALE: 1.0})
    scale, grid = reasons(explanation, {}, REFERENCE)
    assert (scale.feature, scale.value, scale.direction) == ("scale", None, "helps")
    assert (grid.feature, grid.percentile, grid.direction) == ("grid", None, "hurts")
    assert grid.sentence.endswith(GROUPS[Group.GRID].advice)
