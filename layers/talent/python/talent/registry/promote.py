"""Put a model into service.

    sha256 of every file ─▶ hash of the features ─▶ a prediction ─▶ one transaction

Before the transaction nothing has changed for anybody; after it every function serves the new
model within seconds (:mod:`talent.registry.cache`).
"""

from collections.abc import Mapping

from talent.errors import ChangedMeanwhile
from talent.model.bundled import bundled
from talent.registry.model_record import ModelRecord, Pointer, Why
from talent.registry.ports import Published, Registry
from talent.registry.transitions import promoted
from talent.registry.verify import verify


def promote(
    version: str,
    *,
    registry: Registry,
    models: Published,
    why: Why,
    override: bool = False,
    replacing: str | None = None,
) -> Pointer:
    """Put a registered model into service and return the new pointer; once more is the same.

    Parameters
    ----------
    override : whether a model that the gate rejected is to serve all the same.
    replacing : the model that the gate compared it with: nothing happens where another one
        serves by now.

    Raises
    ------
    ModelUnknown
    GateRefused
    PromotionRefused
        If the files are not what was registered, or do not work.
    ChangedMeanwhile
        If somebody else promotes, or changes this model, at the same time.
    """
    pointer = registry.pointer()
    record = registry.model(version)
    if pointer is not None and pointer.version == version:
        return pointer
    if replacing is not None and (pointer is None or pointer.version != replacing):
        raise ChangedMeanwhile(
            f"{pointer.version if pointer else 'No model'} serves by now, not {replacing}",
            advice="Promote it by hand if it is to replace that one as well.",
            values={"expected": replacing, "in_service": pointer.version if pointer else None},
        )
    serving = registry.model(pointer.version) if pointer else None
    update = promoted(record, pointer=pointer, serving=serving, why=why, override=override)
    verify(published_files(record, models), digest=record.sha256)
    registry.commit(update)
    assert update.pointer is not None  # noqa: S101 - a promotion moves it
    return update.pointer


def published_files(record: ModelRecord, models: Published) -> Mapping[str, bytes]:
    """Return the files of a registered model that are there, by name."""
    return bundled(record.sha256) or models.read(record.version)
