"""What Lambda's Python brings itself: the runtime client and boto3, as folders of their own."""

import hashlib
import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from benchmarks.emulated.emulator import Missing, Place
from benchmarks.processes import ROOT
from infra.packaging.build import build
from infra.packaging.interpreter import ADVICE, find
from infra.packaging.target import ARCHITECTURES, BUILD
from infra.packaging.tools import run, uv

LOCK: Final = ROOT / "requirements/emulated.txt"


def packed(name: str) -> Place:
    """Return what a function is deployed with, under Lambda's Python; raise Missing."""
    found = find()
    here = [one for one in ARCHITECTURES.values() if one.is_here]
    if found.python is None:
        raise Missing(f"There is no CPython 3.13 on this machine; {ADVICE}")
    if not here:
        raise Missing("Nothing is built for the processor of this machine")
    built = build(here[0])
    folders = [built.functions[name], built.talent / "python", built.vendor / "python"]
    return Place(found.python, [*folders, brought(found.python)], {})


def installed(graph: str) -> Place:
    """Return the environment this runs in, which has librosa, with the runtime client added.

    Parameters
    ----------
    graph : what runs the model: `tflite` or `tensorflow`.
    """
    if find_spec("librosa") is None:
        raise Missing("librosa is not installed: `make bench-cold` installs it")
    folders = [ROOT, ROOT / "layers/talent/python", brought(Path(sys.executable))]
    variables = {
        "GRAPH_RUNTIME": graph,
        "NUMBA_CACHE_DIR": str(ROOT / ".numba_cache"),
        "NUMBA_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
    }
    return Place(Path(sys.executable), folders, variables)


def brought(python: Path) -> Path:
    """Return the folder with the runtime client and boto3 for an interpreter, compiled."""
    version = run(str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])").strip()
    made_from = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    folder = BUILD.parent / "emulated" / f"{version}-{made_from}"
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        part = Path(made, "part")
        uv(
            *("pip", "install", "--quiet", "--target", str(part), "--python", str(python)),
            *("--require-hashes", "--no-deps", "--only-binary", ":all:"),
            *("--requirement", str(LOCK)),
        )
        run(
            *(str(python), "-m", "compileall", "-q"),
            *("--invalidation-mode", "unchecked-hash", str(part)),
        )
        os.replace(part, folder)
    return folder
