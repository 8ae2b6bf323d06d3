"""Addresses of this API's resources, as a client must ask for them.

API Gateway puts something in front of the paths that this API knows: on its own domain the
stage, on a domain of one's own the base path of the mapping, and the stage too where the mapping
names none. The latter two it leaves in the event's path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from talent.uploads.upload import Purpose, Upload

if TYPE_CHECKING:  # not everyone who names a path answers over HTTP
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

_DEFAULT_DOMAIN: Final = re.compile(r".+\.amazonaws\.com(\.cn)?")
_PARAMETER: Final = re.compile(r"\{(\w+)\+?\}")
_BASE: Final = re.compile(r"(/[^/]+)+")


def prediction_path(upload_id: str) -> str:
    """Return where the prediction of an upload is."""
    return f"/api/v1/predictions/{upload_id}"


def upload_path(upload_id: str) -> str:
    """Return where an upload stands, be it for a prediction or data."""
    return f"/api/v1/uploads/{upload_id}"


def followed_at(upload: Upload) -> str:
    """Return where a client sees what became of an upload."""
    path = prediction_path if upload.purpose is Purpose.PREDICTION else upload_path
    return path(upload.id)


def link(request: Request, path: str) -> str:
    """Return the path of something as a client reaches it.

    Parameters
    ----------
    path : as this API knows it, from ``/api/v1/`` on.
    """
    context = request.scope["aws.event"]["requestContext"]
    staged = _DEFAULT_DOMAIN.fullmatch(context.get("domainName") or "")
    return (f"/{context['stage']}" if staged else request.scope["root_path"]) + path


def address(request: Request, path: str) -> str:
    """Return the same with scheme and host: API Gateway's word for the domain, not the client's."""
    domain = request.scope["aws.event"]["requestContext"].get("domainName")
    nearest = request.scope["scheme"].rpartition(",")[2].strip()  # of all hops it comes last
    scheme = "http" if nearest == "http" else "https"
    return f"{scheme}://{domain or request.url.netloc}{link(request, path)}"


def base_path(event: Mapping[str, Any]) -> str:
    """Return what stands in front of the resource in an event's path: ``/singing``, or "".

    Parameters
    ----------
    event : of API Gateway. Its ``resource`` is the API's own, with ``pathParameters`` in it.
    """
    given = event.get("pathParameters") or {}
    resource = _PARAMETER.sub(
        lambda name: str(given.get(name[1], "")), str(event.get("resource") or "")
    )
    path, inner = (unquote(text).rstrip("/") for text in (str(event["path"]), resource))
    base = path.removesuffix(inner) if path.endswith(inner) else ""
    return base if _BASE.fullmatch(base) else ""


class BasePath:
    """Lets routes be found below a base path."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        base = base_path(scope["aws.event"])
        if base:
            path = scope["path"]
            scope = {**scope, "root_path": base, "path": path if path != base else f"{base}/"}
        await self.app(scope, receive, send)
