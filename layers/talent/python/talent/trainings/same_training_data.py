"""Compares what two models learned from, to tell whether a training brings anything new."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from talent.errors import ObjectMissing
from talent.ports import ObjectStore
from talent.trainings.snapshot_document import Snapshot, snapshot_key


class Basis(NamedTuple):
    """Data that a model was made of.

    Attributes
    ----------
    base : sha256 of the synthetic base; None without it.
    recordings : identifier, sha256 of the sound, label and singer of every recording.
    """

    base: str | None
    recordings: frozenset[tuple[str, str, str, str]]


def same_basis(training_id: str, champion: Mapping[str, Any], data: ObjectStore) -> bool:
    """Say whether a training rests on just what the model in service rests on.

    A recording more or less, or a label that was corrected, is something else; a seed, a number
    of epochs or altered copies are not. What nobody knows any more is something else, too.

    Parameters
    ----------
    champion : ``training`` in the manifest of the model in service.
    data : the bucket with snapshots.
    """
    theirs = _basis_of(champion, data)
    return theirs is not None and theirs == _listed(training_id, data)


def _basis_of(training: Mapping[str, Any], data: ObjectStore) -> Basis | None:
    training_id = training.get("training_id")
    if training_id is not None:
        return _listed(str(training_id), data)
    base = training.get("dataset_sha256")  # it came with the code, and knows the base alone
    return None if base is None else Basis(str(base), frozenset())


def _listed(training_id: str, data: ObjectStore) -> Basis | None:
    try:
        listed = Snapshot.from_json(data.get(snapshot_key(training_id)))
    except ObjectMissing:
        return None
    rows = ((each.id, each.sha256, each.label, each.group) for each in listed.recordings)
    return Basis(listed.base_sha256, frozenset(rows))
