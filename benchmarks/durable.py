"""Cost of durability: uploads that are on disk before they are acknowledged.

    python -m benchmarks.durable [uploads]

Labelled recordings through ``POST /api/v1/upload-data`` into a local stack with ``DATA_DIR``: their
rate and latency at one and at eight clients, and the latency of predictions alone and while four
clients upload.
"""

import argparse
import io
import os
import sys
import tempfile
import threading
import time
import uuid
import wave
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Final

import numpy as np

from benchmarks.load.servers import ServerProcess, stack

UPLOADS: Final = 120
CLIENTS: Final = (1, 8)
PREDICTIONS: Final = 60
UPLOADERS: Final = 4
_RATE: Final = 16_000
_NOTE_SECONDS: Final = 0.5
_OK: Final = 200


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.durable", description=__doc__)
    parser.add_argument("uploads", type=int, nargs="?", default=UPLOADS, help="(%(default)s)")
    uploads = parser.parse_args().uploads
    workers = min(4, os.cpu_count() or 1)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    numbers = count()
    with (
        tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder,
        stack(workers, DATA_DIR=os.path.join(folder, "data")) as server,
    ):
        for _ in range(2 * workers):  # every worker has decoded once
            _upload(server, next(numbers))
            _predict(server, next(numbers))
        for clients in CLIENTS:
            began = time.perf_counter()
            with ThreadPoolExecutor(clients) as threads:
                taken = list(threads.map(lambda _: _upload(server, next(numbers)), range(uploads)))
            rate = uploads / (time.perf_counter() - began)
            print(f"uploads, {clients} clients: {rate:.1f}/s, {_quantiles(taken)}")
        alone = [_predict(server, next(numbers)) for _ in range(PREDICTIONS)]
        print(f"predictions alone: {_quantiles(alone)}")
        print(f"predictions beside {UPLOADERS} uploaders: {_quantiles(_beside(server, numbers))}")
    return 0


def _beside(server: ServerProcess, numbers: "count[int]") -> list[float]:
    """Return the seconds of predictions while others upload."""
    ending = threading.Event()

    def upload() -> None:
        while not ending.is_set():
            _upload(server, next(numbers))

    with ThreadPoolExecutor(UPLOADERS) as threads:
        for _ in range(UPLOADERS):
            threads.submit(upload)
        try:
            return [_predict(server, next(numbers)) for _ in range(PREDICTIONS)]
        finally:
            ending.set()


def take(number: int, seconds: float = 6.0) -> bytes:
    """Make a WAV of a scale with harmonics and vibrato: another sound for every number."""
    notes = np.array([0, 2, 4, 5, 7, 9, 11, 12] * 4)[: int(seconds / _NOTE_SECONDS)]
    cents = np.repeat(100.0 * notes, int(_RATE * _NOTE_SECONDS))
    at = np.arange(len(cents)) / _RATE
    base = 180.0 + (number % 4_000) / 40.0
    frequency = base * 2.0 ** ((cents + 30.0 * np.sin(2 * np.pi * 5.5 * at)) / 1200.0)
    phase = 2 * np.pi * np.cumsum(frequency) / _RATE
    tone = sum(np.sin(n * phase) / n for n in range(1, 8))
    envelope = np.minimum(1.0, 8.0 * np.abs(np.sin(np.pi * at / _NOTE_SECONDS)))
    noise = np.random.default_rng(number).normal(0.0, 0.002, len(at))
    samples = (0.25 * envelope * tone + noise) * 32767.0
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setparams((1, 2, _RATE, len(samples), "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes())
    return held.getvalue()


def _upload(server: ServerProcess, number: int) -> float:
    label = '\r\nContent-Disposition: form-data; name="label"\r\n\r\ngood'
    return _send(server, "/api/v1/upload-data", "files", number, label)


def _predict(server: ServerProcess, number: int) -> float:
    return _send(server, "/api/v1/predictions/single", "file", number)


def _send(server: ServerProcess, path: str, field: str, number: int, *more: str) -> float:
    """Return the seconds until a recording was answered."""
    mark = uuid.uuid4().hex
    head = f'\r\nContent-Disposition: form-data; name="{field}"; filename="{number}.wav"\r\n\r\n'
    parts = [head.encode() + take(number), *(part.encode() for part in more)]
    body = b"".join(b"--" + mark.encode() + part + b"\r\n" for part in parts)
    kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
    began = time.perf_counter()
    status, said = server.ask("POST", path, body + f"--{mark}--\r\n".encode(), kind)
    taken = time.perf_counter() - began
    if status != _OK:
        raise RuntimeError(f"{path} answered {status}: {said[:500]!r}")
    return taken


def _quantiles(taken: list[float]) -> str:
    p50, p95 = np.quantile(taken, [0.5, 0.95]) * 1e3
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
