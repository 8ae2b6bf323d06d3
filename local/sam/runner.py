"""SAM's command line, and moto where its containers reach it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Final

from local.aws.server import LocalAws, Place
from local.gateway.web_server import free_port
from local.sam.template import function_of, localise
from topology.resources import Choices

IMAGE: Final = "public.ecr.aws/lambda/python:3.13-x86_64"
_PASSED: Final = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_EC2_METADATA_DISABLED")
"""Variables that SAM does not hand to functions by itself, as it does with keys and region."""


class SamMissing(Exception):
    """Something that this needs is not on the machine; the text says what."""


@dataclass(frozen=True, slots=True)
class Sam:
    """SAM with the functions of one template.

    Attributes
    ----------
    template : the file that SAM reads.
    environment : leads SAM, and the functions by it, to moto.
    """

    template: Path
    environment: dict[str, str]

    def command(self, *arguments: str) -> list[str]:
        """Return a command of `sam local` on the template."""
        first, *rest = arguments
        pulled = ("--skip-pull-image",) if has_image() else ()
        where = ("--template", str(self.template), *pulled)
        return [_program(), "local", first, *where, *rest]

    def function(self, name: str) -> str:
        """Return what SAM calls a function of the shared table; raise SamMissing."""
        try:
            return function_of(json.loads(self.template.read_text(encoding="utf-8")), name)
        except KeyError as error:
            raise SamMissing(f"There is no function {error}") from error

    def invoke(self, name: str, event: Path) -> str:
        """Return what a function answers to an event, as JSON."""
        done = subprocess.run(  # noqa: S603 - SAM
            self.command("invoke", self.function(name), "--event", str(event)),
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout


@contextmanager
def prepared(synthesised: Path) -> Iterator[Sam]:
    """Start moto with the default model, and write the template beside the synthesised one.

    Raises
    ------
    SamMissing
        If there is no engine, or no SAM.
    """
    _program()
    host = bridge()
    port = free_port()
    aws = LocalAws(Place(port, f"http://{host}:{port}", host), Choices())
    try:
        aws.start()
        passed = {name: value for name, value in aws.variables.items() if name in _PASSED}
        template = json.loads(synthesised.read_text(encoding="utf-8"))
        local = synthesised.with_name("sam.json")
        local.write_text(json.dumps(localise(template, passed), indent=1), encoding="utf-8")
        yield Sam(local, {**os.environ, **aws.variables, "SAM_CLI_TELEMETRY": "0"})
    finally:
        aws.stop()


def has_image() -> bool:
    """Return whether Lambda's image is on this machine, and an engine for it."""
    return bool(_says("image", "inspect", IMAGE))


def bridge() -> str:
    """Return this machine's address on the network of Docker's containers; raise SamMissing."""
    told = _says("network", "inspect", "bridge", "--format", "{{json .IPAM.Config}}")
    if not told:
        raise SamMissing("No Docker engine answers: install Docker, or start it")
    (network, *_) = json.loads(told)
    if network.get("Gateway"):
        return str(network["Gateway"])
    return str(next(ip_network(network["Subnet"]).hosts()))  # what Docker takes by itself


def _program() -> str:
    program = Path(
        sys.prefix, "sam", "bin", "sam"
    )  # an environment in ours: see requirements/sam.in
    if not program.exists():
        raise SamMissing("SAM is not installed: `make sam-local` installs it into .venv/sam")
    return str(program)


def _says(*arguments: str) -> str:
    """Return what Docker prints, "" where it fails or is not there."""
    program = shutil.which("docker")
    if program is None:
        return ""
    done = subprocess.run(  # noqa: S603 - Docker
        [program, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    return "" if done.returncode else done.stdout
