"""The committed base is what the default model was trained on, on every feature set."""

from pathlib import Path

import numpy as np
import pytest

from talent.features.catalogue import ACOUSTIC, FEATURE_SETS, NAMES
from tests.training.made_up import dataset
from training_job.default_model.base import TABLE, base_sha256, load_base, save_base
from training_job.models.dataset import BadDataError


def test_its_fingerprint_is_the_one_in_the_default_models_manifest() -> None:
    base = load_base(sha256=base_sha256())
    assert base.sha256() == base_sha256()
    assert TABLE.stat().st_size < 500_000


def test_every_feature_set_is_the_same_takes() -> None:
    whole = load_base("all")
    assert whole.names == FEATURE_SETS["all"]
    np.testing.assert_array_equal(whole.on("singing").features, load_base("singing").features)
    assert load_base("singing").names == NAMES
    acoustic = load_base("acoustic")
    assert acoustic.features.shape == (len(whole), len(ACOUSTIC))
    assert np.isfinite(acoustic.features).all()
    assert acoustic.recordings.tolist() == whole.recordings.tolist()


def test_a_base_of_another_version_of_the_code_is_refused() -> None:
    with pytest.raises(BadDataError, match="different versions of the code"):
        load_base(sha256="0" * 64)


def test_saved_and_read_the_singing_keeps_every_bit(tmp_path: Path) -> None:
    data = dataset("all")
    save_base(data, tmp_path / "base.npz")
    read = load_base("all", path=tmp_path / "base.npz")
    assert read.on("singing").sha256() == data.on("singing").sha256()
    assert read.refused == data.refused
    np.testing.assert_allclose(read.features, data.features, rtol=1e-6)
    with pytest.raises(ValueError, match="all features"):
        save_base(data.on("singing"), tmp_path / "base.npz")
