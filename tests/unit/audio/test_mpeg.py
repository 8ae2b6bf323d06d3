"""MP3 files that do not say how long they are."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from talent.audio import mpeg
from talent.audio.decode import decode
from talent.audio.limits import LIMITS
from talent.errors import TooLong
from tests.unit.audio.recordings import encode, named, noisy, tone


def _variable(rate: int, channels: int) -> tuple[bytes, NDArray[np.float64]]:
    """Make a VBR file that begins dense and goes on sparse, and its samples."""
    voice = np.concatenate([noisy(1.0, rate), np.zeros(4 * rate), tone(2.0, rate)])
    samples = np.repeat(voice[:, None], channels, axis=1)
    options = {"bitrate_mode": "VARIABLE", "compression_level": 0.3}
    return encode(samples, rate, "MP3", None, **options), voice


def _without_first_frame(data: bytes) -> bytes:
    first = mpeg.parse(memoryview(data), 0)
    assert first is not None
    return data[first.size :]


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_variable_bit_rate_without_xing_frame_is_read_to_its_end(
    rate: int, channels: int
) -> None:
    data, voice = _variable(rate, channels)
    bare = _without_first_frame(data)

    assert mpeg.states_length(memoryview(data), 0)
    assert not mpeg.states_length(memoryview(bare), 0)
    sound = decode(bare)
    assert sound.seconds == pytest.approx(len(voice) / rate, abs=0.3)
    assert np.abs(sound.samples[-sound.sample_rate :]).max() > 0.4  # the tone at the end


def test_the_length_frame_adds_no_sound() -> None:
    bare = _without_first_frame(named("MP3"))
    frame = mpeg.length_frame(memoryview(bare), 0)
    first = mpeg.parse(memoryview(frame), 0)

    assert first is not None
    assert first.size == len(frame)
    assert mpeg.states_length(memoryview(frame + bare), 0)
    assert decode(bare).seconds == pytest.approx(1.0, abs=0.08)


def test_a_bare_stream_that_is_too_long_is_refused_by_counting() -> None:
    bare = _without_first_frame(_variable(16_000, 1)[0])
    with pytest.raises(TooLong) as caught:
        decode(bare, limits=replace(LIMITS, max_seconds=3.0))
    # The count stops just behind the limit; decoding would have gone on for a whole block.
    assert float(str(caught.value.values["seconds"])) == pytest.approx(3.0, abs=0.05)


def test_a_broken_chain_of_frames_is_still_bounded_while_decoding() -> None:
    bare = bytearray(_without_first_frame(_variable(16_000, 1)[0]))
    first = mpeg.parse(memoryview(bare), 0)
    assert first is not None
    bare[3 * first.size : 3 * first.size + 300] = bytes(300)
    with pytest.raises(TooLong):
        decode(bare, limits=replace(LIMITS, max_seconds=3.0))


def test_padding_between_the_tag_and_the_first_frame_is_skipped() -> None:
    tag = b"ID3\x03\0\0\0\0\0\x10" + bytes(16)
    data = named("MP3")

    np.testing.assert_array_equal(decode(tag + bytes(1_000) + data).samples, decode(data).samples)


@pytest.mark.parametrize(
    ("header", "rate", "samples", "size"),
    [
        ("fffb9064", 44_100, 1_152, 417),  # MPEG 1 Layer III, 128 kbit/s
        ("fffb9264", 44_100, 1_152, 418),  # the same, padded
        ("fff380c4", 22_050, 576, 208),  # MPEG 2 Layer III, 64 kbit/s
        ("ffe318c4", 8_000, 576, 72),  # MPEG 2.5 Layer III, 8 kbit/s
        ("fffd9004", 44_100, 1_152, 522),  # MPEG 1 Layer II, 160 kbit/s
        ("ffff9004", 44_100, 384, 312),  # MPEG 1 Layer I, 288 kbit/s
    ],
)
def test_frame_headers_are_read_as_the_standard_says(
    header: str, rate: int, samples: int, size: int
) -> None:
    frame = mpeg.parse(memoryview(bytes.fromhex(header)), 0)

    assert frame is not None
    assert (frame.rate, frame.samples, frame.size) == (rate, samples, size)


@pytest.mark.parametrize("header", ["ffeb9064", "fff99064", "fffbf064", "fffb9c64", "00fb9064"])
def test_reserved_values_are_no_frame(header: str) -> None:
    assert mpeg.parse(memoryview(bytes.fromhex(header)), 0) is None
