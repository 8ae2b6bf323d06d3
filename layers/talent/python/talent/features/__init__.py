"""From sound to the numbers that describe singing.

`analyse` and, for what a model sees, `extract` are the ways in; `catalogue` says what every
number means.
"""

from talent.features.analysis import Analysis, Contour, Notes
from talent.features.extract import analyse, extract

__all__ = ["Analysis", "Contour", "Notes", "analyse", "extract"]
