"""Media types of recordings. The content alone decides the format of a file."""

from typing import Final

CONTAINERS: Final = {
    "WAV": ("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"),
    "FLAC": ("audio/flac", "audio/x-flac"),
    "MP3": ("audio/mpeg", "audio/mp3", "audio/x-mp3", "audio/mpeg3", "audio/x-mpeg-3"),
    "OGG": ("audio/ogg", "audio/x-ogg", "application/ogg", "audio/vorbis", "audio/opus"),
    "AIFF": ("audio/aiff", "audio/x-aiff", "audio/aif", "audio/x-aif"),
}
"""The usual names of every container we read, the registered one first where there is one."""

_NAMES: Final = tuple(CONTAINERS)
FORMATS: Final = f"{', '.join(_NAMES[:-1])} or {_NAMES[-1]}"
"""The same as a list in a sentence."""

ANY: Final = "application/octet-stream"
"""Of a file whose sender does not know, or does not say, what it is."""

ACCEPTED: Final = frozenset({ANY, *(name for names in CONTAINERS.values() for name in names)})


def plain(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def or_any(media_type: str) -> str:
    """Return a media type as we know it, or the one that says nothing."""
    name = plain(media_type)
    return name if name in ACCEPTED else ANY
