"""State-machine tasks that change models: Promote and Reject."""

from collections.abc import Mapping
from datetime import datetime

from functions.runtime.state_machine_tasks import Task
from talent.trainings.conclude import PromotionPorts, promote_candidate, reject_candidate
from talent.trainings.job import Job


def promotion_tasks(ports: PromotionPorts) -> Mapping[str, Task]:
    """Return the tasks as the state machine calls them."""

    def promote(training_id: str, *, now: datetime) -> Job:
        return promote_candidate(training_id, ports, now=now)

    def reject(training_id: str, *, now: datetime) -> Job:
        return reject_candidate(training_id, ports, now=now)

    return {"promote": promote, "reject": reject}
