"""Where something of this API is, as a client must ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talent.records import Purpose, Upload

if TYPE_CHECKING:  # not everyone who names a path answers over HTTP
    from starlette.requests import Request

_DEFAULT_DOMAIN = ".amazonaws.com"


def prediction_path(upload_id: str) -> str:
    """Return where the judgement of an upload is."""
    return f"/api/v1/predictions/{upload_id}"


def upload_path(upload_id: str) -> str:
    """Return where an upload stands, be it for a judgement or data."""
    return f"/api/v1/uploads/{upload_id}"


def followed_at(upload: Upload) -> str:
    """Return where a client sees what became of an upload."""
    path = prediction_path if upload.purpose is Purpose.PREDICTION else upload_path
    return path(upload.id)


def link(request: Request, path: str) -> str:
    """Return the path of something as a client reaches it.

    API Gateway's own domain has the stage in front of every path; a domain of one's own has
    not, nor has the local stack.

    Parameters
    ----------
    path : from ``/api/v1/`` on.
    """
    context = request.scope["aws.event"]["requestContext"]
    staged = str(context.get("domainName") or "").endswith(_DEFAULT_DOMAIN)
    return f"/{context['stage']}{path}" if staged else path


def address(request: Request, path: str) -> str:
    """Return the same with scheme and host, as the client wrote them."""
    return f"{request.url.scheme}://{request.url.netloc}{link(request, path)}"
