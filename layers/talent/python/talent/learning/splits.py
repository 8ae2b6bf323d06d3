"""Splits by singer: folds to train on and to test on.

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
"""Of the synthetic singers. Never change it: every singer would move.

Each deployment has a salt of its own for its users' singers, which never changes either: see
the parameter ``salt``.
"""


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


def pseudonym(group: str, *, salt: str) -> str:
    """Return what stands for a group where no name may be: 16 hexadecimal digits.

    The salt keeps somebody who has a list of names from finding them again by trying.
    """
    return hashlib.sha256(f"{salt}\0{group}".encode()).hexdigest()[:16]


def held_out_folds(share: float, *, folds: int = FOLDS) -> tuple[int, ...]:
    """Return the folds that are held out for a share of the singers: always the first ones.

    So a larger test part contains every smaller one: who was held out at a share of 0.2 is
    held out at 0.3 as well. At least one fold is held out, and three are left: to learn, to
    stop and to compare.
    """
    if not 0.0 < share < 1.0:
        raise ValueError(f"share={share}: expected a share between 0 and 1, such as 0.2")
    return tuple(range(min(max(round(folds * share), 1), folds - 3)))


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


def stratified(
    labels: NDArray[np.int64],
    groups: Sequence[str] | NDArray[np.str_],
    parts: int,
    *,
    salt: str = SALT,
) -> NDArray[np.int64]:
    """Divide rows into parts of whole groups with about equal shares of both labels.

    For what happens inside the training part, where nothing has to stay where it was: choosing
    a model, a strength, an epoch, a calibration. With few singers the fixed folds are too
    uneven for that, and some hold a single label.

    Parameters
    ----------
    labels : 0 or 1, shape (n,).
    groups : shape (n,).
    parts : at least 2; no more than there are groups.
    salt : decides who goes first among groups of the same size.

    Returns
    -------
    Part of every row, int64 array, shape (n,), 0 <= part < parts.

    Notes
    -----
    The largest groups go first, each to the part that then stays nearest to an equal share of
    both labels; ties go to the part with fewer rows. Greedy, deterministic and good enough.
    """
    names, which = np.unique(np.asarray(groups, dtype=np.str_), return_inverse=True)
    if not 2 <= parts <= len(names):
        raise ValueError(f"parts={parts}: expected 2 to {len(names)}, the number of groups")
    counts = np.zeros((len(names), 2))
    np.add.at(counts, (which, np.asarray(labels)), 1.0)
    shares = counts / np.maximum(counts.sum(axis=0), 1.0)
    order = sorted(
        range(len(names)),
        key=lambda group: (-counts[group].sum(), pseudonym(str(names[group]), salt=salt)),
    )
    filled = np.zeros((parts, 2))
    part_of = np.zeros(len(names), dtype=np.int64)
    for group in order:
        # The squared distance from equal shares grows least where the group's labels are rare.
        cost = (2.0 * filled + shares[group]) @ shares[group]
        part = min(range(parts), key=lambda each: (round(cost[each], 12), filled[each].sum()))
        part_of[group] = part
        filled[part] += shares[group]
    return part_of[which]
