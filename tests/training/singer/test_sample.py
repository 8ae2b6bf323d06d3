"""``make sample`` writes what it says, and what `make evaluate` and the model take."""

from collections import Counter
from pathlib import Path

import pytest
import soundfile

from local.example import TAKE
from talent.model.artifact import load_model, read_folder
from talent.usecases.judge import judge
from training_job import __main__ as job
from training_job.evaluate import DEFAULT_MODEL
from training_job.rated import read_table


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


def test_the_proposed_take_is_one_that_the_default_model_judges_good(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "9123")
    monkeypatch.setenv("HOST", "0.0.0.0")  # noqa: S104 - a setting, read and not bound
    assert job.main(["sample", "--out", str(tmp_path)]) == 0
    proposed = capsys.readouterr().out.splitlines()[-1]
    assert proposed.startswith(
        f"Try: curl -sS -F file=@{tmp_path / TAKE} http://127.0.0.1:9123/api/"
    )
    verdict = judge((tmp_path / TAKE).read_bytes(), load_model(read_folder(DEFAULT_MODEL)))
    assert verdict.decision.verdict == "good"


def test_settings_that_make_no_sense_are_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "80x")
    assert job.main(["sample", "--out", str(tmp_path / "samples")]) == 2
    assert capsys.readouterr().err.startswith("error: PORT=80x: ")
    assert not (tmp_path / "samples").exists()
