"""Every command of docs/api-guide.md, run as a reader would, on a stack of its own."""

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
    """Return the guide's examples in one language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def fresh() -> Iterator[Stack]:
    with alone() as stack:
        yield stack


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with what `make sample` makes, and a curl that fails where it is refused."""
    folder = tmp_path_factory.mktemp("reader")
    subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "training_job", "sample", "--out", str(folder / "samples")],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (folder / ".curlrc").write_text('fail-with-body\nsilent\nshow-error\nnoproxy = "*"\n')
    return folder


def run(command: list[str], folder: Path, stack: Stack) -> str:
    """Run a command where the samples are; return what it printed."""
    done = subprocess.run(  # noqa: S603 - the guide's own examples
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
    first, *rest = blocks("sh")
    assert len(rest) >= 6
    script = "\n".join(
        ["set -euo pipefail", re.sub(r"BASE=\S+", f"BASE={fresh.base}", first), *rest]
    )
    said = run(["bash", "-c", script], folder, fresh)
    assert '"status":"healthy"' in said
    assert said.count('"uploaded_files":1') == 12
    assert '"verdict":"good"' in (folder / "judged.json").read_text()
    assert len((folder / "labels.csv").read_text().splitlines()) == 1 + 12


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
