"""Mixing and resampling: what streams is what one call over the whole signal gives."""

import numpy as np
import pytest
import soxr

from talent.audio.decode import decode
from talent.audio.limits import SAMPLE_RATE
from tests.unit.audio.recordings import encode, noisy, tone


@pytest.mark.parametrize("rate", [8_000, 16_000, 32_000, 44_100, 48_000, 96_000])
def test_streaming_equals_one_shot_resampling(rate: int) -> None:
    samples = noisy(5.0, rate).astype(np.float32)
    expected = soxr.resample(samples, rate, SAMPLE_RATE, "HQ")
    sound = decode(encode(samples, rate, codec="FLOAT"))

    np.testing.assert_array_equal(sound.samples, expected)


def test_16_bit_samples_are_scaled_exactly() -> None:
    samples = np.round(noisy(2.0, SAMPLE_RATE) * 32767).astype(np.int16)
    sound = decode(encode(samples, SAMPLE_RATE))

    np.testing.assert_array_equal(sound.samples, samples.astype(np.float32) / 32768)


def test_nothing_is_resampled_at_the_target_rate() -> None:
    samples = noisy(3.0, SAMPLE_RATE).astype(np.float32)

    np.testing.assert_array_equal(
        decode(encode(samples, SAMPLE_RATE, codec="FLOAT")).samples, samples
    )


@pytest.mark.parametrize("channels", [2, 3, 5, 8])
def test_channels_are_averaged(channels: int) -> None:
    parts = [tone(2.0, hz=100.0 * (c + 1)) for c in range(channels)]
    samples = np.stack(parts, axis=1).astype(np.float32)
    expected = soxr.resample(samples.mean(axis=1), 44_100, SAMPLE_RATE, "HQ")
    sound = decode(encode(samples, codec="FLOAT"))

    assert sound.channels == channels
    np.testing.assert_allclose(sound.samples, expected, atol=1e-6)


def test_opposite_channels_cancel_before_resampling() -> None:
    voice = noisy(1.0)
    sound = decode(encode(np.stack([voice, -voice], axis=1), codec="DOUBLE"))

    assert np.abs(sound.samples).max() == 0.0


def test_the_array_owns_just_the_memory_it_needs() -> None:
    samples = decode(encode(noisy(2.0))).samples

    assert samples.flags.owndata
    assert samples.base is None
