"""The training job's image: a training in it writes what the same training writes here."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from local.paths import ROOT
from tests.images.engine import Engine
from tests.proofs import Proofs
from tests.training.snapshots import write_snapshot

IMAGE: Final = "singing-talent-training"
PLACE: Final = "/mnt"
LOCKED_DOWN: Final = ("--read-only", "--tmpfs", "/tmp", "--network", "none", "--cap-drop", "ALL")  # noqa: S108 - in the container

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def size(engine: Engine) -> int:
    """Build the image; return its size in bytes."""
    return engine.build(IMAGE, ROOT / "training_job" / "Dockerfile")


def in_container(engine: Engine, folder: Path, environment: dict[str, str]) -> None:
    """Run the image as it is, without any right it does not need."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777)  # its user is nobody
    inside = f"file://{PLACE}"
    told = {name: text.replace(folder.as_uri(), inside) for name, text in environment.items()}
    variables = [part for pair in told.items() for part in ("--env", "=".join(pair))]
    mount = ("--volume", f"{folder}:{PLACE}")
    try:
        engine.run("run", "--rm", *LOCKED_DOWN, *mount, *variables, IMAGE)
    finally:
        free = ("--user", "0", "--entrypoint", "chmod")
        engine.run("run", "--rm", *mount, *free, IMAGE, "-R", "a+rwX", PLACE)


def files(folder: Path) -> dict[str, bytes]:
    """Return what a training wrote; its checkpoints are archives with the hour in them."""
    candidate = folder / "candidate"
    return {
        str(path.relative_to(candidate)): path.read_bytes()
        for path in sorted(candidate.rglob("*"))
        if path.is_file() and "checkpoint" not in path.parts
    }


def test_a_training_in_it_writes_the_same_bytes_as_one_here(
    engine: Engine, size: int, tmp_path: Path, protocol: Proofs
) -> None:
    if sys.version_info[:2] != (3, 11):
        pytest.skip("Here is another Python than the image's, with other locked libraries")
    folders = [tmp_path / "image", tmp_path / "process"]
    for folder in folders:
        folder.mkdir()
    asked = {"singers": 200, "takes": 1, "data_source": "uploads", "epochs": 2}
    in_image, here = (write_snapshot(folder, **asked) for folder in folders)  # type: ignore[arg-type]  # counts and fields of the request in one

    began = time.perf_counter()
    in_container(engine, folders[0], in_image)
    seconds = time.perf_counter() - began
    paths = os.pathsep.join((str(ROOT), str(ROOT / "layers/talent/python")))
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    subprocess.run(
        [sys.executable, "-m", "training_job", "retrain"],
        cwd=ROOT,
        env={**os.environ, **threads, **here, "PYTHONPATH": paths},
        check=True,
        capture_output=True,
    )
    there, expected = (files(folder) for folder in folders)
    assert {"model.tflite", "manifest.json", "evaluation.json", "scores.json"} <= expected.keys()
    assert there.keys() == expected.keys()
    assert [name for name in expected if there[name] != expected[name]] == []
    protocol.say(
        f"Proved of the training job's image ({size / 1e9:.2f} GB on {engine.base}): a training "
        f"in it ({seconds:.0f} s, read-only, no network, not root) writes the {len(expected)} "
        "files of the same training as a process, byte for byte"
    )


def test_bad_data_end_with_2_and_a_line_that_says_why(engine: Engine, size: int) -> None:
    assert size
    with pytest.raises(AssertionError, match="the environment lacks TRAINING_ID"):
        engine.run("run", "--rm", *LOCKED_DOWN, IMAGE)
    state = ("run", "--rm", *LOCKED_DOWN, "--entrypoint", "sh", IMAGE, "-c")
    done = engine.run(*state, "python -m training_job retrain; echo $?")
    assert done.stdout.split()[-1] == "2"
