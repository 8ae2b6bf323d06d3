"""Charts of a model and of a training, read from where they are stored.

of the model that comes with the code     its folder
of any other model                        models/{version}/, else with its training
of a training                             candidates/{training_id}/

Nothing is drawn here, and nothing is believed that is not what the index names.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from talent.errors import ObjectMissing, VisualsMissing
from talent.ids import ID
from talent.model.manifest import Manifest
from talent.model.visuals import INDEX, ChartIndex
from talent.ports import ObjectStore

CANDIDATE: Final = "candidates/{}/"
KEPT: Final = 32
"""Files a process keeps, none larger than some tens of kB."""


@dataclass(frozen=True, slots=True)
class ChartFiles:
    """Chart files of one model or training.

    Attributes
    ----------
    what : whose, in words.
    read : returns a file by name; raises ObjectMissing.
    """

    what: str
    index: ChartIndex
    read: Callable[[str], bytes]

    def get(self, name: str) -> bytes:
        """Return a file that is what the index names; raise VisualsMissing."""
        if name not in self.index.files:
            raise _missing(f"{self.what} has no {name}")
        try:
            content = self.read(name)
        except ObjectMissing as error:
            raise _missing(f"{name} of {self.what} is gone") from error
        if hashlib.sha256(content).hexdigest() != self.index.files[name]:
            raise _missing(f"{name} of {self.what} is not the file its index names")
        return content


class ChartStore:
    """Charts and their numbers.

    Parameters
    ----------
    models : the bucket with ``models/`` and ``candidates/``.
    """

    def __init__(self, models: ObjectStore) -> None:
        self._models = models
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def of_model(self, manifest: Manifest) -> ChartFiles:
        """Return what there is of a model; raise VisualsMissing."""
        what = f"Model {manifest.version}"
        places = [f"models/{manifest.version}/"]
        training_id = manifest.training.get("training_id")
        if isinstance(training_id, str) and ID.fullmatch(training_id):
            places.append(CANDIDATE.format(training_id))
        if manifest.version == self._bundled:
            return _shelf(what, _from_folder)
        for place in places:
            try:
                return self._stored(what, place)
            except ObjectMissing:
                continue
        raise _missing(f"Nothing was drawn for model {manifest.version}")

    def of_training(self, training_id: str) -> ChartFiles:
        """Return what there is of a training; raise VisualsMissing."""
        what = f"Training {training_id}"
        try:
            return self._stored(what, CANDIDATE.format(training_id))
        except ObjectMissing as error:
            raise VisualsMissing(
                f"Nothing was drawn for training {training_id}: it has not come so far, it "
                "failed, or it was deleted after its time",
                advice=f"GET /api/v1/train-status/{training_id} says where it stands.",
            ) from error

    def _stored(self, what: str, place: str) -> ChartFiles:
        return _shelf(what, lambda name: self._file(place + name))

    def _file(self, key: str) -> bytes:
        """Return a file of the bucket. It never changes once its index is there."""
        if key not in self._kept:
            self._kept[key] = self._models.get(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    @cached_property
    def _bundled(self) -> str:
        from talent.model.artifact import DEFAULT_FOLDER, MANIFEST

        manifest = DEFAULT_FOLDER / MANIFEST
        return Manifest.from_json(manifest.read_bytes()).version if manifest.is_file() else ""


def _shelf(what: str, read: Callable[[str], bytes]) -> ChartFiles:
    try:
        return ChartFiles(what, ChartIndex.from_json(read(INDEX)), read)
    except ValueError as error:
        raise _missing(f"The index of what was drawn is damaged ({error})") from error


def _from_folder(name: str) -> bytes:
    from talent.model.artifact import DEFAULT_FOLDER

    try:
        return (DEFAULT_FOLDER / name).read_bytes()
    except FileNotFoundError as error:
        raise ObjectMissing(f"There is no file {name}") from error


def _missing(message: str) -> VisualsMissing:
    return VisualsMissing(
        message,
        advice="The model answers all the same; charts come with the next training.",
    )
