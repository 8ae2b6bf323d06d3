"""Where something of this API is, as a client must ask for it."""

from starlette.requests import Request

_DEFAULT_DOMAIN = ".amazonaws.com"


def prediction_path(upload_id: str) -> str:
    """Return where the judgement of an upload is."""
    return f"/api/v1/predictions/{upload_id}"


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
