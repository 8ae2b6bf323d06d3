"""Every limit, from the header before decoding and again while decoding."""

import io
import struct
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import soundfile as sf

from talent.audio.decode import decode
from talent.audio.limits import LIMITS
from talent.audio.mono import Mono
from talent.errors import EmptyFile, TooLarge, TooLong, TooShort, UnsupportedFormat
from tests.unit.audio.recordings import (
    CONTAINERS,
    encode,
    named,
    noisy,
    tone,
    wav_header,
    with_flac_total,
)


@pytest.fixture
def no_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where anything is decoded: what the header gives away must not cost work."""

    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("samples were decoded although the header says enough")

    monkeypatch.setattr(sf.SoundFile, "read", refuse)
    monkeypatch.setattr(Mono, "__init__", refuse)  # would allocate for the whole recording


def test_no_bytes_are_an_empty_file() -> None:
    with pytest.raises(EmptyFile, match="0 bytes") as caught:
        decode(b"")
    assert caught.value.advice


@pytest.mark.usefixtures("no_decoding")
@pytest.mark.parametrize("name", ["WAV", "AIFF"])
def test_a_container_without_frames_is_empty(name: str) -> None:
    with pytest.raises(EmptyFile, match="0 frames"):
        decode(named(name, samples=np.zeros(0)))


@pytest.mark.usefixtures("no_decoding")
def test_too_many_bytes_are_refused_unread() -> None:
    limits = replace(LIMITS, max_bytes=1_000)
    with pytest.raises(TooLarge, match=r"1,001 bytes; at most 1,000") as caught:
        decode(bytes(1_001), limits=limits)
    assert caught.value.values == {"bytes": 1_001, "max_bytes": 1_000}


@pytest.mark.usefixtures("no_decoding")
@pytest.mark.parametrize("channels", [9, 20])
def test_too_many_channels_are_refused(channels: int) -> None:
    data = wav_header(channels=channels, size=44_100 * 2 * channels)
    with pytest.raises(UnsupportedFormat, match=f"channels is {channels}; from 1 to 8") as caught:
        decode(data + bytes(44_100 * 2 * channels))
    assert caught.value.values["number of channels"] == channels


@pytest.mark.usefixtures("no_decoding")
@pytest.mark.parametrize("rate", [1, 3_999, 192_001, 2_000_000])
def test_absurd_sample_rates_are_refused(rate: int) -> None:
    with pytest.raises(UnsupportedFormat, match=f"sample rate in Hz is {rate:,};"):
        decode(wav_header(rate=rate, size=20_000) + bytes(20_000))


@pytest.mark.usefixtures("no_decoding")
@pytest.mark.parametrize("name", ["WAV", "FLAC", "MP3", "OGG Vorbis", "AIFF"])
def test_a_fraction_of_a_second_is_too_short(name: str) -> None:
    with pytest.raises(TooShort, match=r"at least 0\.5") as caught:
        decode(named(name, seconds=0.3))
    assert caught.value.values["seconds"] == pytest.approx(0.3, abs=0.05)


@pytest.mark.usefixtures("no_decoding")
@pytest.mark.parametrize("name", ["WAV", "FLAC", "MP3", "OGG Vorbis", "OGG Opus", "AIFF"])
def test_what_is_longer_than_allowed_is_refused_from_the_header(name: str) -> None:
    _, _, rate = CONTAINERS[name]
    limits = replace(LIMITS, max_seconds=2.0)
    with pytest.raises(TooLong, match=r"3\.\d seconds long; at most 2 are") as caught:
        decode(named(name, samples=tone(3.0, rate)), limits=limits)
    assert caught.value.values == {"seconds": pytest.approx(3, abs=0.1), "max_seconds": 2.0}


@pytest.mark.usefixtures("no_decoding")
def test_a_small_file_that_unpacks_to_hours_is_refused() -> None:
    file = io.BytesIO()
    with sf.SoundFile(file, "w", 8_000, 1, "PCM_16", format="FLAC") as flac:
        for _ in range(3):
            flac.write(np.zeros(8_000 * 3_600, np.int16))
    data = file.getvalue()

    assert len(data) < 300_000
    with pytest.raises(TooLong, match=r"10,800\.0 seconds"):
        decode(data)


@pytest.mark.usefixtures("no_decoding")
def test_a_flac_header_that_promises_2_36_frames_is_too_long() -> None:
    with pytest.raises(TooLong):
        decode(with_flac_total(named("FLAC"), 2**36 - 1))


@pytest.mark.usefixtures("no_decoding")
@pytest.mark.parametrize("name", ["RF64", "Wave64"])
def test_a_64_bit_wav_header_that_promises_2_36_frames_is_too_long(name: str) -> None:
    data = bytearray(named(name))
    if name == "RF64":
        at = data.index(b"ds64") + 16
        struct.pack_into("<Q", data, at, 2**37)
    else:
        at = data.index(b"data\xf3") + 16
        struct.pack_into("<Q", data, at, 2**37 + 24)
    with pytest.raises(TooLong) as caught:
        decode(data)
    assert caught.value.values["seconds"] == pytest.approx(2**36 / 44_100, rel=1e-3)


@pytest.mark.usefixtures("no_decoding")
def test_too_many_samples_in_all_channels_are_too_large() -> None:
    limits = replace(LIMITS, max_decoded_values=300_000)
    data = encode(np.zeros((44_100, 8)))
    with pytest.raises(TooLarge, match=r"352,800 samples \(44,100 in each of 8 channels\)"):
        decode(data, limits=limits)


def test_a_flac_of_unknown_length_decodes_like_any_other() -> None:
    data = named("FLAC", seconds=3.0)

    unknown = decode(with_flac_total(data, 0))
    np.testing.assert_array_equal(unknown.samples, decode(data).samples)


def test_a_stream_of_unknown_length_stops_at_the_limit_of_seconds() -> None:
    data = with_flac_total(named("FLAC", seconds=10.0), 0)
    limits = replace(LIMITS, max_seconds=2.0)
    with pytest.raises(TooLong, match="longer than 2 seconds") as caught:
        decode(data, limits=limits)
    # At most one block was decoded too much.
    assert float(str(caught.value.values["seconds"])) < 2.0 + 65_536 / 44_100 + 0.1


def test_a_stream_of_unknown_length_stops_at_the_limit_of_samples() -> None:
    data = with_flac_total(encode(np.zeros((100_000, 4)), container="FLAC"), 0)
    with pytest.raises(TooLarge):
        decode(data, limits=replace(LIMITS, max_decoded_values=200_000))


def test_a_stream_of_unknown_length_can_be_too_short() -> None:
    with pytest.raises(TooShort, match=r"0\.2 seconds"):
        decode(with_flac_total(named("FLAC", seconds=0.2), 0))


def test_no_more_is_decoded_than_the_header_promises() -> None:
    data = with_flac_total(named("FLAC", samples=noisy(3.0)), 44_100)

    assert decode(data).seconds == pytest.approx(1.0, abs=1e-3)


def test_the_limits_themselves_are_accepted() -> None:
    limits = replace(LIMITS, min_seconds=1.0, max_seconds=1.0)

    assert decode(named("WAV", seconds=1.0), limits=limits).seconds == pytest.approx(1.0)
