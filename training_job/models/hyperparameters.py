"""Hyperparameters of the network, and its learning curve.

Nothing here imports what it is made with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Hyperparameters:
    """Hyperparameters of the network and of its training.

    ``seeds`` gives one member each. On data of this size a single seed varies by about 0.03
    of AUC, more than any two kinds of model differ: the members' mean logit is what counts.
    """

    units: tuple[int, ...] = (256, 128, 64, 32)
    dropout: tuple[float, ...] = (0.3, 0.3, 0.2, 0.2)
    learning_rate: float = 0.001
    batch_size: int = 32
    epochs: int = 200
    patience: int = 15
    plateau: int = 7
    seeds: tuple[int, ...] = (1, 2, 3)


class Epoch(NamedTuple):
    """What is to be told of an epoch: its number from 1, and its losses."""

    number: int
    loss: float
    validation_loss: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Keep:
    """Where a fit's state is kept between epochs.

    Attributes
    ----------
    resume : is given the state of a fit that begins; returns the one that was kept last, of the
        same names, shapes and types, or None.
    after_epoch : is given the state, as arrays by name, and what to tell of the epoch.
    """

    resume: Callable[[Arrays], Arrays | None] = lambda state: None
    after_epoch: Callable[[Arrays, Epoch], object] = lambda state, epoch: None
