"""Errors of S3: a status, a code and a sentence, as XML."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Final
from xml.sax.saxutils import escape

XML: Final = "application/xml"


class S3Error(Exception):
    """S3 says no.

    Parameters
    ----------
    status : of the answer.
    code : S3's own name of the reason.
    message : S3's own sentence.
    details : further elements of the answer.
    """

    def __init__(self, status: HTTPStatus, code: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def document(self) -> bytes:
        """Return the body of the answer."""
        parts = {"Code": self.code, "Message": self.message, **self.details}
        return document("Error", **parts, RequestId=uuid.uuid4().hex[:16].upper())


def document(root: str, **elements: object) -> bytes:
    """Return an XML document with one level of elements."""
    inner = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in elements.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>{inner}</{root}>'.encode()


def denied(message: str = "Access Denied") -> S3Error:
    """Return the refusal of somebody who may not."""
    return S3Error(HTTPStatus.FORBIDDEN, "AccessDenied", message)


def bad(code: str, message: str, **details: object) -> S3Error:
    """Return the refusal of something that makes no sense."""
    return S3Error(HTTPStatus.BAD_REQUEST, code, message, **details)


def no_room(reason: str) -> S3Error:
    """Return the refusal of a write that cannot be brought to disk."""
    return S3Error(HTTPStatus.INSUFFICIENT_STORAGE, "InsufficientStorage", f"{reason}.")


def wrong_signature() -> S3Error:
    """Return the refusal of a signature that does not fit."""
    return S3Error(
        HTTPStatus.FORBIDDEN,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check "
        "your key and signing method.",
    )


def unknown_key(access_key: str) -> S3Error:
    """Return the refusal of a key that does not exist."""
    return S3Error(
        HTTPStatus.FORBIDDEN,
        "InvalidAccessKeyId",
        "The AWS Access Key Id you provided does not exist in our records.",
        AWSAccessKeyId=access_key,
    )
