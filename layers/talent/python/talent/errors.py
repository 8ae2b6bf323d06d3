"""Everything that can go wrong, as one tree.

    TalentError
    ├── AudioError               the bytes are not a recording we can use
    │   ├── EmptyFile            empty_file
    │   ├── UnsupportedFormat    unsupported_format
    │   ├── CorruptAudio         corrupt_audio
    │   ├── TooLarge             too_large
    │   ├── TooLong              too_long
    │   └── TooShort             too_short
    ├── TakeRefused              sound, but not a take that can be judged
    │   ├── TooLittleSinging     too_little_singing
    │   ├── NoVoice              no_voice
    │   ├── TooNoisy             too_noisy
    │   └── TooClipped           too_clipped
    ├── ModelError               no model that may be trusted
    │   ├── ModelMissing         model_missing
    │   ├── ModelCorrupt         model_corrupt
    │   └── FeatureMismatch      feature_mismatch
    ├── LabelError               a label that cannot be used
    │   ├── LabelMissing         label_missing
    │   ├── LabelInvalid         label_invalid
    │   └── SheetInvalid         sheet_invalid
    ├── NotKnown                 there is no such thing
    │   ├── UploadUnknown        upload_unknown
    │   ├── RecordingUnknown     recording_unknown
    │   ├── TrainingUnknown      training_unknown
    │   ├── ModelUnknown         model_unknown
    │   ├── VisualsMissing       visuals_missing
    │   └── ObjectMissing        object_missing
    ├── StateConflict            not in the state it is in
    │   ├── IllegalTransition    illegal_transition
    │   ├── UploadIncomplete     upload_incomplete
    │   ├── UploadExpired        upload_expired
    │   ├── WrongPurpose         wrong_purpose
    │   ├── StillBusy            still_busy
    │   ├── ChangedMeanwhile     changed_meanwhile
    │   ├── RevisionMismatch     revision_mismatch
    │   ├── TrainingRuns         training_runs
    │   ├── TooLate              too_late
    │   ├── GateRefused          gate_refused
    │   ├── PromotionRefused     promotion_refused
    │   ├── NothingBefore        nothing_before
    │   └── VersionTaken         version_taken
    ├── NotEnoughData            not_enough_data
    ├── BadCursor                bad_cursor
    ├── AnalysisUnfinished       analysis_unfinished
    └── StorageUnavailable       storage_unavailable

Each class carries a stable ``code`` that clients may rely on. Each instance says what was
wrong with the value at hand, what would work, and the measured values behind it.
"""

from collections.abc import Mapping
from typing import ClassVar

Value = float | int | str | None


class TalentError(Exception):
    """What all errors of this package are.

    Parameters
    ----------
    message : what was wrong, with the value.
    advice : what would work.
    values : the measured values the message rests on, by name.
    """

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"

    def __init__(
        self, message: str, *, advice: str = "", values: Mapping[str, Value] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.values: dict[str, Value] = dict(values or {})


class AudioError(TalentError):
    """The bytes are not a recording we can use."""


class EmptyFile(AudioError):
    """There are no bytes, or a container with no sound in it."""

    code = "empty_file"
    title = "The file is empty"


class UnsupportedFormat(AudioError):
    """The content is not one of the supported containers and codecs."""

    code = "unsupported_format"
    title = "This kind of file is not supported"


class CorruptAudio(AudioError):
    """A supported container that is damaged or lies about itself."""

    code = "corrupt_audio"
    title = "The audio is damaged"


class TooLarge(AudioError):
    """More bytes, or more decoded samples, than are accepted."""

    code = "too_large"
    title = "The file is too large"


class TooLong(AudioError):
    """More seconds than are accepted."""

    code = "too_long"
    title = "The recording is too long"


class TooShort(AudioError):
    """Fewer seconds than can be analysed at all."""

    code = "too_short"
    title = "The recording is too short"


class TakeRefused(TalentError):
    """Sound, but not a take that can be judged."""


class TooLittleSinging(TakeRefused):
    """Too few seconds, voiced seconds or notes for a judgement."""

    code = "too_little_singing"
    title = "There is too little singing to judge"


class NoVoice(TakeRefused):
    """Silence, or sound without a pitch."""

    code = "no_voice"
    title = "No singing voice was found"


class TooNoisy(TakeRefused):
    """The voice hardly stands out of the noise."""

    code = "too_noisy"
    title = "The recording is too noisy to judge"


class TooClipped(TakeRefused):
    """The recording was so loud that its waveform is cut off."""

    code = "too_clipped"
    title = "The recording is distorted by clipping"


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


class LabelError(TalentError):
    """A label that cannot be used."""


class LabelMissing(LabelError):
    """Nobody says whether the recording is good or bad."""

    code = "label_missing"
    title = "The recording has no label"


class LabelInvalid(LabelError):
    """A label, a rating, or what is said with it makes no sense."""

    code = "label_invalid"
    title = "The label cannot be used"


class SheetInvalid(LabelError):
    """A CSV file of labels that cannot be read as one."""

    code = "sheet_invalid"
    title = "The CSV file cannot be read"


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
