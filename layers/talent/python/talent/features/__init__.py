"""From sound to the numbers that describe singing.

`analyse` is the one way in; `catalogue` says what every number means.
"""

from talent.features.analysis import Analysis, Contour, Notes
from talent.features.extract import analyse

__all__ = ["Analysis", "Contour", "Notes", "analyse"]
