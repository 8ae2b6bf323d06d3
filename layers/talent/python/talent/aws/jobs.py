"""Rows of trainings in DynamoDB.

id             partition key
kind, sort     index ``by_time``: always "training", and the time of creation with the id
status, moves  the row's version for whoever moves it: every step changes ``moves``
revision       grows with every write, progress included: for ETags
request, progress, decision   JSON text: numbers stay what they are, DynamoDB's would be Decimal

One more item has the id ``lock``: ``holder`` is the training that runs, absent where none does,
and ``latest`` the one that was begun last. Row and lock change in one transaction.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from talent.aws.clients import code_of, dynamodb_client, storage
from talent.aws.cursors import identifier_in, read_cursor, sort_key, start_key, write_cursor
from talent.aws.tables import REFUSED, DynamoTable
from talent.errors import StorageUnavailable, TrainingRuns, TrainingUnknown
from talent.ids import ID
from talent.trainings.job import FINAL, Job, JobStatus, ProgressReport, illegal_job_step, move_job
from talent.trainings.ports import JobPage
from talent.trainings.request import TrainingRequest

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Item = dict[str, AttributeValueTypeDef]

INDEX: Final = "by_time"
KIND: Final = "training"
LOCK: Final = "lock"

_CANCELLED: Final = "TransactionCanceledException"
_CONFLICT: Final = "TransactionConflict"
_ATTEMPTS: Final = 5
"""At a transaction that met another one at the same items."""
_log = logging.getLogger(__name__)


class DynamoJobs(DynamoTable):
    """The rows of trainings (port: :class:`talent.trainings.ports.Jobs`)."""

    def begin(self, job: Job) -> None:
        """Store a new row as the one that runs; raise TrainingRuns where another one does."""
        lock = {
            "TableName": self._table,
            "Key": {"id": {"S": LOCK}},
            "UpdateExpression": "SET holder = :id, latest = :id",
            "ConditionExpression": "attribute_not_exists(holder)",
            "ExpressionAttributeValues": {":id": {"S": job.id}},
        }
        row = {
            "TableName": self._table,
            "Item": _item(job),
            "ConditionExpression": "attribute_not_exists(id)",
        }
        if not self._transact({"Update": lock}, {"Put": row}):
            holder = self._lock().get("holder")
            raise TrainingRuns(
                f"The training {holder} is running"
                if holder
                else "Another training was running until a moment ago",
                advice=f"Wait until it is done, or POST /api/v1/training-jobs/{holder}/cancel."
                if holder
                else "Try again.",
                values={"training_id": holder},
            )

    def get(self, training_id: str) -> Job:
        """Return a row, consistently; raise TrainingUnknown."""
        item = self._read(training_id)
        if not item or training_id == LOCK:
            raise TrainingUnknown(
                f"No training has the id {training_id}",
                advice="GET /api/v1/training-jobs lists those there are.",
            )
        return _job(item)

    def latest(self) -> str | None:
        """Return the id of the training that was begun last, consistently."""
        return self._lock().get("latest")

    def move(
        self,
        job: Job,
        status: JobStatus,
        *,
        now: datetime,
        **facts: Any,  # noqa: ANN401 - fields of a job
    ) -> Job:
        """Take a row from where it was read to a status; return the new row."""
        after = move_job(job, status, now=now, **facts)
        names = {"status", "updated_at", "finished_at", "moves", *facts}
        changed = {name: value for name, value in _item(after).items() if name in names}
        row = {
            "TableName": self._table,
            "Key": {"id": {"S": job.id}},
            "UpdateExpression": "SET "
            + ", ".join(f"#{name} = :{name}" for name in changed)
            + " ADD #revision :one",
            "ConditionExpression": "#status = :seen AND #moves = :counted",
            "ExpressionAttributeNames": {f"#{name}": name for name in (*changed, "revision")},
            "ExpressionAttributeValues": {
                **{f":{name}": value for name, value in changed.items()},
                ":one": {"N": "1"},
                ":seen": {"S": job.status},
                ":counted": {"N": str(job.moves)},
            },
        }
        free = {
            "TableName": self._table,
            "Key": {"id": {"S": LOCK}},
            "UpdateExpression": "REMOVE holder",
            "ConditionExpression": "holder = :id",
            "ExpressionAttributeValues": {":id": {"S": job.id}},
        }
        steps = [{"Update": row}, *([{"Update": free}] if status in FINAL else [])]
        if not self._transact(*steps):
            raise illegal_job_step(job, "it has changed since it was read")
        return after

    def page(self, *, cursor: str | None, limit: int) -> JobPage:
        """Return up to ``limit`` rows, the newest first; raise BadCursor."""
        options: dict[str, Any] = {}
        if cursor is not None:
            sort = read_cursor(cursor, KIND, ID)
            options["ExclusiveStartKey"] = start_key(KIND, sort, identifier_in(sort))
        with storage("list the trainings"):
            items = self._client.query(
                TableName=self._table,
                IndexName=INDEX,
                KeyConditionExpression="#kind = :kind",
                ExpressionAttributeNames={"#kind": "kind"},
                ExpressionAttributeValues={":kind": {"S": KIND}},
                ScanIndexForward=False,
                Limit=limit + 1,
                **options,
            )["Items"]
        jobs = tuple(_job(item) for item in items[:limit])
        more = len(items) > limit
        return JobPage(jobs, write_cursor(items[limit - 1]["sort"]["S"], KIND) if more else None)

    def _lock(self) -> dict[str, str]:
        return {name: value.get("S", "") for name, value in self._read(LOCK).items()}

    def _read(self, name: str) -> Mapping[str, AttributeValueTypeDef]:
        with storage("give the training"):
            found = self._client.get_item(
                TableName=self._table, Key={"id": {"S": name}}, ConsistentRead=True
            )
        return found.get("Item", {})

    def _transact(self, *steps: Any) -> bool:  # noqa: ANN401 - the client's own TypedDicts
        """Do all steps or none; say whether the conditions held."""
        from botocore.exceptions import ClientError

        with storage("keep the training"):
            for attempt in range(_ATTEMPTS):
                try:
                    self._client.transact_write_items(TransactItems=steps)
                    return True
                except ClientError as error:
                    if code_of(error) != _CANCELLED:
                        raise
                    response: Any = error.response
                    codes = {each.get("Code") for each in response.get("CancellationReasons", ())}
                    if _CONFLICT not in codes:
                        return False
                    if attempt == _ATTEMPTS - 1:
                        raise
        return False


class JobProgress(DynamoTable):
    """Writes how far a training is into its row (port: :class:`talent.trainings.ports.Progress`).

    A row that is no longer ``training`` stays as it is, and so does one that cannot be reached:
    a training does not end because nobody could be told of it.

    Parameters
    ----------
    table : name of the table.
    training_id : whose row.
    client : makes the DynamoDB client, when it is first needed.
    """

    def __init__(
        self,
        table: str,
        training_id: str,
        *,
        client: Callable[[], DynamoDBClient] = dynamodb_client,
    ) -> None:
        super().__init__(table, client=client)
        self._id = training_id

    @cached_property
    def _before(self) -> float:
        """How far an earlier attempt came: the percentage never goes back."""
        return DynamoJobs(self._table, client=lambda: self._client).get(self._id).progress.percent

    def report(self, report: ProgressReport) -> None:
        """Write how far it is."""
        try:
            self._write(replace(report, percent=max(report.percent, self._before)))
        except (StorageUnavailable, TrainingUnknown) as error:
            _log.warning("The progress was not kept (%s)", error.code)

    def _write(self, report: ProgressReport) -> None:
        from botocore.exceptions import ClientError

        with storage("keep the progress"):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key={"id": {"S": self._id}},
                    UpdateExpression="SET progress = :progress, updated_at = :now "
                    "ADD #revision :one",
                    ConditionExpression="#status = :training",
                    ExpressionAttributeNames={"#status": "status", "#revision": "revision"},
                    ExpressionAttributeValues={
                        ":progress": {"S": json.dumps(asdict(report))},
                        ":now": {"S": datetime.now(UTC).isoformat()},
                        ":one": {"N": "1"},
                        ":training": {"S": JobStatus.TRAINING},
                    },
                )
            except ClientError as error:
                if code_of(error) != REFUSED:
                    raise


def _item(job: Job) -> Item:
    texts = {
        "id": job.id,
        "kind": KIND,
        "sort": sort_key(job.created_at, job.id),
        "status": str(job.status),
        "request": json.dumps(job.request.as_record()),
        "created_at": job.created_at.isoformat(),
        "updated_at": job.updated_at.isoformat(),
        "finished_at": job.finished_at.isoformat() if job.finished_at else None,
        "progress": json.dumps(asdict(job.progress)),
        "snapshot_sha256": job.snapshot_sha256,
        "version": job.version,
        "decision": None if job.decision is None else json.dumps(dict(job.decision)),
        "reason": job.reason,
    }
    item: Item = {name: {"S": text} for name, text in texts.items() if text is not None}
    item["moves"] = {"N": str(job.moves)}
    item["revision"] = {"N": str(job.revision)}
    return item


def _job(item: Mapping[str, AttributeValueTypeDef]) -> Job:
    text = {name: value["S"] for name, value in item.items() if "S" in value}
    finished = text.get("finished_at")
    return Job(
        id=text["id"],
        status=JobStatus(text["status"]),
        request=TrainingRequest.from_record(json.loads(text["request"])),
        created_at=datetime.fromisoformat(text["created_at"]),
        updated_at=datetime.fromisoformat(text["updated_at"]),
        finished_at=datetime.fromisoformat(finished) if finished else None,
        progress=ProgressReport(**json.loads(text["progress"])),
        snapshot_sha256=text.get("snapshot_sha256"),
        version=text.get("version"),
        decision=json.loads(text["decision"]) if "decision" in text else None,
        reason=text.get("reason"),
        moves=int(item["moves"]["N"]),
        revision=int(item["revision"]["N"]),
    )
