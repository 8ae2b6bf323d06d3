"""From a probability to words."""

from dataclasses import replace
from typing import cast, get_type_hints

import pytest

from functions.prediction_schemas.prediction_reply import CalibrationReply
from talent.errors import ModelCorrupt
from talent.model.decision import Decision
from talent.model.interpreter import Scores
from talent.model.manifest import Calibration, FittedOn, Manifest


def manifest(threshold: float = 0.5, band: tuple[float, float] = (0.25, 0.75)) -> Manifest:
    return Manifest(
        version="test-1",
        kind="linear",
        features=("a",),
        feature_hash="",
        threshold=threshold,
        uncertain_band=band,
        calibration=Calibration("synthetic", 100, 10),
        training={},
        libraries={},
        files={},
    )


@pytest.mark.parametrize(
    ("probability", "label", "verdict"),
    [
        (0.0, "bad", "bad"),
        (0.25, "bad", "bad"),
        (0.26, "bad", "uncertain"),
        (0.4999, "bad", "uncertain"),
        (0.5, "good", "uncertain"),
        (0.74, "good", "uncertain"),
        (0.75, "good", "good"),
        (1.0, "good", "good"),
    ],
)
def test_label_is_the_side_and_verdict_the_band(
    probability: float, label: str, verdict: str
) -> None:
    decision = Decision.from_scores(Scores(0.0, probability), manifest())
    assert (decision.label, decision.verdict) == (label, verdict)
    assert decision.probability_good + decision.probability_bad == 1.0
    assert decision.confidence == max(decision.probability_good, decision.probability_bad)


def test_confidence_belongs_to_the_label_even_where_the_threshold_is_moved() -> None:
    decision = Decision.from_scores(Scores(0.0, 0.6), manifest(threshold=0.7))
    assert decision.label == "bad"
    assert decision.confidence == pytest.approx(0.4)


def test_the_answer_names_its_model_and_on_what_it_was_fitted() -> None:
    decision = Decision.from_scores(Scores(0.0, 0.6), manifest())
    assert decision.model_version == "test-1"
    assert decision.calibration.fitted_on == "synthetic"


@pytest.mark.parametrize(
    "said",
    [
        Calibration("synthetic", 100, 10),
        Calibration("uploads", 60, 30),
        Calibration("nothing", 0, 0),
    ],
)
def test_a_manifest_says_on_what_the_probability_was_fitted(said: Calibration) -> None:
    written = replace(manifest(), calibration=said).to_json()
    assert Manifest.from_json(written).calibration == said


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Calibration("nothing", 60, 30), "nothing, yet on 60"),
        (Calibration(cast(FittedOn, "people"), 60, 30), "'people'"),
    ],
)
def test_a_manifest_claims_no_fit_that_there_was_not(said: Calibration, words: str) -> None:
    with pytest.raises(ModelCorrupt, match=words):
        Manifest.from_json(replace(manifest(), calibration=said).to_json())


def test_the_api_names_whatever_a_manifest_may_say() -> None:
    assert get_type_hints(CalibrationReply)["fitted_on"] == FittedOn
