"""Put the previous model back into service."""

from talent.errors import NothingBefore
from talent.registry.model_record import Pointer, Why
from talent.registry.ports import Published, Registry
from talent.registry.promote import published_files
from talent.registry.transitions import rolled_back
from talent.registry.verify import verify


def rollback(*, registry: Registry, models: Published, why: Why) -> Pointer:
    """Put the previous model back into service and return the new pointer.

    Another rollback goes one further back, not forth again.

    Raises
    ------
    NothingBefore
    PromotionRefused
        If its files are not what was published, or do not work with this code.
    ChangedMeanwhile
        If somebody else promotes or rolls back at the same time.
    """
    pointer = registry.pointer()
    if pointer is None or pointer.previous is None:
        raise NothingBefore(
            "No model served before the one in service",
            advice="GET /api/v1/models lists those that can be promoted.",
        )
    record, serving = registry.model(pointer.previous), registry.model(pointer.version)
    update = rolled_back(record, pointer=pointer, serving=serving, why=why)
    verify(published_files(record, models), digest=record.sha256)
    registry.commit(update)
    assert update.pointer is not None  # noqa: S101 - a rollback moves it
    return update.pointer
