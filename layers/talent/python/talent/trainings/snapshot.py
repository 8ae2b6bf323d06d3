"""Hold still what a training rests on: recordings, labels, singers, folds."""

import json
from datetime import datetime
from typing import Final

from talent.errors import ModelCorrupt
from talent.features.catalogue import EXTRACTOR_VERSION
from talent.learning.splits import fold_of, group_of, pseudonym
from talent.model.artifact import DEFAULT_FOLDER, MANIFEST, sha256
from talent.ports import ObjectStore
from talent.prediction.ports import ModelStore
from talent.recordings.ports import Recordings
from talent.recordings.recording import Recording
from talent.trainings.job import Job, JobStatus, ProgressReport
from talent.trainings.ports import Jobs
from talent.trainings.select import Selection, check_enough, select_recordings
from talent.trainings.snapshot_document import Snapshot, SnapshotRecording, snapshot_key

WAITING: Final = ProgressReport(0.0, "waiting", "Waiting for a machine to train on")


def snapshot(
    training_id: str,
    *,
    recordings: Recordings,
    data: ObjectStore,
    store: ModelStore,
    jobs: Jobs,
    salt: str,
    now: datetime,
) -> Job:
    """Write the list of what a training rests on; return its row: ``training``.

    A second call finds the list of the first one and changes nothing.

    Parameters
    ----------
    salt : of the folds of this deployment's singers, for ever the same.

    Raises
    ------
    NotEnoughData
        If recordings were deleted since the training was asked for.
    IllegalTransition
        If the training was cancelled.
    """
    job = jobs.get(training_id)
    if job.status is JobStatus.TRAINING:
        return job
    preparing = ProgressReport(
        0.0, "snapshot", "Listing the recordings", total_epochs=job.request.epochs
    )
    job = jobs.move(job, JobStatus.SNAPSHOTTING, now=now, progress=preparing)
    key = snapshot_key(training_id)
    if data.has(key):
        content = data.get(key)
    else:
        choice = select_recordings(recordings.all())
        check_enough(choice, job.request.data_source)
        champion = store.current().manifest.version
        content = _snapshot_of(job, choice, champion=champion, salt=salt).to_json()
        data.put(key, content, content_type="application/json")
    return jobs.move(
        job,
        JobStatus.TRAINING,
        now=now,
        snapshot_sha256=sha256(content),
        progress=ProgressReport(
            0.0, WAITING.phase, WAITING.message, total_epochs=job.request.epochs
        ),
    )


def _snapshot_of(job: Job, choice: Selection, *, champion: str, salt: str) -> Snapshot:
    source = job.request.data_source
    listed = choice.recordings if source != "base" else ()
    return Snapshot(
        training_id=job.id,
        created_at=job.created_at.isoformat(),
        extractor_version=EXTRACTOR_VERSION,
        request=job.request,
        base_sha256=None if source == "uploads" else bundled_base_sha256(),
        champion=champion,
        recordings=tuple(_row(each, salt) for each in listed),
        excluded=choice.excluded,
    )


def _row(recording: Recording, salt: str) -> SnapshotRecording:
    group = group_of(recording.singer, recording.id)
    return SnapshotRecording(
        id=recording.id,
        sha256=recording.sha256,
        label=str(recording.label),
        raters=len(recording.opinions),
        agreement=recording.agreement,
        group=pseudonym(group, salt=salt),
        singer_known=group != group_of(None, recording.id),
        fold=fold_of(group, salt=salt),
        seconds=recording.seconds,
    )


def bundled_base_sha256() -> str:
    """Return the fingerprint of the synthetic base: what the default model was trained on."""
    manifest = json.loads((DEFAULT_FOLDER / MANIFEST).read_bytes())
    try:
        return str(manifest["training"]["dataset_sha256"])
    except (KeyError, TypeError) as error:
        raise ModelCorrupt(
            "The default model does not say what it was trained on",
            advice="Make it again: `make model`.",
        ) from error
