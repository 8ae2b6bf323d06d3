"""Progress of a training, in its row, and a checkpoint after every epoch.

A training is a known number of fits, and a network's fit a known largest number of epochs; the
share that is over gives the percentage and, with the clock, the time that is left. What a fit
depends on is written after every epoch, so that a killed job starts where it stopped. What was
left by other code, or is damaged, is not taken up: that fit starts afresh.
"""

import io
import json
import sys
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from talent.trainings.job import ProgressReport
from talent.trainings.ports import Progress
from training_job.job.store import Store, get_many
from training_job.models.hyperparameters import Arrays, Epoch, Keep

CHECKPOINT: Final = "checkpoint"
CURVE: Final = "curve"
SECONDS: Final = 1.0
"""Least time between two reports of epochs: a row need not be written a hundred times a second."""


class Teller:
    """Turns fits and epochs into reports.

    Parameters
    ----------
    progress : who is told.
    epochs : at most, in one fit.
    clock : seconds that only ever grow.
    """

    def __init__(
        self, progress: Progress, epochs: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._progress, self._epochs, self._clock = progress, epochs, clock
        self._phase, self._message, self._from, self._to = "starting", "", 0.0, 0.0
        self._done, self._fits = 0.0, 1.0
        self._began = clock()
        self._told = -np.inf

    def phase(self, name: str, message: str, *, until: float, fits: float = 1.0) -> None:
        """Begin a phase that ends at a percentage and takes so many fits."""
        self._phase, self._message = name, message
        self._from, self._to = self._to, until
        self._done, self._fits = 0.0, max(fits, 1.0)
        self._tell()

    def finish(self, message: str) -> None:
        """Tell that all is done."""
        self._progress.report(ProgressReport(100.0, "done", message, seconds_left=0))

    def epoch(self, epoch: Epoch) -> None:
        """Tell of an epoch, unless something was told just now."""
        if self._clock() - self._told >= SECONDS:
            part = min(epoch.number / self._epochs, 1.0)
            self._tell(epoch, part)

    def fit(self, work: float = 1.0) -> None:
        """Take note that a fit is over."""
        self._done += work
        if self._clock() - self._told >= SECONDS:
            self._tell()

    def _tell(self, epoch: Epoch | None = None, part: float = 0.0) -> None:
        share = min((self._done + part) / self._fits, 1.0)
        percent = self._from + (self._to - self._from) * share
        passed = self._clock() - self._began
        left = passed * (100.0 - percent) / percent if percent >= 1.0 else None
        self._told = self._clock()
        report = ProgressReport(
            round(percent, 1),
            self._phase,
            self._message,
            total_epochs=self._epochs,
            seconds_left=round(left) if left is not None else None,
        )
        if epoch is not None:
            report = replace(
                report,
                epoch=epoch.number,
                loss=epoch.loss,
                validation_loss=epoch.validation_loss,
                accuracy=epoch.accuracy,
            )
        self._progress.report(report)


class Checkpoints:
    """The state of every fit, in a store (port: :class:`training_job.models.model_kinds.Stages`).

    Parameters
    ----------
    about : what the training rests on; what was kept for anything else is not taken up.

    Attributes
    ----------
    curves : every epoch of every network so far, those before a kill included, by name.
    """

    def __init__(self, store: Store, about: str, teller: Teller) -> None:
        self._store, self._teller = store, teller
        mark, content = f"{CHECKPOINT}/about.json", json.dumps({"about": about}).encode()
        self.resumed = get_many(store, [mark]) == [content]
        if not self.resumed:
            store.put(mark, content)
        self.curves: dict[str, list[Epoch]] = {}

    def keep(self, name: str) -> Keep:
        """Return where a network's state is kept between epochs."""
        path = f"{CHECKPOINT}/{name}.npz"

        def resume(fresh: Arrays) -> Arrays | None:
            (content,) = get_many(self._store, [path]) if self.resumed else [None]
            if content is None:
                return None
            try:
                state, curve = restored(content, fresh)
            except ValueError as error:
                print(f"{path} is not taken up, the fit starts afresh: {error}", file=sys.stderr)
                return None
            self.curves[name] = curve
            return state

        def after_epoch(state: Arrays, epoch: Epoch) -> None:
            curve = self.curves.setdefault(name, [])
            curve.append(epoch)
            self._store.put(
                path, pack_checkpoint(state | {CURVE: np.array(curve, dtype=np.float64)})
            )
            self._teller.epoch(epoch)

        return Keep(resume, after_epoch)

    def done(self, name: str, work: float) -> None:
        """Take note that a fit is over."""
        self._teller.fit(work)


class Aloud:
    """Progress for somebody who watches a terminal.

    Port: :class:`talent.trainings.ports.Progress`.
    """

    def __init__(self) -> None:
        from tqdm import tqdm

        self._bar = tqdm(total=100, bar_format="{l_bar}{bar}| {elapsed}{postfix}")

    def report(self, report: ProgressReport) -> None:
        """Move the bar."""
        self._bar.set_description(report.phase, refresh=False)
        words = [report.message]
        if report.epoch is not None and report.loss is not None:
            words.append(f"epoch {report.epoch}/{report.total_epochs}, loss {report.loss:.3f}")
        self._bar.set_postfix_str("; ".join(words), refresh=False)
        self._bar.update(max(report.percent - self._bar.n, 0.0))
        self._bar.refresh()
        if report.percent >= 100.0:
            self._bar.close()


class All:
    """Several that are told the same."""

    def __init__(self, listeners: Iterable[Progress]) -> None:
        self._listeners = tuple(listeners)

    def report(self, report: ProgressReport) -> None:
        """Tell everybody."""
        for each in self._listeners:
            each.report(report)


def pack_checkpoint(arrays: Arrays) -> bytes:
    """Return arrays by name as the bytes of a NumPy archive."""
    content = io.BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


def restored(content: bytes, fresh: Arrays) -> tuple[Arrays, list[Epoch]]:
    """Return the state in a checkpoint, and the epochs that led to it.

    Parameters
    ----------
    fresh : the state of a fit that begins.

    Raises
    ------
    ValueError
        If it cannot be read, or is not of the names, shapes and types of a state today.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            state = {name: archive[name] for name in archive.files}
    except (ValueError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise ValueError("it is damaged") from error
    curve = state.pop(CURVE, np.empty((0, 0)))
    if _forms(state) != _forms(fresh) or curve.ndim != 2 or curve.shape[1] != len(Epoch._fields):
        raise ValueError("it was made by other code")
    return state, [Epoch(int(number), *rest) for number, *rest in curve.tolist()]


def _forms(arrays: Arrays) -> dict[str, tuple[tuple[int, ...], str]]:
    return {name: (array.shape, array.dtype.str) for name, array in arrays.items()}
