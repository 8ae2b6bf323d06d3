"""Documents name files, tests and make targets that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOTS = (ROOT, ROOT / "layers" / "talent" / "python")
FOLDERS = (
    *("docs", "functions", "layers", "console", "infra", "local", "topology", "training_job"),
    "benchmarks",
)
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *(path for folder in (*FOLDERS, "tests") for path in sorted((ROOT / folder).rglob("*.md"))),
]
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?(?:::\w+)?")
FILE = re.compile(r"/|\.(?:py|md|json|toml|js|css|html|yaml|txt)$")


def _lines_of_code(text: str) -> list[str]:
    return [line for block in BLOCK.findall(text) for line in block.splitlines()]


def named_paths(text: str) -> Iterator[str]:
    """Return what stands in backticks and looks like a path below the root."""
    for quoted in re.findall(r"`([^`\n]+)`", BLOCK.sub("", text)):
        if PATH.fullmatch(quoted) and FILE.search(quoted.partition("::")[0]):
            yield quoted


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/glossary.md"]
)
def test_every_path_that_is_named_exists(name: str) -> None:
    named = list(named_paths((ROOT / name).read_text("utf-8")))
    assert named
    assert [path for path in named if not _exists(path)] == []


def _exists(named: str) -> bool:
    path, _, test = named.partition("::")
    if "/" not in path and not (ROOT / path).exists():  # one file of a folder named before
        return any(True for folder in FOLDERS for _ in (ROOT / folder).rglob(path))
    file = next((root / path for root in ROOTS if (root / path).exists()), None)
    return file is not None and (not test or f"def {test}(" in file.read_text("utf-8"))


def dead_links(document: Path) -> list[str]:
    """Return the links to files that are not there, and to headings that they do not have."""
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", BLOCK.sub("", document.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, heading = target.partition("#")
        file = document.parent / path if path else document
        if not file.exists() or (heading and heading not in _headings(file)):
            dead.append(target)
    return dead


def _headings(file: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", BLOCK.sub("", file.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    assert dead_links(document) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A title\n[a](#a-title) [b](#b) [c](c.md) [d](page.md#a-title) [e](http://e)\n"
    )
    assert dead_links(page) == ["#b", "c.md"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    quoted = [*re.findall(r"`([^`\n]+)`", BLOCK.sub("", text)), *_lines_of_code(text)]
    calls = [
        re.match(r"(?:\$ )?(?:[A-Z_]+=\S+ )*make ([a-z][a-z-]*)(?=\s+[A-Z#]|\s*$)", one)
        for one in quoted
    ]
    named = [call[1] for call in calls if call]
    assert [target for target in named if target not in TARGETS] == []
