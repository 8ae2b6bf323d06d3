"""What a training is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DataSource = Literal["uploads+base", "uploads", "base"]


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """What somebody wants trained.

    Attributes
    ----------
    data_source : the user's recordings, the synthetic base, or both.
    test_share : share of the singers who are held out.
    feature_set : name in the catalogue of features.
    augment : whether altered copies of the recordings are trained on as well.
    seed : of everything that is drawn.
    """

    data_source: DataSource = "uploads+base"
    epochs: int = 100
    batch_size: int = 32
    test_share: float = 0.2
    feature_set: str = "singing"
    augment: bool = False
    seed: int = 0
