"""Deploy onto an emulator and stay until Ctrl-C: ``make deploy-emulated``."""

import argparse
import shlex
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TypeVar

from infra.emulated import cdk
from infra.emulated.ministack import MiniStackMissing, running_ministack
from infra.packaging.tools import ToolFailed

Made = TypeVar("Made")


def main() -> None:
    """Start, deploy, say where, wait."""
    argparse.ArgumentParser(prog="python -m infra.emulated", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as name, running_ministack() as emulator:
        folder = Path(name)
        print(f"MiniStack answers at {emulator.endpoint}; it writes to {emulator.log}", flush=True)
        _timed("templates", lambda: cdk.synthesise_app(folder))
        _timed("bootstrap", lambda: cdk.bootstrap(emulator, folder))
        address = _timed("deploy", lambda: cdk.deploy(emulator, folder))
        curl = f"curl -sS --cacert {shlex.quote(str(emulator.certificate))}"
        print(f"{curl} {address}/api/v1/health")
        print(f"{curl} -F file=@samples/good_02.wav {address}/api/v1/predictions/single")
        print("For the AWS command line and SDKs:")
        for variable in ("AWS_ENDPOINT_URL", "AWS_CA_BUNDLE", "AWS_REGION"):
            print(f"  export {variable}={shlex.quote(emulator.environment[variable])}")
        print("Ctrl-C ends it and takes everything with it.", flush=True)
        Event().wait()


def _timed(what: str, step: Callable[[], Made]) -> Made:
    start = time.monotonic()
    made = step()
    print(f"{what:<10} {time.monotonic() - start:6.1f} s", flush=True)
    return made


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
    except (MiniStackMissing, ToolFailed) as error:
        sys.exit(str(error))
