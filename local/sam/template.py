"""The synthesised template as SAM can run it: the same code and routes, the local resources."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from local.names import FOLD_SALT, STORAGE, TRAINING_MACHINE
from local.paths import ROOT
from topology.routes import BINARY_MEDIA_TYPES

_CONTEXT: Final = {"stage": "dev", "aws:cdk:enable-asset-metadata": True}
"""With the metadata SAM finds the code beside the template, and not in a bucket."""

_LOCAL: Final = {**STORAGE, "TRAINING_MACHINE": TRAINING_MACHINE, "FOLD_SALT": FOLD_SALT}
"""Values that only a deployment could name."""

_BINARY: Final = {"ContentHandling": "CONVERT_TO_BINARY", "ContentType": BINARY_MEDIA_TYPES[0]}
"""Properties with binary media types for SAM; it overlooks those of an API without a document."""

Json = dict[str, Any]


class SynthesisFailed(Exception):
    """The CDK application did not write its templates; the text says why."""


def synthesise(folder: Path) -> Path:
    """Write the templates and the code to a folder; return the service's template."""
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={
            **os.environ,
            "CDK_OUTDIR": str(folder),
            "CDK_CONTEXT_JSON": json.dumps(_CONTEXT),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SynthesisFailed(done.stderr)
    (template,) = folder.glob("*-Service.template.json")
    return template


def localise(template: Json, aws: Mapping[str, str]) -> Json:
    """Return a template whose functions find the local resources.

    SAM hands a function the variables of its template and no others, and knows neither what
    other stacks export nor aliases: the routes of API Gateway name the functions themselves, and
    say again which bodies are binary.

    Parameters
    ----------
    template : as it was synthesised.
    aws : further variables of every function, which lead its clients to moto.
    """
    resources: dict[str, Json] = template["Resources"]
    aliases = {
        name: made["Properties"]["FunctionName"]["Ref"]
        for name, made in resources.items()
        if made["Type"] == "AWS::Lambda::Alias"
    }
    changed: Json = _without_aliases(template, aliases)
    for made in changed["Resources"].values():
        if made["Type"] == "AWS::Lambda::Function":
            variables = made["Properties"]["Environment"]["Variables"]
            known = {name: _LOCAL[name] for name in variables if name in _LOCAL}
            made["Properties"]["Environment"]["Variables"] = {**variables, **known, **aws}
        if made["Type"] == "AWS::ApiGateway::Method":
            made["Properties"]["Integration"].update(_BINARY)
    return changed


def function_of(template: Json, name: str) -> str:
    """Return the logical id of a function by its name in the shared table.

    Raises
    ------
    KeyError
        If there is no such function.
    """
    for logical, made in template["Resources"].items():
        described = made.get("Properties", {}).get("Description", "")
        if made["Type"] == "AWS::Lambda::Function" and described.endswith(f": {name}"):
            return str(logical)
    raise KeyError(name)


def _without_aliases(part: Any, aliases: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    match part:
        case {"Ref": str(name)} if name in aliases:
            return {"Fn::GetAtt": [aliases[name], "Arn"]}
        case dict():
            return {key: _without_aliases(value, aliases) for key, value in part.items()}
        case list():
            return [_without_aliases(value, aliases) for value in part]
        case _:
            return part
