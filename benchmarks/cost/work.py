"""Work that predictions and retrainings ask of AWS: measured where it can be, else counted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

MEASURED: Final = Path(__file__).parent / "measured.json"
"""Made by ``python -m benchmarks.cost measure``."""

TRACED_SHARE: Final = 0.05
"""X-Ray's own rule: one request a second, and of the rest a twentieth."""
WAIT_SECONDS: Final = 0.010
"""ASSUMED: how long one call to S3 or DynamoDB takes inside a region; no machine here can say."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a function takes for one warm request.

    Attributes
    ----------
    seconds : CPU time of the handler.
    log_bytes : what one request writes to the log, Lambda's own lines included.
    answer_bytes : size of the answer as it leaves.
    """

    seconds: float
    log_bytes: float
    answer_bytes: float


@dataclass(frozen=True, slots=True)
class MeasuredWork:
    """Work as measured on one machine.

    Attributes
    ----------
    machine : on what, and when.
    steps : by function.
    take_bytes : size of the recording, 10 s WAV.
    cold_seconds : CPU from nothing to the first answer of `predict`.
    training_seconds : CPU of one whole retraining, as `docs/retraining.md` has it.
    """

    machine: str
    steps: Mapping[str, Step]
    take_bytes: int
    cold_seconds: float
    training_seconds: float

    @classmethod
    def read(cls, path: Path = MEASURED) -> Self:
        """Read what was measured."""
        found = json.loads(path.read_text(encoding="utf-8"))
        steps = {name: Step(**step) for name, step in found.pop("steps").items()}
        return cls(steps=steps, **found)


@dataclass(frozen=True, slots=True)
class Calls:
    """How often one prediction asks a service for something.

    Attributes
    ----------
    invocations : of functions, by name.
    waits : calls that a function waits for, by name.
    answers : what leaves, by the function whose measured answer is as long.
    gateway : requests through API Gateway.
    """

    invocations: Mapping[str, float]
    waits: Mapping[str, float]
    answers: Mapping[str, float]
    gateway: float
    s3_writes: float = 0
    s3_reads: float = 0
    row_writes: float = 0
    row_reads: float = 0
    queue: float = 0


POLLS: Final = 2.0
"""ASSUMED: how often a client asks until an uploaded recording is judged."""

DIRECT: Final = Calls({"predict": 1}, {}, {"predict": 1}, gateway=1)
"""The pointer to the model is read once in ten seconds, which at any load is next to nothing."""

UPLOAD: Final = Calls(
    # POST /uploads and each poll are `api`'s
    {"api": 1 + POLLS, "analyse": 1},
    # the row; row (and answer) at each poll; rows read, begun, done, the file, the answer
    {"api": 1 + POLLS + 1, "analyse": 5},
    {"api": POLLS, "predict": 1},  # the last poll brings the judgement
    gateway=1 + POLLS,
    s3_writes=2,  # the client's file, the answer
    s3_reads=2,  # the file, the answer
    row_writes=3,  # created, begun, done
    row_reads=1 + POLLS,
    queue=3,  # sent by S3, received, deleted
)
