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
    └── ModelError               no model that may be trusted
        ├── ModelMissing         model_missing
        ├── ModelCorrupt         model_corrupt
        └── FeatureMismatch      feature_mismatch

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
