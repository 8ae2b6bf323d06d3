"""``python -m local``: the whole product on this machine."""

import asyncio
import sys

from local.server import CannotStart, run
from local.settings import load


def main() -> int:
    """Run until a signal; return the exit code."""
    try:
        asyncio.run(run(load()))
    except (CannotStart, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
