"""The synthetic singer's skill must not be heard in timbre, room or microphone.

If it could, a model trained on it would learn to judge recordings instead of singing.
"""

import numpy as np
import pytest

from benchmarks.experiments import leak_demo
from talent.learning import draw_groups, folds_of, interval
from talent.learning.metrics import auc
from training_job.singer import plan_clip

SINGERS, CLIPS = 180, 3
MOST = 0.65


@pytest.mark.slow
def test_how_a_recording_sounds_does_not_tell_who_sings_well() -> None:
    specs = [
        plan_clip(77, singer, clip, seconds=6.0)
        for singer in range(SINGERS)
        for clip in range(CLIPS)
    ]
    features = leak_demo.sing(specs, workers=2)
    labels = np.array([spec.label for spec in specs])
    groups = np.array([spec.singer.singer_id for spec in specs])
    assert len(labels) >= 500
    logits = leak_demo.cross_validated(features, labels, folds_of(groups))
    found = interval(auc, draw_groups(groups), labels, logits)
    assert found.value <= MOST, f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


def test_only_a_split_by_singer_is_honest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration, small: copies give the label away, unknown singers do not."""
    monkeypatch.setattr(leak_demo, "SINGERS", 16)
    monkeypatch.setattr(leak_demo, "CLIPS", 2)
    monkeypatch.setattr(leak_demo, "DRAWS", 10)
    by_copy, _, by_singer = leak_demo.experiment(seed=3, workers=1)
    assert by_copy.auc > 0.9
    assert by_singer.auc < 0.65
