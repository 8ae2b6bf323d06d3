"""Damaged files: one clear error, and what was merely left unfinished is read."""

import struct

import numpy as np
import pytest

from talent.audio.decode import decode
from talent.errors import AudioError, CorruptAudio, EmptyFile, UnsupportedFormat
from tests.unit.audio.recordings import (
    CONTAINERS,
    encode,
    named,
    noisy,
    wav_header,
    with_flac_total,
    with_sizes,
)

_ALL_ONES = 0xFFFF_FFFF


@pytest.mark.parametrize("name", ["WAV", "WAV float", "WAVEX", "RF64", "Wave64", "AIFF", "MP3"])
def test_a_file_cut_in_half_says_how_much_is_there(name: str) -> None:
    container, codec, rate = CONTAINERS[name]
    data = encode(noisy(4.0, rate), rate, container, codec)
    with pytest.raises(CorruptAudio, match=r"cut off: [12]\.\d of the 4\.0 seconds") as caught:
        decode(data[: len(data) // 2])
    assert caught.value.values["promised_seconds"] == pytest.approx(4.0, abs=0.01)
    assert float(str(caught.value.values["seconds"])) == pytest.approx(2.0, abs=0.3)
    assert "upload" in caught.value.advice


def test_a_flac_cut_in_half_says_where_it_breaks() -> None:
    data = encode(noisy(8.0), container="FLAC")
    with pytest.raises(CorruptAudio, match=r"after \d\.\d of 8\.0 seconds"):
        decode(data[: len(data) // 2])


@pytest.mark.parametrize("name", ["OGG Vorbis", "OGG Opus"])
def test_an_ogg_cut_inside_a_page_is_refused(name: str) -> None:
    container, codec, rate = CONTAINERS[name]
    data = encode(noisy(8.0, rate), rate, container, codec)
    for kept in (0.3, 0.5, 0.9):
        with pytest.raises(CorruptAudio, match="cut off"):
            decode(data[: int(len(data) * kept)])


@pytest.mark.parametrize("name", ["WAV", "AIFF", "Wave64", "MP3"])
def test_a_few_missing_milliseconds_are_forgiven(name: str) -> None:
    container, codec, rate = CONTAINERS[name]
    data = encode(noisy(3.0, rate), rate, container, codec)

    assert decode(data[:-300]).seconds == pytest.approx(3.0, abs=0.1)


def test_a_wav_that_ends_before_its_sound_is_damaged() -> None:
    with pytest.raises(CorruptAudio):
        decode(wav_header(size=88_200))


@pytest.mark.parametrize(
    ("whole", "data"),
    [
        (_ALL_ONES, _ALL_ONES),  # ffmpeg into a pipe
        (0x7FFF_F024, 0x7FFF_F000),  # sox into a pipe
        (0x8000_0024, 0x8000_0000),
        (0, 0),  # a recorder that lost power
        (36, 0),
        (8, 0),
        (_ALL_ONES, 0),
    ],
)
def test_a_wav_header_that_was_never_completed_is_no_promise(whole: int, data: int) -> None:
    wav = encode(noisy(2.0))

    np.testing.assert_array_equal(decode(with_sizes(wav, whole, data)).samples, decode(wav).samples)


def test_an_empty_data_chunk_before_other_chunks_is_empty() -> None:
    data = wav_header(size=0) + b"LIST" + struct.pack("<I", 4_000) + bytes(4_000)
    data = data[:4] + struct.pack("<I", len(data) - 8) + data[8:]
    with pytest.raises(EmptyFile):
        decode(data)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e5, -1e30])
@pytest.mark.parametrize("place", [0, 30_000, 88_199])
def test_a_sample_that_cannot_be_sound_is_corrupt(value: float, place: int) -> None:
    samples = noisy(2.0).astype(np.float32)
    samples[place] = value
    with pytest.raises(CorruptAudio, match=r"full scale is 1 and 10000 the most"):
        decode(encode(samples, codec="FLOAT"))


def test_a_double_that_does_not_fit_single_precision_is_corrupt() -> None:
    samples = noisy(1.0)
    samples[5] = 1e300
    with pytest.raises(CorruptAudio, match="not finite"):
        decode(encode(samples, codec="DOUBLE"))


def test_float_samples_beyond_full_scale_are_kept() -> None:
    assert np.abs(decode(encode(noisy(1.0) * 20, codec="FLOAT")).samples).max() > 5


def test_a_hole_in_a_flac_is_corrupt() -> None:
    data = bytearray(encode(noisy(3.0), container="FLAC"))
    data[len(data) // 2 : len(data) // 2 + 5_000] = bytes(5_000)
    with pytest.raises(CorruptAudio, match="FLAC"):
        decode(data)


def test_a_flac_of_unknown_length_that_breaks_off_is_corrupt() -> None:
    data = with_flac_total(encode(noisy(6.0), container="FLAC"), 0)
    with pytest.raises(CorruptAudio, match=r"damaged after \d\.\d seconds"):
        decode(data[: len(data) // 2])


def test_a_flac_with_a_depth_that_cannot_be_decoded_is_unsupported() -> None:
    data = bytearray(named("FLAC"))
    packed = int.from_bytes(data[18:26], "big") & ~(31 << 36) | 11 << 36  # 12 bits per sample
    data[18:26] = packed.to_bytes(8, "big")
    with pytest.raises(UnsupportedFormat, match="encoding") as caught:
        decode(data)
    assert "16 or 24 bits" in caught.value.advice


def test_a_wav_with_an_exotic_codec_is_unsupported() -> None:
    with pytest.raises(UnsupportedFormat, match="GSM610"):
        decode(encode(noisy(2.0, 8_000), 8_000, codec="GSM610"))


@pytest.mark.parametrize("name", ["WAV", "FLAC", "MP3", "OGG Vorbis", "AIFF"])
def test_messages_name_no_file_and_no_address(name: str) -> None:
    data = named(name, samples=noisy(2.0, CONTAINERS[name][2]))
    for end in range(12, len(data) // 2, max(1, len(data) // 60)):
        with pytest.raises(AudioError) as caught:
            decode(data[:end])
        text = f"{caught.value.message} {caught.value.values}"
        assert caught.value.advice
        assert "0x" not in text
        assert "object" not in text
        assert "/" not in text


@pytest.mark.parametrize("tag", [b"ID3\x03\0\0\0\0\x7f\x7f", b"ID3\x03\0\0\0\0\0\0"])
def test_a_tag_without_sound_behind_it_is_corrupt(tag: bytes) -> None:
    with pytest.raises(CorruptAudio, match="tag"):
        decode(tag + b"TIT2\0\0\0\x05\0\0\0song" + bytes(100))
