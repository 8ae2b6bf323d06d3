"""Copies and the base are learned from, never judged; weights count what they should."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent.features.catalogue import NAMES
from talent.learning import folds_of, metrics
from training_job.job.training_data import Role, TrainingData, join
from training_job.models.dataset import Dataset
from training_job.models.model_selection import _placements, prefer_weight


def rows(singers: list[int], labels: list[int], role: Role, name: str = "s") -> TrainingData:
    groups = np.array([f"{name}{singer}" for singer in singers])
    data = Dataset(
        features=np.zeros((len(singers), len(NAMES))),
        labels=np.array(labels, dtype=np.int64),
        skills=np.array(labels, dtype=np.float64),
        groups=groups,
        recordings=np.array([f"{name}{singer}-{row}" for row, singer in enumerate(singers)]),
    )
    return TrainingData(data, np.full(len(singers), role, dtype=np.int64), folds_of(groups))


def with_copies(own: TrainingData, each: int = 2) -> TrainingData:
    copies = [TrainingData(own.data, np.full(len(own), Role.COPY), own.folds)] * each
    return join(own, *copies, rows(list(range(8)), [0, 1] * 4, Role.BASE, "base"))


TAKES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 1)), min_size=4, max_size=40)


@settings(max_examples=40, deadline=None)
@given(takes=TAKES, away=st.sets(st.integers(0, 9), min_size=1, max_size=4))
def test_no_copy_is_ever_in_a_test_fold_nor_beside_its_source(
    takes: list[tuple[int, int]], away: set[int]
) -> None:
    singers, labels = (list(column) for column in zip(*takes, strict=True))
    material = with_copies(rows(singers, labels, Role.JUDGED))
    test, training = material.held_out(sorted(away)), material.without(sorted(away))
    assert set(test.roles.tolist()) <= {Role.JUDGED}
    assert not set(test.data.groups) & set(training.data.groups)
    assert not set(test.data.recordings) & set(training.data.recordings)
    assert (training.roles == Role.BASE).sum() == 8


@settings(max_examples=40, deadline=None)
@given(takes=TAKES)
def test_inside_the_training_part_a_copy_stays_with_its_singer(
    takes: list[tuple[int, int]],
) -> None:
    singers, labels = (list(column) for column in zip(*takes, strict=True))
    if len(set(singers)) < 2:
        return
    material = with_copies(rows(singers, labels, Role.JUDGED))
    parts = material.parts()
    for group in set(material.data.groups):
        assert len(set(parts[material.data.groups == group].tolist())) == 1


def test_weights_count_recordings_not_copies_and_the_base_as_asked() -> None:
    own = rows([1, 2, 3, 4], [1, 0, 0, 0], Role.JUDGED)
    material = with_copies(own)
    weights = material.weights(30.0)
    base = material.roles == Role.BASE
    assert weights[base].sum() == pytest.approx(30.0)
    assert weights[~base].sum() == pytest.approx(4.0)
    good = material.data.labels == 1
    assert weights[good & ~base].sum() == pytest.approx(weights[~good & ~base].sum())
    assert weights[good & base].sum() == pytest.approx(15.0)
    assert with_copies(own, each=0).weights(30.0)[:4] == pytest.approx([2.0, 2 / 3, 2 / 3, 2 / 3])


def test_new_labels_reach_the_copies_and_not_the_base() -> None:
    material = with_copies(rows([1, 2, 3], [1, 0, 0], Role.JUDGED))
    turned = material.with_labels(np.array([0, 1, 1]))
    assert turned.data.labels[:9].tolist() == [0, 1, 1] * 3
    assert turned.data.labels[9:].tolist() == material.data.labels[9:].tolist()


def test_placements_average_to_the_auc() -> None:
    rng = np.random.default_rng(1)
    labels = np.array([0, 1] * 20 + [1] * 7)
    scores = np.round(rng.normal(size=47) + 0.5 * labels, 1).astype(np.float64)
    assert _placements(labels, scores).mean() == pytest.approx(metrics.auc(labels, scores))


def test_more_of_the_base_is_preferred_until_the_recordings_speak_against_it() -> None:
    labels = np.tile([0, 1], 40)
    groups = [f"s{row // 2}" for row in range(80)]
    rng = np.random.default_rng(2)
    good, useless = labels + 0.3 * rng.normal(size=80), rng.normal(size=80)
    assert prefer_weight(labels, groups, {0.0: good, 10.0: good, 100.0: good}) == 100.0
    assert prefer_weight(labels, groups, {0.0: good, 10.0: good, 100.0: useless}) == 10.0
    assert prefer_weight(labels, groups, {0.0: useless, 100.0: good}) == 100.0


def test_copies_are_what_they_say_they_are() -> None:
    """A tone: shifted by at most 2 semitones, stretched by 0.9 to 1.1, noisy by 15 to 35 dB."""
    from training_job.job.augment import altered

    rate = 22_050
    tone = (0.3 * np.sin(2 * np.pi * 440.0 * np.arange(2 * rate) / rate)).astype(np.float32)
    shifted, stretched, noisy = altered(tone, np.random.default_rng(3))
    strongest = [
        np.abs(np.fft.rfft(each * np.hanning(len(each)))).argmax() * rate / len(each)
        for each in (shifted, stretched)
    ]
    semitones = 12 * np.log2(strongest[0] / 440.0)
    assert 0.05 < abs(semitones) <= 2.05
    assert strongest[1] == pytest.approx(440.0, rel=0.01)
    assert 1 / 1.1 <= len(stretched) / len(tone) <= 1 / 0.9
    assert len(stretched) != len(tone)
    snr = 10 * np.log10(np.mean(tone**2) / np.mean((noisy - tone) ** 2))
    assert 14.5 < snr < 35.5


def test_the_copies_of_what_cannot_be_decoded_are_none() -> None:
    from training_job.job.augment import measured_copies

    assert json.loads(measured_copies(b"no sound", np.random.default_rng(1))) == []
