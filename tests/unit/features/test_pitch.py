"""The tracker against sounds whose pitch is known."""

import numpy as np
import pytest

from talent.features.pitch import F_MAX, F_MIN, track
from tests.unit.features.signals import RATE, Array, Melody, hertz, melody, noisy, sound, tone

TUNE = [0, 200, 400, 500, 700, 400, 700, 900, 1100, 1200, 900, 700, 500, 200, 400, 0, -500, 0]


def errors(samples: Array, tune: Melody) -> Array:
    """Return cents of error of the frames that are sung; infinite where called unvoiced."""
    contour = track(sound(samples)).contour
    truth = tune.truth(len(contour.cents))
    sung = np.isfinite(truth)
    found = contour.cents[sung]
    return np.asarray(np.where(np.isfinite(found), np.abs(found - truth[sung]), np.inf))


@pytest.mark.parametrize("frequency", [70.0, 98.0, 220.0, 440.0, 660.0, 987.77])
def test_a_tone_comes_back_as_its_frequency(frequency: float) -> None:
    contour = track(sound(tone(np.full(3 * RATE, frequency)))).contour
    inner = contour.cents[10:-10]
    assert np.isfinite(inner).all()
    assert np.abs(inner - 1200.0 * np.log2(frequency / 55.0)).max() < 2.0


def test_a_chirp_comes_back_as_the_glide_it_is() -> None:
    seconds = 4.0
    cents = np.linspace(1200.0, 3600.0, int(seconds * RATE))
    contour = track(sound(tone(hertz(cents)))).contour
    frames = np.arange(20, len(contour.cents) - 20)
    truth = 1200.0 + 2400.0 * frames * 0.01 / seconds
    assert np.abs(contour.cents[frames] - truth).max() < 10.0


@pytest.mark.parametrize("base", [1200.0, 2400.0, 3300.0])
@pytest.mark.parametrize(
    ("kind", "snr_db", "median_cents", "share"),
    [("white", 20.0, 3.0, 0.98), ("pink", 10.0, 3.0, 0.90), ("white", 5.0, 6.0, 0.85)],
)
def test_a_melody_in_noise_is_followed(
    kind: str, snr_db: float, median_cents: float, share: float, base: float
) -> None:
    tune = melody(TUNE, base=base, vibrato_cents=30.0)
    error = errors(noisy(tune.samples, kind, snr_db, seed=1), tune)
    assert np.median(error) <= median_cents
    assert (error < 50.0).mean() >= share


def test_octave_errors_are_rarer_than_one_in_a_thousand() -> None:
    wrong = total = 0
    for seed, base in enumerate((1200.0, 1900.0, 2600.0, 3300.0)):
        tune = melody(TUNE, base=base, vibrato_cents=30.0)
        error = errors(noisy(tune.samples, "pink", 15.0, seed), tune)
        found = error[np.isfinite(error)]
        octaves = np.round(found / 1200.0)
        wrong += int(((octaves >= 1.0) & (np.abs(found - 1200.0 * octaves) < 100.0)).sum())
        total += len(error)
    assert wrong / total < 0.001


def test_mains_hum_under_a_voice_is_not_taken_for_the_voice() -> None:
    tune = melody(TUNE, base=2400.0)
    time = np.arange(len(tune.samples)) / RATE
    hum = sum(np.sin(2.0 * np.pi * 50.0 * n * time) / n for n in (1, 2, 3))
    level = tune.samples.std() / np.std(hum) * 10.0 ** (-10.0 / 20.0)
    assert (errors(tune.samples + level * hum, tune) < 50.0).mean() > 0.95


@pytest.mark.parametrize("kind", ["white", "pink"])
def test_noise_has_no_pitch(kind: str) -> None:
    noise = noisy(np.full(5 * RATE, 1e-9), kind, -200.0, seed=3)
    assert track(sound(0.1 * noise / noise.std())).contour.voiced.mean() < 0.02


def test_a_short_run_far_from_the_voice_is_no_note_and_a_long_leap_is() -> None:
    tune = melody(TUNE, base=1800.0)
    for seconds, kept in [(0.2, False), (0.8, True)]:
        whistle = tone(np.full(round(seconds * RATE), 1000.0), partials=1)
        joined = np.r_[tune.samples, np.zeros(RATE // 2), whistle, np.zeros(RATE // 2)]
        cents = track(sound(joined)).contour.cents
        assert bool((cents[np.isfinite(cents)] > 4700.0).any()) is kept


def test_silence_has_no_pitch_and_a_finite_level() -> None:
    contour = track(sound(np.zeros(2 * RATE))).contour
    assert not contour.voiced.any()
    assert np.isfinite(contour.level).all()


def test_pitch_does_not_depend_on_the_level_of_the_recording() -> None:
    tune = melody(TUNE)
    loud, quiet = (track(sound(gain * tune.samples)).contour for gain in (1.0, 1e-3))
    np.testing.assert_allclose(loud.cents, quiet.cents, atol=0.1)
    np.testing.assert_allclose((loud.level - quiet.level)[loud.voiced], 60.0, atol=0.1)


def test_level_is_the_root_mean_square_in_decibels() -> None:
    contour = track(sound(0.5 * np.sin(2.0 * np.pi * 440.0 * np.arange(2 * RATE) / RATE))).contour
    expected = 20.0 * np.log10(0.5 / np.sqrt(2.0))
    np.testing.assert_allclose(contour.level[10:-10], expected, atol=0.1)


@pytest.mark.parametrize("samples", [0, 1, 100, 737, 738, 2000])
def test_very_short_sounds_are_tracked_without_complaint(samples: int) -> None:
    contour = track(sound(np.full(samples, 0.1))).contour
    assert len(contour.cents) >= 1
    assert len(contour.cents) == len(contour.level) == len(contour.strength)


def test_pitch_stays_within_the_range_of_the_voice() -> None:
    rng = np.random.default_rng(5)
    contour = track(sound(tone(hertz(rng.uniform(0.0, 5000.0, 4 * RATE))))).contour
    found = contour.cents[contour.voiced]
    low, high = (1200.0 * np.log2(edge / 55.0) for edge in (F_MIN, F_MAX))
    assert ((found > low - 30.0) & (found < high + 120.0)).all()


@pytest.mark.parametrize("frequency", [66.0, 75.0, 82.4, 100.0, 160.0])
@pytest.mark.parametrize("slope_db", [-6.0, -12.0, -18.0, -200.0])
def test_a_low_voice_with_weak_harmonics_is_not_read_sharp(
    frequency: float, slope_db: float
) -> None:
    """From a bright voice to a hum that is all fundamental."""
    time = np.arange(2 * RATE) / RATE
    numbers = np.arange(1, 20)
    gains = 10.0 ** (slope_db * np.log2(numbers) / 20.0)
    samples = sum(
        gain * np.sin(2.0 * np.pi * n * frequency * time + n)
        for n, gain in zip(numbers, gains, strict=True)
    )
    cents = track(sound(0.2 * np.asarray(samples))).contour.cents[10:-10]
    np.testing.assert_allclose(cents, 1200.0 * np.log2(frequency / 55.0), atol=4.0)


@pytest.mark.parametrize("frequency", [300.0, 500.0, 900.0])
@pytest.mark.parametrize("ratio_db", [5.0, 10.0, 15.0])
def test_periodicity_is_the_harmonics_share_of_the_power(frequency: float, ratio_db: float) -> None:
    """Boersma 1993, equation 4, where the noise lies in the same band as the voice."""
    rng = np.random.default_rng(4)
    voice = tone(np.full(4 * RATE, frequency))
    noise = rng.standard_normal(len(voice))
    spectrum = np.fft.rfft(noise)
    hertz_of = np.fft.rfftfreq(len(noise), 1.0 / RATE)
    spectrum[(hertz_of < 300.0) | (hertz_of > 7500.0)] = 0.0  # the high-pass
    noise = np.fft.irfft(spectrum, len(noise))
    noise *= voice.std() / noise.std() * 10.0 ** (-ratio_db / 20.0)
    found = np.median(track(sound(voice + noise)).contour.strength)
    share = 10.0 ** (ratio_db / 10.0)
    assert found == pytest.approx(share / (1.0 + share), abs=0.03)
