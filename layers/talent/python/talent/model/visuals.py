"""Names of the charts of a model and of its training, and their index.

An index stands beside the files and names the sha256 of each. It stands apart from the model's
manifest: a chart that is missing is no reason to refuse the model.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

INDEX: Final = "visualizations.json"
DISTRIBUTIONS: Final = "distributions.json"
IMPORTANCE: Final = "importance.json"
TRAINING: Final = "training.json"
FORMAT: Final = 1


def plot_name(name: str, kind: str) -> str:
    """Return the name of a chart's file; ``kind`` is png or svg."""
    return f"plots/{name}.{kind}"


@dataclass(frozen=True, slots=True)
class ChartIndex:
    """Index of the charts: names, and the sha256 of each."""

    version: str
    files: Mapping[str, str]

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read an index; raise ValueError where it is none."""
        raw: Any = json.loads(content)
        try:
            if raw["format"] != FORMAT:
                raise ValueError(f"format {raw['format']!r}, this code reads {FORMAT}")
            files = {str(name): str(digest) for name, digest in raw["files"].items()}
            return cls(str(raw["version"]), files)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not an index ({type(error).__name__})") from error
