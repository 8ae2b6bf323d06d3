"""Job: runs a module in a process of its own, which ends when standard input ends.

``python -m local.training.job MODULE ARGUMENTS``. Whoever started it holds the other end of
standard input: where that is gone, killed or crashed, nothing of the job is left behind.
"""

import os
import runpy
import sys
import threading
from typing import Final

BROKEN: Final = 1
_NICE: Final = 10
"""Answers come before trainings."""


def main() -> None:
    """Run the module that is named."""
    os.nice(_NICE)
    threading.Thread(target=_watch, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _watch() -> None:
    while os.read(0, 1024):
        pass
    os._exit(BROKEN)


if __name__ == "__main__":
    main()
