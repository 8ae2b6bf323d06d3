"""``make sample`` writes what it says, and what `make evaluate` and the model take."""

from collections import Counter
from pathlib import Path

import pytest
import soundfile

from local.example import TAKE
from talent.model.artifact import load_model, read_folder
from talent.prediction.predict import predict
from training_job import __main__ as job
from training_job.job.evaluate_rated import DEFAULT_MODEL
from training_job.job.rated_folder import read_table


def test_it_writes_good_and_bad_takes_with_the_truth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert job.main(["sample", "--out", str(tmp_path), "--seed", "3"]) == 0
    said = capsys.readouterr().out
    takes = read_table(tmp_path)
    assert [take.label for take in takes] == [1] * 6 + [0] * 6
    assert len({take.group for take in takes}) == 12
    for take in takes:
        info = soundfile.info(take.path)
        assert (info.samplerate, info.channels, info.subtype) == (22_050, 1, "PCM_16")
        assert 10.0 <= info.duration <= 15.0
        assert take.path.name in said


def test_it_writes_as_many_singers_as_are_asked_for(tmp_path: Path) -> None:
    assert job.main(["sample", "--out", str(tmp_path), "--singers", "3"]) == 0
    takes = read_table(tmp_path)
    assert sorted(Counter(take.group for take in takes).values()) == [1] * 12 + [4] * 3
    assert {take.path.name for take in takes} == {path.name for path in tmp_path.glob("*.wav")}


def test_the_proposed_take_is_one_that_the_default_model_judges_good(tmp_path: Path) -> None:
    assert job.main(["sample", "--out", str(tmp_path)]) == 0
    take = tmp_path.joinpath(Path(TAKE).name).read_bytes()
    assert predict(take, load_model(read_folder(DEFAULT_MODEL))).decision.verdict == "good"
