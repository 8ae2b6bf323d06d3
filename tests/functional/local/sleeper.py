"""A job that says that it has begun, and would take long."""

import sys
import time
from pathlib import Path

if __name__ == "__main__":
    (Path(sys.argv[1]) / "begun").touch()
    time.sleep(60)
