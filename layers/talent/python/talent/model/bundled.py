"""Default model, bundled with the code: its version and files; nothing is fetched for it."""

from functools import cache

from talent.model.artifact import DEFAULT_FOLDER, MANIFEST, read_folder, sha256


def bundled(digest: str) -> dict[str, bytes] | None:
    """Return the files of the model that comes with the code, by name.

    Parameters
    ----------
    digest : sha256 of the ``manifest.json`` that is looked for; None is returned for any other.
    """
    return read_folder(DEFAULT_FOLDER) if digest == _digest() else None


@cache
def _digest() -> str:
    manifest = DEFAULT_FOLDER / MANIFEST
    return sha256(manifest.read_bytes()) if manifest.is_file() else ""
