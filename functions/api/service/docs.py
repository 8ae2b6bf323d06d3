"""Documentation pages. Everything they need is served from here: no internet."""

from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from functions.http.addresses import link
from functions.http.conditional import is_known, weak_etag
from functions.runtime.version import VERSION

ASSETS: Final = Path(__file__).parent / "assets"
OPENAPI: Final = ASSETS / "openapi.json"

TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}
IMMUTABLE: Final = "public, max-age=31536000, immutable"
"""The paths of assets hold their versions: what is behind one never changes."""

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

router = APIRouter(include_in_schema=False)


@router.get("/")
async def root(request: Request) -> Response:
    """Lead a browser to the documentation and tell a program where things are."""
    if "text/html" in request.headers.get("accept", ""):
        # Not just "docs": from /prod, without a slash at its end, that would lead to /docs.
        return RedirectResponse(link(request, "/docs"), status_code=307)
    return Response(_ROOT, media_type="application/json")


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """Return the description of the whole API."""
    return _cached(request, OPENAPI, "application/json", "no-cache")


@router.get("/docs")
async def swagger_ui() -> HTMLResponse:
    """Show the API with Swagger UI."""
    return _page("swagger-ui.html")


@router.get("/redoc")
async def redoc() -> HTMLResponse:
    """Show the API with Redoc."""
    return _page("redoc.html")


@router.get("/docs/assets/{folder}/{name}")
async def asset(request: Request, folder: str, name: str) -> Response:
    """Return a script, style sheet or image of the documentation pages."""
    path = _servable().get(f"{folder}/{name}")
    if path is None:
        raise HTTPException(404)
    return _cached(request, path, TYPES[path.suffix], IMMUTABLE)


@cache
def _servable() -> dict[str, Path]:
    """Return the files that are served, by path below ``assets``: a list, not a file system."""
    files = ASSETS.glob("*/*")
    return {f"{file.parent.name}/{file.name}": file for file in files if file.suffix in TYPES}


def _cached(request: Request, path: Path, media_type: str, policy: str) -> Response:
    content, etag = _read(path)
    headers = {"ETag": etag, "Cache-Control": policy}
    if is_known(etag, request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


@cache
def _read(path: Path) -> tuple[bytes, str]:
    content = path.read_bytes()
    return content, weak_etag(content)


def _page(name: str) -> HTMLResponse:
    content, _ = _read(ASSETS / name)
    return HTMLResponse(
        content, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
    )


_ROOT: Final = (
    f'{{"name": "singing-talent", "version": "{VERSION}", "docs": "docs", "redoc": "redoc", '
    '"openapi": "openapi.json", "health": "api/v1/health"}'
)
