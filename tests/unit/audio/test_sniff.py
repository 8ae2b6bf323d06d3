"""Content decides what a file is; what is not supported is called by its name."""

import io
import zipfile

import pytest

from talent.audio.decode import decode
from talent.audio.sniff import sniff
from talent.errors import UnsupportedFormat
from tests.unit.audio.recordings import CONTAINERS, named

_FOREIGN = {
    "MP4": b"\0\0\0\x1cftypM4A \0\0\0\0isomM4A mp42" + bytes(200),
    "3GP": b"\0\0\0\x1cftyp3gp5\0\0\0\0" + bytes(200),
    "QuickTime": b"\0\0\0\x14ftypqt  \0\0\0\0" + bytes(200),
    "WebM": b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\x01" + bytes(200),
    "AMR": b"#!AMR\n" + bytes(range(200)),
    "WMA": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0b\xcel" + bytes(200),
    "CAF": b"caff\0\x01\0\0desc" + bytes(200),
    "AU": b".snd\0\0\0\x18\0\0\0\0\0\0\0\x03\0\0\xac\x44\0\0\0\x01" + bytes(200),
    "MIDI": b"MThd\0\0\0\x06\0\x01\0\x02\0\x60MTrk" + bytes(200),
    "AAC": b"\xff\xf1\x50\x80\x43\xff\xfc" + bytes(range(200)),
    "ZIP": b"PK\x03\x04" + bytes(200),
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3" + bytes(200),
    "PNG": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "JPEG": b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(200),
    "GIF": b"GIF89a" + bytes(200),
    "AVI": b"RIFF\xff\0\0\0AVI LIST" + bytes(200),
    "WebP": b"RIFF\xff\0\0\0WEBPVP8 " + bytes(200),
    "IFF": b"FORM\0\0\0\xffILBMBMHD" + bytes(200),
    "OGG (FLAC)": b"OggS\0\x02" + bytes(20) + b"\x01\x33\x7fFLAC\x01\0" + bytes(200),
    "OGG (Speex)": b"OggS\0\x02" + bytes(20) + b"\x01\x50Speex   1.2" + bytes(200),
    "HTML": b"\n<!DOCTYPE html><html><body>404 not found</body></html>",
    "XML": b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>",
    "JSON": b'{"message": "Forbidden"}',
    "plain text": "Das ist kein Gesang, nur schöner Text.\n".encode() * 100,
    "all zero": bytes(10_000),
    "unknown": bytes(range(7, 256)) * 5,
}


@pytest.mark.parametrize("name", _FOREIGN)
def test_foreign_content_is_named_and_advice_given(name: str) -> None:
    with pytest.raises(UnsupportedFormat) as caught:
        decode(_FOREIGN[name])

    assert name in caught.value.message
    assert "WAV, FLAC, MP3 or OGG" in caught.value.advice
    assert name in str(caught.value.values["found"])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-be"])
def test_text_in_other_encodings_is_not_taken_for_mpeg(encoding: str) -> None:
    with pytest.raises(UnsupportedFormat):
        decode("a song is not its lyrics\n".encode(encoding) * 50)


@pytest.mark.parametrize("name", CONTAINERS)
def test_supported_content_is_recognised(name: str) -> None:
    container = CONTAINERS[name][0]
    family = {"WAVEX": "WAV", "RF64": "WAV", "W64": "WAV"}.get(container, container)

    assert sniff(memoryview(named(name))).container == family


def test_audio_inside_an_archive_is_not_unpacked() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("song.wav", named("WAV"))
    with pytest.raises(UnsupportedFormat, match="ZIP archive"):
        decode(archive.getvalue())


def test_containers_that_only_libsndfile_knows_are_refused() -> None:
    voc = b"Creative Voice File\x1a\x1a\0\x0a\x01\x29\x11" + bytes(500)
    with pytest.raises(UnsupportedFormat, match="VOC"):
        decode(voc)
