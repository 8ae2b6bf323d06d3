"""One name, one meaning: no public class or function is defined in two modules without a reason."""

import ast
from collections import defaultdict
from typing import Final

from local.paths import ROOT

PARTS: Final = (
    *("layers/talent/python/talent", "functions", "topology", "local", "training_job"),
    *("infra", "benchmarks"),
)
REASONS: Final = {
    "Interval": "the name of a schema in docs/openapi.json, and of what it shows",
    "build": "makes the application of a function, or of the CDK",
    "handler": "what Lambda calls",
    "health": "an endpoint, also of what we are compared with",
    "main": "what a command line runs",
    "model_info": "an endpoint, also of what we are compared with",
    "retry": "the advice when to ask again, of an upload and of a training",
}
GONE: Final = {
    *("Asked", "Conclusion", "Followed", "Forgotten", "Judgement", "Mounted", "Once"),
    *("Packed", "Permitted", "Plain", "Said", "Serving", "Shelf", "Sounding", "Wanted"),
    *("amend", "framed", "forget", "judge", "keep", "permit", "settle"),
}
"""Private words that the field has standard ones for."""


def public() -> dict[str, set[str]]:
    """Return the modules that define each public class or function at their top level."""
    found = defaultdict(set)
    for part in PARTS:
        for file in (ROOT / part).rglob("*.py"):
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                    found[node.name].add(file.relative_to(ROOT).as_posix())
    return {name: files for name, files in found.items() if not name.startswith("_")}


def test_no_name_means_two_things() -> None:
    twice = {name: sorted(files) for name, files in public().items() if len(files) > 1}
    assert {name: files for name, files in twice.items() if name not in REASONS} == {}
    assert twice.keys() == REASONS.keys(), "a reason that is needed no more"


def test_private_words_stay_gone() -> None:
    assert public().keys() & GONE == set()
