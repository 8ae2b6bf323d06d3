"""Loop from ``POST /retrain`` to a promoted model, on the local stack: ``make bench-loop``.

    python -m benchmarks.loop [recordings ...]

Singing thousands of takes would take longer than learning from them: rows and features are put
in place as an upload leaves them. The features are those of synthetic takes, blurred a little,
four takes by each singer; the labels are a jury's that hears vibrato alone.
"""

import argparse
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import boto3
import numpy as np
from numpy.typing import NDArray

from benchmarks.load.servers import ServerProcess, stack
from local.gateway.web_server import free_port
from local.names import DATA_BUCKET, RECORDINGS_TABLE
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.features.catalogue import EXTRACTOR_VERSION
from talent.ids import ID_DIGITS
from talent.recordings.recording import LabelSource, RaterLabel, Recording
from talent.recordings.store import features_key
from topology.environment import SECRET_KEY, aws_environment
from training_job.default_model.base import load_base

SIZES: Final = (200, 2_000)
TAKES_OF_A_SINGER: Final = 4
BLUR: Final = 0.05
"""Standard deviation of what is added to a feature, in its own standard deviations."""
_HEARD: Final = "vib_reg"
_POLL_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Loop:
    """Times of one retraining.

    Attributes
    ----------
    seconds : from the request to the last word.
    job : the training's status, as the API tells it.
    """

    seconds: float
    job: dict[str, Any]


def main() -> int:
    """Retrain on each number of recordings; 1 where a model was not promoted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loop", description=__doc__)
    parser.add_argument("recordings", type=int, nargs="*", default=SIZES, help="(%(default)s)")
    sizes = parser.parse_args().recordings
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    missed = 0
    for size in sizes:
        loop = measured(size)
        job, singers = loop.job, size // TAKES_OF_A_SINGER
        print(
            f"{size} recordings by {singers} singers: {loop.seconds:.0f} s to {job['status']}\n"
            f"  {job['message']}"
        )
        missed += job["status"] != "promoted"
    return int(missed > 0)


def measured(size: int) -> Loop:
    """Return what a retraining on so many recordings takes, with defaults for all else."""
    port = free_port()
    with stack(2, AWS_PORT=str(port), AWS_SECRET=SECRET_KEY) as server:
        fill(f"http://127.0.0.1:{port}", *jury(size, np.random.default_rng(size)))
        began = time.monotonic()
        status, said = server.ask("POST", "/api/v1/retrain", b"", {})
        if status != 202:
            raise RuntimeError(said.decode(errors="replace"))
        job = _followed(server, json.loads(said)["training_id"])
        return Loop(time.monotonic() - began, job)


def jury(size: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return labels, shape (size,), and all features, shape (size, 57), of made-up takes."""
    base = load_base("all")
    rows = rng.permutation(np.resize(np.arange(len(base.features)), size))
    spread = np.nanstd(base.features, axis=0)
    features = base.features[rows] + BLUR * spread * rng.standard_normal((size, len(spread)))
    regular = features[:, base.names.index(_HEARD)]
    heard = np.where(np.isnan(regular), -1.0, regular)
    return (heard > np.median(heard)).astype(np.int64), features


def fill(
    endpoint: str,
    labels: NDArray[np.int64],
    features: NDArray[np.float64],
    *,
    takes: int = TAKES_OF_A_SINGER,
) -> None:
    """Put recordings in place as an upload leaves them.

    Parameters
    ----------
    endpoint : the local stack's AWS, started with AWS_SECRET=local.
    labels : 1 for good, shape (recordings,).
    features : shape (recordings, 57), NaN where undefined.
    takes : recordings of each singer.
    """
    known = aws_environment(endpoint)
    session = boto3.Session(
        known["AWS_ACCESS_KEY_ID"],
        known["AWS_SECRET_ACCESS_KEY"],
        region_name=known["AWS_REGION"],
    )
    s3 = session.client("s3", endpoint_url=endpoint)
    dynamodb = session.client("dynamodb", endpoint_url=endpoint)
    recordings = DynamoRecordings(RECORDINGS_TABLE, client=lambda: dynamodb)
    objects = S3Objects(DATA_BUCKET, client=lambda: s3)
    names = load_base("all").names

    def put(number: int) -> None:
        one = _recording(number, good=bool(labels[number]), singer=f"singer {number // takes}")
        values = {
            name: float(value) if np.isfinite(value) else None
            for name, value in zip(names, features[number], strict=True)
        }
        document = {"extractor_version": EXTRACTOR_VERSION, "values": values}
        content = json.dumps(document).encode()
        objects.put(features_key(one.id), content, content_type="application/json")
        recordings.save(one)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, range(len(labels))))


def _recording(number: int, *, good: bool, singer: str) -> Recording:
    now = datetime.now(UTC)
    digest = f"{number + 1:064x}"[::-1]
    opinion = RaterLabel("a jury", "good" if good else "bad", LabelSource.GIVEN, now)
    return Recording(
        id=digest[:ID_DIGITS],
        sha256=digest,
        seconds=10.0,
        bytes=1000,
        content_type="audio/wav",
        filename="take.wav",
        singer=singer,
        source=None,
        consent=None,
        created_at=now,
        updated_at=now,
        opinions={opinion.rater: opinion},
        features=(EXTRACTOR_VERSION,),
    )


def _followed(server: ServerProcess, training_id: str) -> dict[str, Any]:
    while True:
        _, said = server.ask("GET", f"/api/v1/train-status/{training_id}", b"", {})
        job: dict[str, Any] = json.loads(said)
        if job["status"] in {"promoted", "rejected", "failed", "cancelled"}:
            return job
        time.sleep(_POLL_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
