"""Resources: buckets, tables and queues under the names they have on this machine."""

from dataclasses import replace
from typing import Final

from local.names import ACCOUNT, local_name
from topology import resources
from topology.environment import REGION
from topology.resources import Bucket, EventSource, Queue, Table


def _bucket(bucket: Bucket) -> Bucket:
    prefix, queue = bucket.notifies or ("", "")
    notifies = (prefix, local_name(queue)) if queue else None
    return replace(bucket, name=local_name(bucket.name), notifies=notifies)


def _queue(queue: Queue) -> Queue:
    dead_letters = local_name(queue.dead_letters) if queue.dead_letters else None
    return replace(queue, name=local_name(queue.name), dead_letters=dead_letters)


BUCKETS: Final = tuple(_bucket(bucket) for bucket in resources.BUCKETS)
TABLES: Final[tuple[Table, ...]] = tuple(
    replace(table, name=local_name(table.name)) for table in resources.TABLES
)
QUEUES: Final = tuple(_queue(queue) for queue in resources.QUEUES)
SOURCES: Final[tuple[EventSource, ...]] = tuple(
    replace(source, queue=_queue(source.queue)) for source in resources.SOURCES
)


def arn_of(queue: Queue) -> str:
    """Return a queue's name in all of AWS."""
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue.name}"
