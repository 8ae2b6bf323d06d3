"""``make sam-local`` serves the API; ``make sam-invoke`` asks one function with one event."""

import argparse
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from local.paths import ROOT
from local.sam.runner import SamMissing, bridge, prepared
from local.sam.template import SynthesisFailed, synthesise

_FOLDER = ROOT / "build" / "sam"


def main() -> int:
    """Synthesise, start moto, run SAM; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m local.sam", description=__doc__)
    parser.add_argument("--function", help="ask this one and end")
    parser.add_argument("--event", type=Path, default=ROOT / "tests" / "events" / "get.json")
    asked, options = parser.parse_known_args()
    bridge()  # before the long work: is there an engine?
    print("Synthesising ...", file=sys.stderr, flush=True)
    with prepared(synthesise(_FOLDER)) as sam:
        if asked.function:
            print(sam.invoke(asked.function, asked.event))
            return 0
        port = os.environ.get("PORT", "3000")
        command = sam.command(
            "start-api", "--warm-containers", "LAZY", "--no-watch", "--port", port, *options
        )
        with suppress(KeyboardInterrupt):  # SAM gets it as well, and ends in good order
            return subprocess.run(command, env=sam.environment, check=False).returncode  # noqa: S603 - SAM
        return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (SamMissing, SynthesisFailed) as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
