"""The Docker engine of this machine, and what images can be built on."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local.paths import ROOT

MADE_HERE: Final = "singing-talent-base"
"""What make_base.sh is asked to make where no registry can be reached."""
PUBLIC: Final = re.findall(
    r"^ARG BASE_IMAGE=(\S+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE
)[0]


class Missing(Exception):
    """There is no way to build images here; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that runs, and the image that others are built on."""

    base: str

    def run(
        self, *arguments: str, seconds: float = 600.0, **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run ``docker`` with these arguments; raise AssertionError with its last lines."""
        done = _docker(*arguments, seconds=seconds, **environment)
        assert done.returncode == 0, f"docker {' '.join(arguments)}: {_end(done)}"
        return done

    def build(self, tag: str, dockerfile: Path) -> int:
        """Build an image; return its size in bytes."""
        where = ("--file", str(dockerfile), "--tag", tag, str(ROOT))
        self.run(
            *("build", "--build-arg", f"BASE_IMAGE={self.base}", *where),
            seconds=1800.0,
            DOCKER_BUILDKIT="1",
        )
        return self.size(tag)

    def size(self, tag: str) -> int:
        """Return the size of an image in bytes."""
        return int(self.run("image", "inspect", "--format", "{{.Size}}", tag).stdout)


def find(*, compose: bool = False) -> Engine:
    """Return the engine; raise Missing where there is none that can build.

    Parameters
    ----------
    compose : whether compose is needed as well.
    """
    if shutil.which("docker") is None:
        raise Missing("docker is not installed")
    if _docker("info").returncode:
        raise Missing("no Docker engine runs here, or this user may not use it")
    # The ignore file beside a Dockerfile is BuildKit's; compose always asks for it.
    needed = {"buildx": "BuildKit (docker-buildx)"} | ({"compose": "compose v2"} if compose else {})
    for plugin, named in needed.items():
        if _docker(plugin, "version").returncode:
            raise Missing(f"docker has no {named}")
    return Engine(_base())


def _base() -> str:
    named = os.environ.get("BASE_IMAGE", "")
    for image in (named,) if named else (MADE_HERE, PUBLIC):
        if _docker("image", "inspect", image).returncode == 0:
            return image
    if _docker("pull", "--quiet", named or PUBLIC).returncode == 0:
        return named or PUBLIC
    raise Missing(
        f"there is no base image and none can be pulled: tests/images/make_base.sh {MADE_HERE}"
    )


def _docker(
    *arguments: str, seconds: float = 120.0, **environment: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["docker", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )


def _end(done: "subprocess.CompletedProcess[str]") -> str:
    return (done.stderr or done.stdout)[-3000:]
