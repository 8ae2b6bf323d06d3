"""Models on other features than the default's: trained, served and explained like it."""

import io
import json
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import soundfile

from talent.audio.sound import Sound
from talent.features.acoustic import acoustic
from talent.features.catalogue import FEATURE_SETS, NAMES, feature_hash
from talent.model.acoustic_wording import ACOUSTIC_WORDINGS, CAVEAT
from talent.model.artifact import CARD, REFERENCE, Model, load_model, read_folder
from talent.model.timeline import Window, weakest
from talent.prediction.options import PredictionOptions
from talent.prediction.predict import predict
from tests.training.conftest import load_made
from tests.training.made_up import OTHER_SETS, dataset
from tests.training.test_dataset import LONG
from training_job.models.dataset import Dataset, make_dataset, to_row, to_sound
from training_job.models.linear import directions_of
from training_job.models.model_selection import KINDS, Kind
from training_job.models.scaling import Array
from training_job.singer import make_clip, plan_clip


@pytest.fixture(scope="module")
def recording() -> bytes:
    """Twelve seconds by a synthetic singer."""
    clip = make_clip(plan_clip(4, 0, 0, seconds=12.0))
    file = io.BytesIO()
    soundfile.write(file, clip.samples, clip.sample_rate, format="WAV", subtype="FLOAT")
    return file.getvalue()


def test_the_files_speak_of_their_own_features(made: Path) -> None:
    files = read_folder(made / "all")
    model, names = load_model(files), FEATURE_SETS["all"]
    assert model.manifest.feature_set == "all"
    assert model.manifest.features == names
    assert model.manifest.feature_hash == feature_hash(names) != feature_hash()
    assert model.manifest.training["dataset_sha256"] == dataset("all").sha256()
    assert sorted(json.loads(files[REFERENCE])["features"]) == sorted(names)
    card = files[CARD].decode()
    assert "57\nmeasurements" in card
    assert "room and microphone" in card
    assert "pitch alone" not in card


def test_weights_without_a_direction_are_free_the_others_bound(made: Path) -> None:
    """The made-up acoustic features go down with the skill."""
    record = json.loads((made / "all" / "evaluation.json").read_text())
    weights = np.array(record["candidates"]["linear"]["weights"])
    directions = directions_of(FEATURE_SETS["all"])
    assert (weights[directions == 0.0] < 0.0).sum() > 30
    assert (weights * directions >= 0.0).all()


@pytest.mark.parametrize("feature_set", FEATURE_SETS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_recording_is_judged_on_the_features_of_the_model(
    made: Path, recording: bytes, kind: Kind, feature_set: str
) -> None:
    model, _ = load_made(made, feature_set, kind)
    row = to_row(make_clip(plan_clip(4, 0, 0, seconds=12.0)), feature_set)
    found = predict(recording, model, PredictionOptions(timeline=True, contour=True))
    values = [np.nan if value is None else value for value in found.features.values()]
    assert tuple(found.features) == FEATURE_SETS[feature_set]
    np.testing.assert_array_equal(values, row.vector)
    assert found.decision.logit == model.score(row.vector).logit
    for parts in (found.explanation.features, found.explanation.groups):
        total = found.explanation.base_logit + sum(parts.values())
        assert not parts or total == pytest.approx(found.decision.logit, abs=1e-5, rel=0)
    assert found.reasons
    assert {len(reason.sentence) > 20 for reason in found.reasons} == {True}
    assert found.timeline is not None
    judged = [window for window in found.timeline if window.logit is not None]
    assert len(judged) >= 3
    for window in judged:
        assert window.vector.shape == (len(FEATURE_SETS[feature_set]),)
        assert model.score(window.vector).logit == window.logit
    assert len({window.logit for window in judged}) > 1


def test_the_gate_stands_before_every_model(made: Path, recording: bytes) -> None:
    on_pitch, on_sound = (load_made(made, name, "linear")[0] for name in ("singing", "acoustic"))
    assert predict(recording, on_sound).quality == predict(recording, on_pitch).quality


def test_nothing_is_measured_twice(
    made: Path, recording: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, _ = load_made(made, "all", "linear")
    calls: list[float] = []

    def heard(sound: Sound) -> dict[str, float]:
        calls.append(sound.seconds)
        return acoustic(sound)

    for module in ("talent.prediction.predict", "talent.features.extract"):
        monkeypatch.setattr(import_module(module), "acoustic", heard)
    plain = predict(recording, model)
    assert calls == [12.0]
    full = predict(recording, model, PredictionOptions(analysis="full"))
    assert calls == [12.0, 12.0]
    assert full.acoustic == {name: plain.features[name] for name in FEATURE_SETS["acoustic"]}
    calls.clear()
    predict(recording, load_made(made, "singing", "linear")[0], PredictionOptions(timeline=True))
    assert calls == []


def scored(model: Model, vectors: Array) -> list[Window]:
    answers = [model.score(vector) for vector in vectors]
    return [
        Window(float(place), place + 7.0, answer.logit, answer.probability, None, vector)
        for place, (answer, vector) in enumerate(zip(answers, vectors, strict=True))
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_weak_stretch_is_named_by_how_it_sounds(made: Path, kind: Kind) -> None:
    named = {"linear": tuple(ACOUSTIC_WORDINGS), "network": ("timbre", "rhythm")}[kind]
    model, vectors = load_made(made, "acoustic", kind)
    found = weakest(scored(model, vectors[:60]), model)
    assert found
    for stretch in found:
        assert stretch.feature in named
        assert stretch.contribution < 0.0
        assert (stretch.value is None) == (kind == "network")
        assert stretch.sentence.endswith((CAVEAT, "this says nothing of skill."))
        assert "{" not in stretch.sentence


@pytest.mark.parametrize("feature_set", OTHER_SETS)
def test_clips_become_rows_of_the_set(feature_set: str, tmp_path: Path) -> None:
    data = make_dataset([LONG], workers=1, feature_set=feature_set)
    names = FEATURE_SETS[feature_set]
    assert data.names == names
    assert data.features.shape == (1, len(names))
    numbers = acoustic(to_sound(make_clip(LONG)))
    places = [names.index(name) for name in numbers]
    np.testing.assert_array_equal(data.features[0, places], list(numbers.values()))
    data.save(tmp_path / "data.npz")
    again = Dataset.load(tmp_path / "data.npz")
    assert (again.feature_set, again.sha256()) == (feature_set, data.sha256())
    assert data.where(np.array([True])).feature_set == feature_set


def test_a_table_has_the_features_it_says() -> None:
    data = dataset()
    with pytest.raises(ValueError, match="20 features; the set 'all' has 57"):
        Dataset(data.features, data.labels, data.skills, data.groups, data.recordings, {}, "all")
    assert data.names == NAMES
