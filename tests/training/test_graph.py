"""The exported graphs, as the runtime that serves them sees them."""

from pathlib import Path

import numpy as np
import pytest

from talent.errors import ModelCorrupt
from talent.features.catalogue import NAMES
from talent.model.interpreter import Interpreter
from training_job.models import tflite_check
from training_job.models.scaling import fit_scaling

KINDS = ("linear", "network")


@pytest.mark.parametrize("kind", KINDS)
def test_every_operator_is_known_to_the_runtime(made: Path, kind: str) -> None:
    answers = tflite_check.ask((made / f"{kind}.tflite").read_bytes(), np.zeros((1, len(NAMES))))
    tflite_check.check_operators(answers.operators)
    assert set(answers.operators) <= {
        "ADD",
        "EQUAL",
        "FULLY_CONNECTED",
        "LOGISTIC",
        "MAXIMUM",
        "MINIMUM",
        "MUL",
        "NOT_EQUAL",
        "SELECT_V2",
        "SUB",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_runtime_answers_what_keras_answers(made: Path, kind: str) -> None:
    """On real, random and hostile vectors alike; none of the answers may be NaN."""
    with np.load(made / f"{kind}.npz") as keras:
        answers = tflite_check.ask((made / f"{kind}.tflite").read_bytes(), keras["vectors"])
        tflite_check.check_equal("logit", answers.logits, keras["logit"])
        tflite_check.check_equal("probability", answers.probabilities, keras["probability"])
    assert np.isfinite(answers.logits).all()
    assert np.ptp(answers.probabilities) > 0.1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", tflite_check.HOSTILE)
def test_any_number_gives_a_finite_answer(made: Path, kind: str, value: float) -> None:
    score = Interpreter((made / f"{kind}.tflite").read_bytes(), inputs=len(NAMES))
    for vector in (np.full(len(NAMES), value), np.where(np.arange(len(NAMES)) == 3, value, 0.0)):
        scores = score(vector)
        assert np.isfinite(scores.logit)
        assert 0.0 <= scores.probability <= 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_scaling_is_inside_the_graph(made: Path, kind: str) -> None:
    """Raw vectors go in: each unit is undone, far values are clipped, gaps are the median."""
    with np.load(made / f"{kind}.npz") as keras:
        rows = keras["vectors"][:240]  # the training takes, before the probes
    scaling = fit_scaling(rows)
    score = Interpreter((made / f"{kind}.tflite").read_bytes(), inputs=len(NAMES))
    middle = score(scaling.median).logit
    assert score(np.full(len(NAMES), np.nan)).logit == pytest.approx(middle, abs=1e-5)
    far, further = (score(scaling.median + k * scaling.spread).logit for k in (3.0, 30.0))
    assert further == pytest.approx(far, abs=1e-3)
    assert abs(far - middle) > 0.01


def test_a_graph_without_its_weights_is_refused(made: Path) -> None:
    graph = (made / "unfrozen.tflite").read_bytes()
    with pytest.raises(ModelCorrupt):
        Interpreter(graph, inputs=len(NAMES))
    with pytest.raises(tflite_check.ExportError):
        tflite_check.ask(graph, np.zeros((1, len(NAMES))))


@pytest.mark.parametrize("name", ["VAR_HANDLE", "READ_VARIABLE", "FlexErf", "CALL_ONCE"])
def test_operators_that_need_more_than_the_file_are_refused(name: str) -> None:
    with pytest.raises(tflite_check.ExportError, match=name):
        tflite_check.check_operators(("ADD", name))
    with pytest.raises(tflite_check.ExportError):
        tflite_check.check_operators(())


def test_a_difference_is_refused_and_so_is_nan() -> None:
    tflite_check.check_equal("logit", np.zeros(2), np.full(2, 9e-6))
    for wrong in (2e-5, np.nan):
        with pytest.raises(tflite_check.ExportError, match="logit"):
            tflite_check.check_equal("logit", np.zeros(2), np.array([0.0, wrong]))


def test_bytes_that_are_no_graph_are_refused() -> None:
    with pytest.raises(ModelCorrupt):
        Interpreter(b"not a graph", inputs=len(NAMES))


def test_a_graph_for_other_features_is_refused(made: Path) -> None:
    with pytest.raises(ModelCorrupt, match="expected"):
        Interpreter((made / "linear.tflite").read_bytes(), inputs=len(NAMES) + 1)


def test_far_from_zero_a_step_of_single_precision_is_no_difference() -> None:
    tflite_check.check_equal("logit", np.array([128.0]), np.array([128.0]) + 2**-16)
    with pytest.raises(tflite_check.ExportError):
        tflite_check.check_equal("logit", np.array([128.0]), np.array([128.01]))
