"""Does a handler start? Runs under Lambda's Python, with nothing but what is packed.

    python3.13 -I -S smoke.py functions.predict.handler.handler FOLDER...

Imports nothing of the repository except from the folders given.
"""

import importlib
import sys
from pathlib import Path


def main(handler: str, *folders: str) -> None:
    """Import a handler as Lambda does, then let every native library do a little work."""
    sys.path[:0] = folders
    module, _, name = handler.rpartition(".")
    if not callable(getattr(importlib.import_module(module), name)):
        raise TypeError(f"{handler} is not callable")
    score()
    stray = sorted(path for path in map(origin, sys.modules.values()) if not allowed(path, folders))
    if stray:
        raise ImportError(f"loaded from elsewhere: {', '.join(stray)}")


def score() -> None:
    """Let every native library do a little work: numpy, soxr, libsndfile, TFLite."""
    import numpy
    import soundfile
    import soxr

    import talent.model
    from talent.model.artifact import FILES, load_model

    folder = Path(talent.model.__file__).parent / "default"
    model = load_model({name: (folder / name).read_bytes() for name in FILES})
    if not model.manifest.version:
        raise ValueError("the default model has no version")
    soxr.resample(numpy.zeros(22_050, numpy.float32), 44_100, 22_050)
    if not soundfile.__libsndfile_version__:
        raise ImportError("soundfile found no libsndfile")


def origin(module: object) -> str:
    """Return the file of a module, "" for one that has none."""
    return str(getattr(module, "__file__", None) or "")


def allowed(path: str, folders: tuple[str, ...]) -> bool:
    """Tell whether a file belongs to what is packed or to Python's own library."""
    own = (*folders, sys.base_prefix, str(Path(__file__).parent))
    return not path or path.startswith(own)


if __name__ == "__main__":
    main(*sys.argv[1:])
