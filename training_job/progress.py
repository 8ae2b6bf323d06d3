"""How far a training is: told to whoever waits, and a checkpoint after every epoch.

A training is a known number of fits, and a network's fit a known largest number of epochs; the
share that is over gives the percentage and, with the clock, the time that is left. What a fit
depends on is written after every epoch, so that a killed job starts where it stopped.
"""

import io
import json
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from talent.errors import ObjectMissing
from talent.ports import Progress
from training_job.recipe import Epoch, Keep
from training_job.store import Store

CHECKPOINT: Final = "checkpoint"
SECONDS: Final = 1.0
"""Least time between two reports of epochs: a row need not be written a hundred times a second."""

Arrays = dict[str, NDArray[Any]]


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
        self._progress.report(100.0, "done", message, seconds_left=0)

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
        self._progress.report(
            round(percent, 1),
            self._phase,
            self._message,
            epoch=epoch.number if epoch else None,
            total_epochs=self._epochs,
            loss=epoch.loss if epoch else None,
            validation_loss=epoch.validation_loss if epoch else None,
            accuracy=epoch.accuracy if epoch else None,
            seconds_left=round(left) if left is not None else None,
        )


class Checkpoints:
    """The state of every fit, in a store (port: :class:`training_job.candidates.Stages`).

    Parameters
    ----------
    about : what the training rests on; what was kept for anything else is not taken up.

    Attributes
    ----------
    curves : every epoch of every network so far, those before a kill included, by name.
    """

    def __init__(self, store: Store, about: str, teller: Teller) -> None:
        self._store, self._teller = store, teller
        mark = f"{CHECKPOINT}/about.json"
        self.resumed = read_json(store, mark) == {"about": about}
        if not self.resumed:
            store.put(mark, json.dumps({"about": about}).encode())
        self.curves: dict[str, list[Epoch]] = {}

    def keep(self, name: str) -> Keep:
        """Return where a network's state is kept between epochs."""
        path = f"{CHECKPOINT}/{name}.npz"

        def resume() -> Arrays | None:
            if not self.resumed:
                return None
            try:
                state = unpack(self._store.get(path))
            except ObjectMissing:
                return None
            curve = state.pop("curve").tolist()
            self.curves[name] = [Epoch(int(number), *rest) for number, *rest in curve]
            return state

        def after_epoch(state: Arrays, epoch: Epoch) -> None:
            curve = self.curves.setdefault(name, [])
            curve.append(epoch)
            self._store.put(path, pack(state | {"curve": np.array(curve, dtype=np.float64)}))
            self._teller.epoch(epoch)

        return Keep(resume, after_epoch)

    def done(self, name: str, work: float) -> None:
        """Take note that a fit is over."""
        self._teller.fit(work)


class Aloud:
    """Progress for somebody who watches a terminal (port: :class:`talent.ports.Progress`)."""

    def __init__(self) -> None:
        from tqdm import tqdm

        self._bar = tqdm(total=100, bar_format="{l_bar}{bar}| {elapsed}{postfix}")

    def report(
        self,
        percent: float,
        phase: str,
        message: str,
        *,
        epoch: int | None = None,
        total_epochs: int | None = None,
        loss: float | None = None,
        validation_loss: float | None = None,
        accuracy: float | None = None,
        seconds_left: float | None = None,
    ) -> None:
        """Move the bar."""
        self._bar.set_description(phase, refresh=False)
        words = [message]
        if epoch is not None and loss is not None:
            words.append(f"epoch {epoch}/{total_epochs}, loss {loss:.3f}")
        self._bar.set_postfix_str("; ".join(words), refresh=False)
        self._bar.update(max(percent - self._bar.n, 0.0))
        self._bar.refresh()
        if percent >= 100.0:
            self._bar.close()


class All:
    """Several that are told the same."""

    def __init__(self, listeners: Iterable[Progress]) -> None:
        self._listeners = tuple(listeners)

    def report(self, percent: float, phase: str, message: str, **figures: Any) -> None:  # noqa: ANN401 - passed on as they are
        """Tell everybody."""
        for each in self._listeners:
            each.report(percent, phase, message, **figures)


def pack(arrays: Arrays) -> bytes:
    """Return arrays by name as the bytes of a NumPy archive."""
    content = io.BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


def unpack(content: bytes) -> Arrays:
    """Read what :func:`pack` made."""
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def read_json(store: Store, name: str) -> Any:  # noqa: ANN401 - JSON is anything
    """Return a JSON file, or None where there is none."""
    try:
        return json.loads(store.get(name))
    except ObjectMissing:
        return None
