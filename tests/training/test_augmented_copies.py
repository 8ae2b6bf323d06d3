"""Altered copies: of what is learned from and of nothing else, measured once."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from talent.learning.splits import held_out_folds
from tests.training.snapshots import write_snapshot
from training_job.job import augment
from training_job.job.progress import All, Teller
from training_job.job.retrain import gather
from training_job.job.snapshot import read_snapshot
from training_job.job.store import Folder
from training_job.job.training_data import Role
from training_job.singer import make_clip, plan_clip


def sung() -> bytes:
    """Return a WAV file of nine seconds."""
    clip = make_clip(plan_clip(4, 0, 0, seconds=9.0))
    sound = io.BytesIO()
    soundfile.write(sound, clip.samples, clip.sample_rate, format="WAV")
    return sound.getvalue()


class Watched(Folder):
    """A folder that has sound for everybody, and notes whose was asked for."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.heard: set[str] = set()

    def get(self, name: str) -> bytes:
        """Return a file's content, or a sound."""
        if name.startswith("recordings/"):
            self.heard.add(name.removeprefix("recordings/"))
            return b"a sound"
        return super().get(name)


@pytest.mark.parametrize(
    ("singers", "everybody"), [(200, False), (20, True)], ids=["held out", "cross-validated"]
)
def test_no_held_out_singer_is_ever_altered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, singers: int, everybody: bool
) -> None:
    """Not even heard. With few singers each is learned from in some round, and so has copies."""
    write_snapshot(tmp_path, singers=singers, takes=1, data_source="uploads", augment=True)
    snapshot = read_snapshot((tmp_path / "manifest.json").read_bytes())
    names = json.loads(next((tmp_path / "data").rglob("*.json")).read_text())["values"]
    made = json.dumps([dict.fromkeys(names, 1.0)] * 3).encode()
    monkeypatch.setattr(augment, "measured_copies", lambda _, __: made)
    data, away = Watched(tmp_path / "data"), held_out_folds(0.2)
    candidate = Folder(tmp_path / "candidate")
    material, _ = gather(snapshot, data, candidate, Teller(All([]), 1))

    learned = {each.id for each in snapshot.recordings if everybody or each.fold not in away}
    assert len(learned) > 0
    assert (learned == {each.id for each in snapshot.recordings}) is everybody
    copies = material.where(material.roles == Role.COPY)
    assert len(copies) == 3 * len(learned)
    assert data.heard == set(copies.data.recordings.tolist()) == learned
    # Whoever is judged, in whichever round: nothing learned from is theirs.
    for folds in [away] if not everybody else [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9)]:
        judged = set(material.held_out(folds).data.groups.tolist())
        assert not judged & set(material.without(folds).data.groups.tolist())
        assert not (material.held_out(folds).roles == Role.COPY).any()


def test_altered_copies_are_measured_once_and_belong_to_their_source(tmp_path: Path) -> None:
    write_snapshot(tmp_path, singers=2, takes=1, data_source="uploads", augment=True)
    snapshot = read_snapshot((tmp_path / "manifest.json").read_bytes())
    sound = sung()
    data, candidate = Folder(tmp_path / "data"), Folder(tmp_path / "candidate")
    first, second = snapshot.recordings
    data.put(f"recordings/{first.id}", sound)  # the second one's sound is gone

    material, gone = gather(snapshot, data, candidate, Teller(All([]), 1))
    copies = material.where(material.roles == Role.COPY)
    assert gone == 0
    assert 1 <= len(copies) <= 3
    assert set(copies.data.recordings.tolist()) == {first.id}
    assert set(copies.data.groups.tolist()) == {first.group}
    assert set(copies.data.labels.tolist()) == {int(first.label == "good")}
    assert set(copies.folds.tolist()) == {first.fold}
    assert json.loads(candidate.get(f"checkpoint/copies/{second.id}.json")) == []

    data.put(f"recordings/{first.id}", b"not needed any more")
    again, _ = gather(snapshot, data, candidate, Teller(All([]), 1))
    np.testing.assert_array_equal(again.data.features, material.data.features)

    data.put(f"recordings/{first.id}", sound)
    for other in (b"", b"{", b'[{"a": 1.0}]', b"[1]"):  # left by other code, or damaged
        candidate.put(f"checkpoint/copies/{first.id}.json", other)
        again, _ = gather(snapshot, data, candidate, Teller(All([]), 1))
        np.testing.assert_array_equal(again.data.features, material.data.features)
