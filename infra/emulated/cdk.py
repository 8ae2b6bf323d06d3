"""The CDK's command line against the emulator: the steps of docs/deploy.md, and no others."""

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Final

from infra.emulated.ministack import ACCOUNT, MiniStack, MiniStackMissing
from infra.packaging.target import ROOT
from infra.packaging.tools import run_tool
from topology.environment import REGION

CONTEXT: Final = {"stage": "dev", "compute": "none"}
"""Context of the deployment: all of the stage `dev` but trainings, as the emulator has no Batch."""

STACKS: Final = f"SingingTalent-{CONTEXT['stage']}"


def synthesise_app(folder: Path) -> None:
    """Write the templates and what they deploy to a folder, cdk-nag included."""
    run_tool(
        *(sys.executable, "app.py"),
        environment={
            **os.environ,
            "CDK_OUTDIR": str(folder),
            "CDK_CONTEXT_JSON": json.dumps(CONTEXT),
        },
    )


def bootstrap(emulator: MiniStack, folder: Path) -> None:
    """Prepare the account for deployments."""
    _cdk(emulator, "bootstrap", f"aws://{ACCOUNT}/{REGION}", "--app", str(folder))


def deploy(emulator: MiniStack, folder: Path) -> str:
    """Deploy both stacks from the templates in a folder; return the API's address here."""
    told = folder / "outputs.json"
    _cdk(
        emulator,
        *("deploy", "--all", "--app", str(folder), "--outputs-file", str(told)),
        *("--require-approval", "never", "--progress", "events"),
    )
    outputs = json.loads(told.read_text(encoding="utf-8"))[f"{STACKS}-Service"]
    (real,) = [value for name, value in outputs.items() if name.startswith("GatewayAddress")]
    api = real.removeprefix("https://").partition(".")[0]
    return emulator.address_of(api, CONTEXT["stage"])


def cdk_version() -> str:
    """Return the version of the command line that the Makefile names."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (version,) = re.findall(r"^CDK_VERSION := (\S+)$", text, re.MULTILINE)
    return str(version)


def _cdk(emulator: MiniStack, *arguments: str) -> None:
    npx = shutil.which("npx")
    if npx is None:
        raise MiniStackMissing("There is no npx on this machine: Node brings it")
    run_tool(
        *(npx, "--yes", f"aws-cdk@{cdk_version()}", *arguments),
        environment={
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            **emulator.environment,
            "CI": "true",
        },
    )
