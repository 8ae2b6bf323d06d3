"""The sound has the pitch that the truth says, and the truth behaves as the axes say."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from training_job.singer import AXIS_NAMES, Clip, ClipSpec, make_clip, plan_clip
from training_job.singer.contour import RATE
from training_job.singer.voice import SAMPLE_RATE

FRAME = 1024


def with_defect(spec: ClipSpec, defect: float, **others: float) -> ClipSpec:
    """Return the same singer, tune and room with the given defect on every axis."""
    return replace(spec, axes=dict.fromkeys(AXIS_NAMES, defect) | others)


def measured_cents(voice: NDArray[np.float32], centre: int, expected: float) -> float:
    """Return the pitch by autocorrelation near an expected one (a third of an octave)."""
    frame = voice[centre - FRAME // 2 : centre + FRAME // 2] * np.hanning(FRAME)
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(FRAME), 2 * FRAME)) ** 2)
    correlation = np.fft.irfft(np.abs(np.fft.rfft(frame, 2 * FRAME)) ** 2)[: FRAME // 2]
    correlation /= window[: FRAME // 2]  # the window's own fall would shorten every period
    period = SAMPLE_RATE / (55.0 * 2.0 ** (expected / 1200.0))
    lags = np.arange(int(period / 1.25), int(period * 1.25) + 2)
    best = int(lags[np.argmax(correlation[lags])])
    left, top, right = correlation[best - 1 : best + 2]
    lag = best + 0.5 * (left - right) / (left - 2 * top + right)
    return float(1200.0 * np.log2(SAMPLE_RATE / lag / 55.0))


def test_the_truth_is_the_pitch_of_the_sound(clips: list[Clip]) -> None:
    errors = []
    for clip in clips:
        contour = clip.contour
        for index in range(RATE // 10, len(contour) - RATE // 10, 7):
            around = contour[index - 5 : index + 6]
            if np.isfinite(around).all() and np.ptp(around) < 15.0:
                centre = index * SAMPLE_RATE // RATE
                errors.append(measured_cents(clip.voice, centre, contour[index]) - contour[index])
    assert len(errors) > 300
    assert abs(np.median(errors)) < 2.0
    assert np.mean(np.abs(errors) < 10.0) > 0.95


def test_notes_are_in_order_and_inside_the_clip(clips: list[Clip]) -> None:
    for clip in clips:
        notes = clip.truth.notes
        assert np.all(np.diff(notes.onset) >= 0.0)
        assert np.all(notes.offset > notes.onset)
        assert np.all(notes.offset[:-1] <= notes.onset[1:] + 1e-9)
        assert notes.onset[0] >= 0.0
        assert notes.offset[-1] <= clip.spec.seconds


def spread(defect: float) -> float:
    """Return the standard deviation of the settled notes around the right ones, in cents."""
    errors = []
    for singer in range(12):
        spec = with_defect(plan_clip(8, singer, 0, seconds=8.0), defect, wrong_notes=0.0)
        notes = make_clip(spec).truth.notes
        errors.append(notes.cents - notes.target)
    return float(np.concatenate(errors).std())


@pytest.mark.parametrize(("defect", "sd"), [(0.0, 11.0), (1.0, 80.0)])
def test_pitch_errors_are_as_large_as_the_axis_says(defect: float, sd: float) -> None:
    assert spread(defect) == pytest.approx(sd, rel=0.35)


def long_note_power(defect: float) -> float:
    """Return the share of 4.5-7.5 Hz in the movement of long notes, for singers who vibrate."""
    shares = []
    for singer in range(30):
        spec = with_defect(plan_clip(8, singer, 0, seconds=8.0), defect)
        if spec.singer.vibrato_share < 0.6:
            continue
        clip = make_clip(spec)
        for onset, offset in zip(clip.truth.notes.onset, clip.truth.notes.offset, strict=True):
            piece = clip.truth.cents[int((onset + 0.3) * RATE) : int((offset - 0.1) * RATE)]
            if len(piece) < RATE // 2:
                continue
            now = np.arange(len(piece))
            flat = piece - np.polyval(np.polyfit(now, piece, 1), now)
            power = np.square(np.abs(np.fft.rfft(flat * np.hanning(len(piece)), 4 * RATE)))
            hertz = np.fft.rfftfreq(4 * RATE, 1.0 / RATE)
            shares.append(power[(hertz > 4.5) & (hertz < 7.5)].sum() / power[hertz > 0.5].sum())
    assert len(shares) > 10
    return float(np.mean(shares))


def test_trained_voices_vibrate_regularly_and_untrained_ones_do_not() -> None:
    assert long_note_power(0.0) > 2.0 * long_note_power(1.0)


def test_a_contour_is_never_perfectly_flat_even_of_the_best() -> None:
    clip = make_clip(with_defect(plan_clip(8, 0, 0, seconds=6.0), 0.0))
    steps = np.abs(np.diff(clip.contour))
    assert np.nanmedian(steps) > 0.3


def test_the_voice_holds_nothing_near_the_nyquist_frequency_by_folding() -> None:
    clip = make_clip(plan_clip(8, 5, 0, seconds=5.0))
    spectrum = np.square(np.abs(np.fft.rfft(clip.voice)))
    hertz = np.fft.rfftfreq(len(clip.voice), 1.0 / SAMPLE_RATE)
    assert spectrum[hertz > 10_800].sum() < 1e-4 * spectrum.sum()
