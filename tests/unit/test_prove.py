"""The page of long proofs says what came of a command, and keeps what was proved before."""

from pathlib import Path

import pytest

from benchmarks import prove
from benchmarks.prove import DOCUMENT, HEAD, PROOFS, ROOT, Proof, main, row, run, write_proofs

TWO = {"first": Proof("It is so", ("-c", "")), "second": Proof("So is this", ("-c", ""))}


@pytest.mark.parametrize(
    ("code", "proved", "figures"),
    [
        ("print('one'); print('2 | passed')", True, "2 | passed ("),
        ("print('lost'); raise SystemExit(3)", False, "lost ("),
    ],
)
def test_a_proof_is_an_exit_status_and_a_last_line(code: str, proved: bool, figures: str) -> None:
    found, last = run(Proof("It is so", ("-c", code)))
    assert found is proved
    assert last.startswith(figures)


def test_other_results_stay_and_those_of_today_are_replaced(tmp_path: Path) -> None:
    page = tmp_path / "proofs.md"

    def record(name: str, *, proved: bool, figures: str) -> str:
        write_proofs(page, TWO, {name: row(name, TWO[name], proved=proved, figures=figures)})
        return page.read_text()

    assert "| `second` | So is this | not run yet |" in record("first", proved=True, figures="50")
    record("second", proved=False, figures="1 | 2")
    text = record("second", proved=True, figures="3 | 4")
    assert text.startswith(HEAD)
    assert "| `first` | It is so | proved: 50 |" in text
    assert "| `second` | So is this | proved: 3 / 4 |" in text
    assert "NOT PROVED" not in text
    assert text.count("\n") == HEAD.count("\n") + 2


def test_one_that_fails_is_told_and_the_others_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prove, "uncommitted", lambda: "")
    proofs = {"bad": Proof("It is so", ("-c", "raise SystemExit(1)")), **TWO}
    page = tmp_path / "proofs.md"
    assert main([], proofs, page) == 1
    assert page.read_text().count("| **NOT PROVED**: ") == 1
    assert page.read_text().count("| proved: ") == 2


def test_changes_that_are_in_no_commit_prove_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prove, "uncommitted", lambda: " M local/lambdas/pool.py")
    page = tmp_path / "proofs.md"
    assert main(["first"], TWO, page) == 2
    assert "local/lambdas/pool.py" in capsys.readouterr().out
    assert not page.exists()


def test_an_unknown_proof_is_told_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["third"], TWO) == 2
    assert "third" in capsys.readouterr().out


@pytest.mark.parametrize("name", PROOFS)
def test_every_proof_is_a_module_or_a_file_that_exists(name: str) -> None:
    _, module, *arguments = PROOFS[name].command
    if module == "pytest":
        assert all((ROOT / path).is_file() for path in arguments)
    else:
        place = ROOT / module.replace(".", "/")
        assert place.is_dir() or place.with_suffix(".py").is_file()


def test_the_page_names_every_proof() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.startswith(HEAD)
    assert all(f"| `{name}` | {proof.claim} |" in text for name, proof in PROOFS.items())
