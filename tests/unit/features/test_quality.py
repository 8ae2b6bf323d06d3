"""The quality gate: every refusal and every warning, by sounds that deserve it."""

import json
from dataclasses import replace

import numpy as np
import pytest

from talent.errors import NoVoice, TakeRefused, TooClipped, TooLittleSinging, TooNoisy
from talent.features.analysis import Analysis
from talent.features.extract import analyse
from talent.features.quality import Caution, assess
from tests.unit.features.signals import RATE, Array, hertz, melody, noisy, sound, tone

TUNE = [0, 200, 400, 500, 700, 400, 700, 900, 1100, 1200, 900, 700, 500, 200, 400, 0, -500, 0] * 2


def codes(cautions: tuple[Caution, ...]) -> set[str]:
    return {caution.code for caution in cautions}


@pytest.fixture(scope="module")
def song() -> Array:
    """Sixteen seconds of singing in four-second phrases with rests between them."""
    return melody(TUNE, vibrato_cents=30.0).samples


@pytest.fixture(scope="module")
def clean(song: Array) -> Analysis:
    return analyse(sound(song))


def test_a_clean_take_passes_without_a_word(clean: Analysis) -> None:
    quality, cautions = assess(clean)
    assert cautions == ()
    assert quality.seconds == pytest.approx(16.2, abs=0.1)
    assert quality.voiced_ratio > 0.8
    assert quality.level_difference_db is not None
    assert quality.level_difference_db > 40.0
    assert not quality.accompanied


def test_four_seconds_are_too_little() -> None:
    with pytest.raises(TooLittleSinging, match=r"4\.0 s") as refusal:
        assess(analyse(sound(melody(TUNE).samples[: 4 * RATE])))
    assert refusal.value.values["seconds"] == pytest.approx(4.0)
    assert "5 s" in refusal.value.advice


def test_eight_seconds_are_a_warning(song: Array) -> None:
    _, cautions = assess(analyse(sound(song[: 8 * RATE])))
    assert codes(cautions) == {"short"}


def test_one_long_note_is_too_little_singing() -> None:
    with pytest.raises(TooLittleSinging, match="1 notes"):
        assess(analyse(sound(tone(np.full(12 * RATE, 220.0)))))


def test_two_seconds_of_singing_in_twelve_are_too_little(song: Array) -> None:
    padded = np.r_[song[: round(2.5 * RATE)], np.zeros(10 * RATE)]
    with pytest.raises(TooLittleSinging):
        assess(analyse(sound(padded)))


@pytest.mark.parametrize("level", [0.0, 0.1])
def test_silence_and_noise_have_no_voice(level: float) -> None:
    noise = level * np.random.default_rng(0).standard_normal(8 * RATE)
    with pytest.raises(NoVoice) as refusal:
        assess(analyse(sound(noise)))
    assert refusal.value.values["voiced_ratio"] == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize("kind", ["white", "pink"])
def test_noise_close_to_the_voice_is_refused_and_milder_noise_warned_of(
    song: Array, kind: str
) -> None:
    with pytest.raises(TooNoisy, match="dB"):
        assess(analyse(sound(noisy(song, kind, 0.0, seed=1))))
    _, cautions = assess(analyse(sound(noisy(song, kind, 8.0, seed=1))))
    assert codes(cautions) == {"noisy"}
    _, cautions = assess(analyse(sound(noisy(song, kind, 25.0, seed=1))))
    assert cautions == ()


def test_music_beside_the_voice_is_a_warning_and_not_noise(song: Array) -> None:
    time = np.arange(len(song)) / RATE
    chord = sum(
        np.sin(2.0 * np.pi * f * n * time + n) / n
        for f in hertz(np.array([1200.0, 1600.0, 1900.0, 2403.0, 3101.0]))
        for n in range(1, 8)
    )
    _, cautions = assess(analyse(sound(song + chord * song.std() / np.std(chord))))
    assert "accompanied" in codes(cautions)
    assert "noisy" not in codes(cautions)


@pytest.mark.parametrize(
    ("ratio", "expected"), [(0.005, set()), (0.05, {"clipped"}), (0.15, {"clipped"})]
)
def test_clipping_is_warned_of(clean: Analysis, ratio: float, expected: set[str]) -> None:
    _, cautions = assess(replace(clean, clipped_ratio=ratio))
    assert codes(cautions) == expected


def test_heavy_clipping_is_refused(clean: Analysis) -> None:
    with pytest.raises(TooClipped, match="25%"):
        assess(replace(clean, clipped_ratio=0.25))


def test_a_restless_pitch_is_perhaps_not_singing() -> None:
    # The pitch of speech: it glides up and down with every syllable and never rests.
    rng = np.random.default_rng(6)
    turns = rng.uniform(900.0, 2100.0, 80)
    cents = np.interp(np.arange(12 * RATE) / RATE, np.arange(80) * 0.16, turns)
    gaps = (np.arange(len(cents)) % RATE) > 0.8 * RATE
    _, cautions = assess(analyse(sound(tone(hertz(cents)) * ~gaps)))
    assert "perhaps_not_singing" in codes(cautions)


def test_every_refusal_carries_code_advice_and_measured_values() -> None:
    with pytest.raises(TakeRefused) as refusal:
        assess(analyse(sound(np.zeros(9 * RATE))))
    assert refusal.value.code == "no_voice"
    assert refusal.value.advice
    assert {"seconds", "voiced_seconds", "notes", "clipped_ratio"} <= set(refusal.value.values)


@pytest.mark.parametrize("seconds", [4, 9])
def test_measured_values_are_plain_numbers_that_json_can_write(song: Array, seconds: int) -> None:
    analysis = analyse(sound(noisy(song, "white", 0.0, seed=1)[: seconds * RATE]))
    with pytest.raises(TakeRefused) as refusal:
        assess(analysis)
    assert json.loads(json.dumps(refusal.value.values)) == refusal.value.values
