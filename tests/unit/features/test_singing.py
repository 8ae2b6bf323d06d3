"""Notes and features against melodies whose truth is known."""

import numpy as np
import pytest

from talent.features import scale
from talent.features.analysis import Notes
from talent.features.catalogue import MEASURES, NAMES, SINGING, feature_hash
from talent.features.circular import distance, unbiased_resultant
from talent.features.extract import analyse
from talent.features.intonation import intonation
from talent.features.notes import segment
from talent.features.steadiness import steadiness
from talent.features.vibrato import long_notes, vibrato
from talent.features.vibrato_removal import remove_vibrato
from tests import generate_scale_null
from tests.unit.features.signals import HOP, RATE, Array, contour, melody, sound

MAJOR = np.array([0, 200, 400, 500, 700, 900, 1100, 1200, 1100, 900, 700, 500, 400, 200, 0, 0])


def take(steps: Array, frames: int = 40) -> dict[str, float]:
    """Return all features of a perfectly tracked take of steady notes."""
    pitch = contour(np.repeat(2400.0 + np.asarray(steps, dtype=float), frames))
    notes = segment(pitch)
    long = long_notes(pitch, notes)
    return intonation(pitch, notes) | vibrato(long) | steadiness(pitch, notes, long)


def held(modulation: Array) -> dict[str, float]:
    """Return vibrato features of one long note with a modulation in cents."""
    pitch = contour(2400.0 + modulation)
    notes = Notes(np.array([0]), np.array([len(modulation)]), np.array([2400.0]), HOP)
    return vibrato(long_notes(pitch, notes))


def test_notes_are_found_with_their_times_and_pitches() -> None:
    steps = [0.0, 200.0, 400.0, 100.0, 0.0]
    cents = np.concatenate([np.full(30, 2400.0 + step) for step in steps])
    cents = np.r_[cents, np.full(20, np.nan), np.full(25, 3000.0)]
    notes = segment(contour(cents))
    np.testing.assert_allclose(notes.cents, [2400, 2600, 2800, 2500, 2400, 3000])
    np.testing.assert_array_equal(notes.start, [0, 30, 60, 90, 120, 170])
    np.testing.assert_allclose(notes.seconds, [0.3, 0.3, 0.3, 0.3, 0.3, 0.25])


def test_vibrato_and_single_octave_errors_do_not_tear_a_note_apart() -> None:
    cents = 2400.0 + 60.0 * np.sin(2.0 * np.pi * 5.5 * np.arange(150) * HOP)
    cents[70] += 1200.0
    assert len(segment(contour(cents))) == 1


@pytest.mark.parametrize("rate", [4.5, 5.5, 6.5])
@pytest.mark.parametrize("extent", [30.0, 60.0, 90.0, 120.0, 150.0])
def test_a_wide_vibrato_is_one_note(rate: float, extent: float) -> None:
    time = np.arange(150) * HOP
    jitter = np.random.default_rng(0).normal(0.0, 3.0, 150)
    swinging = contour(2400.0 + extent * np.sin(2.0 * np.pi * rate * time) + jitter)
    notes = segment(remove_vibrato(swinging))
    assert len(notes) <= 2
    longest = int(notes.seconds.argmax())
    assert notes.seconds[longest] > 1.2
    assert notes.cents[longest] == pytest.approx(2400.0, abs=0.3 * extent)


def test_an_ornament_and_a_run_of_fast_notes_stay_what_they_are() -> None:
    mordent = np.r_[np.full(40, 2400.0), np.full(10, 2600.0), np.full(40, 2400.0)]
    np.testing.assert_allclose(segment(contour(mordent)).cents, [2400, 2600, 2400])
    run = np.repeat([2400.0, 2600.0, 2700.0, 2900.0, 2700.0, 2600.0, 2400.0], 12)
    assert len(segment(contour(run))) == 7


def test_an_unvoiced_take_has_no_notes() -> None:
    assert len(segment(contour(np.full(50, np.nan)))) == 0


def test_a_scale_in_tune_fits_the_grid_whatever_its_tuning() -> None:
    for offset in (0.0, 37.0, -50.0, 12345.0):
        found = take(MAJOR + offset)
        assert found["grid_absdev"] == pytest.approx(0.0, abs=1e-6)
        assert found["grid_notes"] == pytest.approx(1.0, abs=1e-9)
        assert found["pair_grid"] == pytest.approx(1.0, abs=1e-9)
        assert found["interval_dev"] == pytest.approx(0.0, abs=1e-6)
        assert found["tuning_wander"] == pytest.approx(0.0, abs=1e-9)
        assert found["scale_contrast"] == pytest.approx(1.0 - scale.CHANCE, abs=0.011)


def test_known_mistuning_comes_back_in_cents() -> None:
    wrong = np.where(np.arange(len(MAJOR)) % 2 == 0, 15.0, -15.0)
    found = take(MAJOR + wrong)
    assert found["grid_absdev"] == pytest.approx(15.0, abs=0.5)
    assert found["interval_dev"] == pytest.approx(30.0, abs=2.1)  # the last two notes repeat


def test_repeated_notes_come_back_with_their_spread() -> None:
    found = take(np.array([0.0, 500.0, 20.0, 500.0, 40.0, 500.0]))
    # Pairs of the low note differ by 20, 20 and 40; the high one by 0 three times.
    assert found["repeat_spread"] == pytest.approx(80.0 / 6.0)


def test_pairs_are_what_a_double_loop_finds() -> None:
    rng = np.random.default_rng(0)
    found = take(rng.uniform(0.0, 1200.0, 30), frames=30)
    pitch = contour(np.repeat(2400.0 + np.random.default_rng(0).uniform(0.0, 1200.0, 30), 30))
    notes = segment(pitch)
    weight, begin = np.minimum(notes.seconds, 0.6), notes.start * HOP
    spread, near, agree, mass = 0.0, 0.0, 0.0, 0.0
    for i in range(len(notes)):
        for j in range(i):
            both, gap = weight[i] * weight[j], abs(notes.cents[i] - notes.cents[j])
            if gap < 60.0:
                spread, near = spread + both * gap, near + both
            if begin[i] - begin[j] <= 4.0:
                agree, mass = agree + both * np.cos(2.0 * np.pi * gap / 100.0), mass + both
    assert found["repeat_spread"] == pytest.approx(spread / near)
    assert found["pair_grid"] == pytest.approx(agree / mass)


def test_random_notes_score_at_chance() -> None:
    rng = np.random.default_rng(1)
    found = [take(rng.uniform(0.0, 1200.0, 40)) for _ in range(60)]
    assert np.mean([f["scale_z"] for f in found]) == pytest.approx(0.0, abs=0.4)
    assert np.mean([f["pair_grid"] for f in found]) == pytest.approx(0.0, abs=0.05)
    assert np.mean([f["grid_absdev"] for f in found]) == pytest.approx(25.0, abs=3.0)


def test_the_table_of_chance_is_what_its_generator_makes() -> None:
    for count in (4, 24, 128):
        place = int(np.flatnonzero(count == scale.NULL_COUNTS)[0])
        mean, deviation = generate_scale_null.simulate(count, draws=3000)
        assert scale.NULL_MEAN[place] == pytest.approx(mean, abs=0.008)
        assert scale.NULL_SD[place] == pytest.approx(deviation, rel=0.08)


def test_bias_correction_makes_chance_zero_and_agreement_one() -> None:
    rng = np.random.default_rng(2)
    angles = np.exp(2j * np.pi * rng.random((20_000, 9)))
    squared = (np.abs(angles.mean(axis=1)) ** 2 - 1 / 9) / (1 - 1 / 9)
    assert squared.mean() == pytest.approx(0.0, abs=0.01)
    assert unbiased_resultant(1.0, 9.0) == pytest.approx(1.0)
    assert np.isnan(unbiased_resultant(1.0, 1.0))


def test_distance_to_the_grid_is_signed_and_at_most_half_a_semitone() -> None:
    np.testing.assert_allclose(distance(np.array([0, 10, 90, 149, -20.0])), [0, 10, -10, 49, -20])


@pytest.mark.parametrize(("rate", "extent"), [(4.5, 30.0), (5.5, 60.0), (7.0, 100.0)])
def test_a_vibrato_comes_back_with_its_rate_and_extent(rate: float, extent: float) -> None:
    time = np.arange(200) * HOP
    pitch = contour(2400.0 + extent * np.sin(2.0 * np.pi * rate * time))
    found = long_notes(pitch, segment(pitch))
    assert found.rate[0] == pytest.approx(rate, abs=0.2)
    assert found.extent[0] == pytest.approx(extent, rel=0.05)
    assert found.regularity[0] > 0.95


def test_irregular_wavering_is_not_vibrato() -> None:
    rng = np.random.default_rng(3)
    wander = np.cumsum(rng.normal(0.0, 6.0, 300))
    assert held(wander)["vib_reg"] < 0.5
    assert held(wander)["vib_frac"] == 0.0


def test_a_slide_within_notes_comes_back_in_cents_per_second() -> None:
    rise = np.linspace(0.0, 40.0, 41)[:-1]  # 40 cents in 0.4 s
    pitch = contour(2400.0 + np.concatenate([step + rise for step in MAJOR.astype(float)]))
    notes = Notes(
        np.arange(len(MAJOR)) * 40,
        np.arange(1, len(MAJOR) + 1) * 40,
        2400.0 + MAJOR + 20.0,
        HOP,
    )
    found = steadiness(pitch, notes, long_notes(pitch, notes))
    assert found["note_slope"] == pytest.approx(100.0, rel=1e-6)
    assert found["f0_jitter"] == pytest.approx(0.0, abs=1e-9)
    assert found["hold_frac"] == pytest.approx(1.0)


def test_better_singing_moves_every_feature_in_the_catalogues_direction() -> None:
    """Each feature's own defect, alone, makes it worse."""
    rng = np.random.default_rng(4)
    steps = np.tile(MAJOR, 2).astype(float)
    clean = take(steps)
    out_of_tune = take(steps + rng.uniform(-45.0, 45.0, len(steps)))
    for feature in SINGING:
        if feature.group in ("scale", "grid"):
            sign = 1.0 if feature.better == "higher" else -1.0
            assert sign * (clean[feature.name] - out_of_tune[feature.name]) > 0.0, feature.name


def test_a_sung_scale_comes_back_from_the_sound_itself() -> None:
    tune = melody(MAJOR.astype(float), base=2437.0, seconds=0.6, vibrato_cents=40.0)
    analysis = analyse(sound(tune.samples))
    assert len(analysis.notes) == pytest.approx(len(MAJOR), abs=3)
    assert analysis.features["grid_absdev"] == pytest.approx(2.0, abs=3.0)
    assert analysis.measures["vibrato_rate"] == pytest.approx(5.5, abs=0.2)
    assert analysis.measures["vibrato_extent"] == pytest.approx(40.0, rel=0.15)
    assert analysis.measures["tuning_offset"] == pytest.approx(37.0, abs=4.0)
    assert analysis.measures["range"] == pytest.approx(12.0, abs=1.0)
    hnr = analysis.measures["hnr"]
    assert hnr is not None
    assert hnr > 20.0


def test_silence_has_every_name_and_no_value() -> None:
    analysis = analyse(sound(np.zeros(3 * RATE)))
    assert tuple(analysis.features) == NAMES
    assert set(analysis.features.values()) == {None}
    assert set(analysis.measures.values()) == {None}
    assert np.isnan(analysis.vector).all()


def test_the_same_sound_gives_the_same_numbers() -> None:
    tune = melody(MAJOR.astype(float)).samples
    first, second = analyse(sound(tune)), analyse(sound(tune))
    np.testing.assert_array_equal(first.vector, second.vector)


def test_the_catalogue_names_everything_once() -> None:
    names = [*NAMES, *(item.name for item in MEASURES)]
    assert len(set(names)) == len(names)
    assert len(NAMES) == 20
    assert all(feature.meaning and feature.unit and feature.source for feature in SINGING)


def test_the_hash_changes_with_the_order_of_the_features() -> None:
    assert feature_hash() == feature_hash(NAMES)
    assert feature_hash(NAMES[::-1]) != feature_hash()
