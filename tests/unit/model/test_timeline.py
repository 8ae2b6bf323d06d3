"""The score over time: what it tells apart, and where it is silent."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from talent.audio.sound import Sound
from talent.features.acoustic import acoustic
from talent.features.analysis import Analysis
from talent.features.extract import analyse, extract
from talent.features.note_report import note_report
from talent.features.vibrato import long_notes
from talent.features.vibrato_removal import remove_vibrato
from talent.features.windows import Piece, extract_piece, measure_piece, pieces
from talent.model.artifact import DEFAULT_FOLDER, Model, load_model, read_folder
from talent.model.timeline import MIN_WINDOWS, Window, clock, shortage_of, timeline, weakest
from tests.unit.features.signals import RATE, hertz, melody, sound, tone

SCALE = np.array([0, 200, 400, 500, 700, 900, 1100, 1200, 1100, 900, 700, 500, 400, 200, 0, 0])
Array = NDArray[np.float64]


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(read_folder(DEFAULT_FOLDER))


def good_half() -> Array:
    return melody(np.tile(SCALE, 2).astype(float), vibrato_cents=40.0).samples


def bad_half() -> Array:
    """Return notes that lie anywhere, none of which stands still."""
    rng = np.random.default_rng(0)
    sung = melody(np.tile(SCALE, 2) + rng.uniform(-90.0, 90.0, 2 * len(SCALE)))
    time = np.arange(len(sung.cents)) / RATE
    shaky = np.interp(time, time[::400], rng.normal(0.0, 20.0, len(time[::400])))
    cents = sung.cents + 50.0 * np.sin(2.0 * np.pi * 1.7 * time) + shaky
    return np.asarray(np.where(sung.gaps, 0.0, tone(hertz(cents))))


@pytest.fixture(scope="module")
def recording() -> Sound:
    """14.4 s in tune, 10 s of silence, 14.4 s out of tune."""
    return sound(np.r_[good_half(), np.zeros(10 * RATE), bad_half()])


@pytest.fixture(scope="module")
def take(recording: Sound) -> Analysis:
    return analyse(recording)


@pytest.fixture(scope="module")
def windows(recording: Sound, take: Analysis, model: Model) -> tuple[Window, ...]:
    return timeline(recording, take, model)


def test_windows_cover_the_take_one_second_apart(
    take: Analysis, windows: tuple[Window, ...]
) -> None:
    assert [window.start for window in windows] == list(range(int(take.seconds - 7.0) + 1))
    assert {window.end - window.start for window in windows} == {7.0}


def test_the_good_half_scores_above_the_bad_one(windows: tuple[Window, ...]) -> None:
    good = [w.probability_good for w in windows if w.end <= 14.4]
    bad = [w.probability_good for w in windows if w.start >= 24.4]
    assert len(good) > 5
    assert len(bad) > 5
    assert None not in good + bad
    assert min(p for p in good if p is not None) > max(p for p in bad if p is not None) + 0.2


def test_silence_is_null_and_never_interpolated(windows: tuple[Window, ...]) -> None:
    silent = [window for window in windows if window.start >= 14.4 and window.end <= 24.4]
    assert silent
    for window in silent:
        assert (window.logit, window.probability_good) == (None, None)
        assert window.reason == "no_voice"
    for window in windows:
        assert (window.probability_good is None) == (window.reason is not None)


@pytest.mark.parametrize(
    ("voiced", "notes", "reason"),
    [
        (0.0, 0, "no_voice"),
        (1.04, 8, "no_voice"),
        (2.99, 20, "too_little_singing"),
        (3.0, 7, "too_little_singing"),
        (300 * 0.01, 8, None),
        (7.0, 30, None),
    ],
)
def test_a_window_needs_what_a_take_needs(voiced: float, notes: int, reason: str | None) -> None:
    assert shortage_of(Piece(3.0, 10.0, voiced, notes, np.zeros(20))) == reason


def test_a_window_over_the_whole_take_measures_what_the_take_has(take: Analysis) -> None:
    """So the score of a window means the same as the score of a take."""
    contour, notes = take.contour, take.notes
    end = len(contour.cents) * contour.hop_seconds
    whole = measure_piece(remove_vibrato(contour), notes, long_notes(contour, notes), 0.0, end)
    assert whole.notes == len(notes)
    np.testing.assert_array_equal(whole.vector, take.vector)


@pytest.mark.parametrize("feature_set", ["singing", "acoustic", "all"])
def test_any_feature_set_is_measured_on_a_window(
    recording: Sound, take: Analysis, feature_set: str
) -> None:
    whole = Piece(0.0, recording.seconds, 20.0, len(take.notes), take.vector)
    np.testing.assert_array_equal(
        extract_piece(recording, whole, feature_set), extract(recording, feature_set)
    )
    piece = list(pieces(take))[3]
    inside = replace(recording, samples=recording.samples[3 * RATE : 10 * RATE])
    alone = [] if feature_set == "singing" else list(acoustic(inside).values())
    sung = [] if feature_set == "acoustic" else piece.vector.tolist()
    np.testing.assert_array_equal(extract_piece(recording, piece, feature_set), sung + alone)


def test_a_take_shorter_than_a_window_is_one_window() -> None:
    short = analyse(sound(good_half()[: 6 * RATE]))
    (piece,) = pieces(short)
    assert (piece.start, piece.end) == (0.0, 6.0)


def test_the_weakest_stretch_lies_in_the_bad_half(
    windows: tuple[Window, ...], model: Model
) -> None:
    found = weakest(windows, model)
    assert 1 <= len(found) <= 3
    for stretch in found:
        assert stretch.start >= 17.0
        assert stretch.contribution < 0.0
        assert stretch.sentence.startswith(
            f"What holds {clock(stretch.start)} to {clock(stretch.end)} back most is how "
        )
        assert "as a rule" in stretch.sentence
    for one, other in zip(sorted(found, key=lambda s: s.start), found[1:], strict=False):
        assert one.end < other.start or one == other
    assert list(found) == sorted(found, key=lambda stretch: stretch.probability_good)


def test_an_even_or_a_short_take_has_no_weak_stretch(
    windows: tuple[Window, ...], model: Model
) -> None:
    one = windows[0]
    assert weakest([one] * 20, model) == ()
    assert weakest(windows[: MIN_WINDOWS - 1], model) == ()
    assert weakest((), model) == ()


def test_times_read_as_players_show_them() -> None:
    assert [clock(s) for s in (0.0, 9.4, 59.6, 61.0, 600.0)] == [
        "0:00",
        "0:09",
        "1:00",
        "1:01",
        "10:00",
    ]


def test_notes_one_by_one() -> None:
    """Ten notes on a grid of their own, the fourth 30 cents sharp, all with vibrato."""
    steps = np.array([0, 200, 400, 530, 700, 900, 700, 500, 400, 200], dtype=float) + 37.0
    sung = melody(steps, seconds=1.0, vibrato_cents=40.0, phrase=20).samples
    notes = note_report(analyse(sound(sung)))
    assert len(notes) == len(steps)
    for number, (note, step) in enumerate(zip(notes, steps, strict=True)):
        assert note.start == pytest.approx(number, abs=0.1)
        assert note.end == pytest.approx(number + 1.0, abs=0.1) or number == len(steps) - 1
        assert note.cents == pytest.approx(2400.0 + step, abs=8.0)
        assert note.deviation == pytest.approx(30.0 if number == 3 else 0.0, abs=10.0)
        assert note.vibrato is not None
        assert note.vibrato.regular
        assert note.vibrato.rate == pytest.approx(5.5, abs=0.3)
        assert note.vibrato.extent == pytest.approx(40.0, abs=8.0)


def test_no_notes_no_list() -> None:
    assert note_report(analyse(sound(np.zeros(8 * RATE)))) == ()
    short = analyse(sound(melody(np.array([0.0, 200.0, 400.0]), seconds=0.25).samples))
    assert [note.vibrato for note in note_report(short)] == [None] * 3
