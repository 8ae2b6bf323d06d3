"""What a training rests on, as an immutable list: recordings, labels, singers, folds."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

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

FORMAT: Final = 1
WAITING: Final = ProgressReport(0.0, "waiting", "Waiting for a machine to train on")


def snapshot_key(training_id: str) -> str:
    """Return where the list of a training is."""
    return f"snapshots/{training_id}/manifest.json"


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
        document = _document(job, choice, champion=champion, salt=salt)
        content = (json.dumps(document, indent=1) + "\n").encode()
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


def _document(job: Job, choice: Selection, *, champion: str, salt: str) -> dict[str, Any]:
    source = job.request.data_source
    listed = choice.recordings if source != "base" else ()
    return {
        "format": FORMAT,
        "training_id": job.id,
        "created_at": job.created_at.isoformat(),
        "feature_set": job.request.feature_set,
        "extractor_version": EXTRACTOR_VERSION,
        "request": asdict(job.request),
        "base": None if source == "uploads" else {"sha256": bundled_base_sha256()},
        "champion": champion,
        "recordings": [_row(each, salt) for each in listed],
        "excluded": dict(choice.excluded),
    }


def _row(recording: Recording, salt: str) -> Mapping[str, Any]:
    group = group_of(recording.singer, recording.id)
    return {
        "id": recording.id,
        "sha256": recording.sha256,
        "label": recording.label,
        "raters": len(recording.opinions),
        "agreement": recording.agreement,
        "group": pseudonym(group, salt=salt),
        "singer_known": group != group_of(None, recording.id),
        "fold": fold_of(group, salt=salt),
        "seconds": recording.seconds,
    }


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
