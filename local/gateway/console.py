"""The console as a static host would serve it: files, and the headers that go with them.

On AWS this is S3 behind CloudFront; no function ever sees these requests.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from functions.deployment_hooks.deploy_console import HEADERS, TYPES, files
from functions.http.accept import takes_gzip
from functions.http.conditional import is_known, weak_etag
from local.gateway.proxy_events import Headers, Response
from local.paths import ROOT

FOLDER: Final = ROOT / "console"

_COMPRESSED: Final = {".css", ".html", ".js", ".svg"}
_INDEX: Final = "/index.html"
_HEADERS: Final = FOLDER / HEADERS


@dataclass(frozen=True)
class _File:
    content: bytes
    packed: bytes | None
    etag: str
    media_type: str


class Console:
    """Answers for the page and its parts; everything else is the API's.

    Parameters
    ----------
    origins : where else the page may send requests: the store of the uploads.
    """

    def __init__(self, *origins: str) -> None:
        # A list of files, made once: no path that a client sends ever touches the disk.
        self._files = {f"/{name}": _read(path) for name, path in files(FOLDER).items()}
        allowed = "".join(f" {origin}" for origin in origins)
        self._headers: Headers = [
            (name.lower(), value.replace("{origins}", allowed))
            for name, value in json.loads(_HEADERS.read_text("utf-8")).items()
        ]

    def answer(self, method: str, path: str, headers: Mapping[str, str]) -> Response | None:
        """Return the answer to a request; None where it is not for the console.

        Parameters
        ----------
        path : raw path. ``/`` is the page for a browser; a program gets the API's answer.
        headers : of the request, in HTTP/1.1's capitals.
        """
        if method not in {"GET", "HEAD"}:
            return None
        if path == "/" and "text/html" in headers.get("Accept", ""):
            path = _INDEX
        file = self._files.get(path)
        if file is None:
            return None
        sent = [
            *self._headers,
            ("content-type", file.media_type),
            ("etag", file.etag),
            ("cache-control", "no-cache"),  # names without versions: ask whether it changed
            ("vary", "Accept, Accept-Encoding"),
        ]
        if is_known(file.etag, headers.get("If-None-Match")):
            return Response(304, sent, b"")
        if file.packed and takes_gzip(headers.get("Accept-Encoding", "")):
            return Response(200, [*sent, ("content-encoding", "gzip")], file.packed)
        return Response(200, sent, file.content)


def _read(path: Path) -> _File:
    content = path.read_bytes()
    return _File(
        content,
        gzip.compress(content, mtime=0) if path.suffix in _COMPRESSED else None,
        weak_etag(content),
        TYPES[path.suffix],
    )
