"""Retrains on made-up recordings, in a process of its own: ``python retrained.py FOLDER``.

FOLDER/few           30 singers, the user's recordings alone: every singer held out in turn
FOLDER/killed        the same, killed after some epochs and started again
FOLDER/many          200 singers: some folds held out once
FOLDER/poisoned      the same, after the held-out singers' features were turned to nonsense
FOLDER/mixed         200 singers beside the base
FOLDER/synthetic     the base alone
FOLDER/nothing       60 unknown singers whose features know nothing of the labels
FOLDER/too_few       2 singers: refused
FOLDER/calibrated.json   answers of each kind before and after a calibration
FOLDER/refusal.txt   what was said of the two singers
FOLDER/facts.json    exit statuses, and how many epochs each run of few and killed trained
"""

import json
import sys
from contextlib import redirect_stderr
from pathlib import Path
from unittest.mock import patch

from talent.learning.splits import held_out_folds
from tests.training.calibrated import calibrated
from tests.training.snapshots import write_snapshot
from training_job.job import retrain
from training_job.job.progress import Aloud
from training_job.job.store import Folder


class KilledError(BaseException):
    """Nothing catches it, as nothing catches a kill."""


class Counting(Folder):
    """A folder that counts checkpoints, and kills the job after some."""

    epochs = 0
    kill_after: int | None = None

    def put(self, name: str, content: bytes) -> None:
        """Store a file, and count it if it is a checkpoint."""
        super().put(name, content)
        if name.endswith(".npz"):
            Counting.epochs += 1
            if Counting.epochs == Counting.kill_after:
                raise KilledError


def counted(environment: dict[str, str], kill_after: int | None = None) -> tuple[int | None, int]:
    """Retrain, perhaps up to a kill; return the exit status and the epochs trained."""
    Counting.epochs, Counting.kill_after = 0, kill_after
    with patch("training_job.job.store.Folder", Counting):
        try:
            return retrain.main(environment), Counting.epochs
        except KilledError:
            return None, Counting.epochs


def poison(folder: Path) -> None:
    """Turn the features of everybody who is held out to nonsense."""
    snapshot = json.loads((folder / "manifest.json").read_text())
    for recording in snapshot["recordings"]:
        if recording["fold"] in held_out_folds(0.2):
            (path,) = (folder / "data" / "features" / recording["id"]).iterdir()
            values = json.loads(path.read_text())["values"]
            nonsense = {n: 1e6 - 7 * (v or 0.0) for n, v in values.items()}
            path.write_text(json.dumps({"values": nonsense}))


def main(folder: Path) -> None:
    """Make every file the tests look at."""
    places = {name: folder / name for name in ("few", "killed", "many", "poisoned", "mixed")}
    places |= {name: folder / name for name in ("synthetic", "nothing", "too_few")}
    for place in places.values():
        place.mkdir()
    few = [
        write_snapshot(places[name], singers=30, data_source="uploads", epochs=3)
        for name in ("few", "killed")
    ]
    many = [
        write_snapshot(places[name], singers=200, takes=1, data_source="uploads", epochs=2)
        for name in ("many", "poisoned")
    ]
    poison(places["poisoned"])
    others = [
        write_snapshot(places["mixed"], singers=200, takes=1, strength=1.0, epochs=1),
        write_snapshot(places["synthetic"], singers=3, data_source="base", epochs=1),
        write_snapshot(
            places["nothing"],
            singers=60,
            takes=1,
            strength=0.0,
            unknown=True,
            data_source="uploads",
            epochs=1,
        ),
    ]
    with patch.object(Aloud, "report", lambda *_, **__: None):
        whole = counted(few[0])
        killed = counted(few[1], kill_after=whole[1] // 2)
        resumed = counted(few[1])
        with (folder / "refusal.txt").open("w") as said, redirect_stderr(said):
            few_singers = write_snapshot(places["too_few"], singers=2, data_source="uploads")
            refused = retrain.main(few_singers)
        statuses = [retrain.main(environment) for environment in (*many, *others)]
    facts: dict[str, object] = {"whole": whole, "killed": killed, "resumed": resumed}
    facts |= {"statuses": statuses, "too_few": refused}
    (folder / "calibrated.json").write_text(json.dumps(calibrated()))
    (folder / "facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
