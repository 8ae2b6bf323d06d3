"""Errors of what is stored and served: models, rows, files, states."""

from talent.errors.base import TalentError


class ModelError(TalentError):
    """There is no model that may be trusted."""


class ModelMissing(ModelError):
    """No model is where one was expected."""

    code = "model_missing"
    title = "No model is loaded"


class ModelCorrupt(ModelError):
    """A file of the model is missing, changed or does not compute."""

    code = "model_corrupt"
    title = "The model is damaged"


class FeatureMismatch(ModelError):
    """The model was trained on other features than this code extracts."""

    code = "feature_mismatch"
    title = "The model does not fit this version of the code"


class NotKnown(TalentError):
    """There is no such thing."""


class UploadUnknown(NotKnown):
    """No upload has this id, or it was deleted after its time."""

    code = "upload_unknown"
    title = "There is no such upload"


class RecordingUnknown(NotKnown):
    """No recording has this id."""

    code = "recording_unknown"
    title = "There is no such recording"


class TrainingUnknown(NotKnown):
    """No training has this id."""

    code = "training_unknown"
    title = "There is no such training"


class ModelUnknown(NotKnown):
    """No model has this version."""

    code = "model_unknown"
    title = "There is no such model"


class VisualsMissing(NotKnown):
    """Nothing was drawn for this model or training, or it is damaged."""

    code = "visuals_missing"
    title = "There is no such chart"


class ObjectMissing(NotKnown):
    """A file is not where it should be."""

    code = "object_missing"
    title = "The file is not there"


class StateConflict(TalentError):
    """The thing is not in a state in which this can be done."""


class IllegalTransition(StateConflict):
    """A status that cannot follow the present one, or somebody else was faster."""

    code = "illegal_transition"
    title = "The status does not allow this"


class UploadIncomplete(StateConflict):
    """The file of an upload has not come yet."""

    code = "upload_incomplete"
    title = "The file has not been uploaded yet"


class UploadExpired(StateConflict):
    """The file of an upload did not come in time."""

    code = "upload_expired"
    title = "The upload has expired"


class WrongPurpose(StateConflict):
    """An upload that was made for something else."""

    code = "wrong_purpose"
    title = "The upload was made for something else"


class StillBusy(StateConflict):
    """A worker has begun it and may still be at it."""

    code = "still_busy"
    title = "The analysis is under way"


class ChangedMeanwhile(StateConflict):
    """Somebody else changed it since it was read."""

    code = "changed_meanwhile"
    title = "It was changed at the same time"


class RevisionMismatch(StateConflict):
    """It is not in the revision that the caller wants to change."""

    code = "revision_mismatch"
    title = "It is no longer as you read it"


class TrainingRuns(StateConflict):
    """One training runs at a time."""

    code = "training_runs"
    title = "Another training is running"


class TooLate(StateConflict):
    """It is over, or so far that it can no longer be stopped."""

    code = "too_late"
    title = "It can no longer be stopped"


class NotEnoughData(TalentError):
    """Too few labelled recordings to learn from."""

    code = "not_enough_data"
    title = "There are too few labelled recordings"


class GateRefused(StateConflict):
    """The gate decided that a model is not to serve."""

    code = "gate_refused"
    title = "The gate rejected this model"


class PromotionRefused(StateConflict):
    """The files of a model are not what they should be, or do not work."""

    code = "promotion_refused"
    title = "The model cannot serve"


class NothingBefore(StateConflict):
    """No other model served before."""

    code = "nothing_before"
    title = "There is no previous model"


class VersionTaken(StateConflict):
    """Another model has the same version."""

    code = "version_taken"
    title = "There is another model of this version"


class BadCursor(TalentError):
    """A cursor that this service did not give."""

    code = "bad_cursor"
    title = "The cursor is not one of ours"


class AnalysisUnfinished(TalentError):
    """The analysis of a recording never came to an end."""

    code = "analysis_unfinished"
    title = "The analysis did not finish"


class StorageUnavailable(TalentError):
    """S3 or DynamoDB did not answer."""

    code = "storage_unavailable"
    title = "The storage does not answer"


class StorageFailed(StorageUnavailable):
    """The disk behind the storage takes nothing: full, broken or read-only (locally alone)."""

    code = "storage_failed"
    title = "The storage takes nothing in"


class TrainingOff(StorageUnavailable):
    """There is nothing in this deployment that could carry a training out."""

    code = "training_off"
    title = "This deployment does not train"
