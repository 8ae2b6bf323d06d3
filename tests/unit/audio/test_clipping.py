"""The share of clipped samples, on signals where it is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from talent.audio.clipping import ClippingMeter
from talent.audio.decode import decode
from tests.unit.audio.recordings import encode, noisy, tone


def _reference(samples: NDArray[np.float64]) -> float:
    """Compute the ratio with the whole file at hand, run by run."""
    loud: NDArray[np.bool_] = np.abs(samples) >= 0.985 * np.abs(samples).max()
    count = 0
    for channel in loud.T:
        edges = np.flatnonzero(np.diff(np.concatenate([[0], channel.astype(np.int8), [0]])))
        runs = edges[1::2] - edges[::2]
        count += int(runs[runs >= 3].sum())
    return float(count / loud.size)


def test_a_clean_noisy_voice_reads_almost_nothing() -> None:
    assert decode(encode(noisy(3.0))).clipped_ratio < 1e-4


def test_a_pure_sine_reads_eleven_per_cent() -> None:
    expected = 2 * np.arccos(0.985) / np.pi

    assert decode(encode(tone(3.0))).clipped_ratio == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("codec", ["PCM_16", "FLOAT"])
@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize("gain", [3.0, 6.0, 30.0])
def test_a_clipped_voice_reads_what_was_cut(codec: str, channels: int, gain: float) -> None:
    voices = [noisy(4.0, seed=c) for c in range(channels)]
    samples = np.clip(gain * np.stack(voices, axis=1), -1, 1 - 2**-15)
    measured = decode(encode(samples, codec=codec)).clipped_ratio

    # 16-bit rounding moves a sample in a hundred thousand over the threshold.
    assert measured == pytest.approx(_reference(samples), rel=1e-4)
    assert measured > 0.05


def test_clipping_of_one_channel_is_seen_though_the_mix_hides_it() -> None:
    loud, quiet = np.clip(noisy(2.0) * 5, -1, 0.99), noisy(2.0, seed=1) / 10
    ratio = decode(encode(np.stack([loud, quiet], axis=1))).clipped_ratio

    assert ratio > 0.2


def test_clipping_is_measured_before_resampling() -> None:
    samples = np.clip(noisy(2.0, 48_000) * 5, -0.8, 0.8)

    assert decode(encode(samples, 48_000)).clipped_ratio > 0.4


def test_silence_is_not_clipped() -> None:
    assert decode(encode(np.zeros(44_100))).clipped_ratio == 0.0


def test_the_most_negative_16_bit_value_counts() -> None:
    samples = np.zeros(44_100, np.int16)
    samples[1_000:1_010] = -32_768

    assert decode(encode(samples)).clipped_ratio == pytest.approx(10 / 44_100)


def test_runs_shorter_than_three_do_not_count() -> None:
    samples = np.zeros(44_100, np.int16)
    samples[100:102] = samples[200] = 32_767

    assert decode(encode(samples)).clipped_ratio == 0.0


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 100])
def test_runs_across_blocks_are_counted_whole(size: int) -> None:
    rng = np.random.default_rng(5)
    samples = np.repeat(rng.integers(-1, 2, (300, 2)), rng.integers(1, 6, 300), axis=0) * 0.5
    samples[0] = 0.5  # the peak is there from the first block on
    meter = ClippingMeter()
    for start in range(0, len(samples), size):
        block = samples[start : start + size].astype(np.float32)
        meter.add(block, float(np.abs(block).max()))

    assert meter.ratio == pytest.approx(_reference(samples), rel=1e-9)


def test_runs_under_a_peak_that_was_passed_later_drop_out() -> None:
    samples = np.zeros(200_000, np.int16)
    samples[:100] = 10_000
    samples[150_000:150_005] = 20_000

    assert decode(encode(samples)).clipped_ratio == pytest.approx(5 / 200_000)


def test_a_peak_that_creeps_up_leaves_nothing_old_behind() -> None:
    meter = ClippingMeter()
    for step in range(100):  # each step within 1.5 % of the one before, the ends far apart
        block = np.full((10, 1), 0.1 * 1.01**step, np.float32)
        meter.add(block, float(block.max()))

    assert meter.ratio <= 2 * 10 / 1_000  # the last step, and one within 1.5 % of it
