"""Sounds whose numbers follow from what they are."""

import tracemalloc

import numpy as np
import pytest

from talent.features.acoustic import acoustic, chroma
from talent.features.acoustic.fourier import Transform
from talent.features.acoustic.silence import split
from talent.features.acoustic.spectrum import BATCH, batch_of
from talent.features.acoustic.tuning import Peaks, tuning_of
from talent.features.catalogue import ACOUSTIC, FEATURE_SETS, NAMES, SINGING, feature_hash
from talent.features.extract import analyse, extract
from tests.unit.features.signals import RATE, Array, sound

_TIME = np.arange(5 * RATE) / RATE
_TONE = 0.5 * np.sin(2 * np.pi * 1000.0 * _TIME)


def test_the_list_adds_up_to_37() -> None:
    assert len(ACOUSTIC) == 2 * 13 + 5 * 2 + 1
    assert tuple(acoustic(sound(_TONE))) == FEATURE_SETS["acoustic"]
    assert {feature.better for feature in ACOUSTIC} == {"neither"}
    assert all(feature.unit and feature.meaning and feature.source for feature in ACOUSTIC)


def test_a_tone_is_where_it_is() -> None:
    found = acoustic(sound(_TONE))
    # The first and last frames are cut by the ends, hence not exactly.
    assert found["spectral_centroid_mean"] == pytest.approx(1000.0, rel=0.02)
    assert found["spectral_rolloff_mean"] == pytest.approx(1000.0, abs=22.0)
    assert found["zero_crossing_rate_mean"] == pytest.approx(2 * 1000.0 / RATE, rel=0.02)
    assert found["rms_mean"] == pytest.approx(0.5 / np.sqrt(2.0), rel=0.01)


@pytest.mark.parametrize("bpm", [90.0, 120.0, 150.0])
def test_clicks_have_their_tempo(bpm: float) -> None:
    beat = int(60.0 / bpm * RATE)
    noise = np.random.default_rng(1).normal(0.0, 0.3, 20 * RATE)
    clicks = noise * (np.arange(len(noise)) % beat < 2000)
    # Loud enough between the clicks for nothing to be cut out: that would change the tempo.
    found = acoustic(sound(clicks + 0.3 * noise))["tempo"]
    assert found == pytest.approx(bpm, rel=0.04)


def test_silence_within_is_cut_out() -> None:
    gap = np.concatenate([_TONE, np.zeros(3 * RATE), _TONE])
    kept = split(gap.astype(np.float32))
    assert kept.samples == pytest.approx(2 * len(_TONE), abs=8 * 512)
    found = acoustic(sound(gap))
    assert found["rms_mean"] == pytest.approx(0.5 / np.sqrt(2.0), rel=0.03)


def test_nothing_at_all_has_no_numbers() -> None:
    found = acoustic(sound(np.zeros(0)))
    assert len(found) == 37
    assert np.isnan(list(found.values())).all()


@pytest.mark.parametrize("samples", [np.zeros(1), np.zeros(511), np.zeros(5000)], ids=len)
def test_silence_is_defined(samples: Array) -> None:
    found = acoustic(sound(samples))
    # -100 dB in 128 bands: only the mean of the spectrum is not zero.
    assert found.pop("mfcc_01_mean") == pytest.approx(-100.0 * np.sqrt(128.0), rel=1e-5)
    np.testing.assert_allclose(list(found.values()), 0.0, atol=1e-3)


@pytest.mark.parametrize("tuning", [-0.5, -0.37, 0.0, 0.21, 0.49])
def test_interpolated_chroma_is_chroma(tuning: float) -> None:
    rng = np.random.default_rng(2)
    power = np.square(rng.normal(size=(200, 1025)) * rng.random(1025) ** 8).astype(np.float32)
    found = chroma.at_tuning(power @ chroma.projection(), tuning)
    exact = power @ chroma.chroma_bank(tuning).T
    exact /= exact.max(axis=1, keepdims=True)
    np.testing.assert_allclose(found, exact, atol=2e-3)
    assert found.mean() == pytest.approx(exact.mean(), abs=1e-4)
    assert found.std() == pytest.approx(exact.std(), abs=1e-4)


@pytest.mark.parametrize("frames", [1, 2, 50, 157])
def test_the_transform_is_a_transform(frames: int) -> None:
    transform = Transform(157)
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(2048) / 2048)
    rng = np.random.default_rng(4)
    for _ in range(3):  # the memory it works in is used again
        blocks = rng.normal(size=(frames + 3, 512)).astype(np.float32)
        framed = np.lib.stride_tricks.sliding_window_view(blocks.ravel(), 2048)[::512]
        exact = np.abs(np.fft.rfft(framed * window)).T
        power, magnitude = transform(blocks)
        np.testing.assert_allclose(magnitude, exact, atol=2e-5 * exact.mean())
        np.testing.assert_allclose(power, np.square(exact), rtol=2e-5, atol=1e-5 * exact.mean())


@pytest.mark.parametrize("frames", [1, 13, 157, 158, 195, 1292, 25_841])
def test_batches_are_even(frames: int) -> None:
    batch = batch_of(frames)
    assert (batch + 3) % 16 == 0
    assert batch <= BATCH
    assert -(-frames // batch) == -(-frames // BATCH)


def test_tuning_is_found() -> None:
    hertz = (440.0 * 2.0 ** ((np.arange(-12, 12) + 0.234) / 12.0)).astype(np.float32)
    assert tuning_of([Peaks(hertz, np.ones_like(hertz))]) == pytest.approx(0.23)
    assert tuning_of([Peaks(hertz[:0], hertz[:0])]) == 0.0


def test_a_feature_set_is_what_is_extracted() -> None:
    take = sound(_TONE)
    analysis, numbers = analyse(take), acoustic(take)
    np.testing.assert_array_equal(extract(take), analysis.vector)
    np.testing.assert_array_equal(extract(take, "acoustic"), list(numbers.values()))
    both = extract(take, "all", analysis=analysis)
    np.testing.assert_array_equal(both, [*analysis.vector, *numbers.values()])
    with pytest.raises(ValueError, match="expected one of singing, acoustic, all"):
        extract(take, "timbre")


def test_sets_have_hashes_of_their_own() -> None:
    assert FEATURE_SETS["singing"] == NAMES
    assert FEATURE_SETS["all"] == NAMES + FEATURE_SETS["acoustic"]
    assert len({feature.name for feature in SINGING + ACOUSTIC}) == 57
    assert len({feature_hash(names) for names in FEATURE_SETS.values()}) == 3


@pytest.mark.parametrize("kind", ["tone", "noise"])
def test_ten_minutes_fit_into_little_memory(kind: str) -> None:
    # Noise has a hundred times as many spectral peaks.
    noise = np.random.default_rng(3).normal(0.0, 0.1, 600 * RATE)
    take = sound(noise if kind == "noise" else np.tile(_TONE, 120))
    del noise
    tracemalloc.start()
    try:
        acoustic(take)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 60 * 2**20
