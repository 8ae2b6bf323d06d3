"""Put the model that comes with the code into service."""

from talent.errors import VersionTaken
from talent.model.artifact import DEFAULT_FOLDER, read_folder
from talent.ports import Publisher, Registry
from talent.registry import Pointer, Why
from talent.usecases.promote import promote
from talent.usecases.register import register_files


def install(*, registry: Registry, models: Publisher, why: Why) -> Pointer:
    """Put the model that comes with the code into service; leave one that was trained here.

    Where only the documents of a model changed and not its graph, which names its version,
    the one that is known stays.

    Raises
    ------
    PromotionRefused
        If it is not there or damaged.
    """
    pointer = registry.pointer()
    if pointer is not None and registry.model(pointer.version).training_id is not None:
        return pointer
    files = read_folder(DEFAULT_FOLDER)
    try:
        record = register_files(files, registry=registry, models=models, why=why)
    except VersionTaken:
        if pointer is None:
            raise
        return pointer
    return promote(record.version, registry=registry, models=models, why=why)
