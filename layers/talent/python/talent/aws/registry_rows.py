"""Rows of the registry of models in DynamoDB.

current                      which model serves
model#{version}              one model
history#{time}#{version}#{revision}   one change of one model, by the revision it led to

Rows of models and changes carry ``kind`` and ``sort`` for the index ``by_time``; the kind of a
change names its model. Nested values are JSON text: DynamoDB's numbers would be Decimal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from talent.aws.cursors import sort_key
from talent.registry.model_record import Action, Cause, Change, ModelRecord, ModelStatus, Pointer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Item = dict[str, AttributeValueTypeDef]
    Row = Mapping[str, AttributeValueTypeDef]

CURRENT: Final = "current"
MODEL: Final = "model"


def model_id(version: str) -> str:
    """Return the key of a model's row."""
    return f"{MODEL}#{version}"


def history_kind(version: str) -> str:
    """Return the index key that all changes of a model share."""
    return f"history#{version}"


def pointer_item(pointer: Pointer) -> Item:
    """Return which model serves as its row."""
    return {
        "id": {"S": CURRENT},
        "version": {"S": pointer.version},
        "sha256": {"S": pointer.sha256},
        "threshold": {"N": repr(pointer.threshold)},
        "since": {"S": pointer.since.isoformat()},
        "before": {"L": [{"S": version} for version in pointer.before]},
        "revision": {"N": str(pointer.revision)},
        **({"previous": {"S": pointer.previous}} if pointer.previous else {}),
    }


def pointer_of(item: Row) -> Pointer:
    """Return which model serves by its row."""
    return Pointer(
        version=item["version"]["S"],
        sha256=item["sha256"]["S"],
        threshold=float(item["threshold"]["N"]),
        since=datetime.fromisoformat(item["since"]["S"]),
        before=tuple(version["S"] for version in item["before"]["L"]),
        revision=int(item["revision"]["N"]),
    )


def model_item(model: ModelRecord) -> Item:
    """Return a model as its row."""
    texts = {
        "id": model_id(model.version),
        "kind": MODEL,
        "sort": sort_key(model.created_at, model.version),
        "version": model.version,
        "status": model.status,
        "sha256": model.sha256,
        "model_kind": model.kind,
        "feature_set": model.feature_set,
        "created_at": model.created_at.isoformat(),
        "updated_at": model.updated_at.isoformat(),
        "training_id": model.training_id,
        "metrics": _json(model.metrics),
        "decision": _json(model.decision),
    }
    item: Item = {name: {"S": str(text)} for name, text in texts.items() if text is not None}
    item["threshold"] = {"N": repr(model.threshold)}
    item["revision"] = {"N": str(model.revision)}
    return item


def model_of(item: Row) -> ModelRecord:
    """Return the model of a row."""
    text = _texts(item)
    return ModelRecord(
        version=text["version"],
        status=ModelStatus(text["status"]),
        sha256=text["sha256"],
        kind=text["model_kind"],
        feature_set=text["feature_set"],
        threshold=float(item["threshold"]["N"]),
        created_at=datetime.fromisoformat(text["created_at"]),
        updated_at=datetime.fromisoformat(text["updated_at"]),
        training_id=text.get("training_id"),
        metrics=_parsed(text.get("metrics")),
        decision=_parsed(text.get("decision")),
        revision=int(item["revision"]["N"]),
    )


def change_item(change: Change, revision: int) -> Item:
    """Return a change as its row.

    Parameters
    ----------
    revision : of the model, that the change led to.
    """
    at = change.at.isoformat()
    texts = {
        "id": f"history#{at}#{change.version}#{revision}",
        "kind": history_kind(change.version),
        "sort": f"{at}#{revision:09d}",
        "version": change.version,
        "at": at,
        "action": change.action,
        "cause": change.cause,
        "reason": change.reason,
        "other": change.other,
        "threshold": None if change.threshold is None else json.dumps(change.threshold),
    }
    item: Item = {name: {"S": str(text)} for name, text in texts.items() if text is not None}
    return {**item, "overridden": {"BOOL": change.overridden}}


def change_of(item: Row) -> Change:
    """Return the change of a row."""
    text = _texts(item)
    threshold = _parsed(text.get("threshold"))
    return Change(
        version=text["version"],
        at=datetime.fromisoformat(text["at"]),
        action=Action(text["action"]),
        cause=Cause(text["cause"]),
        reason=text["reason"],
        other=text.get("other"),
        overridden=item["overridden"]["BOOL"],
        threshold=None if threshold is None else (threshold[0], threshold[1]),
    )


def _texts(item: Row) -> dict[str, str]:
    return {name: value["S"] for name, value in item.items() if "S" in value}


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(dict(value), ensure_ascii=False)


def _parsed(text: str | None) -> Any:  # noqa: ANN401 - whatever was stored
    return None if text is None else json.loads(text)
