"""Analyses one upload: predict it, or store it as a labelled recording."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from aws_lambda_powertools.metrics import MetricUnit

from functions.http.addresses import followed_at
from functions.http.errors import problem_of
from functions.http.response_model import to_json
from functions.prediction_schemas.prediction_reply import PredictionReply
from functions.prediction_schemas.timed_prediction import Predict, predict_timed
from functions.runtime.telemetry import logger, metrics
from talent.errors import (
    AudioError,
    LabelError,
    ObjectMissing,
    TakeRefused,
    TalentError,
    UploadUnknown,
)
from talent.model.artifact import Model
from talent.ports import ObjectStore
from talent.prediction.options import PredictionOptions
from talent.prediction.ports import ModelStore
from talent.recordings.annotation import annotation_from
from talent.recordings.ports import Recordings
from talent.recordings.store import store_recording
from talent.uploads.attempts import AttemptStep, begin_attempt, check_abandoned, give_up, step_of
from talent.uploads.ports import Uploads
from talent.uploads.status import result_key
from talent.uploads.upload import Purpose, Status, Upload

REFUSALS: Final = (AudioError, TakeRefused, LabelError, ObjectMissing)
"""Errors that another attempt would not change."""

Task = Callable[[Upload, bytes], str]
"""Takes an upload and its file; returns what the row holds as its result."""


@dataclass(frozen=True)
class Analyst:
    """Analyses uploads, each once.

    Parameters
    ----------
    uploads, objects : the rows of uploads, and the bucket with their files.
    recordings, data : the rows of labelled recordings, and the bucket with their files.
    lease : the longest that a worker can live.
    """

    store: ModelStore
    judge: Predict
    uploads: Uploads
    objects: ObjectStore
    recordings: Recordings
    data: ObjectStore
    lease: timedelta

    def find(self, upload_id: str) -> Upload | None:
        """Return an upload, None where it is not known; raise StorageUnavailable."""
        try:
            return self.uploads.get(upload_id)
        except UploadUnknown:
            return None

    def analyse(self, upload: Upload, *, last: bool, request_id: str) -> None:
        """Bring an upload to its end, unless it is there.

        Raises
        ------
        StillBusy, IllegalTransition
            If another worker has begun it.
        AnalysisUnfinished
            If it was begun often enough: it has failed.
        ModelError, StorageUnavailable
            If it can be done later.
        """
        step = step_of(upload, last=last)
        if step is AttemptStep.NOTHING:
            self._tidy(upload)
            return
        if step is not AttemptStep.BEGIN:
            check_abandoned(upload, lease=self.lease, now=_now())
        if step is AttemptStep.GIVE_UP:
            _, error = give_up(
                upload, uploads=self.uploads, now=_now(), report=partial(_problem, request_id)
            )
            raise error
        self._run(upload, request_id)

    def _run(self, upload: Upload, request_id: str) -> None:
        task = self._task(upload.purpose)
        begun = begin_attempt(upload, uploads=self.uploads, now=_now())
        try:
            result = task(begun, self.objects.get(begun.key))
        except REFUSALS as error:
            problem = _problem(request_id, begun, error)
            done = self.uploads.move(begun, Status.REFUSED, now=_now(), problem=problem)
            logger.info("refused", extra={"code": error.code})
        else:
            done = self.uploads.move(begun, Status.DONE, now=_now(), result=result)
        self._tidy(done)

    def _tidy(self, upload: Upload) -> None:
        """Delete what was uploaded of a recording that is kept or refused, also if it came again.

        Deleting the recording must leave no copy behind, and nobody will ask for a refused one.
        That of a failed one stays, for as long as every upload does, to find out why.
        """
        if upload.purpose is Purpose.DATA and upload.status in {Status.DONE, Status.REFUSED}:
            self.objects.erase(upload.key)

    def _task(self, purpose: Purpose) -> Task:
        """Return what to do with a file; raise ModelError before an attempt is counted."""
        if purpose is Purpose.DATA:
            return self._keep
        model = self.store.current()
        return lambda upload, content: self._predict(upload, content, model)

    def _predict(self, upload: Upload, content: bytes, model: Model) -> str:
        wanted = PredictionOptions(**upload.wanted)
        judgement = predict_timed(self.judge, content, model, wanted)
        answer = to_json(PredictionReply.of(judgement, upload.filename))
        key = result_key(upload)
        self.objects.put(key, answer, content_type="application/json")
        return key

    def _keep(self, upload: Upload, content: bytes) -> str:
        kept = store_recording(
            content,
            annotation_from(upload.claim or {}),
            filename=upload.filename,
            recordings=self.recordings,
            objects=self.data,
            now=_now(),
        )
        metrics.add_metric(name="Kept", unit=MetricUnit.Count, value=1)
        logger.info("kept", extra={"duplicate": kept.duplicate})
        return kept.recording.id


def _problem(request_id: str, upload: Upload, error: TalentError) -> Mapping[str, Any]:
    return problem_of(error).document(instance=followed_at(upload), request_id=request_id)


def _now() -> datetime:
    return datetime.now(UTC)
