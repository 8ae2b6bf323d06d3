"""One name, one meaning: no public class or function is defined in two modules without a reason."""

import ast
import re
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
}
GONE: Final = {
    *("Asked", "Choice", "Claim", "Conclusion", "Followed", "Forgotten", "Guard", "Head"),
    *("Judgement", "Jury", "Kept", "Machine", "Material", "Mounted", "Objects", "Once", "Opinion"),
    *("Packed", "Permitted", "Plain", "Proof", "Recipe", "Request", "Said", "Serving", "Shelf"),
    *("Sounding", "Step", "Take", "Wanted"),
    *("amend", "answer", "asked", "attempt", "basis", "calm", "candidates", "choice", "choose"),
    *("claims", "conclude", "confirm", "copies", "decide", "described", "documents", "each"),
    *("edge", "entry", "faults", "follow", "forget", "frame", "framed", "frames", "guide"),
    *("incarnation", "inside", "invalid", "jobs", "judge", "judgement", "juries", "keep", "later"),
    *("machine", "material", "measured", "once", "page", "permissions", "permit", "pools"),
    *("promote", "proof", "prove", "publish", "rated", "readers", "recipe", "records", "refused"),
    *("resource", "runs", "serve", "served", "settle", "sheet", "shown", "sounding", "spreads"),
    *("steps", "sung", "sweep", "tally", "told", "usecases", "visuals", "workflow"),
}
"""Private words that the field has standard ones for; some stay, for a reason in the glossary."""
GLOSSARY: Final = ROOT / "docs" / "glossary.md"


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


def modules() -> set[str]:
    """Return the names of all modules and packages."""
    files = [file.relative_to(ROOT) for part in PARTS for file in (ROOT / part).rglob("*.py")]
    return {name for file in files for name in (file.stem, *file.parts[:-1])}


def kept() -> set[str]:
    """Return the words of the glossary that stay, each with its reason."""
    _, _, table = GLOSSARY.read_text(encoding="utf-8").partition("\n## Words that stay\n")
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ")]
    assert all(len(row) == 4 and row[2].strip() for row in rows)
    return {word for row in rows for word in re.findall(r"`(\w+)`", row[1])}


def test_private_words_are_gone_or_have_their_reason_in_the_glossary() -> None:
    named = (public().keys() | modules()) & GONE
    assert named - kept() == set()
