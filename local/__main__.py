"""The whole product on this machine, with settings from the environment or .env (.env.example)."""

import argparse
import asyncio
import sys

from local.gateway.web_server import CannotListen
from local.persistence.disk import BadDataDir
from local.persistence.journal import NotSaved
from local.settings import BadSettings, load
from local.stack import CannotStart, run_stack


def main() -> int:
    """Run until a signal; return the exit code."""
    argparse.ArgumentParser(prog="python -m local", description=__doc__).parse_args()
    try:
        asyncio.run(run_stack(load()))
    except (CannotListen, CannotStart, BadDataDir, BadSettings) as error:
        print(error, file=sys.stderr)
        return 1
    except NotSaved as error:
        print(f"Not everything was saved: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
