"""What somebody says of a recording: never guessed, never half understood."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent.errors import LabelError, LabelInvalid, LabelMissing
from talent.naming import checked_name, storable_filename
from talent.recordings.annotation import (
    ANONYMOUS,
    Said,
    as_document,
    from_document,
    read_claim,
    read_opinion,
)
from talent.recordings.recording import Label, LabelSource, Rating

NOW = datetime(2025, 1, 31, 12, tzinfo=UTC)
RATED = Said(rating="3", scale="1-4", threshold="2.5")


@pytest.mark.parametrize(
    ("text", "label"), [("good", "good"), ("BAD", "bad"), (" Good ", "good"), ("bad", "bad")]
)
def test_a_label_that_is_given(text: str, label: Label) -> None:
    opinion = read_opinion(Said(label=text), at=NOW, filename="bad_1.wav")
    assert (opinion.label, opinion.source) == (label, LabelSource.GIVEN)
    assert (opinion.rater, opinion.rating) == (ANONYMOUS, None)


def test_a_rating_is_the_side_of_its_stated_threshold() -> None:
    opinion = read_opinion(RATED, at=NOW)
    assert opinion.rating == Rating(3.0, low=1.0, high=4.0, threshold=2.5)
    assert opinion.label == "good"
    low = read_opinion(Said(rating=-2, scale=" -3 - +3 ", threshold=0), at=NOW)
    assert low.rating == Rating(-2.0, low=-3.0, high=3.0, threshold=0.0)
    assert low.label == "bad"


@pytest.mark.parametrize("filename", ["good_singer1.wav", "GOOD_x", "a\\b\\good_.mp3", "d/good_a"])
def test_the_name_of_the_file_speaks_only_where_nobody_else_does_and_is_named(
    filename: str,
) -> None:
    opinion = read_opinion(Said(label=" "), at=NOW, filename=filename)
    assert (opinion.label, opinion.source) == ("good", LabelSource.FILENAME)
    given = read_opinion(Said(label="bad"), at=NOW, filename=filename)
    assert (given.label, given.source) == ("bad", LabelSource.GIVEN)


@pytest.mark.parametrize(
    "filename",
    ["", "take.wav", "good.wav", "goodnight_song.wav", "so_good_take.wav", "good_/take.wav", "bad"],
)
def test_no_label_is_ever_guessed(filename: str) -> None:
    with pytest.raises(LabelMissing) as caught:
        read_opinion(Said(rater="ann", singer="bo"), at=NOW, filename=filename)
    assert "label=good" in caught.value.advice


@given(st.text(), st.text(max_size=20))
def test_whatever_is_sent_gives_a_label_in_it_or_a_typed_refusal(label: str, filename: str) -> None:
    try:
        opinion = read_opinion(Said(label=label), at=NOW, filename=filename)
    except LabelError:
        return
    if opinion.source is LabelSource.GIVEN:
        assert label.strip().lower() == opinion.label
    else:
        assert filename.replace("\\", "/").split("/")[-1].lower().startswith(f"{opinion.label}_")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (Said(label="goood"), "neither good nor bad"),
        (Said(label="1"), "neither good nor bad"),
        (Said(label="\x00" * 1000), "neither good nor bad"),
        (Said(rating="3"), "no scale"),
        (Said(rating="3", scale="1-4"), "no threshold"),
        (Said(rating="3", scale=" ", threshold=2.5), "no scale"),
        (Said(rating="NaN", scale="1-4", threshold="2"), "rating='NaN'"),
        (Said(rating=float("nan"), scale="1-4", threshold="2"), "rating='nan'"),
        (Said(rating="inf", scale="1-4", threshold="2"), "rating='inf'"),
        (Said(rating="1e-200", scale="0-1", threshold="0.5"), "rating='1e-200'"),
        (Said(rating="1e300", scale="1-4", threshold="2"), "rating='1e300'"),
        (Said(rating=10**400, scale="1-4", threshold="2"), "rating='1000"),
        (Said(rating="three", scale="1-4", threshold="2"), "rating='three'"),
        (Said(rating="2,5", scale="1-4", threshold="2"), "rating='2,5'"),
        (Said(rating="5", scale="1-4", threshold="2.5"), "outside its scale from 1 to 4"),
        (Said(rating="0", scale="1-4", threshold="2.5"), "outside"),
        (Said(rating="3", scale="4-1", threshold="2.5"), "no width"),
        (Said(rating="1", scale="1-1", threshold="1"), "no width"),
        (Said(rating="3", scale="1-4", threshold="1"), "does not divide"),
        (Said(rating="3", scale="1-4", threshold="4.1"), "does not divide"),
        (Said(rating="3", scale="1-4", threshold="nan"), "threshold='nan'"),
        (Said(rating="3", scale="1 to 4", threshold="2"), "is not a scale"),
        (Said(rating="3", scale="1.2.3-4", threshold="2"), "scale='1.2.3'"),
        (Said(rating="3", scale="-", threshold="2"), "is not a scale"),
        (Said(label="bad", rating="3", scale="1-4", threshold="2.5"), "contradicts the rating"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_value(said: Said, message: str) -> None:
    with pytest.raises(LabelInvalid) as caught:
        read_opinion(said, at=NOW, filename="good_1.wav")
    assert message in caught.value.message
    assert caught.value.advice
    assert len(caught.value.message) < 200


def test_a_label_beside_the_rating_it_agrees_with_does_no_harm() -> None:
    both = Said(label="good", rating=RATED.rating, scale="1-4", threshold=2.5)
    assert read_opinion(both, at=NOW) == read_opinion(RATED, at=NOW)


def test_names_are_trimmed_and_normalised() -> None:
    claim = read_claim(
        Said("good", singer=" Zoe\u0308 ", source="choir 7", rater="\u4e8c\u80e1"),
        filename="",
        at=NOW,
    )
    assert claim.singer == "Zo\u00eb"
    assert claim.source == "choir 7"
    assert claim.opinion.rater == "\u4e8c\u80e1"
    assert checked_name("x" * 100, "singer") == "x" * 100
    blank = read_claim(Said("good", singer="", source="  ", rater=" "), filename="", at=NOW)
    assert (blank.singer, blank.source, blank.opinion.rater) == (None, None, ANONYMOUS)


@pytest.mark.parametrize(
    "name",
    [
        *("x" * 101, "=SUM(A1)", "+1", "-1", "@x", " =x", "\uff1d1"),
        *("a\nb", "a\x00", "a\x1b[0m", "\ud800", "a\u2028b", "a\u202eb"),
    ],
)
@pytest.mark.parametrize("field", ["singer", "source", "rater"])
def test_a_name_that_would_do_harm_is_refused_and_not_repeated(field: str, name: str) -> None:
    fields: dict[str, Any] = {field: name}
    with pytest.raises(LabelInvalid, match=f"`{field}`") as caught:
        read_claim(Said("good", **fields), filename="", at=NOW)
    assert len(name) < 3 or name not in caught.value.message


@pytest.mark.parametrize(
    ("text", "consent"),
    [("true", True), (" YES ", True), ("0", False), (False, False), ("", None), (None, None)],
)
def test_consent(text: str | bool | None, consent: bool | None) -> None:
    assert read_claim(Said("good", consent=text), filename="", at=NOW).consent is consent


def test_a_consent_that_is_no_answer_is_refused() -> None:
    with pytest.raises(LabelInvalid, match="'maybe'"):
        read_claim(Said("good", consent="maybe"), filename="", at=NOW)


@pytest.mark.parametrize(
    "said",
    [
        Said("bad"),
        Said(rating="0.1", scale="-0.3-1", threshold="0.7", rater="ann"),
        Said("good", singer="bo", source="choir", consent=True, rater="ann"),
        Said(),
    ],
)
def test_a_claim_survives_its_document(said: Said) -> None:
    claim = read_claim(said, filename="good_1.wav", at=NOW)
    assert from_document(as_document(claim)) == claim


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"opinion": None},
        {"opinion": {"rater": "ann"}},
        {"opinion": {"rater": "=1", "label": "good", "at": NOW.isoformat()}},
        {
            "opinion": {
                "rater": "ann",
                "label": "so-so",
                "label_source": "given",
                "at": NOW.isoformat(),
            }
        },
        {"opinion": {"rater": "a", "label": "good", "label_source": "given", "at": "yesterday"}},
    ],
)
def test_a_document_that_is_no_claim_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(LabelInvalid):
        from_document(document)


def test_a_filename_is_cut_and_can_be_stored() -> None:
    assert storable_filename("x" * 300) == "x" * 255
    assert storable_filename("\ud800 \u266b") == "? \u266b"
