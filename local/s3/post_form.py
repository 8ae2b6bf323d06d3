"""Form with a file (multipart/form-data) as it comes in: fields first, then the file.

The fields are checked before the file is read, so that nothing is stored of a sender who may
not send it; the file goes to disk as it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final
from urllib.parse import quote, urlsplit

from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from local.s3.post_policy import Size
from local.s3.s3_errors import XML, S3Error, bad, document

MAX_FIELDS_BYTES: Final = 20 * 1024
"""S3's limit on all that comes before the file."""

_CHUNK: Final = 64 * 1024
_IN_MEMORY: Final = 2**20
_VARIABLE: Final = "${filename}"

Judge = Callable[[Mapping[str, str]], Size]


@dataclass(frozen=True, slots=True)
class Form:
    """A form, whole.

    Attributes
    ----------
    fields : by name in lower case, with ``${filename}`` replaced.
    file : positioned at its beginning; whoever uses the form closes it.
    size : of the file in bytes.
    """

    fields: Mapping[str, str]
    file: SpooledTemporaryFile[bytes]
    size: int


def read_post_form(stream: BinaryIO, boundary: str, judge: Judge) -> Form:
    """Read a form; raise Refused as S3 does.

    Parameters
    ----------
    stream : the body; ends where the body ends.
    judge : called with the fields before the file is read; says how large it may be.
    """
    file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it outlives us
    try:
        events = _events(stream, boundary)
        fields = _fields(events)
        size = _save(events, judge(fields), file)
    except (ValueError, AttributeError) as error:  # what the decoder has for nonsense
        file.close()
        raise _malformed() from error
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Form(fields, file, size)


def answer(
    fields: Mapping[str, str], *, bucket: str, etag: str, host: str
) -> tuple[HTTPStatus, list[tuple[str, str]], bytes]:
    """Return status, headers and body that say a file was kept, the way its form asks for."""
    key = quote(fields["key"], safe="")
    location = f"http://{host}/{bucket}/{key}"
    status, body = HTTPStatus.NO_CONTENT, b""
    redirect = fields.get("success_action_redirect") or fields.get("redirect", "")
    if urlsplit(redirect).scheme in {"http", "https"}:
        mark = "&" if urlsplit(redirect).query else "?"
        location = f"{redirect}{mark}bucket={bucket}&key={key}&etag={quote(etag)}"
        status = HTTPStatus.SEE_OTHER
    elif fields.get("success_action_status") == "200":
        status = HTTPStatus.OK
    elif fields.get("success_action_status") == "201":
        status = HTTPStatus.CREATED
        body = document("PostResponse", Location=location, Bucket=bucket, Key=key, ETag=etag)
    headers = [("ETag", etag), ("Location", location)]
    if body:
        headers.append(("Content-Type", XML))
    if status != HTTPStatus.NO_CONTENT:
        headers.append(("Content-Length", str(len(body))))
    return status, headers, body


def _fields(events: Iterator[Event]) -> dict[str, str]:
    """Return the fields before the file; raise Refused where no file follows."""
    fields: dict[str, str] = {}
    name, value, seen = "", bytearray(), 0
    for event in events:
        if isinstance(event, Field | File):
            name = event.name.lower()
            if name == "file":
                return _expanded(fields, event.filename if isinstance(event, File) else "")
            value.clear()
        elif isinstance(event, Data):
            value += event.data
            seen += len(event.data) + len(name)
            if seen > MAX_FIELDS_BYTES:
                raise _too_much()
            if not event.more_data:
                fields[name] = value.decode()
    raise bad(
        "InvalidArgument", "POST requires exactly one file upload per request.", ArgumentName="file"
    )


def _save(events: Iterator[Event], limits: Size, file: SpooledTemporaryFile[bytes]) -> int:
    """Write the file's content; return its size. What follows it is ignored, as S3 does."""
    size = 0
    for event in events:
        if isinstance(event, Data):
            size += len(event.data)
            limits.check_most(size)
            file.write(event.data)
            if not event.more_data:
                break
    for _ in events:
        pass
    limits.check_least(size)
    return size


def _events(stream: BinaryIO, boundary: str) -> Iterator[Event]:
    decoder = MultipartDecoder(boundary.encode("latin-1"))
    while True:
        event = decoder.next_event()
        if isinstance(event, NeedData):
            decoder.receive_data(stream.read(_CHUNK) or None)
            if not decoder.complete and len(decoder.buffer) > 2 * MAX_FIELDS_BYTES + 4 * _CHUNK:
                raise _too_much()  # a header without an end
        elif isinstance(event, Epilogue):
            return
        else:
            yield event


def _expanded(fields: dict[str, str], filename: str) -> dict[str, str]:
    # Browsers on some systems send the whole path; S3 keeps the name alone.
    last = filename.replace("\\", "/").rpartition("/")[2]
    return {
        name: value if name == "policy" else value.replace(_VARIABLE, last)
        for name, value in fields.items()
    }


def _malformed() -> S3Error:
    return bad(
        "MalformedPOSTRequest",
        "The body of your POST request is not well-formed multipart/form-data.",
    )


def _too_much() -> S3Error:
    return S3Error(
        HTTPStatus.BAD_REQUEST,
        "MaxPostPreDataLengthExceeded",
        "Your POST request fields preceding the upload file were too large.",
    )
