"""Plans mean something, clips are what was planned, and the same everywhere."""

import hashlib
from collections.abc import Callable

import numpy as np
import pytest

from training_job.singer import Clip, ClipSpec, make_clip, plan, plan_clip, render
from training_job.singer.recording import NOISES


def fingerprint(clip: Clip) -> tuple[str, str]:
    """Return what identifies a clip and its very bytes."""
    return clip.clip_id, hashlib.sha256(clip.samples.tobytes()).hexdigest()


IDENTITY: dict[str, Callable[[ClipSpec], float]] = {
    "low": lambda spec: spec.singer.low,
    "high": lambda spec: spec.singer.high,
    "formant_scale": lambda spec: spec.singer.formant_scale,
    "bandwidth": lambda spec: spec.singer.bandwidth,
    "tilt": lambda spec: spec.singer.tilt,
    "breathiness": lambda spec: spec.singer.breathiness,
    "ring": lambda spec: spec.singer.ring,
    "shimmer": lambda spec: spec.singer.shimmer,
    "vibrato_share": lambda spec: spec.singer.vibrato_share,
    "vibrato_rate": lambda spec: spec.singer.vibrato_rate,
    "slide": lambda spec: spec.singer.slide,
    "diction": lambda spec: spec.singer.diction,
    "accent": lambda spec: spec.singer.accent,
}
CHAIN: dict[str, Callable[[ClipSpec], float]] = {
    "reverberation": lambda spec: spec.recording.reverberation,
    "wetness": lambda spec: spec.recording.wetness,
    "echo": lambda spec: float(np.isfinite(spec.recording.echo)),
    "low_cut": lambda spec: spec.recording.low_cut,
    "high_cut": lambda spec: spec.recording.high_cut,
    "treble": lambda spec: spec.recording.equaliser[3],
    "noise": lambda spec: float(NOISES.index(spec.recording.noise)),
    "snr": lambda spec: spec.recording.snr,
    "music": lambda spec: float(np.isfinite(spec.recording.music)),
    "compression": lambda spec: spec.recording.compression,
    "overdrive": lambda spec: spec.recording.overdrive,
    "peak": lambda spec: spec.recording.peak,
    "seconds": lambda spec: spec.seconds,
}


@pytest.mark.parametrize("name", IDENTITY)
def test_skill_says_nothing_about_the_voice(name: str, specs: list[ClipSpec]) -> None:
    one_each = specs[::3]  # 200 singers: r has a standard deviation of 0.07 by chance
    values = [IDENTITY[name](spec) for spec in one_each]
    assert abs(np.corrcoef([spec.skill for spec in one_each], values)[0, 1]) < 0.21


@pytest.mark.parametrize("name", CHAIN)
def test_skill_says_nothing_about_the_recording(name: str, specs: list[ClipSpec]) -> None:
    values = [CHAIN[name](spec) for spec in specs]  # 600 clips: 0.04 by chance
    assert abs(np.corrcoef([spec.skill for spec in specs], values)[0, 1]) < 0.125


def test_labels_are_balanced(specs: list[ClipSpec]) -> None:
    assert 0.4 < np.mean([spec.label for spec in specs]) < 0.6


def test_takes_of_a_singer_mostly_agree_but_can_differ(specs: list[ClipSpec]) -> None:
    by_singer: dict[str, set[int]] = {}
    for spec in specs:
        by_singer.setdefault(spec.singer.singer_id, set()).add(spec.label)
    assert len(by_singer) == 200
    mixed = np.mean([len(labels) == 2 for labels in by_singer.values()])
    assert 0.02 < mixed < 0.3
    assert all(spec.singer == specs[3 * (i // 3)].singer for i, spec in enumerate(specs))


def test_every_clip_has_a_name_of_its_own_and_a_sensible_length(specs: list[ClipSpec]) -> None:
    assert len({spec.clip_id for spec in specs}) == len(specs)
    seconds = np.array([spec.seconds for spec in specs])
    assert seconds.min() >= 4.0
    assert seconds.max() <= 20.0
    assert 0.14 < np.mean(seconds < 8.0) < 0.26


def test_a_plan_does_not_depend_on_its_size() -> None:
    assert plan(4, 2, seed=9)[:2] == plan(1, 2, seed=9)
    assert plan(2, 1, seed=9)[1] == plan_clip(9, 1, 0)
    assert plan_clip(9, 1, 0) != plan_clip(10, 1, 0)


def test_samples_are_finite_within_full_scale_and_as_long_as_planned(clips: list[Clip]) -> None:
    for clip in clips:
        assert clip.samples.dtype == np.float32
        assert len(clip.samples) == int(5.0 * clip.sample_rate)
        assert np.isfinite(clip.samples).all()
        assert 0.05 < np.abs(clip.samples).max() <= 1.0


def test_the_same_seed_gives_the_same_bytes_whatever_the_workers() -> None:
    planned = [plan_clip(33, singer, 0, seconds=4.0) for singer in range(5)]
    alone = list(render(planned, workers=1, each=fingerprint))
    assert alone == list(render(planned, workers=2, each=fingerprint))
    assert fingerprint(make_clip(planned[3])) == alone[3]
    assert [clip_id for clip_id, _ in alone] == [spec.clip_id for spec in planned]
    assert len({digest for _, digest in alone}) == len(planned)


def test_no_worker_is_an_error() -> None:
    with pytest.raises(ValueError, match="workers is 0"):
        next(render(plan(1, 1, seed=1), workers=0, each=fingerprint))
