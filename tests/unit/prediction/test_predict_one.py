"""The whole way of a recording, with the model that comes with the code."""

import io
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from talent.audio.decode import decode
from talent.audio.sound import Sound
from talent.errors import CorruptAudio, EmptyFile, NoVoice, UnsupportedFormat
from talent.features.acoustic import acoustic
from talent.features.catalogue import MEASURES, NAMES
from talent.model.artifact import DEFAULT_FOLDER, Model, load_model, read_folder
from talent.prediction import predict as usecase
from talent.prediction.options import PredictionOptions
from talent.prediction.predict import predict
from tests.unit.features.signals import RATE, Array, melody

SCALE = np.array([0, 200, 400, 500, 700, 900, 1100, 1200, 1100, 900, 700, 500, 400, 200, 0, 0])


def file(samples: Array, container: str = "WAV", rate: int = RATE) -> bytes:
    buffer = io.BytesIO()
    # As integers: libsndfile rounds floats differently from container to container.
    soundfile.write(buffer, np.round(32_767 * samples).astype(np.int16), rate, format=container)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(read_folder(DEFAULT_FOLDER))


@pytest.fixture(scope="module")
def in_tune() -> Array:
    return melody(np.tile(SCALE, 2).astype(float), vibrato_cents=40.0).samples


def test_singing_in_tune_scores_above_the_same_singing_out_of_tune(
    model: Model, in_tune: Array
) -> None:
    rng = np.random.default_rng(0)
    wrong = np.tile(SCALE, 2) + rng.uniform(-80.0, 80.0, 2 * len(SCALE))
    good = predict(file(in_tune), model).decision
    bad = predict(file(melody(wrong, vibrato_cents=40.0).samples), model).decision
    assert good.verdict == "good"
    assert good.logit > bad.logit + 2.0


def test_the_same_bytes_give_the_same_answer(model: Model, in_tune: Array) -> None:
    recording = file(in_tune)
    assert predict(recording, model) == predict(recording, model)


@pytest.mark.parametrize("container", ["FLAC", "OGG", "MP3", "AIFF"])
def test_the_container_hardly_changes_the_answer(
    model: Model, in_tune: Array, container: str
) -> None:
    plain = predict(file(in_tune), model).decision.logit
    other = predict(file(in_tune, container), model).decision.logit
    # Lossless containers change nothing; lossy ones what they do to the sound.
    assert other == pytest.approx(plain, abs=1e-4 if container in ("FLAC", "AIFF") else 0.5)


def test_level_does_not_decide(model: Model, in_tune: Array) -> None:
    loud, quiet = (predict(file(gain * in_tune), model).decision.logit for gain in (1.0, 0.1))
    assert quiet == pytest.approx(loud, abs=0.1)


def test_an_answer_has_every_feature_and_measure_by_name(model: Model, in_tune: Array) -> None:
    judgement = predict(file(in_tune), model)
    assert tuple(judgement.features) == NAMES
    assert tuple(judgement.measures) == tuple(item.name for item in MEASURES)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFile),
        (b"I sang this in the shower. " * 50, UnsupportedFormat),
        (file(np.zeros(8 * RATE)), NoVoice),
        (file(0.1 * np.random.default_rng(0).standard_normal(8 * RATE))[:-90_000], CorruptAudio),
    ],
)
def test_what_cannot_be_judged_is_refused_and_never_answered(
    model: Model, content: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        predict(content, model)


def test_the_answer_is_the_baseline_and_its_contributions(model: Model, in_tune: Array) -> None:
    """Also for an answer near 1, where single precision would not be enough."""
    judgement = predict(file(in_tune), model)
    explanation, good = judgement.explanation, judgement.decision.probability_good
    total = explanation.base_logit + sum(explanation.features.values())
    assert total == pytest.approx(np.log(good / (1.0 - good)), abs=1e-5)
    assert total == pytest.approx(judgement.decision.logit, abs=1e-5)
    assert judgement.reasons[0].direction == "helps"
    assert (judgement.timeline, judgement.detail, judgement.acoustic) == (None, None, None)


def test_only_what_is_wanted_is_computed(model: Model, in_tune: Array) -> None:
    with_timeline = predict(file(in_tune), model, PredictionOptions(timeline=True))
    assert with_timeline.timeline is not None
    assert len(with_timeline.timeline) == 8  # 14.4 s
    assert with_timeline.detail is None
    with_contour = predict(file(in_tune), model, PredictionOptions(contour=True))
    assert with_contour.timeline is None
    assert with_contour.detail is not None
    assert len(with_contour.detail.notes) == with_contour.quality.notes
    assert with_contour.detail.contour.voiced.any()
    assert with_contour.decision == with_timeline.decision


def test_how_a_recording_sounds_is_reported_and_does_not_decide(
    model: Model, in_tune: Array
) -> None:
    recording = file(in_tune)
    plain, full = (
        predict(recording, model),
        predict(recording, model, PredictionOptions(analysis="full")),
    )
    assert full.acoustic == acoustic(decode(recording))
    assert replace(full, acoustic=None) == plain


def test_acoustic_features_are_computed_only_when_wanted(
    model: Model, in_tune: Array, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[Sound] = []

    def heard(sound: Sound) -> dict[str, float]:
        called.append(sound)
        return acoustic(sound)

    monkeypatch.setattr(usecase, "acoustic", heard)
    predict(file(in_tune), model, PredictionOptions(timeline=True, contour=True))
    assert called == []
    predict(file(in_tune), model, PredictionOptions(analysis="full"))
    assert len(called) == 1
    with pytest.raises(NoVoice):
        predict(file(np.zeros(8 * RATE)), model, PredictionOptions(analysis="full"))
    assert len(called) == 1
