"""Every supported container and codec leads to the same sound."""

import numpy as np
import pytest
import soundfile as sf

from talent.audio import media_types
from talent.audio.decode import _CONTAINERS, decode
from talent.audio.limits import LIMITS, SAMPLE_RATE
from tests.unit.audio.recordings import CONTAINERS, TONE_HZ, encode, named, pitch_hz, tone

_FAMILY = {"WAVEX": "WAV", "RF64": "WAV", "W64": "WAV"}


@pytest.mark.parametrize("name", CONTAINERS)
def test_each_format_decodes_to_the_same_tone(name: str) -> None:
    container, codec, rate = CONTAINERS[name]
    sound = decode(named(name, seconds=1.5))

    assert sound.container == _FAMILY.get(container, container)
    assert (sound.codec, sound.source_rate, sound.channels) == (codec, rate, 1)
    assert sound.samples.dtype == np.float32
    assert sound.samples.ndim == 1
    assert sound.sample_rate == SAMPLE_RATE
    assert sound.seconds == pytest.approx(1.5, abs=0.1)  # encoders fill their last block
    assert pitch_hz(sound.samples, SAMPLE_RATE) == pytest.approx(TONE_HZ, abs=0.5)
    middle = sound.samples[SAMPLE_RATE // 2 : SAMPLE_RATE]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.03)


@pytest.mark.parametrize("name", ["WAV", "WAV 24 bit", "WAV float", "FLAC", "AIFF", "Wave64"])
def test_lossless_formats_agree_sample_by_sample(name: str) -> None:
    reference = decode(named("WAV double"))

    assert np.abs(decode(named(name)).samples - reference.samples).max() < 1e-4


@pytest.mark.parametrize("name", ["WAV", "FLAC", "MP3", "OGG Vorbis", "AIFF"])
@pytest.mark.parametrize("channels", [1, 2])
def test_stereo_of_one_voice_is_the_mono_voice(name: str, channels: int) -> None:
    container, codec, rate = CONTAINERS[name]
    samples = np.repeat(tone(1.0, rate)[:, None], channels, axis=1)
    sound = decode(encode(samples, rate, container, codec))

    assert sound.channels == channels
    assert pitch_hz(sound.samples, SAMPLE_RATE) == pytest.approx(TONE_HZ, abs=0.5)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes_may_come_in_any_form(kind: type) -> None:
    data = named("WAV")

    np.testing.assert_array_equal(decode(kind(data)).samples, decode(data).samples)


def test_an_id3_tag_in_front_is_skipped() -> None:
    tag = b"ID3\x04\0\0" + bytes([0, 0, 0x10, 0]) + b"\xff\xfb" * 1024  # 2048 bytes, synchsafe

    for name in ("MP3", "FLAC"):
        np.testing.assert_array_equal(
            decode(tag + named(name)).samples, decode(named(name)).samples
        )


def test_big_endian_wav_is_read() -> None:
    data = encode(tone(), endian="BIG")

    assert data[:4] == b"RIFX"
    np.testing.assert_array_equal(decode(data).samples, decode(named("WAV")).samples)


def test_the_lowest_and_highest_accepted_rates_decode() -> None:
    for rate in (LIMITS.min_sample_rate, LIMITS.max_sample_rate):
        sound = decode(encode(tone(1.0, rate), rate))
        assert pitch_hz(sound.samples, SAMPLE_RATE) == pytest.approx(TONE_HZ, abs=0.5)


def test_libsndfile_reads_what_we_promise_to_read() -> None:
    assert {container for container, _, _ in CONTAINERS.values()} <= set(sf.available_formats())


def test_every_container_that_is_decoded_has_a_media_type_and_no_other_has() -> None:
    assert set(_CONTAINERS.values()) == set(media_types.CONTAINERS)
