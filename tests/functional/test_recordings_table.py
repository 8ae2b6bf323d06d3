"""The rows of recordings against moto's DynamoDB."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from local.names import DATA_BUCKET, RECORDINGS_TABLE
from talent.aws import recordings as module
from talent.aws.clients import dynamodb_client
from talent.aws.objects import S3Objects
from talent.aws.recordings import DynamoRecordings
from talent.errors import BadCursor, ChangedMeanwhile, RecordingUnknown, StorageUnavailable
from talent.recordings.delete import delete_recording
from talent.recordings.merge import MAX_RATERS, merge
from talent.recordings.recording import Label, LabelSource, RaterLabel, Rating, Recording
from talent.recordings.update import update_with_retry
from tests.unit.takes import NOW, claim, recording

pytestmark = pytest.mark.usefixtures("aws")

RATED = RaterLabel("二胡", "good", LabelSource.FILENAME, NOW, Rating(0.1, -0.3, 0.5, 0.05))
LABELS: tuple[Label, ...] = ("good", "bad")
RACERS = 60


def listed(recordings: DynamoRecordings, limit: int, **filters: str) -> list[Recording]:
    """Return a whole listing, page by page."""
    found: list[Recording] = []
    cursor: str | None = None
    while True:
        page = recordings.page(cursor=cursor, limit=limit, filters=filters)
        assert len(page.recordings) <= limit
        found += page.recordings
        cursor = page.cursor
        if cursor is None:
            return found


@pytest.fixture
def stored(recordings: DynamoRecordings) -> list[Recording]:
    """Store 25 recordings of three singers, some of the same second; return the newest first."""
    saved = [
        recordings.save(
            recording(
                n,
                *LABELS[: 1 + n % 2],
                singer=f"s{n % 3}",
                created_at=NOW + timedelta(seconds=n // 4),
            )
        )
        for n in range(25)
    ]
    return sorted(saved, key=lambda row: (row.created_at.isoformat(), row.id), reverse=True)


@pytest.mark.parametrize(
    "row",
    [
        recording(1),
        recording(2, "good", "bad", singer="Zoë", source="choir", consent=False),
        recording(3, opinions={"二胡": RATED}, seconds=1 / 3, used_by=("a", "b"), features=(1, 2)),
        recording(4, filename="", consent=True, deleting=True),
    ],
)
def test_a_row_comes_back_as_it_was(recordings: DynamoRecordings, row: Recording) -> None:
    saved = recordings.save(row)
    assert saved == replace(row, revision=1)
    assert recordings.get(row.id) == saved


def test_what_is_not_there(recordings: DynamoRecordings) -> None:
    with pytest.raises(RecordingUnknown):
        recordings.get("0" * 32)
    with pytest.raises(ChangedMeanwhile):
        recordings.remove(recording(1, revision=1))
    with pytest.raises(ChangedMeanwhile):
        recordings.save(recording(1, revision=1))


def test_a_writer_who_read_an_older_revision_is_refused(recordings: DynamoRecordings) -> None:
    first = recordings.save(recording(1))
    second = recordings.save(replace(first, singer="bo"))
    for late in (recording(1), first):
        with pytest.raises(ChangedMeanwhile):
            recordings.save(late)
    with pytest.raises(ChangedMeanwhile):
        recordings.remove(first)
    recordings.remove(second)
    with pytest.raises(RecordingUnknown):
        recordings.get(first.id)


def test_racing_raters_are_all_heard(recordings: DynamoRecordings) -> None:
    row = recordings.save(recording(1))

    def rate(number: int) -> None:
        said = claim("good" if number % 2 else "bad", f"racer {number}")
        own = DynamoRecordings(RECORDINGS_TABLE, client=lambda: client)
        update_with_retry(row.id, lambda stored: merge(stored, said, now=NOW), recordings=own)

    client = dynamodb_client()
    with ThreadPoolExecutor(RACERS) as pool:
        list(pool.map(rate, range(RACERS)))
    found = recordings.get(row.id)
    assert set(found.opinions) == {"rater 0", *(f"racer {n}" for n in range(RACERS))}
    assert found.revision == 1 + RACERS
    assert all(
        found.opinions[f"racer {n}"].label == ("good" if n % 2 else "bad") for n in range(RACERS)
    )


def test_of_racing_deleters_exactly_one_wins(recordings: DynamoRecordings) -> None:
    row = recordings.save(recording(1))
    objects = S3Objects(DATA_BUCKET)
    for _ in range(3):
        objects.put(f"recordings/{row.id}", b"sound", content_type="audio/wav")
    recordings.get(row.id)
    assert objects.has(f"recordings/{row.id}")

    def delete(_: int) -> int | str:
        try:
            return delete_recording(row.id, recordings=recordings, objects=objects, now=NOW).files
        except (ChangedMeanwhile, RecordingUnknown) as error:
            return error.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(delete, range(8)))
    assert answers.count(3) == 1
    assert set(answers) - {3} <= {"changed_meanwhile", "recording_unknown"}
    with pytest.raises(RecordingUnknown):
        recordings.get(row.id)
    assert objects.erase("recordings/") == 0


@pytest.mark.parametrize("limit", [1, 4, 24, 25, 100])
def test_a_listing_gives_every_row_once_the_newest_first(
    recordings: DynamoRecordings, stored: list[Recording], limit: int
) -> None:
    assert listed(recordings, limit) == stored
    assert {row.id for row in recordings.all()} == {row.id for row in stored}


def test_the_last_page_says_that_it_is_the_last(
    recordings: DynamoRecordings, stored: list[Recording]
) -> None:
    page = recordings.page(cursor=None, limit=len(stored), filters={})
    assert page.cursor is None


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"singer": "s1"}, 8),
        ({"label": "good"}, 13),
        ({"label": "divided"}, 12),
        ({"label": "good", "singer": "s0"}, 5),
        ({"source": "nowhere"}, 0),
    ],
)
def test_filters(
    recordings: DynamoRecordings, stored: list[Recording], filters: dict[str, str], count: int
) -> None:
    for limit in (2, 100):
        found = listed(recordings, limit, **filters)
        assert len(found) == count
        assert found == [
            row
            for row in stored
            if filters.get("singer") in (None, row.singer)
            and filters.get("label") in (None, row.label or "divided")
            and "source" not in filters
        ]


def test_rows_being_deleted_are_left_out(
    recordings: DynamoRecordings, stored: list[Recording]
) -> None:
    recordings.save(replace(stored[3], deleting=True))
    rest = [row for row in stored if row.id != stored[3].id]
    assert listed(recordings, 5) == rest
    assert {row.id for row in recordings.all()} == {row.id for row in rest}


def test_a_page_ends_where_a_rare_filter_would_search_for_long(
    recordings: DynamoRecordings, stored: list[Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_QUERIES", 0)
    page = recordings.page(cursor=None, limit=3, filters={})
    assert page.recordings == ()
    assert len(stored) == 25


def test_more_rows_than_one_answer_holds(recordings: DynamoRecordings) -> None:
    """DynamoDB answers 1 MB at a time."""
    long = {f"rater {n:03d} " + "x" * 80: RATED for n in range(MAX_RATERS)}
    rows = [
        replace(recording(n), opinions={r: replace(RATED, rater=r) for r in long})
        for n in range(30)
    ]
    for row in rows:
        recordings.save(row)
    assert len(recordings.all()) == 30
    assert len(listed(recordings, 100)) == 30
    assert len(listed(recordings, 7, label="good")) == 30


def encoded(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "!!!",
        "é",
        "A" * 5_000,
        encoded("text"),
        encoded([]),
        encoded([1, "recording", {}]),
        encoded(["nothing", "recording", {}]),
        encoded([f"{NOW.isoformat()}#../{'0' * 32}", "recording", {}]),
        encoded([f"2025-01-31T12:00:00#{'0' * 32}", "recording", {}]),
        encoded([f"yesterday#{'0' * 32}", "recording", {}]),
        encoded([f"{NOW.isoformat()}#{'0' * 32}", "recording", {"label": "good"}]),
        encoded([f"{NOW.isoformat()}#{'0' * 32}", "recording", []]),
        encoded([f"{NOW.isoformat()}#{'0' * 32}", "training", {}]),
        base64.urlsafe_b64encode(b"[" * 1_400).decode(),
    ],
)
def test_a_cursor_that_was_never_given(recordings: DynamoRecordings, cursor: str) -> None:
    with pytest.raises(BadCursor):
        recordings.page(cursor=cursor, limit=10, filters={})


def test_a_storage_that_does_not_answer() -> None:
    broken = DynamoRecordings("no-such-table")
    for ask in (
        lambda: broken.get("0" * 32),
        lambda: broken.save(recording(1)),
        lambda: broken.remove(recording(1, revision=1)),
        lambda: broken.page(cursor=None, limit=1, filters={}),
        broken.all,
    ):
        with pytest.raises(StorageUnavailable):
            ask()


def test_the_largest_row_fits(recordings: DynamoRecordings) -> None:
    raters = [f"{n:03d}" + "\U0001f3b5" * 97 for n in range(MAX_RATERS)]
    row = replace(recording(1), opinions={r: replace(RATED, rater=r) for r in raters})
    assert recordings.get(recordings.save(row).id).opinions == row.opinions
