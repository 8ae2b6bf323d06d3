"""One prediction in a fresh process that imports only `talent`: prints what it took as JSON.

Usage: python -m benchmarks.child FILE
"""

import json
import sys
import time
from pathlib import Path


def main(path: Path) -> None:
    """Predict one file and print CPU seconds (import, prediction) and peak memory in MiB."""
    start = time.process_time()
    from talent.model.artifact import (  # the import is part of what is measured
        DEFAULT_FOLDER,
        load_model,
        read_folder,
    )
    from talent.usecases.judge import judge

    model = load_model(read_folder(DEFAULT_FOLDER))
    loaded = time.process_time()
    judgement = judge(path.read_bytes(), model)
    done = time.process_time()
    json.dump(
        {
            "load_seconds": loaded - start,
            "judge_seconds": done - loaded,
            "peak_mib": _peak_mib(),
            "probability_good": judgement.decision.probability_good,
        },
        sys.stdout,
    )


def _peak_mib() -> float:
    """Return this process's own peak of resident memory.

    Not getrusage's ru_maxrss: that one starts from the peak of the process that forked us.
    """
    status = Path("/proc/self/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024.0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
