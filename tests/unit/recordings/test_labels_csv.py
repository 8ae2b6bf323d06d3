"""Labels as CSV: what goes out comes in again, and what makes no sense spoils nothing else."""

import csv
import io

import pytest

from talent.errors import SheetInvalid
from talent.recordings.labels_csv import (
    COLUMNS,
    MOST_LINES,
    ImportResult,
    apply_labels_csv,
    write_labels_csv,
)
from talent.recordings.recording import LabelSource, RaterLabel, Rating, Recording
from tests.unit.fakes import FakeRecordings
from tests.unit.takes import NOW, recording

RATED = RaterLabel("dee", "good", LabelSource.GIVEN, NOW, Rating(3.5, 1.0, 4.0, 2.5))
ONE = recording(1, "good", "bad", singer='O"Neil, b', source="choir", consent=True, revision=1)
TWO = recording(2, revision=1)
THREE = recording(3, opinions={"dee": RATED}, revision=1)


@pytest.fixture
def recordings() -> FakeRecordings:
    return FakeRecordings({one.id: one for one in (ONE, TWO, THREE)})


def apply(recordings: FakeRecordings, *lines: str) -> ImportResult:
    return apply_labels_csv("\n".join(lines).encode(), recordings=recordings, now=NOW)


def problems(applied: ImportResult) -> list[tuple[int, str]]:
    return [(fault.line, fault.error.code) for fault in applied.faults]


def test_one_line_per_opinion_with_every_column(recordings: FakeRecordings) -> None:
    rows = list(csv.DictReader(io.StringIO(write_labels_csv(recordings.all()))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["rater"] for row in rows] == ["rater 0", "rater 1", "rater 0", "dee"]
    assert (rows[1]["label"], rows[1]["singer"], rows[1]["consent"]) == ("bad", 'O"Neil, b', "true")
    assert rows[2]["singer"] == rows[2]["consent"] == rows[2]["rating"] == ""
    assert [rows[3][name] for name in ("rating", "low", "high", "threshold")] == [
        *("3.5", "1", "4", "2.5")
    ]


def test_what_went_out_changes_nothing_when_it_comes_in(recordings: FakeRecordings) -> None:
    before = dict(recordings.rows)
    text = write_labels_csv(recordings.all())
    applied = apply_labels_csv(text.encode(), recordings=recordings, now=NOW)
    assert (applied.lines, applied.unchanged, applied.changed) == (4, 4, 0)
    assert (applied.faults, applied.disagreements) == ([], [])
    assert recordings.rows == before


def test_lines_add_opinions_and_fill_in_what_was_unknown(recordings: FakeRecordings) -> None:
    applied = apply(
        recordings,
        "SHA256, label ,rater,singer",
        f"{TWO.sha256.upper()},BAD,eve,cy",
        "",
        f"{THREE.sha256},,,cy",
    )
    assert (applied.lines, applied.changed, problems(applied)) == (2, 2, [])
    two, three = recordings.rows[TWO.id], recordings.rows[THREE.id]
    assert two.opinions["eve"].source is LabelSource.MANIFEST
    assert (two.opinions["eve"].label, two.singer) == ("bad", "cy")
    assert (three.singer, dict(three.opinions)) == ("cy", {"dee": RATED})


def test_a_rating_needs_its_scale_and_threshold_here_too(recordings: FakeRecordings) -> None:
    applied = apply(
        recordings,
        "id,rating,low,high,threshold,rater",
        f"{TWO.id},3.5,1,4,2.5,eve",
        f"{TWO.id},3.5,1,4,,fay",
        f"{TWO.id},3.5,,,2.5,fay",
        f"{TWO.id},9,1,4,2.5,fay",
        f"{TWO.id},nan,1,4,2.5,fay",
    )
    assert problems(applied) == [(n, "label_invalid") for n in (3, 4, 5, 6)]
    assert recordings.rows[TWO.id].opinions["eve"].rating == Rating(3.5, 1.0, 4.0, 2.5)
    assert "fay" not in recordings.rows[TWO.id].opinions


def test_bad_lines_are_reported_by_line_and_spoil_no_other(recordings: FakeRecordings) -> None:
    applied = apply(
        recordings,
        "id,sha256,label,rater,singer,consent",
        f"{'f' * 32},,good,eve,,",
        f"{TWO.id},,excellent,eve,,",
        f"{TWO.id},,good,=cmd(),,",
        f"{TWO.id},,good,eve,,perhaps",
        f"{TWO.id},,good",
        f"{TWO.id},,,,,",
        ",,good,eve,,",
        f"../etc,{TWO.sha256},good,eve,,",
        f"{TWO.id},{ONE.sha256},good,eve,,",
        f"{TWO.id},,good,eve,,",
    )
    assert problems(applied) == [
        (2, "recording_unknown"),
        (3, "label_invalid"),
        (4, "label_invalid"),
        (5, "label_invalid"),
        (6, "sheet_invalid"),
        (7, "label_invalid"),
        (8, "sheet_invalid"),
        (9, "sheet_invalid"),
        (10, "sheet_invalid"),
    ]
    assert applied.changed == 1
    assert recordings.rows[TWO.id].opinions["eve"].label == "good"


def test_contradictions_are_reported_and_the_stored_stands(recordings: FakeRecordings) -> None:
    applied = apply(recordings, "id,label,rater,singer", f"{ONE.id},bad,rater 0,cy")
    found = [(d.line, d.contradiction.field, d.contradiction.given) for d in applied.disagreements]
    assert found == [(2, "singer", "cy"), (2, "label", "bad")]
    assert recordings.rows[ONE.id] == ONE


def test_a_label_is_never_taken_from_the_name_of_a_file(recordings: FakeRecordings) -> None:
    named: Recording = recording(4, revision=1, filename="good_1.wav")
    recordings.rows[named.id] = named
    applied = apply(recordings, "id,rater", f"{named.id},eve")
    assert problems(applied) == [(2, "label_invalid")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "neither"),
        (b"\n\n", "neither"),
        (b"label,singer\ngood,bo", "neither"),
        (b"id,singr\n1,bo", "'singr'"),
        (b"id,label,label\n1,good,bad", "twice"),
        (b"id,label\n\xff\xfe,good", "byte 9"),
        (b"id,label\n\x00,good", "zero byte"),
        (b'id,label\n"0,good', "not CSV"),
        (b'id,label\n"0"x,good', "not CSV"),
        (b"id,label\n" + b"x" * 200_000 + b",good", "Line 2"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "zero byte"),
        (b"\n" * 100_000, "neither"),
        (b"id\n" + b"0\n" * (MOST_LINES + 1), f"{MOST_LINES} lines"),
    ],
)
def test_a_file_that_is_none_changes_nothing(
    recordings: FakeRecordings, content: bytes, said: str
) -> None:
    with pytest.raises(SheetInvalid, match=said) as caught:
        apply_labels_csv(content, recordings=recordings, now=NOW)
    assert caught.value.advice
    assert recordings.saves == 0


def test_what_excel_writes_is_read(recordings: FakeRecordings) -> None:
    text = f"\ufeffid,label,rater\r\n{TWO.id},bad,eve\r\n"
    assert apply_labels_csv(text.encode(), recordings=recordings, now=NOW).changed == 1
