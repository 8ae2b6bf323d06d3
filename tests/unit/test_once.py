"""A folder for all workers is filled once, and never found half full."""

import subprocess
import sys
from pathlib import Path

import pytest

from local.paths import ROOT
from tests.once import locked, made_once


def test_the_second_to_ask_finds_it_full(tmp_path_factory: pytest.TempPathFactory) -> None:
    filled: list[Path] = []

    def fill(folder: Path) -> None:
        filled.append(folder)
        (folder / "done").touch()

    first, second = (made_once(tmp_path_factory, "filled-once", fill) for _ in range(2))
    assert first == second
    assert (first / "done").exists()
    assert len(filled) == 1


def test_what_failed_halfway_is_tried_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        made_once(tmp_path_factory, "tried-again", fail)
    assert list(made_once(tmp_path_factory, "tried-again", Path.is_dir).iterdir()) == []


def test_another_process_waits_for_a_lock(tmp_path: Path) -> None:
    path, done = tmp_path / "a.lock", tmp_path / "done"
    code = (
        "import sys, pathlib; from tests.once import locked\n"
        "print('here', flush=True)\n"
        "with locked(pathlib.Path(sys.argv[1])): pathlib.Path(sys.argv[2]).touch()"
    )
    with locked(path):
        other = subprocess.Popen(
            [sys.executable, "-c", code, str(path), str(done)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert other.stdout is not None
        assert other.stdout.readline() == b"here\n"
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(0.5)
        assert not done.exists()
    assert other.wait(30) == 0
    other.stdout.close()
    assert done.exists()
