"""``make sample`` writes what it says."""

import csv
from pathlib import Path

import pytest
import soundfile

from training_job import sample


def test_it_writes_good_and_bad_takes_with_the_truth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample.main(tmp_path / "samples", 3)
    said = capsys.readouterr().out
    with (tmp_path / "samples" / "samples.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["label"] for row in rows] == ["good"] * 6 + ["bad"] * 6
    assert len({row["singer"] for row in rows}) == 12
    for row in rows:
        info = soundfile.info(tmp_path / "samples" / row["file"])
        assert (info.samplerate, info.channels, info.subtype) == (22_050, 1, "PCM_16")
        assert 10.0 <= info.duration <= 15.0
        assert (float(row["skill"]) > 0.5) == (row["label"] == "good")
        assert row["file"] in said
    assert "curl -F file=@" in said
