"""One prediction in a fresh process that imports only `talent`: prints what it took as JSON.

Usage: python -m benchmarks.child FILE
"""

import json
import sys
import time
from pathlib import Path

from benchmarks.memory import peak_mib


def main(path: Path) -> None:
    """Predict one file and print CPU seconds (import, prediction) and peak memory in MiB."""
    start = time.process_time()
    from talent.model.artifact import (  # the import is part of what is measured
        DEFAULT_FOLDER,
        load_model,
        read_folder,
    )
    from talent.prediction.predict import predict

    model = load_model(read_folder(DEFAULT_FOLDER))
    loaded = time.process_time()
    judgement = predict(path.read_bytes(), model)
    done = time.process_time()
    json.dump(
        {
            "load_seconds": loaded - start,
            "judge_seconds": done - loaded,
            "peak_mib": peak_mib(),
            "probability_good": judgement.decision.probability_good,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
