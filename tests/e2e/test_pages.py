"""README.md and docs/api-guide.md work in a fresh clone, in order, on another port."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from local.gateway.web_server import free_port
from local.paths import ROOT
from tests.e2e import pages

PAGES: Final = ("README.md", "docs/api-guide.md")
INHERITED: Final = ("PATH", "HOME", "TMPDIR", "LANG", "SSL_CERT_FILE", "http_proxy", "https_proxy")
TOOLS: Final = ("UV_", "PIP_")
"""Of the environment a reader has too: where the installers find packages and keep them."""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what git knows, and what it would add."""
    folder = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        [
            "git",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if (source := ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    return folder


def environment() -> dict[str, str]:
    """Return a reader's: nothing of these tests, another port than the default."""
    port = str(free_port())
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in INHERITED or name.startswith(TOOLS)
    }
    own = {"PORT": port, "BASE": f"http://127.0.0.1:{port}", "NO_PROXY": "127.0.0.1,localhost"}
    return kept | own


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_works_in_a_fresh_clone(name: str, clone: Path) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    assert "\n$ make run\n" in page
    shutil.rmtree(clone / "samples", ignore_errors=True)
    pages.run(page, clone, environment())


EXAMPLE: Final = """
```console
$ WHO=world
$ echo "hello $WHO" \\
    "at 0.12345 0.9935448357633167, in 3.2 s by 0123456789abcdef"
hello ... at 0.123 0.9935..., in 7 s by
fedcba9876543210
$ cat nothing
cat: ...
```
```text
false
```
```sh
until test "$WHO" = world; do false; done
```
"""


def test_a_page_that_is_right_runs(tmp_path: Path) -> None:
    said = pages.run(EXAMPLE, tmp_path, environment())
    assert "hello world at 0.12345 0.9935448357633167" in said


@pytest.mark.parametrize(
    ("right", "wrong", "why"),
    [
        ("0.123 ", "0.124 ", "is not 0.124"),
        ("0.9935...", "0.9934...", "The text differs"),
        ("hello ...", "goodbye ...", "The text differs"),
        ("by\n", "with\n", "The text differs"),
        ("until test", "test -e nothing; test", "failed"),
        ("$ WHO=world", "$ cat samples/none.wav", "No such file"),
        ("$ WHO=world", "$ WHO=reader", "hello reader"),
        ('"$WHO" = world', '"$WHO" = "$NEVER_SET"', "unbound variable"),
    ],
)
def test_a_page_that_is_wrong_is_refused(tmp_path: Path, right: str, wrong: str, why: str) -> None:
    page = EXAMPLE.replace(right, wrong)
    assert page != EXAMPLE
    if wrong == "$ WHO=reader":
        page = page.replace("hello ...", "hello world ...")
    with pytest.raises(pages.Wrong, match=why):
        pages.run(page, tmp_path, environment(), seconds=10)


def test_what_is_left_out_is_named() -> None:
    page = "```console\n$ make test\nmany passed\n$ true\n```\n"
    assert [each.text for each in pages.commands(page)] == ["true"]


def test_the_port_of_the_page_becomes_the_one_at_hand(tmp_path: Path) -> None:
    page = "```console\n$ echo http://127.0.0.1:8000/ | tr : _\nhttp_//127.0.0.1_9123/\n```\n"
    pages.run(page, tmp_path, {**environment(), "PORT": "9123"})
