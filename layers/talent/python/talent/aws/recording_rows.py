"""Row of a labelled recording in DynamoDB."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from talent.aws.cursors import sort_key
from talent.recordings.annotation import rater_label_document, rater_label_from
from talent.recordings.recording import DIVIDED, Recording

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Item = dict[str, AttributeValueTypeDef]

KIND: Final = "recording"
"""Partition key of the index by time: all rows are in one partition."""


def item_of(recording: Recording) -> Item:
    """Return a recording as its row."""
    texts = {
        "id": recording.id,
        "kind": KIND,
        "sort": sort_key(recording.created_at, recording.id),
        "sha256": recording.sha256,
        "content_type": recording.content_type,
        "filename": recording.filename,
        "singer": recording.singer,
        "source": recording.source,
        "created_at": recording.created_at.isoformat(),
        "updated_at": recording.updated_at.isoformat(),
        "label": recording.label or DIVIDED,
        "opinions": json.dumps(
            {rater: rater_label_document(opinion) for rater, opinion in recording.opinions.items()},
            ensure_ascii=False,
        ),
        "used_by": json.dumps(recording.used_by),
    }
    item: Item = {name: {"S": text} for name, text in texts.items() if text is not None}
    item["seconds"] = {"N": repr(recording.seconds)}
    item["bytes"] = {"N": str(recording.bytes)}
    item["revision"] = {"N": str(recording.revision)}
    item["features"] = {"L": [{"N": str(version)} for version in recording.features]}
    if recording.consent is not None:
        item["consent"] = {"BOOL": recording.consent}
    if recording.deleting:
        item["deleting"] = {"BOOL": True}
    return item


def recording_of(item: Mapping[str, AttributeValueTypeDef]) -> Recording:
    """Return the recording of a row."""
    text = {name: value["S"] for name, value in item.items() if "S" in value}
    opinions: dict[str, dict[str, Any]] = json.loads(text["opinions"])
    return Recording(
        id=text["id"],
        sha256=text["sha256"],
        seconds=float(item["seconds"]["N"]),
        bytes=int(item["bytes"]["N"]),
        content_type=text["content_type"],
        filename=text["filename"],
        singer=text.get("singer"),
        source=text.get("source"),
        consent=item["consent"]["BOOL"] if "consent" in item else None,
        created_at=datetime.fromisoformat(text["created_at"]),
        updated_at=datetime.fromisoformat(text["updated_at"]),
        opinions={rater: rater_label_from(rater, held) for rater, held in opinions.items()},
        features=tuple(int(version["N"]) for version in item["features"]["L"]),
        used_by=tuple(json.loads(text["used_by"])),
        deleting="deleting" in item,
        revision=int(item["revision"]["N"]),
    )
