"""The command line: light where it must be, clear when something is missing."""

import json
import sys
from pathlib import Path

import soundfile

from tests.training.conftest import run_python
from tests.training.test_dataset import LONG
from training_job import ROOT
from training_job import __main__ as job
from training_job.job.evaluate_rated import DEFAULT_MODEL
from training_job.singer import make_clip


def test_evaluate_and_sample_never_import_tensorflow() -> None:
    code = (
        "import sys, training_job.__main__ as job, training_job.default_model.sample, "
        "training_job.models.dataset;"
        "job._parser().parse_args(['evaluate', 'x']);"
        "print([name for name in ('tensorflow', 'keras', 'sklearn') if name in sys.modules])"
    )
    child = run_python("-c", code)
    assert child.stdout.strip() == "[]", child.stderr


def test_these_tests_never_import_tensorflow() -> None:
    """The serving runtime could not make an interpreter in this process any more."""
    assert not {"tensorflow", "keras"} & set(sys.modules)


def test_help_names_the_commands_and_the_columns() -> None:
    child = run_python("-m", "training_job", "--help")
    for command in ("model", "evaluate", "sample"):
        assert command in child.stdout
    child = run_python("-m", "training_job", "evaluate", "--help")
    for word in ("labels.csv", "mean_1to4", "recording_group", "--good-from", "--json"):
        assert word in child.stdout


def test_a_model_on_other_features_never_takes_the_default_models_place() -> None:
    """Neither its folder nor its name, unless somebody says so."""
    parse = job._parser().parse_args
    default, other = parse(["model"]), parse(["model", "--feature-set", "acoustic"])
    assert job.named(default) == ("default", DEFAULT_MODEL)
    assert job.named(other) == ("acoustic", ROOT / "build" / "models" / "acoustic")
    chosen = parse(["model", "--feature-set", "all", "--name", "x", "--out", "y"])
    assert job.named(chosen) == ("x", Path("y"))


def test_an_unknown_feature_set_is_one_clear_line() -> None:
    child = run_python("-m", "training_job", "model", "--feature-set", "timbre")
    assert child.returncode == 2
    assert "choose from 'singing', 'acoustic', 'all'" in child.stderr


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    child = run_python("-m", "training_job", "evaluate", str(tmp_path))
    assert child.returncode == 2
    assert child.stderr.startswith("error: there is no ")
    assert "Traceback" not in child.stderr


def test_a_missing_model_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"")
    (tmp_path / "labels.csv").write_text("file,label\na.wav,good\n")
    child = run_python(
        "-m", "training_job", "evaluate", str(tmp_path), "--model", str(tmp_path / "none")
    )
    assert child.returncode == 2
    assert "There is no manifest.json" in child.stderr


def test_too_few_singers_are_one_clear_line(tmp_path: Path) -> None:
    child = run_python(
        *("-m", "training_job", "model", "--singers", "2", "--takes", "1", "--workers", "1"),
        *("--out", str(tmp_path / "model")),
    )
    assert child.returncode == 2
    assert "error: the training singers fill" in child.stderr
    assert not (tmp_path / "model").exists()


def test_recordings_are_judged_by_the_serving_path(made: Path, tmp_path: Path) -> None:
    """A take, the same again, silence and a text file: two judged, two refused with codes."""
    clip = make_clip(LONG)
    soundfile.write(tmp_path / "a.wav", clip.samples, clip.sample_rate)
    (tmp_path / "b.wav").write_bytes((tmp_path / "a.wav").read_bytes())
    soundfile.write(tmp_path / "silent.wav", 0 * clip.samples, clip.sample_rate)
    (tmp_path / "text.wav").write_text("this is no sound")
    (tmp_path / "labels.csv").write_text(
        "file,label,singer\na.wav,good,x\nb.wav,bad,y\nsilent.wav,bad,z\ntext.wav,bad,z\n"
    )
    arguments = ("evaluate", str(tmp_path), "--model", str(made / "model"), "--workers", "1")
    child = run_python("-m", "training_job", *arguments, "--json")
    assert child.returncode == 0, child.stderr
    record = json.loads(child.stdout)
    assert record["n"] == 4
    assert sum(record["refused"].values()) == 2
    assert record["refused"]["unsupported_format"] == 1
    assert record["judged"]["n"] == 2
    assert record["judged"]["auc"]["value"] == 0.5
    assert record["all"]["n"] == 4
    assert record["all"]["singers"] == 3
    assert record["all"]["majority_baseline"] == 0.75

    child = run_python("-m", "training_job", *arguments)
    for words in ("refused      2", "majority baseline", "n = 2", "n = 4", "bootstrap"):
        assert words in child.stdout
