"""Training job: makes, evaluates and exports models; experiments: ``benchmarks``."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
"""The project's folder: child processes start here."""

LAYER: Final = ROOT / "layers" / "talent" / "python"

if find_spec("talent") is None:  # Lambda and the container mount the layer; a checkout does not
    sys.path.insert(0, str(LAYER))
