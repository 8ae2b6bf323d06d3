"""What is kept, and which status may follow which."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from talent.errors import IllegalTransition
from talent.recordings.recording import Label, LabelSource, RaterLabel, Rating, Recording
from talent.uploads.upload import FINAL, NEXT, Purpose, Status, Upload, move_upload

NOW = datetime(2025, 1, 31, 12, tzinfo=UTC)
UPLOAD = Upload(
    id="0" * 32,
    purpose=Purpose.PREDICTION,
    status=Status.AWAITING_UPLOAD,
    key="uploads/" + "0" * 32,
    content_type="audio/wav",
    filename="take.wav",
    created_at=NOW,
    updated_at=NOW,
    expires_at=NOW + timedelta(seconds=300),
)


def recording(*labels: Label) -> Recording:
    opinions = {
        f"rater {n}": RaterLabel(f"rater {n}", label, LabelSource.GIVEN, NOW)
        for n, label in enumerate(labels)
    }
    return Recording(
        id="0" * 32,
        sha256="0" * 64,
        seconds=10.0,
        bytes=1000,
        content_type="audio/wav",
        filename="take.wav",
        singer=None,
        source=None,
        consent=None,
        created_at=NOW,
        updated_at=NOW,
        opinions=opinions,
    )


@pytest.mark.parametrize("after", list(Status))
@pytest.mark.parametrize("before", list(Status))
def test_an_upload_takes_legal_steps_alone_and_counts_its_analyses(
    before: Status, after: Status
) -> None:
    upload, now = replace(UPLOAD, status=before, attempts=1), NOW + timedelta(seconds=9)
    if after in NEXT[before]:
        attempts = 2 if after is Status.PROCESSING else 1
        assert move_upload(upload, after, now=now, result="r") == replace(
            upload, status=after, updated_at=now, attempts=attempts, result="r"
        )
    else:
        with pytest.raises(IllegalTransition, match=f"{after} cannot follow {before}"):
            move_upload(upload, after, now=now)


def test_every_status_leads_to_a_final_one_and_no_final_one_leads_anywhere() -> None:
    assert set(NEXT) == set(Status)
    assert {Status.DONE, Status.REFUSED, Status.FAILED, Status.EXPIRED} == FINAL
    reachable = set(FINAL)
    for _ in Status:
        reachable |= {status for status, after in NEXT.items() if after & reachable}
    assert reachable == set(Status)


def test_an_upload_that_nobody_sent_is_told_as_expired() -> None:
    assert UPLOAD.status_at(UPLOAD.expires_at - timedelta(seconds=1)) is Status.AWAITING_UPLOAD
    assert UPLOAD.status_at(UPLOAD.expires_at) is Status.EXPIRED
    begun = replace(UPLOAD, status=Status.PROCESSING)
    assert begun.status_at(UPLOAD.expires_at) is Status.PROCESSING


@pytest.mark.parametrize(("value", "label"), [(2.4, "bad"), (2.5, "good"), (4.0, "good")])
def test_a_rating_is_good_from_its_threshold_on(value: float, label: Label) -> None:
    assert label in get_args(Label)
    assert Rating(value, low=1.0, high=4.0, threshold=2.5).label == label


def test_the_label_is_the_majority_and_none_where_raters_are_divided() -> None:
    assert recording("good").label == "good"
    assert recording("good", "bad", "bad").label == "bad"
    assert recording("good", "bad").label is None


def test_agreement_is_the_share_of_pairs_that_say_the_same() -> None:
    assert recording("good").agreement is None
    assert recording("good", "bad").agreement == 0.0
    assert recording("good", "good", "bad").agreement == pytest.approx(1 / 3)
    assert recording("good", "good", "good").agreement == 1.0
