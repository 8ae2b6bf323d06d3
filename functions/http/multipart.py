"""Multipart forms: their files and texts, or a clear error."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from functions.http.addresses import address
from functions.http.errors import BrokenMultipart, MissingFile, NotMultipart
from functions.http.limits import MAX_FILE_BYTES
from talent.errors import TooLarge

_FORM: Final = b"multipart/form-data"
_CHARSETS: Final = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_MAX_PARTS: Final = 1_000
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file as it came: its name is the client's own and only ever goes back to it."""

    filename: str
    content: bytes
    content_type: str = ""

    def check_size(self) -> None:
        """Raise TooLarge where the file is more than one request may carry."""
        if len(self.content) > MAX_FILE_BYTES:
            raise TooLarge(
                f"The file has {len(self.content) / 1e6:.2f} MB; one request carries at most "
                f"{MAX_FILE_BYTES / 1e6:.1f} MB",
                advice="Send a shorter take, or a compressed one: FLAC halves a WAV, MP3 and "
                "OGG make it about ten times smaller.",
                values={"bytes": len(self.content), "limit_bytes": MAX_FILE_BYTES},
            )


class _InMemory(MultiPartParser):
    # A whole Lambda event fits: nothing of a recording ever touches a disk.
    spool_max_size = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in.

    Attributes
    ----------
    takes : the files in the one field for files, at least one.
    texts : the other fields that are no files, by name, in the order in which they came.
    """

    takes: Sequence[UploadedFile]
    texts: Mapping[str, Sequence[str]]


async def read_files(request: Request, field: str) -> Sequence[UploadedFile]:
    """Return the files in one field of a request's multipart form; see :func:`read_form`."""
    return (await read_form(request, field)).takes


async def read_form(request: Request, field: str) -> Filled:
    """Return the files in one field of a request's multipart form, and what else it says.

    Raises
    ------
    NotMultipart, BrokenMultipart
        If the body is not such a form, or was cut off.
    MissingFile
        If the field is absent or holds no file.
    """
    form = await _parse(request, field)
    try:
        takes = [
            UploadedFile(part.filename or "", await part.read(), part.content_type or "")
            for part in form.getlist(field)
            if isinstance(part, UploadFile)
        ]
        # A browser sends an unnamed empty file for a field in which none was chosen.
        takes = [take for take in takes if take.filename or take.content]
        if not takes:
            raise _missing(form, field)
        texts: dict[str, list[str]] = defaultdict(list)
        for name, value in form.multi_items():
            if isinstance(value, str):
                texts[name].append(value)
        return Filled(takes, dict(texts))
    finally:
        await form.close()


def without_boundary(header: str, body: bytes) -> tuple[str, list[bytes]]:
    """Return a form's Content-Type and its parts, both without the boundary.

    What is no form, or names no boundary, is one part, and its Content-Type as it came.
    """
    kind, options = parse_options_header(header)
    boundary = options.pop(b"boundary", b"")
    if kind != _FORM or not boundary:
        return header, [body]
    rest = (name + b"=" + value for name, value in sorted(options.items()))
    return b";".join([kind, *rest]).decode("latin-1"), body.split(b"--" + boundary)


async def _parse(request: Request, field: str) -> FormData:
    # As Starlette reads it: what is checked here must be what it goes by.
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    path = request.scope["path"].removeprefix(request.scope["root_path"])
    example = f"In curl: curl -sS -F {field}=@take.wav {address(request, path)}"
    if kind != _FORM:
        raise NotMultipart(
            "The body must be multipart/form-data with the recording in the field "
            f"`{field}`; this request has {_shown_type(request)}",
            advice=example,
        )
    boundary = options.get(b"boundary")
    if not boundary:
        raise BrokenMultipart(
            "The Content-Type header names no boundary",
            advice=f"Let the HTTP client write the Content-Type header itself. {example}",
        )
    _check_charset(options.get(b"charset", b"utf-8"))
    body = await request.body()
    if b"--" + boundary + b"--" not in body[-len(boundary) - 64 :]:
        raise BrokenMultipart(
            f"The body ({len(body)} bytes) does not end with its closing boundary",
            advice="The upload was cut off, or the boundary in the Content-Type header is "
            "another than the one in the body; send it again.",
            values={"bytes": len(body)},
        )
    try:
        parser = _InMemory(
            request.headers, request.stream(), max_files=_MAX_PARTS, max_fields=_MAX_PARTS
        )
        return await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        detail = error.message if isinstance(error, MultiPartException) else "unreadable part"
        raise BrokenMultipart(f"The form cannot be read: {detail}", advice=example) from error


def _check_charset(charset: bytes) -> None:
    """Raise BrokenMultipart where names and texts would not be read as UTF-8.

    Starlette decodes them with any codec of Python's that a client names, and some of those
    (unicode_escape, utf-7) make halves of characters that no answer and no row can hold.
    """
    if charset.lower() not in _CHARSETS:
        raise BrokenMultipart(
            f"The Content-Type header names the charset `{charset.decode('latin-1')[:40]}`; "
            "names and texts in a form are read as UTF-8 alone",
            advice="Send them in UTF-8 and leave `charset` out of the Content-Type header.",
        )


def _missing(form: FormData, field: str) -> MissingFile:
    parts = form.multi_items()
    names = sorted({name for name, _ in parts})
    shown = ", ".join(f"`{name[:40]}`" for name in names[:_SHOWN]) or "none"
    held = f"The field `{field}` holds no file" if field in names else f"No field `{field}`"
    return MissingFile(
        f"{held}; the fields of the form: {shown}",
        advice=f"Send the recording as a file in the field `{field}`; "
        f"in curl: -F {field}=@take.wav",
        values={"fields": len(parts)},
    )


def _shown_type(request: Request) -> str:
    name = request.headers.get("content-type", "").partition(";")[0].strip()
    return f"`{name[:80]}`" if name else "no Content-Type"
