"""MiniStack, a process that stands in for AWS: CloudFormation, Lambda, API Gateway, S3 and more.

It runs the functions in processes of its own interpreter, so it is started with Lambda's: the
layers hold wheels for CPython 3.13 and nothing else could load them.
"""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from infra.installed import packages_of
from infra.packaging.interpreter import ADVICE, VERSION, find_python
from infra.packaging.target import ROOT
from topology.environment import REGION, aws_environment

LOCK: Final = ROOT / "requirements" / "ministack.txt"
ACCOUNT: Final = "000000000000"
"""The one account it knows."""

_READY_SECONDS: Final = 60.0
_GRACE_SECONDS: Final = 20.0
_PROGRAM: Final = "import sys; from ministack.app import main; sys.exit(main())"


class MiniStackMissing(Exception):
    """Something that this needs is not on the machine; the text says what."""


@dataclass(frozen=True, slots=True)
class MiniStack:
    """A running emulator.

    Attributes
    ----------
    endpoint : where it answers as AWS.
    certificate : which it signed itself, to be trusted by whoever calls it.
    log : what it wrote so far.
    """

    endpoint: str
    certificate: Path
    log: Path

    @property
    def environment(self) -> dict[str, str]:
        """What leads clients of AWS, Python's and Node's, to it and nowhere else."""
        certificate = str(self.certificate)
        return {
            **aws_environment(self.endpoint),
            "AWS_CA_BUNDLE": certificate,
            "NODE_EXTRA_CA_CERTS": certificate,
            "SSL_CERT_FILE": certificate,
        }

    def address_of(self, api: str, stage: str) -> str:
        """Return where it answers as API Gateway, for one API and stage."""
        return f"{self.endpoint}/restapis/{api}/{stage}/_user_request_"


@contextmanager
def running_ministack() -> Iterator[MiniStack]:
    """Start an empty emulator on a free port of this machine; raise MiniStackMissing.

    It speaks TLS: a function that CloudFormation calls answers at https addresses alone.
    """
    python = _python()
    packages = packages_of(LOCK, python)
    with tempfile.TemporaryDirectory(prefix="ministack-") as name:
        folder = Path(name)
        port = _free_port()
        emulator = MiniStack(
            f"https://127.0.0.1:{port}",
            folder / "ministack-tls" / "server.crt",  # where it puts it
            folder / "log",
        )
        with emulator.log.open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - our own tool
                [python, "-P", "-c", _PROGRAM],
                cwd=folder,
                env={
                    **{key: os.environ[key] for key in ("HOME", "PATH") if key in os.environ},
                    **emulator.environment,
                    "AUTH": "true",  # requests are signed, and roles may do what their policies say
                    "BIND_HOST": "127.0.0.1",
                    "GATEWAY_PORT": str(port),
                    "MINISTACK_REGION": REGION,
                    "PYTHONPATH": str(packages),
                    "TMPDIR": name,
                    "USE_SSL": "1",
                },
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            _wait(process, emulator)
            yield emulator
        finally:
            _end(process)


def _python() -> Path:
    found = find_python().python
    if found is None:
        raise MiniStackMissing(f"There is no CPython {VERSION} on this machine; {ADVICE}")
    if shutil.which("openssl") is None:
        raise MiniStackMissing(
            "There is no openssl on this machine, which makes the emulator's certificate"
        )
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", emulator: MiniStack) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not _answers(emulator):
        if process.poll() is not None or time.monotonic() > deadline:
            said = emulator.log.read_text(errors="replace")[-2000:]
            raise RuntimeError(f"The emulator did not start:\n{said}")
        time.sleep(0.1)


def _answers(emulator: MiniStack) -> bool:
    if not emulator.certificate.exists():
        return False
    try:
        trusted = ssl.create_default_context(cafile=str(emulator.certificate))
        with urlopen(f"{emulator.endpoint}/_ministack/health", context=trusted):  # noqa: S310 - https
            return True
    except (URLError, ssl.SSLError):
        return False


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it and the functions it started."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
