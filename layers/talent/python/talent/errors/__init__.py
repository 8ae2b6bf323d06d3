"""Errors of the product, as one tree; those of a request itself: ``functions.http.errors``.

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
        ├── StorageFailed        storage_failed
        └── TrainingOff          training_off

Each class carries a stable ``code`` that clients may rely on. Each instance says what was
wrong with the value at hand, what would work, and the measured values behind it.
"""

from talent.errors.base import TalentError, Value
from talent.errors.recording import (
    AudioError,
    CorruptAudio,
    EmptyFile,
    LabelError,
    LabelInvalid,
    LabelMissing,
    NoVoice,
    SheetInvalid,
    TakeRefused,
    TooClipped,
    TooLarge,
    TooLittleSinging,
    TooLong,
    TooNoisy,
    TooShort,
    UnsupportedFormat,
)
from talent.errors.service import (
    AnalysisUnfinished,
    BadCursor,
    ChangedMeanwhile,
    FeatureMismatch,
    GateRefused,
    IllegalTransition,
    ModelCorrupt,
    ModelError,
    ModelMissing,
    ModelUnknown,
    NotEnoughData,
    NothingBefore,
    NotKnown,
    ObjectMissing,
    PromotionRefused,
    RecordingUnknown,
    RevisionMismatch,
    StateConflict,
    StillBusy,
    StorageFailed,
    StorageUnavailable,
    TooLate,
    TrainingOff,
    TrainingRuns,
    TrainingUnknown,
    UploadExpired,
    UploadIncomplete,
    UploadUnknown,
    VersionTaken,
    VisualsMissing,
    WrongPurpose,
)

__all__ = [
    "AnalysisUnfinished",
    "AudioError",
    "BadCursor",
    "ChangedMeanwhile",
    "CorruptAudio",
    "EmptyFile",
    "FeatureMismatch",
    "GateRefused",
    "IllegalTransition",
    "LabelError",
    "LabelInvalid",
    "LabelMissing",
    "ModelCorrupt",
    "ModelError",
    "ModelMissing",
    "ModelUnknown",
    "NoVoice",
    "NotEnoughData",
    "NotKnown",
    "NothingBefore",
    "ObjectMissing",
    "PromotionRefused",
    "RecordingUnknown",
    "RevisionMismatch",
    "SheetInvalid",
    "StateConflict",
    "StillBusy",
    "StorageFailed",
    "StorageUnavailable",
    "TakeRefused",
    "TalentError",
    "TooClipped",
    "TooLarge",
    "TooLate",
    "TooLittleSinging",
    "TooLong",
    "TooNoisy",
    "TooShort",
    "TrainingOff",
    "TrainingRuns",
    "TrainingUnknown",
    "UnsupportedFormat",
    "UploadExpired",
    "UploadIncomplete",
    "UploadUnknown",
    "Value",
    "VersionTaken",
    "VisualsMissing",
    "WrongPurpose",
]
