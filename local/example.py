"""Example request: the one that `make run` and `make sample` propose."""

from pathlib import Path
from typing import Final

TAKE: Final = "good_02.wav"
"""A sample that the model which comes with the code judges good."""


def request(base: str, folder: Path = Path("samples")) -> str:
    """Return the command that sends a sample to the API at an address."""
    return f"curl -sS -F file=@{folder / TAKE} {base}/api/v1/predictions/single"
