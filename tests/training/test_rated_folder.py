"""Tables of rated recordings: the forms we accept and what we say to the others."""

from pathlib import Path

import pytest

from training_job.job.rated_folder import TableError, read_table


def folder_with(tmp_path: Path, table: str) -> Path:
    for name in ("a.wav", "b.wav"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "labels.csv").write_text(table, encoding="utf-8")
    return tmp_path


def test_mean_ratings_by_recording_group(tmp_path: Path) -> None:
    table = "file,mean_1to4,recording_group\na.wav,2.5,1\nb.wav,2.45,1\n"
    good, bad = read_table(folder_with(tmp_path, table))
    assert (good.label, good.rating, bad.label, bad.rating) == (1, 2.5, 0, 2.45)
    assert good.group == bad.group
    assert good.path == tmp_path / "a.wav"


def test_labels_and_singers(tmp_path: Path) -> None:
    rows = read_table(folder_with(tmp_path, "file,label,singer\na.wav,Good,x\nb.wav,0,\n"))
    assert [row.label for row in rows] == [1, 0]
    assert [row.rating for row in rows] == [1.0, 0.0]
    assert [row.group for row in rows] == ["singer:x", "recording:b.wav"]


def test_a_table_may_be_named_and_ratings_have_their_own_line(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "")
    (folder / "mine.csv").write_text("file,rating\na.wav,7\nb.wav,3\n")
    assert [row.label for row in read_table(folder / "mine.csv", good_from=5.0)] == [1, 0]
    with pytest.raises(TableError, match="--good-from"):
        read_table(folder / "mine.csv")


def test_a_label_wins_over_its_rating(tmp_path: Path) -> None:
    (row,) = read_table(folder_with(tmp_path, "file,label,rating\na.wav,bad,9\n"), good_from=5.0)
    assert (row.label, row.rating) == (0, 9.0)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("name,label\na.wav,good\n", "needed: file, and one of"),
        ("file,label\n", "no rows"),
        ("file,label\na.wav,splendid\n", "line 2: label 'splendid'; expected good or bad"),
        ("file,label\na.wav,\n", "neither a label nor a rating"),
        ("file,mean_1to4\na.wav,much\n", "could not convert"),
        ("file,label\nc.wav,good\n", "there is no file c.wav"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path: Path, table: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        read_table(folder_with(tmp_path, table))


def test_no_table_at_all(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="give a folder with"):
        read_table(tmp_path)
