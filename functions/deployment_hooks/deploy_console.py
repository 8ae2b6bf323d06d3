"""Deploy the console's files, with what a static host must know of them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from talent.ports import ObjectStore

FOLDER: Final = Path(__file__).parents[2] / "console"
"""Packed beside the code, see infra/packaging/parts.py."""

PREFIX: Final = "site/"
"""Folder of the files in the bucket; CloudFront's origin path."""

TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".ogg": "audio/ogg",
    ".svg": "image/svg+xml",
}
"""Content type by the ending of the name; what ends otherwise is not served."""

HEADERS: Final = "headers.json"
"""For the host, not for the page."""

_CONFIG: Final = "config.json"


def files(folder: Path) -> dict[str, Path]:
    """Return what is served, by its path below the folder; the page itself last."""
    found = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.suffix in TYPES and path != folder / HEADERS
    }
    # So that it never names what is not there yet.
    return {name: found[name] for name in sorted(found, key=lambda name: (".html" in name, name))}


def apply_console(event: Mapping[str, Any], folder: Path, objects: ObjectStore) -> dict[str, str]:
    """Do what CloudFormation asks: store every file, or on deletion erase all.

    What a former version had and this one has not stays where it is: a page that is open may
    still want it.

    Parameters
    ----------
    event : its ``ResourceProperties.Config`` takes the place of ``config.json``.
    """
    if event["RequestType"] == "Delete":
        return {"Files": str(-objects.erase(PREFIX))}
    config = json.dumps(event["ResourceProperties"]["Config"]).encode()
    found = files(folder)
    for name, path in found.items():
        content = config if name == _CONFIG else path.read_bytes()
        objects.put(PREFIX + name, content, content_type=TYPES[path.suffix])
    return {"Files": str(len(found))}
