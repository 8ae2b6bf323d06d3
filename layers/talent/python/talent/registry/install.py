"""Install the bundled default model, unless one that was trained here is in service."""

from talent.model.artifact import DEFAULT_FOLDER, read_folder
from talent.registry.model_record import Pointer, Why
from talent.registry.ports import Publisher, Registry
from talent.registry.promote import promote
from talent.registry.register import register_files


def install_bundled_model(*, registry: Registry, models: Publisher, why: Why) -> Pointer:
    """Put the model that comes with the code into service; leave one that was trained here.

    A model that was made again has another version, be it for its documents alone, and takes the
    place of the one that came with older code.

    Raises
    ------
    PromotionRefused
        If it is not there or damaged.
    VersionTaken
        If something else was registered under its name.
    """
    pointer = registry.pointer()
    if pointer is not None and registry.model(pointer.version).training_id is not None:
        return pointer
    files = read_folder(DEFAULT_FOLDER)
    record = register_files(files, registry=registry, models=models, why=why)
    return promote(record.version, registry=registry, models=models, why=why)
