"""Reconciler: expiry of files and rows, and trainings whose execution died, now and then.

S3's lifecycle and DynamoDB's TTL delete old files and rows; EventBridge tells of a training whose
execution died, so that its row says so.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from local.aws.provision import Clients
from local.names import JOBS_TABLE, TRAINING_MACHINE
from local.resources import BUCKETS, TABLES
from topology.resources import Table

if TYPE_CHECKING:
    from talent.trainings.job import Job

PAUSE_SECONDS: Final = 30.0
"""Between two looks at the training that runs."""
ROUNDS: Final = 20
"""Of them until old files and rows are looked for: there may be many."""
_log = logging.getLogger(__name__)


class Sweeper:
    """Sweeps now and then, in a thread of its own."""

    def __init__(self, clients: Clients, *, retention_days: int) -> None:
        self._clients = clients
        self._days = retention_days
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to sweep."""
        self._thread.start()

    def stop(self) -> None:
        """Sweep no more."""
        self._ending.set()

    def _run(self) -> None:
        for number in itertools.count(1):
            if self._ending.wait(PAUSE_SECONDS):
                return
            self._try(settle_latest, "A training that has ended may still be said to run")
            if number % ROUNDS == 0:
                self._try(self._sweep, "Old uploads stay a while longer")

    def _sweep(self, now: datetime) -> None:
        sweep(self._clients, retention_days=self._days, now=now)

    def _try(self, chore: Callable[[datetime], object], otherwise: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        from talent.errors import TalentError

        try:
            chore(datetime.now(UTC))
        except (BotoCoreError, ClientError, TalentError) as error:
            if not self._ending.is_set():
                _log.warning("%s (%s)", otherwise, type(error).__name__)


def settle_latest(now: datetime) -> Job | None:
    """Return the training that was begun last as it really stands; only that one may run."""
    from talent.aws.jobs import DynamoJobs
    from talent.aws.state_machine import StepFunctions
    from talent.trainings.reconcile import reconcile

    jobs = DynamoJobs(JOBS_TABLE)
    latest = jobs.latest()
    if latest is None:
        return None
    return reconcile(latest, jobs=jobs, machine=StepFunctions(TRAINING_MACHINE), now=now)


def sweep(clients: Clients, *, retention_days: int, now: datetime) -> tuple[int, int]:
    """Delete what is too old; return how many versions of files and how many rows."""
    before = now - timedelta(days=retention_days)
    names = [bucket.name for bucket in BUCKETS if bucket.expires]
    files = sum(_sweep_bucket(clients, name, before) for name in names)
    rows = sum(_sweep_table(clients, table, now.timestamp()) for table in TABLES)
    return files, rows


def _sweep_bucket(clients: Clients, name: str, before: datetime) -> int:
    gone = 0
    for page in clients.s3.get_paginator("list_object_versions").paginate(Bucket=name):
        versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        for version in versions:
            if version["LastModified"] < before:
                clients.s3.delete_object(
                    Bucket=name, Key=version["Key"], VersionId=version["VersionId"]
                )
                gone += 1
    return gone


def _sweep_table(clients: Clients, table: Table, now: float) -> int:
    if not table.ttl:
        return 0
    gone = 0
    over: Any = {
        "ExpressionAttributeNames": {"#ttl": table.ttl},
        "ExpressionAttributeValues": {":now": {"N": str(int(now))}},
    }
    pages = clients.dynamodb.get_paginator("scan").paginate(
        TableName=table.name, FilterExpression="#ttl < :now", **over
    )
    for page in pages:
        for row in page["Items"]:
            clients.dynamodb.delete_item(
                TableName=table.name,
                Key={table.partition: row[table.partition]},
                # Not one that was given more time since the scan.
                ConditionExpression="#ttl < :now",
                **over,
            )
            gone += 1
    return gone
