"""Clips become rows: gated, measured as an upload would be, and fingerprinted."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from talent.audio.decode import decode
from talent.features.catalogue import NAMES
from tests.training.made_up import dataset
from training_job.models.dataset import Dataset, Row, make_dataset, to_row, to_sound
from training_job.singer import make_clip, plan_clip

LONG = plan_clip(4, 0, 0, seconds=9.0)
SHORT = plan_clip(4, 1, 0, seconds=4.0)


def test_a_clip_is_measured_like_its_file() -> None:
    """The training job's short cut past the decoder gives what the decoder gives."""
    clip = make_clip(LONG)
    file = io.BytesIO()
    soundfile.write(file, clip.samples, clip.sample_rate, format="WAV", subtype="FLOAT")
    decoded, direct = decode(file.getvalue()), to_sound(clip)
    np.testing.assert_array_equal(decoded.samples, direct.samples)
    assert replace(decoded, samples=direct.samples) == direct or (
        decoded.clipped_ratio == pytest.approx(direct.clipped_ratio)
    )


def test_refused_takes_are_left_out_and_counted() -> None:
    calls: list[int] = []
    data = make_dataset([LONG, SHORT], workers=1, after_each=lambda: calls.append(1))
    assert len(calls) == 2
    assert len(data) == 1
    assert data.refused == {"too_little_singing": 1}
    assert data.features.shape == (1, len(NAMES))
    assert data.groups.tolist() == ["singer:singer-4-0000"]
    assert data.recordings.tolist() == [LONG.clip_id]
    assert data.labels.tolist() == [LONG.label]
    np.testing.assert_array_equal(data.features[0], to_row(make_clip(LONG)).vector)


def test_nothing_usable_is_an_error() -> None:
    row = Row("take", "singer", 1, 0.7, np.zeros(20), "no_voice")
    with pytest.raises(ValueError, match="none of the 1 takes"):
        Dataset.from_rows([row])


def test_the_fingerprint_is_of_every_value() -> None:
    data = dataset()
    assert data.sha256() == dataset().sha256()
    other = [
        replace(data, features=data.features + 1e-9),
        replace(data, labels=1 - data.labels),
        replace(data, skills=data.skills / 2),
        replace(data, groups=data.groups[::-1]),
        replace(data, recordings=data.recordings[::-1]),
        data.where(np.arange(len(data)) > 0),
    ]
    assert len({each.sha256() for each in other} | {data.sha256()}) == len(other) + 1


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    data = dataset()
    data.save(tmp_path / "data.npz")
    assert Dataset.load(tmp_path / "data.npz").sha256() == data.sha256()


def test_columns_must_fit_together() -> None:
    data = dataset()
    with pytest.raises(ValueError, match="rows"):
        replace(data, skills=data.skills[:-1])
    with pytest.raises(ValueError, match="0 or 1"):
        replace(data, labels=data.labels * 2)
