"""Errors of a recording, a take or a label."""

from talent.errors.base import TalentError


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
