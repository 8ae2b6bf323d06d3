"""Prove what takes minutes to hours, and write it down: ``python -m benchmarks.prove [NAME ...]``.

A proof is a command for Python: it succeeds with status 0, and its last line holds the figures.
The results stand in docs/proofs.md, each with the commit that it was proved on.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
DOCUMENT: Final = ROOT / "docs" / "proofs.md"
HEAD: Final = """# Long proofs

`make prove` runs them one after the other, `make prove PROOF=uploads` that one alone, and writes
this page: do not edit it by hand. A proof belongs to the commit that it was run on.

| Proof | What is proved | Result | Commit | Date | Machine |
|---|---|---|---|---|---|
"""
NEVER: Final = "not run yet"
_ROW: Final = re.compile(r"^\| `(\w[\w-]*)` \|.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Proof:
    """A command for Python, and the sentence that is true where it succeeds."""

    claim: str
    command: tuple[str, ...]


PROOFS: Final[Mapping[str, Proof]] = {
    "default-model": Proof(
        "The committed default model comes again from its seed, byte for byte",
        ("-m", "pytest", "tests/training/prove_default_model.py"),
    ),
    "uploads": Proof(
        "Of 200 uploads at the same time none is lost and none is judged twice",
        ("-m", "pytest", "tests/e2e/prove_uploads.py"),
    ),
    "kills": Proof(
        "What the local stack acknowledged survives fifty kills in the middle of work",
        ("-m", "tests.prove.kills", "--count", "50"),
    ),
    "soak": Proof(
        "An hour of load on the local stack without a wrong or missing answer",
        ("-m", "benchmarks.load", "--workers", "2", "--soak", "3600"),
    ),
}


def main(names: list[str], proofs: Mapping[str, Proof] = PROOFS, page: Path = DOCUMENT) -> int:
    """Run the named proofs, all by default; return 1 where one failed, 2 where none can be run."""
    if unknown := set(names) - proofs.keys():
        print(f"Unknown: {', '.join(sorted(unknown))}. There are: {', '.join(proofs)}")
        return 2
    if changes := uncommitted():
        print(f"A proof belongs to a commit, and these changes are in none:\n{changes}")
        return 2
    failed = False
    for name in names or proofs:
        print(f"--- {name}: {proofs[name].claim}", flush=True)
        proved, figures = run(proofs[name])
        write_proofs(page, proofs, {name: row(name, proofs[name], proved=proved, figures=figures)})
        failed |= not proved
    return 1 if failed else 0


def uncommitted() -> str:
    """Return what git lists as changed or new, the page of proofs aside."""
    return _git("status", "--porcelain", "--", ".", f":!{DOCUMENT.relative_to(ROOT)}")


def run(proof: Proof) -> tuple[bool, str]:
    """Run a proof and show what it says; return whether it succeeded, and its last line."""
    began, last = time.monotonic(), ""
    with subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, *proof.command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'layers/talent/python'}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line.strip() or last
    return process.returncode == 0, f"{last} ({time.monotonic() - began:.0f} s)"


def row(name: str, proof: Proof, *, proved: bool, figures: str) -> str:
    """Return the line of a table for a result of today."""
    verdict = "proved" if proved else "**NOT PROVED**"
    commit, date = _git("rev-parse", "--short=12", "HEAD"), f"{datetime.now(UTC):%Y-%m-%d}"
    result = f"{verdict}: {figures.replace('|', '/')}"
    return f"| `{name}` | {proof.claim} | {result} | {commit} | {date} | {_machine()} |"


def write_proofs(page: Path, proofs: Mapping[str, Proof], rows: Mapping[str, str]) -> None:
    """Write a page with these rows; those of the other proofs stay."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    found = {match[1]: match[0] for match in _ROW.finditer(text)} | dict(rows)
    never = {
        name: f"| `{name}` | {proof.claim} | {NEVER} | | | |" for name, proof in proofs.items()
    }
    lines = [found.get(name, never[name]) for name in proofs]
    page.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = platform.python_version()
    return f"{os.cpu_count()} {platform.machine()} cores, {memory:.0f} GiB, CPython {python}"


def _git(*arguments: str) -> str:
    found = subprocess.run(  # noqa: S603 - our own arguments
        ["git", *arguments],  # noqa: S607 - wherever it is installed
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout.strip()


def asked_proofs() -> list[str]:
    """Return the names on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.prove", description=__doc__.partition(":")[0]
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PROOFS)}")
    names: list[str] = parser.parse_args().names
    return names


if __name__ == "__main__":
    sys.exit(main(asked_proofs()))
