"""Runtime client and boto3, which Lambda's Python brings itself, as folders of their own."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from benchmarks.emulated.emulator import EmulatorMissing, HandlerPlace
from benchmarks.processes import ROOT
from infra.installed import packages_of
from infra.packaging.build import build_parts
from infra.packaging.interpreter import ADVICE, find_python
from infra.packaging.target import ARCHITECTURES

LOCK: Final = ROOT / "requirements/emulated.txt"


def packed(name: str) -> HandlerPlace:
    """Return what a function is deployed with, under Lambda's Python; raise EmulatorMissing."""
    found = find_python()
    here = [one for one in ARCHITECTURES.values() if one.is_here]
    if found.python is None:
        raise EmulatorMissing(f"There is no CPython 3.13 on this machine; {ADVICE}")
    if not here:
        raise EmulatorMissing("Nothing is built for the processor of this machine")
    built = build_parts(here[0])
    folders = [built.functions[name], built.talent / "python", built.vendor / "python"]
    return HandlerPlace(found.python, [*folders, packages_of(LOCK, found.python)], {})


def installed(graph: str) -> HandlerPlace:
    """Return the environment this runs in, which has librosa, with the runtime client added.

    Parameters
    ----------
    graph : what runs the model: `tflite` or `tensorflow`.
    """
    if find_spec("librosa") is None:
        raise EmulatorMissing("librosa is not installed: `make bench-cold` installs it")
    python = Path(sys.executable)
    folders = [ROOT, ROOT / "layers/talent/python", packages_of(LOCK, python)]
    variables = {
        "GRAPH_RUNTIME": graph,
        "NUMBA_CACHE_DIR": str(ROOT / ".numba_cache"),
        "NUMBA_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
    }
    return HandlerPlace(python, folders, variables)
