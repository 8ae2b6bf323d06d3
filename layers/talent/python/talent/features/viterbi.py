"""Viterbi: the best path through the pitch candidates of all frames."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_BLOCK: Final = 2048  # frames whose transition costs are held at a time


def best_path(
    scores: NDArray[np.float64],
    octaves: NDArray[np.float64],
    *,
    jump_cost: float,
    voicing_cost: float,
) -> NDArray[np.int64]:
    """Maximise the sum of scores minus the cost of transitions (Viterbi).

    Parameters
    ----------
    scores : shape (frames, 1 + candidates); column 0 is the unvoiced state; -inf marks
        candidates that do not exist.
    octaves : shape (frames, candidates), log2 frequency of each voiced candidate.
    jump_cost : cost of moving by one octave between two frames.
    voicing_cost : cost of starting or ending a voiced stretch.

    Returns
    -------
    int64 array, shape (frames,): the chosen column of ``scores`` in every frame.
    """
    frames, states = scores.shape
    back = np.zeros((frames, states), dtype=np.intp)
    total = scores[0].copy()
    rows = states * np.arange(states)
    cost = np.full((_BLOCK, states, states), voicing_cost)
    cost[:, 0, 0] = 0.0
    for start in range(1, frames, _BLOCK):
        stop = min(start + _BLOCK, frames)
        now, before = octaves[start:stop], octaves[start - 1 : stop - 1]
        # cost[t, j, i]: from state i of the frame before to state j of this one
        jumps = np.abs(now[:, :, np.newaxis] - before[:, np.newaxis, :])
        cost[: stop - start, 1:, 1:] = jump_cost * jumps
        # One frame at a time: as few calls as there can be, thousands of times.
        for way, chosen, score in zip(cost, back[start:stop], scores[start:stop], strict=False):
            ways = total - way
            ways.argmax(axis=1, out=chosen)
            total = ways.take(chosen + rows)
            total += score
    path = np.empty(frames, dtype=np.int64)
    state = int(total.argmax())
    for t in range(frames - 1, -1, -1):
        path[t] = state
        state = int(back[t, state])
    return path
