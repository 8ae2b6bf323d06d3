"""Note in each recording which models learned from it, so that a deletion can report them."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Final

from talent.errors import ChangedMeanwhile, RecordingUnknown
from talent.ports import ObjectStore
from talent.recordings.ports import Recordings
from talent.recordings.recording import Recording
from talent.recordings.update import update_with_retry
from talent.trainings.scores import HeldOutScores, candidate_key
from talent.trainings.snapshot_document import Snapshot, snapshot_key

AT_ONCE: Final = 16


def note_use(
    training_id: str,
    version: str,
    *,
    data: ObjectStore,
    models: ObjectStore,
    recordings: Recordings,
) -> int:
    """Note a model in the recordings it learned from; return how many. Once more is the same.

    A recording that was deleted since, or is being deleted, is left alone.
    """
    listed = Snapshot.from_json(data.get(snapshot_key(training_id)))
    learned = HeldOutScores.from_json(models.get(candidate_key(training_id))).trained_groups
    used = [each.id for each in listed.recordings if each.group in learned]

    def change(stored: Recording) -> Recording:
        if version in stored.used_by:
            return stored
        return replace(stored, used_by=(*stored.used_by, version))

    def note(recording_id: str) -> int:
        with suppress(RecordingUnknown, ChangedMeanwhile):
            update_with_retry(recording_id, change, recordings=recordings)
            return 1
        return 0

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(note, used))
