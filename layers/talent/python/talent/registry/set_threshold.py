"""Set the probability from which a model calls a take good."""

from talent.registry.model_record import ModelRecord, Why
from talent.registry.ports import Registry
from talent.registry.transitions import threshold_changed


def set_threshold(version: str, threshold: float, *, registry: Registry, why: Why) -> ModelRecord:
    """Move the threshold of a model, in service or not; return its new row.

    Parameters
    ----------
    threshold : LOWEST_THRESHOLD..HIGHEST_THRESHOLD of :mod:`talent.registry.model_record`.

    Raises
    ------
    ModelUnknown
    ChangedMeanwhile
        If somebody else changes it, or what serves, at the same time.
    """
    # The pointer first: where the model goes into service in between, its row has changed too.
    pointer, record = registry.pointer(), registry.model(version)
    if record.threshold == threshold:
        return record
    update = threshold_changed(record, threshold, pointer=pointer, why=why)
    registry.commit(update)
    return update.models[0][0]
