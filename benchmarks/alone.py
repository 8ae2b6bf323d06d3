"""Measure predictions by themselves: memory, stages, throughput, growth, every container."""

import statistics
from pathlib import Path
from typing import Final

from benchmarks.processes import BenchmarkWorker, fresh
from benchmarks.report import Report, ReportRow, Target
from benchmarks.takes import CONTAINERS, LONG_RATE, Take, write_take

ROUNDS: Final = 5
_MEMORY: Final = {
    30: Target(100, 80, at_least=False),
    180: Target(130, 90, at_least=False),
    600: Target(220, 150, at_least=False),
}
_GROWTH: Final = (5, 10, 30, 60, 180, 600)
_STEADY: Final = 1.25
"""Growth counts as linear while no second of a long take costs so much more than one of 30 s."""


def memory(report: Report, folder: Path) -> None:
    """Report the peak memory of fresh processes that predict one WAV."""
    report.heading("Peak memory of a fresh process that predicts one WAV, MiB")
    for seconds, target in _MEMORY.items():
        path = str(write_take(folder, "wav", seconds).path)
        peaks = [fresh("benchmarks.child", path).said["peak_mib"] for _ in range(3)]
        other = fresh("benchmarks.child_reference", "tflite", path).said["peak_mib"]
        peak, spread = max(peaks), (min(peaks), max(peaks))
        report.add(ReportRow(f"prediction, {seconds} s", peak, "MiB", peak, other, spread, target))
    print()


def stages(report: Report, folder: Path) -> None:
    """Print where the time of a prediction goes, and how many a core gives."""
    print("Stages of a warm prediction, CPU ms")
    rows: list[dict[str, object]] = []
    speeds = []
    with BenchmarkWorker("benchmarks.ours") as worker:
        for container, seconds in (("wav", 10), ("wav", 30), ("mp3", 30)):
            take = write_take(folder, container, seconds)
            found = [worker.measure("stages", take.path) for _ in range(2 * ROUNDS + 1)]
            spent = {name: 1e3 * statistics.median(run[name] for run in found) for name in found[0]}
            spent["whole"] = spent.pop("seconds")
            if not rows:
                print(f"{'':<12}" + "".join(f"{stage:>15}" for stage in spent))
            print(f"{_name(take):<12}" + "".join(f"{value:>15.2f}" for value in spent.values()))
            rate = 1e3 / spent["whole"]
            rows.append({"take": _name(take), **spent, "takes_per_second": rate})
            speeds.append(
                f"{_name(take):<12}{rate:>10.1f} takes a second, {rate * seconds:.0f} x real time"
            )
    print("\nThroughput of one core", *speeds, "", sep="\n")
    report.tables["stages"] = rows


def growth(report: Report, folder: Path) -> None:
    """Show what a second of sound costs in short and in long takes.

    Measured, not judged: five seconds of this melody hold too few notes for an answer.
    """
    print("Growth: CPU ms for each second of sound (WAV, 32 kHz)")
    print(f"{'seconds':<12}{'singing':>12}{'acoustic':>12}")
    rows: list[dict[str, object]] = []
    costs: dict[str, dict[int, float]] = {"singing": {}, "acoustic": {}}
    with BenchmarkWorker("benchmarks.ours") as worker:
        for seconds in _GROWTH:
            path = write_take(folder, "wav", seconds, LONG_RATE).path
            for task, cost in costs.items():
                runs = [worker.measure(task, path)["seconds"] for _ in range(ROUNDS)]
                cost[seconds] = 1e3 * statistics.median(runs) / seconds
            row = {task: cost[seconds] for task, cost in costs.items()}
            print(
                f"{seconds:<12}" + "".join(f"{value:>12.2f}" for value in row.values()), flush=True
            )
            rows.append({"seconds": seconds, **row})
    for task, cost in costs.items():
        worst = max(cost[seconds] / cost[30] for seconds in _GROWTH if seconds > 30)
        verdict = "linear" if worst <= _STEADY else "NOT LINEAR"
        print(f"{task}: at most {worst:.2f} times the cost at 30 s: {verdict}")
    print()
    report.tables["growth"] = rows


def containers(report: Report, folder: Path) -> None:
    """Print time and memory of a fresh process for every container and length."""
    print("Every container: fresh processes, CPU time")
    print(f"{'take':<12}{'load ms':>9}{'predict ms':>12}{'x real time':>13}{'peak MiB':>10}")
    rows: list[dict[str, object]] = []
    for seconds in (10, 30, 600):
        for container in CONTAINERS:
            take = write_take(folder, container, seconds)
            load, predict, real_time, peak = found = _container(take)
            print(
                f"{_name(take):<12}{load:>9.0f}{predict:>12.1f}{real_time:>13.0f}{peak:>10.0f}",
                flush=True,
            )
            names = ("load_ms", "predict_ms", "x_real_time", "peak_mib")
            rows.append({"take": _name(take), **dict(zip(names, found, strict=True))})
    print()
    report.tables["containers"] = rows


def _container(take: Take) -> tuple[float, float, float, float]:
    """Return ms to load, ms to predict, x real time, peak MiB."""
    rounds = ROUNDS if take.seconds < 600 else 1
    runs = [fresh("benchmarks.child", str(take.path)).said for _ in range(rounds)]
    load, predict = (
        statistics.median(run[name] for run in runs) for name in ("load_seconds", "judge_seconds")
    )
    peak = max(run["peak_mib"] for run in runs)
    return load * 1e3, predict * 1e3, take.seconds / predict, peak


def _name(take: Take) -> str:
    return f"{take.seconds} s {take.container}"
