"""In-process cache of the model in service, refreshed from the registry.

Every few seconds the pointer is read again. A new model is checked before it replaces the old;
where it fails, the old one keeps serving. A request keeps the model it began with: it asks once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from talent.errors import ModelError, ModelMissing, ModelUnknown, StorageUnavailable

if TYPE_CHECKING:
    from talent.model.artifact import Model
    from talent.registry.model_record import Pointer
    from talent.registry.ports import Published, Registry

RECHECK_SECONDS: Final = 10.0
"""At most so long after a promotion a process still serves the model before."""

_log = logging.getLogger(__name__)


class ModelCache:
    """The model in service (port: :class:`talent.prediction.ports.ModelStore`).

    Parameters
    ----------
    registry : says which model that is.
    models : where its files are, unless it is the one that comes with the code.
    clock : seconds that only ever grow.
    recheck_seconds : how long the answer "this is the model in service" is believed.
    """

    def __init__(
        self,
        registry: Registry,
        models: Published,
        *,
        clock: Callable[[], float] = time.monotonic,
        recheck_seconds: float = RECHECK_SECONDS,
    ) -> None:
        self._registry = registry
        self._models = models
        self._clock = clock
        self._recheck_seconds = recheck_seconds
        self._loaded: Model | None = None  # as its manifest has it
        self._model: Model | None = None  # with the operator's threshold
        self._digest = ""
        self._refused = ""
        self._checked_at = -recheck_seconds

    def current(self) -> Model:
        """Return the model in service; raise ModelError where there is none to trust."""
        fresh = self._clock() - self._checked_at < self._recheck_seconds
        if self._model is not None and fresh:
            return self._model
        asked_at = self._clock()
        try:
            self._refresh()
        except (ModelError, StorageUnavailable) as error:
            if self._model is None:
                raise _missing(error) from error
            _log.warning("The model could not be exchanged (%s); the old one serves", error.code)
        self._checked_at = asked_at
        assert self._model is not None  # noqa: S101 - _refresh sets it or raises
        return self._model

    def _refresh(self) -> None:
        pointer = self._registry.pointer()
        if pointer is None:
            raise ModelMissing(
                "No model was ever put into service",
                advice="Install the one that comes with the code, or promote one.",
            )
        if pointer.sha256 == self._refused and self._model is not None:
            return
        try:
            self._serve(pointer.version, pointer.sha256, pointer.threshold)
        except ModelError as error:
            # Remembered, so that it is not fetched again and again.
            self._refused = pointer.sha256
            if self._model is not None:
                raise
            self._serve_previous(pointer, error)

    def _serve(self, version: str, digest: str, threshold: float) -> None:
        from talent.model.threshold import with_threshold

        if self._loaded is None or digest != self._digest:
            self._loaded, self._digest = self._load(version, digest), digest
        manifest = self._loaded.manifest
        self._model = replace(self._loaded, manifest=with_threshold(manifest, threshold))

    def _serve_previous(self, pointer: Pointer, error: ModelError) -> None:
        """Serve what processes that were there before it still serve."""
        if pointer.previous is None:
            raise error
        try:
            before = self._registry.model(pointer.previous)
            self._serve(before.version, before.sha256, before.threshold)
        except (ModelError, ModelUnknown, StorageUnavailable):
            raise error from None
        _log.warning("The model was refused (%s); the previous one serves", error.code)

    def _load(self, version: str, digest: str) -> Model:
        from talent.model.artifact import load_model
        from talent.model.bundled import bundled

        files = bundled(digest)
        if files is None:
            files = self._models.read(version)
        return load_model(files, digest=digest)


def _missing(error: ModelError | StorageUnavailable) -> ModelError:
    if isinstance(error, ModelError):
        return error
    return ModelMissing(
        f"{error.message}: no model could be loaded",
        advice="Check that the models' table and bucket can be reached; the next request tries "
        "again.",
        values=error.values,
    )
