"""Who is trained on and who is tested on.

A singer belongs to one fold for ever: the fold is a salted hash of the singer's id and depends
on nothing else. So a singer who was held out from one model is held out from the next one too,
however many recordings were added in between, and two models can be compared on the same
singers. Takes of one singer never lie on both sides of a split.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

FOLDS: Final = 10
"""Number of folds. Never change it: every singer would move."""

SALT: Final = "talent/singer-fold/1"
"""Never change it: every singer would move."""


def group_of(singer: str | None, recording: str) -> str:
    """Return the group that must stay together.

    Parameters
    ----------
    singer : identifier of the singer, or None (or blank) where nobody said who sang.
    recording : identifier of the recording. An unknown singer is a group of one recording:
        putting all unknown singers together would tie strangers to each other.
    """
    name = (singer or "").strip()
    return f"singer:{name}" if name else f"recording:{recording}"


def fold_of(group: str, *, folds: int = FOLDS, salt: str = SALT) -> int:
    """Return the fold of a group, 0 <= fold < folds.

    The first eight bytes of SHA-256 modulo ``folds``; the bias of the modulo is below 1e-18.
    """
    if folds < 2:
        raise ValueError(f"folds={folds}: a split needs at least 2")
    digest = hashlib.sha256(f"{salt}\0{group}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % folds


def folds_of(
    groups: Sequence[str] | NDArray[np.str_], *, folds: int = FOLDS, salt: str = SALT
) -> NDArray[np.int64]:
    """Return the fold of every row: int64 array, shape (n,), for groups of shape (n,)."""
    known = {group: fold_of(group, folds=folds, salt=salt) for group in map(str, groups)}
    return np.array([known[str(group)] for group in groups], dtype=np.int64)
