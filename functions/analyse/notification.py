"""Reads S3's notification in an SQS message: the uploads it is about."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_plus

from talent.ids import ID
from talent.uploads.presign import PREFIX

_KEY: Final = re.compile(re.escape(PREFIX) + f"({ID.pattern})")
_TEST: Final = "s3:TestEvent"
_CREATED: Final = "ObjectCreated:"


class NotANotification(Exception):
    """A message that S3 did not write; its text stays out of the log."""


class Announced(NamedTuple):
    """What a message announces.

    Attributes
    ----------
    uploads : the uploads whose files have come.
    others : how many files of other kinds; whoever put them there does not wait for us.
    """

    uploads: tuple[str, ...]
    others: int


def read_notification(body: str, *, bucket: str) -> Announced:
    """Return what an S3 notification announces.

    Parameters
    ----------
    body : the text of the message.
    bucket : the bucket of uploads.

    Raises
    ------
    NotANotification
        If S3 did not write the message.
    """
    try:
        document = json.loads(body)
        if document.get("Event") == _TEST:  # S3 sends one when the notification is set up
            return Announced((), 0)
        found = [_upload_id(record, bucket) for record in document["Records"]]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NotANotification(type(error).__name__) from None
    return Announced(tuple(filter(None, found)), found.count(None))


def _upload_id(record: Mapping[str, Any], bucket: str) -> str | None:
    """Return the upload one record is about, or None where it is about none."""
    # Keys come as in a form: a blank is a plus, all else is percent-encoded.
    key = _KEY.fullmatch(unquote_plus(record["s3"]["object"]["key"]))
    ours = record["s3"]["bucket"]["name"] == bucket
    created = record["eventName"].startswith(_CREATED)
    return key[1] if key and ours and created else None
