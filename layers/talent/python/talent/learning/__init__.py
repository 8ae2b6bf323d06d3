"""How good a model is, honestly: splits by singer, metrics, intervals. Numpy only."""

from talent.learning.bootstrap import Interval, draw_groups, interval
from talent.learning.evaluate import evaluate
from talent.learning.splits import FOLDS, folds_of

__all__ = ["FOLDS", "Interval", "draw_groups", "evaluate", "folds_of", "interval"]
