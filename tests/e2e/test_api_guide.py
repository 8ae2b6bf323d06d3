"""Examples of docs/api-guide.md on a stack of their own; test_pages.py runs the trainings too."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.paths import ROOT
from tests.e2e.conftest import Stack, alone

GUIDE = (ROOT / "docs/api-guide.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the guide's examples in one language, in their order, without the trainings."""
    page = re.sub(
        r"^## Retraining$.*(?=^## With Python$)", "", GUIDE, flags=re.DOTALL | re.MULTILINE
    )
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def fresh() -> Iterator[Stack]:
    with alone() as stack:
        yield stack


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with what `make sample` makes, and a curl that fails where it is refused."""
    folder = tmp_path_factory.mktemp("reader")
    subprocess.run(
        [sys.executable, "-m", "training_job", "sample", "--out", str(folder / "samples")],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (folder / ".curlrc").write_text('fail-with-body\nnoproxy = "*"\n')
    return folder


def run(command: list[str], folder: Path, stack: Stack) -> str:
    """Run a command where the samples are; return what it printed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "BASE": stack.base, "CURL_HOME": str(folder), "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def test_every_curl_command_succeeds(fresh: Stack, folder: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("NOT PROVED: there is no curl on this machine")
    rest = [block for block in blocks("sh") if not block.startswith("make ")]
    assert len(rest) >= 10
    said = run(["bash", "-c", "\n".join(["set -euo pipefail", *rest])], folder, fresh)
    assert '"status":"healthy"' in said
    assert '"status":"done"' in said
    assert "12 200\n" in said
    assert "[{'field': 'label', 'stored': 'good', 'given': 'bad'}]" in said
    assert '"changed":12,"unchanged":0,"failed":0' in said
    assert '"deleted_files":2' in said


def test_the_python_program_prints_what_the_guide_says(fresh: Stack, folder: Path) -> None:
    (program,), (said,) = blocks("python"), blocks("text")
    assert run([sys.executable, "-c", program], folder, fresh) == said


def test_the_javascript_program_prints_the_same(fresh: Stack, folder: Path) -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("NOT PROVED: there is no Node on this machine")
    (program,), (said,) = blocks("js"), blocks("text")
    (folder / "talent.mjs").write_text(program)
    assert run([node, "talent.mjs"], folder, fresh) == said
