"""How the training ends: 0 done, 2 never again, anything else once more."""

import subprocess
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from talent.errors import ObjectMissing, StorageUnavailable
from tests.training.snapshots import write_snapshot
from training_job.job import retrain
from training_job.job.progress import Aloud
from training_job.models import tflite_check
from training_job.models.dataset import BadDataError
from training_job.models.tflite_check import ExportError


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return phase and message of everything that is told."""
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(
        Aloud, "report", lambda _, report: heard.append((report.phase, report.message))
    )
    return heard


def end(monkeypatch: pytest.MonkeyPatch, folder: Path, error: BaseException | None = None) -> int:
    """Return the status of a training that comes upon an error."""

    def run(*_: object) -> None:
        if error is not None:
            raise error

    monkeypatch.setattr(retrain, "run_training", run)
    return retrain.main(write_snapshot(folder, singers=2))


def test_a_training_that_ends_well(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: list[tuple[str, str]]
) -> None:
    assert end(monkeypatch, tmp_path) == 0
    assert told == []


@pytest.mark.parametrize("error", [BadDataError("one singer"), ObjectMissing("one singer")])
def test_bad_data_are_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: list[tuple[str, str]], error: Exception
) -> None:
    assert end(monkeypatch, tmp_path, error) == 2
    assert told == [("bad_data", "one singer")]


@pytest.mark.parametrize(
    "error",
    [
        ExportError("TFLite and Keras\ndiffer"),
        ValueError("TFLite and Keras differ"),
        np.linalg.LinAlgError("TFLite and Keras differ"),
        ZeroDivisionError("TFLite and Keras differ"),
        KeyError("TFLite and Keras differ"),
        ModuleNotFoundError("TFLite and Keras differ"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_would_fail_again_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    told: list[tuple[str, str]],
    capsys: pytest.CaptureFixture[str],
    error: Exception,
) -> None:
    assert end(monkeypatch, tmp_path, error) == 2
    ((phase, message),) = told
    assert phase == "fault"
    assert f"{type(error).__name__}: " in message
    assert "TFLite and Keras differ" in message
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert f"error: {message}" in said


def test_a_storage_that_fails_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: list[tuple[str, str]]
) -> None:
    assert end(monkeypatch, tmp_path, StorageUnavailable("busy")) == 1
    assert told == [("interrupted", "busy")]


@pytest.mark.parametrize(
    "error",
    [MemoryError(), OSError(28, "No space left"), ChildProcessError("signal 9"), zlib.error("x")],
    ids=lambda error: type(error).__name__,
)
def test_want_of_memory_or_room_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: BaseException
) -> None:
    """Nothing catches them: Python ends with status 1."""
    with pytest.raises(type(error)):
        end(monkeypatch, tmp_path, error)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", ChildProcessError),
        ("raise SystemExit('no such operator')", ExportError),
    ],
)
def test_a_check_that_was_killed_is_no_fault_of_the_graph(
    monkeypatch: pytest.MonkeyPatch, code: str, error: type[Exception]
) -> None:
    run = subprocess.run

    def instead(command: list[str], **options: Any) -> Any:
        return run([command[0], "-c", code], **options)

    monkeypatch.setattr(subprocess, "run", instead)
    with pytest.raises(error, match=r"signal 9|no such operator"):
        tflite_check.ask(b"", np.zeros((1, 2)))
