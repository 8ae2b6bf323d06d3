"""Example request: what `make run` and `make sample` propose. ``python -m local.example``."""

import argparse
import sys
from typing import Final

from local.gateway.web_server import url
from local.settings import BadSettings, load

TAKE: Final = "samples/good_02.wav"
"""A recording by `make sample` that the model which comes with the code judges good."""


def request(base: str) -> str:
    """Return the command that sends it to the API at an address."""
    return f"curl -sS -F file=@{TAKE} {base}/api/v1/predictions/single"


def main() -> int:
    """Print it for the stack that the settings describe; return the exit code."""
    argparse.ArgumentParser(prog="python -m local.example", description=__doc__).parse_args()
    try:
        settings = load()
    except BadSettings as error:
        print(error, file=sys.stderr)
        return 1
    print(f"While `make run` runs: {request(url(settings.host, settings.port))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
