"""Declared length of a recording in its container, and headers that were never completed.

libsndfile shortens a WAV or AIFF file that was cut off to what is there, without a word. So the
declared size of the sound is read here. Encoders that write to a pipe cannot go back to fill in
a size; the placeholders they leave are no promise.
"""

import struct
from dataclasses import dataclass, replace

from talent.audio import mpeg

_PLACEHOLDER_32 = 0x7FFF_0000
"""From here on a 32-bit size is a placeholder: 2**32 - 1 (ffmpeg), 0x7FFFF000 (sox), 2**31."""
_PLACEHOLDER_64 = 2**62
_MAX_CHUNKS = 1_000
"""Chunks looked at: a hostile file could hold millions of empty ones."""
_W64_DATA = b"data\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a"
_MAX_TAGS = 16
_OGG_CUT = "it is cut off in the middle of a page"
_OGG_PAGE = 65_307
"""Largest page of an Ogg stream, in bytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes to decode, and what their container promises.

    Attributes
    ----------
    body : the caller's bytes from where decoding starts, shape (n,).
    head : bytes to put in front of `body`: a repaired header.
    declared : bytes of sound that the header promises; 0 where it does not say.
    present : bytes of sound that are there, where `declared` says something.
    sound_at : where in `body` the sound begins, where it lies there in one piece, little-endian
        if of more than a byte; otherwise None.
    length_known : whether libsndfile's frame count may be believed.
    at_least : lower bound of the duration, in seconds, where the length is not known.
    problem : why decoding need not be tried, as the end of a sentence; empty if it may.
    """

    body: memoryview
    head: bytes = b""
    declared: int = 0
    present: int = 0
    sound_at: int | None = None
    length_known: bool = True
    at_least: float = 0.0
    problem: str = ""


def examine(view: memoryview, container: str, enough: float) -> Source:
    """Look at the structure of a file, without decoding.

    Parameters
    ----------
    view : the file, shape (n,), format "B".
    container : "WAV", "FLAC", "MP3", "OGG" or "AIFF".
    enough : seconds after which counting may stop.
    """
    if container == "WAV":
        return _wav(view)
    if container == "AIFF":
        return _aiff(view)
    if container == "MP3":
        return _mp3(view, enough)
    if container == "OGG":
        return Source(view, problem=_OGG_CUT if _ogg_is_cut(view) else "")
    return Source(view)


def skip_id3(view: memoryview) -> int:
    """Return the byte at which the content behind ID3v2 tags begins (0 without a tag)."""
    at = 0
    for _ in range(_MAX_TAGS):
        if bytes(view[at : at + 3]) != b"ID3" or at + 10 > len(view):
            break
        size = 0
        for byte in view[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        footer = 10 if view[at + 5] & 0x10 else 0
        at += 10 + size + footer
    return at


def _sound(view: memoryview, at: int, declared: int, placeholder: int) -> Source:
    """Describe a file whose sound starts at byte `at` and should be `declared` bytes long."""
    if declared >= placeholder:
        declared = 0
    return Source(view, declared=declared, present=max(0, len(view) - at))


def _wav(view: memoryview) -> Source:
    kind = bytes(view[:4])
    if kind == b"riff":
        return _wave64(view)
    order = ">" if kind == b"RIFX" else "<"
    at, large = 12, 0
    for _ in range(_MAX_CHUNKS):
        if at + 8 > len(view):
            break
        name, size = struct.unpack_from(f"{order}4sI", view, at)
        if name == b"ds64" and at + 24 <= len(view):
            (large,) = struct.unpack_from("<Q", view, at + 16)
        if name == b"data":
            if kind == b"RF64" and size == 0xFFFF_FFFF:
                return _sound(view, at + 8, large, _PLACEHOLDER_64)
            if size == 0:
                return _without_size(view, at, order)
            source = _sound(view, at + 8, size, _PLACEHOLDER_32)
            return source if order == ">" else replace(source, sound_at=at + 8)
        at += 8 + size + size % 2
    return Source(view)


def _without_size(view: memoryview, at: int, order: str) -> Source:
    """Fill in the size of a data chunk at `at` that was never completed.

    Libsndfile would read no sound. But where the size of the whole file does account for what
    follows, the sound is empty and other chunks come behind it.
    """
    whole, follows = struct.unpack_from(f"{order}I", view, 4)[0] + 8, len(view) - at - 8
    if follows <= 0 or len(view) - 1 <= whole < _PLACEHOLDER_32:
        return Source(view)
    head = bytes(view[: at + 4]) + struct.pack(f"{order}I", follows)
    return Source(view[at + 8 :], head=head)


def _wave64(view: memoryview) -> Source:
    at = 40
    for _ in range(_MAX_CHUNKS):
        if at + 24 > len(view):
            break
        (size,) = struct.unpack_from("<Q", view, at + 16)  # with its own 24 bytes
        if view[at : at + 16] == _W64_DATA:
            return _sound(view, at + 24, max(0, size - 24), _PLACEHOLDER_64)
        at += max(24, size + -size % 8)
    return Source(view)


def _aiff(view: memoryview) -> Source:
    at = 12
    for _ in range(_MAX_CHUNKS):
        if at + 8 > len(view):
            break
        name, size = struct.unpack_from(">4sI", view, at)
        if name == b"SSND":  # begins with 8 bytes of offset and block size
            return _sound(view, at + 16, max(0, size - 8), _PLACEHOLDER_32)
        at += 8 + size + size % 2
    return Source(view)


def _mp3(view: memoryview, enough: float) -> Source:
    behind = skip_id3(view)
    at = mpeg.find_stream(view, behind)
    if at is None:
        inside = behind >= len(view)
        return Source(
            view,
            problem="it is cut off inside its tag"
            if inside
            else "there is no sound behind its tag",
        )
    if mpeg.states_length(view, at):
        return Source(view[at:])
    seconds = mpeg.count_seconds(view, at, enough)
    head = mpeg.length_frame(view, at)
    return Source(view[at:], head=head, length_known=False, at_least=seconds)


def _ogg_is_cut(view: memoryview) -> bool:
    """Whether the last page is incomplete."""
    tail = bytes(view[-_OGG_PAGE:])
    at = tail.rfind(b"OggS")
    if at < 0:
        return False  # something else was appended
    table = tail[at + 27 : at + 27 + tail[at + 26]] if at + 26 < len(tail) else b""
    return at + 27 > len(tail) or at + 27 + tail[at + 26] + sum(table) > len(tail)
