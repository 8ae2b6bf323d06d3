"""Sentences of the audio errors: what was measured, what is allowed, what would work."""

import soundfile as sf

from talent.audio.limits import Limits
from talent.errors import (
    AudioError,
    CorruptAudio,
    EmptyFile,
    TooLarge,
    TooLong,
    TooShort,
    UnsupportedFormat,
    Value,
)

EXPORT_ADVICE = "Export the recording as WAV, FLAC, MP3 or OGG."
_AGAIN_ADVICE = "Export the recording again, or check that the upload was complete."
_UNSUPPORTED_ENCODING = frozenset({4, 18})
"""libsndfile's numbers for "valid, but not implemented": the public one and the internal one."""
_CLEARER = {7: "no frame of sound could be read", 24: "its header makes no sense"}
"""Plain words where libsndfile's sentence is about files on a disk or about itself."""


def empty(message: str) -> EmptyFile:
    """Say that there is nothing to hear."""
    return EmptyFile(
        message,
        advice="Send a recording that contains sound.",
        values={"seconds": 0.0},
    )


def too_many_bytes(size: int, limits: Limits) -> TooLarge:
    """Say that the file is larger than accepted."""
    return TooLarge(
        f"The file has {size:,} bytes; at most {limits.max_bytes:,} are accepted.",
        advice="Send a shorter excerpt, or export it as FLAC, MP3 or OGG.",
        values={"bytes": size, "max_bytes": limits.max_bytes},
    )


def too_many_values(frames: int, channels: int, limits: Limits) -> TooLarge:
    """Say that the sound would unpack to more samples than accepted."""
    return TooLarge(
        f"The recording unpacks to {frames * channels:,} samples ({frames:,} in each of "
        f"{channels} channels); at most {limits.max_decoded_values:,} are accepted.",
        advice="Export it with fewer channels or a lower sample rate, 44100 Hz for example.",
        values={
            "frames": frames,
            "channels": channels,
            "max_decoded_values": limits.max_decoded_values,
        },
    )


def too_long(seconds: float, limits: Limits, *, at_least: bool = False) -> TooLong:
    """Say that the recording is longer than accepted."""
    most = f"{limits.max_seconds:g}"
    how_long = f"longer than {most} seconds" if at_least else f"{seconds:,.1f} seconds long"
    return TooLong(
        f"The recording is {how_long}; at most {most} are accepted.",
        advice=f"Send an excerpt of up to {most} seconds.",
        values={"seconds": round(seconds, 3), "max_seconds": limits.max_seconds},
    )


def too_short(seconds: float, limits: Limits) -> TooShort:
    """Say that the recording is shorter than can be analysed."""
    return TooShort(
        f"The recording is {seconds:.3g} seconds long; at least {limits.min_seconds:g} are needed.",
        advice="Sing for longer: ten seconds or more give a good answer.",
        values={"seconds": round(seconds, 3), "min_seconds": limits.min_seconds},
    )


def not_supported(name: str) -> UnsupportedFormat:
    """Say that the content is none of the supported containers."""
    return UnsupportedFormat(
        f"The content of the file is {name}, which is not supported.",
        advice=EXPORT_ADVICE,
        values={"found": name},
    )


def wrong_codec(container: str, codec: str) -> UnsupportedFormat:
    """Say that a supported container has something else inside."""
    return UnsupportedFormat(
        f"The file is {container} with the encoding {codec}, which is not supported.",
        advice=EXPORT_ADVICE,
        values={"found": container, "codec": codec},
    )


def out_of_range(what: str, value: int, smallest: int, largest: int) -> UnsupportedFormat:
    """Say that a sample rate or channel count is outside what is accepted."""
    return UnsupportedFormat(
        f"The {what} is {value:,}; from {smallest:,} to {largest:,} is accepted.",
        advice="Export the recording with 1 or 2 channels at 44100 or 48000 Hz.",
        values={what: value, "smallest": smallest, "largest": largest},
    )


def cut_off(container: str, seconds: float, promised: float) -> CorruptAudio:
    """Say that the file ends before the sound it promises."""
    return CorruptAudio(
        f"The {container} file is cut off: {seconds:.1f} of the {promised:.1f} seconds that it "
        "promises are there.",
        advice=_AGAIN_ADVICE,
        values={"seconds": round(seconds, 3), "promised_seconds": round(promised, 3)},
    )


def damaged(
    container: str, what: str, progress: tuple[float, float | None] | None = None
) -> CorruptAudio:
    """Say that the content cannot be decoded, or decodes to what cannot be sound.

    Parameters
    ----------
    container : "WAV", ...
    what : the reason, as the end of a sentence.
    progress : seconds decoded until then, and seconds promised; None before decoding.
    """
    values: dict[str, Value] = {"container": container, "reason": what}
    where = ""
    if progress is not None:
        seconds, promised = progress
        values["seconds"] = round(seconds, 3)
        where = f" after {seconds:.1f} seconds"
        if promised is not None:
            values["promised_seconds"] = round(promised, 3)
            where = f" after {seconds:.1f} of {promised:.1f} seconds"
    return CorruptAudio(
        f"The {container} file is damaged{where}: {what}.", advice=_AGAIN_ADVICE, values=values
    )


def undecodable(
    container: str, error: sf.LibsndfileError, progress: tuple[float, float | None] | None = None
) -> AudioError:
    """Translate an error of libsndfile, keeping its sentence and nothing else of it.

    The prefix, in which soundfile names the object it reads from, is left out.
    """
    reason = str(error.error_string).removeprefix("Internal error : ").removeprefix("Error : ")
    reason = _CLEARER.get(error.code, reason).strip().rstrip(".")
    if progress is None and error.code in _UNSUPPORTED_ENCODING:
        return UnsupportedFormat(
            f"The {container} file uses an encoding that is not supported: {reason}.",
            advice=f"{EXPORT_ADVICE[:-1]} with 16 or 24 bits per sample.",
            values={"found": container, "reason": reason},
        )
    return damaged(container, reason, progress)
