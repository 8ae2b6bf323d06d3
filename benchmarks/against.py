"""Time against the librosa way: two processes that take turns on the same files."""

import statistics
from pathlib import Path
from typing import Final

from benchmarks.processes import BenchmarkWorker, fresh
from benchmarks.report import Report, ReportRow, Target
from benchmarks.takes import Take, write_take

ROUNDS: Final = 7
SLOW_ROUNDS: Final = 5
"""Rounds of measurements that take seconds each."""
_ACOUSTIC: Final = {
    ("wav", 5): Target(6, 8),
    ("wav", 10): Target(7, 10),
    ("wav", 30): Target(7, 12),
    ("mp3", 30): Target(3.5, 4.5),
    ("flac", 30): Target(3.5, 4.5),
    ("ogg", 30): Target(2.5, 3.5),
}


def speed(report: Report, folder: Path) -> None:
    """Compare what is measured from a take, everything imported and warm."""
    report.heading("Warm processes, ms")
    long = write_take(folder, "wav", 30)
    with (
        BenchmarkWorker("benchmarks.ours") as ours,
        BenchmarkWorker("benchmarks.reference") as reference,
    ):
        duel = _Duel(report, ours, reference)
        for (container, seconds), target in _ACOUSTIC.items():
            take = write_take(folder, container, seconds)
            name = f"acoustic, {seconds} s {container.upper()}, / librosa's 37"
            duel.ratio(name, take, ("acoustic", "features"), target)
        duel.ratio(
            "singing, 30 s WAV, / librosa.pyin alone",
            long,
            ("singing", "pyin"),
            Target(20, 40),
            SLOW_ROUNDS,
        )
        duel.ratio(
            "prediction, 30 s WAV, / librosa's 37 alone",
            long,
            ("prediction", "features"),
            Target(1.5, 3),
        )
        duel.floor("acoustic, 30 s WAV, / its floor", long, Target(2.2, 1.5, at_least=False))
    print()


class _Duel:
    """Two workers that measure in turns, so that a busy machine is busy for both."""

    def __init__(self, report: Report, ours: BenchmarkWorker, reference: BenchmarkWorker) -> None:
        self._report = report
        self._ours = ours
        self._reference = reference

    def ratio(
        self,
        name: str,
        take: Take,
        tasks: tuple[str, str],
        target: Target,
        rounds: int = ROUNDS,
    ) -> None:
        """Report how many times longer the reference takes."""
        pairs = []
        for _ in range(rounds):
            own = self._ours.measure(tasks[0], take.path)["seconds"]
            pairs.append((own, self._reference.measure(tasks[1], take.path)["seconds"]))
        self._report.add(_row(name, pairs, target))

    def floor(self, name: str, take: Take, target: Target) -> None:
        """Report how many times longer than the floor the acoustic features take."""
        pairs = []
        for _ in range(2 * ROUNDS):
            least = self._ours.measure("floor", take.path)["seconds"]
            pairs.append((self._ours.measure("acoustic", take.path)["seconds"], least))
        own, least = (statistics.median(column) for column in zip(*pairs, strict=True))
        rounds = [a / b for a, b in pairs]
        spread = (min(rounds), max(rounds))
        self._report.add(
            ReportRow(
                f"{name} of {least * 1e3:.1f} ms", own / least, "x", own * 1e3, None, spread, target
            )
        )


def cold(report: Report, folder: Path) -> None:
    """Compare whole processes: start, import, load, predict a 10 s WAV, end."""
    report.heading("Cold processes: start, import, load, predict a 10 s WAV, end; ms")
    path = str(write_take(folder, "wav", 10).path)
    fresh("benchmarks.child_reference", "tflite", path)  # fills numba's cache
    # TensorFlow takes ten seconds a round, and nothing was promised against it.
    kinds = (("tflite", SLOW_ROUNDS, Target(15, 23)), ("tensorflow", 3, None))
    for kind, rounds, target in kinds:
        pairs, walls = [], []
        for _ in range(rounds):
            own = fresh("benchmarks.child", path)
            other = fresh("benchmarks.child_reference", kind, path)
            pairs.append((own.cpu_seconds, other.cpu_seconds))
            walls.append((own.wall_seconds, other.wall_seconds))
        report.add(_row(f"cold prediction, / librosa + {kind}", pairs, target))
        own_wall, other_wall = (statistics.median(column) for column in zip(*walls, strict=True))
        print(f"{'  on the wall':<44}{own_wall * 1e3:>9.1f}{other_wall * 1e3:>9.0f}")
    print()


def _row(name: str, pairs: list[tuple[float, float]], target: Target | None) -> ReportRow:
    """Return reference / ours: the ratio of the medians, and the range of single rounds."""
    own, reference = (statistics.median(column) for column in zip(*pairs, strict=True))
    rounds = [b / a for a, b in pairs]
    spread = (min(rounds), max(rounds))
    return ReportRow(name, reference / own, "x", own * 1e3, reference * 1e3, spread, target)
