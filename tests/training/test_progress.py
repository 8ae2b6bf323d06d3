"""Checkpoints: taken up where they fit, left alone with a word where they do not."""

import io
from pathlib import Path

import numpy as np
import pytest

from training_job.job.progress import All, Checkpoints, Teller
from training_job.job.store import Folder
from training_job.models.hyperparameters import Arrays, Epoch

FRESH: Arrays = {"number_epoch": np.array(0.0), "best_000": np.zeros((2, 3), dtype=np.float32)}
LATER: Arrays = {"number_epoch": np.array(2.0), "best_000": np.ones((2, 3), dtype=np.float32)}
FIRST, SECOND = Epoch(1, 0.7, 0.6, 0.5), Epoch(2, 0.6, 0.55, 0.75)
FILE = "checkpoint/ship.npz"


def checkpoints(folder: Path, about: str = "a snapshot") -> Checkpoints:
    return Checkpoints(Folder(folder), about, Teller(All([]), epochs=2))


def archive(**arrays: object) -> bytes:
    content = io.BytesIO()
    np.savez(content, **{name: np.asarray(array) for name, array in arrays.items()})
    return content.getvalue()


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """Return a folder that a training of two epochs has left."""
    keep = checkpoints(tmp_path).keep("ship")
    assert keep.resume(FRESH) is None
    keep.after_epoch(FRESH, FIRST)
    keep.after_epoch(LATER, SECOND)
    return tmp_path


def test_what_fits_is_taken_up_with_its_epochs(left: Path) -> None:
    again = checkpoints(left)
    state = again.keep("ship").resume(FRESH)
    assert state is not None
    assert state.keys() == LATER.keys()
    for name, array in LATER.items():
        np.testing.assert_array_equal(state[name], array)
    assert again.curves == {"ship": [FIRST, SECOND]}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "damaged"),
        (b"no archive", "damaged"),
        (archive(**LATER, curve=[SECOND])[:-30], "damaged"),
        (archive(**LATER), "other code"),
        (archive(**LATER, curve=[[1.0, 0.5]]), "other code"),
        (archive(curve=[SECOND]), "other code"),
        (archive(**LATER, more=1.0, curve=[SECOND]), "other code"),
        (archive(**LATER | {"best_000": np.ones((2, 4), np.float32)}, curve=[SECOND]), "other"),
        (archive(**LATER | {"best_000": np.ones((2, 3))}, curve=[SECOND]), "other code"),
    ],
)
def test_what_does_not_fit_is_left_alone_with_a_word(
    left: Path, content: bytes, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Folder(left).put(FILE, content)
    again = checkpoints(left)
    keep = again.keep("ship")
    assert keep.resume(FRESH) is None
    said = capsys.readouterr().err
    assert FILE in said
    assert why in said
    keep.after_epoch(FRESH, FIRST)
    assert again.curves == {"ship": [FIRST]}


def test_of_another_snapshot_nothing_is_taken_up(left: Path) -> None:
    assert checkpoints(left, "another snapshot").keep("ship").resume(FRESH) is None


def test_a_damaged_mark_is_another_snapshot(left: Path) -> None:
    Folder(left).put("checkpoint/about.json", b"{")
    assert checkpoints(left).keep("ship").resume(FRESH) is None
    assert checkpoints(left).keep("ship").resume(FRESH) is not None
