"""Plots, drawn once when a model is made: the only matplotlib; numbers are made elsewhere.

Each chart is drawn from the very JSON that is stored beside it, so that picture and numbers
cannot differ. The same data give the same bytes: there is no date, and no random identifier.
"""

from training_job.charts.plots.canvas import Drawn, Paint, draw
from training_job.charts.plots.spreads import SPREADS
from training_job.charts.plots.trained import TRAINED

__all__ = ["SPREADS", "TRAINED", "Drawn", "Paint", "draw"]
