"""Draw what is deployed, out of the templates: ``python -m infra.diagram cdk.out``.

Rewrites the drawing in ``docs/architecture.md`` between its two marks.
"""

import argparse
import json
from pathlib import Path
from typing import Final

from infra.packaging.target import ROOT
from infra.template import Deployed, Json

DOCUMENT: Final = ROOT / "docs" / "architecture.md"
BEGIN: Final = "<!-- drawn by `make diagram` -->\n"
END: Final = "<!-- end of the drawing -->\n"

_SHAPES: Final = {
    "Bucket": ("[(", ")]"),
    "Table": ("[(", ")]"),
    "Queue": ("[[", "]]"),
}
_CHANGES: Final = ("Put", "Update", "Delete", "SendMessage", "Transact")


def draw_diagram(deployed: Deployed) -> str:
    """Return the drawing, in mermaid."""
    edges = sorted({*_requests(deployed), *_events(deployed), *_permissions(deployed)})
    names = sorted({name for edge in edges for name in (edge[0], edge[2])})
    lines = ["flowchart LR", *(f"  {_node(name)}" for name in names)]
    lines += [f"  {source} -- {label} --> {target}" for source, label, target in edges]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def insert(text: str, drawing: str) -> str:
    """Return a document with the drawing between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{drawing}{END}{after}"


def _node(name: str) -> str:
    for ending, (left, right) in _SHAPES.items():
        if name.endswith(ending):
            return f"{name}{left}{name}{right}"
    return f"{name}([{name}])"


def _requests(deployed: Deployed) -> set[tuple[str, str, str]]:
    """Return which functions the API calls."""
    found = {("client", "HTTPS", "API")}
    permitted = [
        made
        for made in deployed.of_type("AWS::Lambda::Permission").values()
        if made["Principal"] == "apigateway.amazonaws.com"
    ]
    for name, function in _aliases(deployed).items():
        if any(made["FunctionName"] == {"Ref": name} for made in permitted):
            found.add(("API", "calls", function))
    return found


def _aliases(deployed: Deployed) -> dict[str, str]:
    """Return the function behind each alias, by the alias's logical id."""
    codes = {
        name: made["Description"].rpartition(": ")[2]
        for name, made in deployed.of_type("AWS::Lambda::Function").items()
    }
    return {
        name: codes[made["FunctionName"]["Ref"]]
        for name, made in deployed.of_type("AWS::Lambda::Alias").items()
    }


def _events(deployed: Deployed) -> set[tuple[str, str, str]]:
    """Return what goes on by itself: arrivals to a queue, messages to a function."""
    found = {("client", "sends files", "UploadsBucket")}
    for name, bucket in deployed.of_type("AWS::S3::Bucket").items():
        for told in bucket.get("NotificationConfiguration", {}).get("QueueConfigurations", []):
            found.add((deployed.named({"Ref": name}), "tells", deployed.named(told["Queue"])))
    for source in deployed.of_type("AWS::Lambda::EventSourceMapping").values():
        for alias, function in _aliases(deployed).items():
            if alias in json.dumps(source["FunctionName"]):
                found.add((deployed.named(source["EventSourceArn"]), "wakes", function))
    return found | _calls(deployed)


def _calls(deployed: Deployed) -> set[tuple[str, str, str]]:
    """Return which functions the state machine calls, and which hears of its end."""
    (machine,) = deployed.of_type("AWS::StepFunctions::StateMachine").values()
    rules = json.dumps(list(deployed.of_type("AWS::Events::Rule").values()))
    found = {("api", "begins", "Retraining"), ("Retraining", "begins", "trainer")}
    for alias, function in _aliases(deployed).items():
        if {"Ref": alias} in machine["DefinitionSubstitutions"].values():
            found.add(("Retraining", "calls", function))
        if f'{{"Ref": "{alias}"}}' in rules:
            found.add(("Retraining", "tells its failure", function))
    return found


def _permissions(deployed: Deployed) -> set[tuple[str, str, str]]:
    """Return who reads and who writes what."""
    roles = {deployed.role_of(name): name for name in deployed.functions()}
    for job in deployed.of_type("AWS::Batch::JobDefinition").values():
        roles[job["ContainerProperties"]["JobRoleArn"]["Fn::GetAtt"][0]] = "trainer"
    found: dict[tuple[str, str], set[str]] = {}
    for role, actor in roles.items():
        for statement in deployed.statements(role):
            for target in _targets(deployed, statement):
                found.setdefault((actor, target), set()).add(_label(statement))
    return {
        (actor, "writes" if "writes" in labels else "reads", target)
        for (actor, target), labels in found.items()
    }


def _targets(deployed: Deployed, statement: Json) -> set[str]:
    listed = statement["Resource"]
    names = [deployed.named(one) for one in (listed if isinstance(listed, list) else [listed])]
    heads = {name.partition("/")[0] for name in names}
    return {head for head in heads if head.endswith(("Bucket", "Table"))}


def _label(statement: Json) -> str:
    listed = statement["Action"]
    actions = listed if isinstance(listed, list) else [listed]
    changes = any(change in action for action in actions for change in _CHANGES)
    return "writes" if changes else "reads"


def main() -> None:
    """Draw what was synthesised into a folder."""
    parser = argparse.ArgumentParser(prog="python -m infra.diagram", description=__doc__)
    parser.add_argument("folder", type=Path, help="with the templates")
    drawing = draw_diagram(Deployed.read(parser.parse_args().folder))
    DOCUMENT.write_text(insert(DOCUMENT.read_text(encoding="utf-8"), drawing), encoding="utf-8")


if __name__ == "__main__":
    main()
