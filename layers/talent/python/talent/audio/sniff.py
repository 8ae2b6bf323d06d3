"""Recognise a file by its content alone; its name and content type are never asked."""

from dataclasses import dataclass

from talent.audio import mpeg
from talent.audio.containers import skip_id3


@dataclass(frozen=True, slots=True)
class Content:
    """What some bytes are.

    Attributes
    ----------
    name : for people, for example "WAV" or "MP4 or M4A (AAC)".
    container : "WAV", "FLAC", "MP3", "OGG" or "AIFF"; None where the content is not supported.
    """

    name: str
    container: str | None = None


_STARTS: tuple[tuple[bytes, Content], ...] = (
    (b"fLaC", Content("FLAC", "FLAC")),
    (b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb", Content("WAV (Wave64)", "WAV")),
    (b"BW64", Content("BW64")),
    (b"\x1a\x45\xdf\xa3", Content("WebM or Matroska")),
    (b"#!AMR", Content("AMR")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Content("WMA (Windows Media)")),
    (b"caff", Content("CAF (Core Audio)")),
    (b".snd", Content("AU (Sun audio)")),
    (b"dns.", Content("AU (Sun audio)")),
    (b"MThd", Content("MIDI")),
    (b"ADIF", Content("AAC")),
    (b"MAC ", Content("Monkey's Audio")),
    (b"wvpk", Content("WavPack")),
    (b"TTA1", Content("True Audio")),
    (b"MPCK", Content("Musepack")),
    (b"MP+", Content("Musepack")),
    (b"DSD ", Content("DSD")),
    (b"FRM8", Content("DSD")),
    (b".RMF", Content("RealMedia")),
    (b".ra\xfd", Content("RealAudio")),
    (b"Creative Voice File", Content("VOC")),
    (b"FLV\x01", Content("Flash video")),
    (b"\x00\x00\x01\xba", Content("MPEG video")),
    (b"\x00\x00\x01\xb3", Content("MPEG video")),
    (b"\x0b\x77", Content("AC-3")),
    (b"PK\x03\x04", Content("ZIP archive")),
    (b"\x1f\x8b", Content("gzip archive")),
    (b"7z\xbc\xaf\x27\x1c", Content("7z archive")),
    (b"Rar!", Content("RAR archive")),
    (b"%PDF", Content("PDF document")),
    (b"\x89PNG", Content("PNG picture")),
    (b"\xff\xd8\xff", Content("JPEG picture")),
    (b"GIF8", Content("GIF picture")),
    (b"\x7fELF", Content("program")),
    (b"MZ", Content("program")),
    (b"SQLite format 3", Content("database")),
)
_RIFF = {
    b"WAVE": Content("WAV", "WAV"),
    b"AVI ": Content("AVI video"),
    b"WEBP": Content("WebP picture"),
    b"RMID": Content("MIDI"),
}
_FORM = {
    b"AIFF": Content("AIFF", "AIFF"),
    b"AIFC": Content("AIFF-C", "AIFF"),
    b"8SVX": Content("Amiga 8SVX"),
}
_OGG = (
    (b"\x01vorbis", Content("OGG (Vorbis)", "OGG")),
    (b"OpusHead", Content("OGG (Opus)", "OGG")),
    (b"\x7fFLAC", Content("OGG (FLAC)")),
    (b"Speex   ", Content("OGG (Speex)")),
    (b"\x80theora", Content("OGG (Theora video)")),
)
_TEXT_PROBE = 2_048
"""Bytes looked at to tell text from binary data."""


def sniff(view: memoryview) -> Content:
    """Name the content of a file.

    Parameters
    ----------
    view : the file, shape (n,), format "B", n >= 1.
    """
    start = skip_id3(view)
    inner = bytes(view[start : start + 64])
    for magic, content in _STARTS:
        if inner.startswith(magic):
            return content
    found = _chunked(inner) or _text(bytes(view[:_TEXT_PROBE]))
    if found:
        return found
    if start or mpeg.is_stream(view, 0):
        return Content("MP3", "MP3")
    if _is_adts(inner):
        return Content("AAC")
    return Content("unknown content" if any(inner) else "bytes that are all zero")


def _chunked(start: bytes) -> Content | None:
    """Name the formats whose kind stands behind the first marker."""
    form = start[8:12]
    if start[:4] in (b"RIFF", b"RIFX", b"RF64"):
        return _RIFF.get(form, Content("RIFF file without sound"))
    if start[:4] == b"FORM":
        return _FORM.get(form, Content("IFF file without sound"))
    if start[:4] == b"OggS":
        kinds = (content for magic, content in _OGG if start[28:].startswith(magic))
        # An unknown first stream (a skeleton, say) may stand before a Vorbis stream.
        return next(kinds, Content("OGG", "OGG"))
    if start[4:8] == b"ftyp":
        brand = start[8:11]
        name = {b"3gp": "3GP", b"3g2": "3GP", b"qt ": "QuickTime"}.get(brand, "MP4 or M4A (AAC)")
        return Content(name)
    return None


def _text(start: bytes) -> Content | None:
    """Name text: HTML, XML, JSON or plain; None for binary data."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = start[: len(start) // 2 * 2].decode("utf-16", errors="replace")
    else:
        # A character may be cut in two at the end of the probe.
        text = start.decode("utf-8", errors="replace").rstrip("\ufffd")
    if not text or any(not c.isprintable() and c not in "\t\r\n\f\ufeff" for c in text):
        return None
    if "\ufffd" in text:
        return None
    head = text.lstrip("\ufeff \t\r\n").lower()
    if head.startswith(("<!doctype html", "<html", "<head", "<body")):
        return Content("HTML page")
    if head.startswith("<"):
        return Content("XML document")
    return Content("JSON text" if head.startswith(("{", "[")) else "plain text")


def _is_adts(start: bytes) -> bool:
    """Whether raw AAC frames begin here: twelve sync bits and layer 0."""
    return len(start) > 2 and start[0] == 0xFF and start[1] & 0xF6 == 0xF0
