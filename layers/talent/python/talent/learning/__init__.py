"""Evaluation: splits by singer, metrics, intervals, the gate, by NumPy; training is elsewhere."""

from talent.learning.bootstrap import Interval, as_record, draw_groups, interval
from talent.learning.calibration import Platt, fit_platt, sigmoid
from talent.learning.coverage import coverage_curve, selective_accuracy
from talent.learning.evaluate import evaluate
from talent.learning.gate import GateDecision, gate_candidate
from talent.learning.permutation import PermutationTest, permutation_test
from talent.learning.splits import FOLDS, folds_of

__all__ = [
    "FOLDS",
    "GateDecision",
    "Interval",
    "PermutationTest",
    "Platt",
    "as_record",
    "coverage_curve",
    "draw_groups",
    "evaluate",
    "fit_platt",
    "folds_of",
    "gate_candidate",
    "interval",
    "permutation_test",
    "selective_accuracy",
    "sigmoid",
]
