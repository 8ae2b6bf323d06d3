"""Paths in this checkout."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
LAYER: Final = ROOT / "layers" / "talent" / "python"
DEFAULT_MODEL: Final = LAYER / "talent" / "model" / "default"
