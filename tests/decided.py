"""A decision of the gate, for tests of what shows one."""

from typing import Any

import numpy as np

from talent.learning.gate import gate_candidate


def decided(noise: float = 0.5) -> dict[str, Any]:
    """Let the gate decide between a model and a middling one.

    Parameters
    ----------
    noise : of the challenger's probabilities; 0.5 makes it better, 1 as good, 3 worse.
    """
    rng = np.random.default_rng(1)
    labels = np.tile([0, 1], 60)
    groups = [f"singer {number // 2}" for number in range(120)]
    challenger = np.clip(labels + rng.normal(0, noise, 120), 0, 1)
    champion = np.clip(labels + rng.normal(0, 1.0, 120), 0, 1)
    found = gate_candidate(labels, groups, challenger, champion, resamples=200).as_record()
    return {**found, "champion": "default-1", "challenger": "retrained-<2>"}
