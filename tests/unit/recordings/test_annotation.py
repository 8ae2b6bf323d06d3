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
    AnnotationInput,
    annotation_document,
    annotation_from,
    read_annotation,
    read_rater_label,
)
from talent.recordings.recording import Label, LabelSource, Rating

NOW = datetime(2025, 1, 31, 12, tzinfo=UTC)
RATED = AnnotationInput(rating="3", scale="1-4", threshold="2.5")


@pytest.mark.parametrize(
    ("text", "label"), [("good", "good"), ("BAD", "bad"), (" Good ", "good"), ("bad", "bad")]
)
def test_a_label_that_is_given(text: str, label: Label) -> None:
    opinion = read_rater_label(AnnotationInput(label=text), at=NOW, filename="bad_1.wav")
    assert (opinion.label, opinion.source) == (label, LabelSource.GIVEN)
    assert (opinion.rater, opinion.rating) == (ANONYMOUS, None)


def test_a_rating_is_the_side_of_its_stated_threshold() -> None:
    opinion = read_rater_label(RATED, at=NOW)
    assert opinion.rating == Rating(3.0, low=1.0, high=4.0, threshold=2.5)
    assert opinion.label == "good"
    low = read_rater_label(AnnotationInput(rating=-2, scale=" -3 - +3 ", threshold=0), at=NOW)
    assert low.rating == Rating(-2.0, low=-3.0, high=3.0, threshold=0.0)
    assert low.label == "bad"


@pytest.mark.parametrize("filename", ["good_singer1.wav", "GOOD_x", "a\\b\\good_.mp3", "d/good_a"])
def test_the_name_of_the_file_speaks_only_where_nobody_else_does_and_is_named(
    filename: str,
) -> None:
    opinion = read_rater_label(AnnotationInput(label=" "), at=NOW, filename=filename)
    assert (opinion.label, opinion.source) == ("good", LabelSource.FILENAME)
    given = read_rater_label(AnnotationInput(label="bad"), at=NOW, filename=filename)
    assert (given.label, given.source) == ("bad", LabelSource.GIVEN)


@pytest.mark.parametrize(
    "filename",
    ["", "take.wav", "good.wav", "goodnight_song.wav", "so_good_take.wav", "good_/take.wav", "bad"],
)
def test_no_label_is_ever_guessed(filename: str) -> None:
    with pytest.raises(LabelMissing) as caught:
        read_rater_label(AnnotationInput(rater="ann", singer="bo"), at=NOW, filename=filename)
    assert "label=good" in caught.value.advice


@given(st.text(), st.text(max_size=20))
def test_whatever_is_sent_gives_a_label_in_it_or_a_typed_refusal(label: str, filename: str) -> None:
    try:
        opinion = read_rater_label(AnnotationInput(label=label), at=NOW, filename=filename)
    except LabelError:
        return
    if opinion.source is LabelSource.GIVEN:
        assert label.strip().lower() == opinion.label
    else:
        assert filename.replace("\\", "/").split("/")[-1].lower().startswith(f"{opinion.label}_")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (AnnotationInput(label="goood"), "neither good nor bad"),
        (AnnotationInput(label="1"), "neither good nor bad"),
        (AnnotationInput(label="\x00" * 1000), "neither good nor bad"),
        (AnnotationInput(rating="3"), "no scale"),
        (AnnotationInput(rating="3", scale="1-4"), "no threshold"),
        (AnnotationInput(rating="3", scale=" ", threshold=2.5), "no scale"),
        (AnnotationInput(rating="NaN", scale="1-4", threshold="2"), "rating='NaN'"),
        (AnnotationInput(rating=float("nan"), scale="1-4", threshold="2"), "rating='nan'"),
        (AnnotationInput(rating="inf", scale="1-4", threshold="2"), "rating='inf'"),
        (AnnotationInput(rating="1e-200", scale="0-1", threshold="0.5"), "rating='1e-200'"),
        (AnnotationInput(rating="1e300", scale="1-4", threshold="2"), "rating='1e300'"),
        (AnnotationInput(rating=10**400, scale="1-4", threshold="2"), "rating='1000"),
        (AnnotationInput(rating="three", scale="1-4", threshold="2"), "rating='three'"),
        (AnnotationInput(rating="2,5", scale="1-4", threshold="2"), "rating='2,5'"),
        (
            AnnotationInput(rating="5", scale="1-4", threshold="2.5"),
            "outside its scale from 1 to 4",
        ),
        (AnnotationInput(rating="0", scale="1-4", threshold="2.5"), "outside"),
        (AnnotationInput(rating="3", scale="4-1", threshold="2.5"), "no width"),
        (AnnotationInput(rating="1", scale="1-1", threshold="1"), "no width"),
        (AnnotationInput(rating="3", scale="1-4", threshold="1"), "does not divide"),
        (AnnotationInput(rating="3", scale="1-4", threshold="4.1"), "does not divide"),
        (AnnotationInput(rating="3", scale="1-4", threshold="nan"), "threshold='nan'"),
        (AnnotationInput(rating="3", scale="1 to 4", threshold="2"), "is not a scale"),
        (AnnotationInput(rating="3", scale="1.2.3-4", threshold="2"), "scale='1.2.3'"),
        (AnnotationInput(rating="3", scale="-", threshold="2"), "is not a scale"),
        (
            AnnotationInput(label="bad", rating="3", scale="1-4", threshold="2.5"),
            "contradicts the rating",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_value(said: AnnotationInput, message: str) -> None:
    with pytest.raises(LabelInvalid) as caught:
        read_rater_label(said, at=NOW, filename="good_1.wav")
    assert message in caught.value.message
    assert caught.value.advice
    assert len(caught.value.message) < 200


def test_a_label_beside_the_rating_it_agrees_with_does_no_harm() -> None:
    both = AnnotationInput(label="good", rating=RATED.rating, scale="1-4", threshold=2.5)
    assert read_rater_label(both, at=NOW) == read_rater_label(RATED, at=NOW)


def test_names_are_trimmed_and_normalised() -> None:
    claim = read_annotation(
        AnnotationInput("good", singer=" Zoe\u0308 ", source="choir 7", rater="\u4e8c\u80e1"),
        filename="",
        at=NOW,
    )
    assert claim.singer == "Zo\u00eb"
    assert claim.source == "choir 7"
    assert claim.opinion.rater == "\u4e8c\u80e1"
    assert checked_name("x" * 100, "singer") == "x" * 100
    blank = read_annotation(
        AnnotationInput("good", singer="", source="  ", rater=" "), filename="", at=NOW
    )
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
        read_annotation(AnnotationInput("good", **fields), filename="", at=NOW)
    assert len(name) < 3 or name not in caught.value.message


@pytest.mark.parametrize(
    ("text", "consent"),
    [("true", True), (" YES ", True), ("0", False), (False, False), ("", None), (None, None)],
)
def test_consent(text: str | bool | None, consent: bool | None) -> None:
    assert (
        read_annotation(AnnotationInput("good", consent=text), filename="", at=NOW).consent
        is consent
    )


def test_a_consent_that_is_no_answer_is_refused() -> None:
    with pytest.raises(LabelInvalid, match="'maybe'"):
        read_annotation(AnnotationInput("good", consent="maybe"), filename="", at=NOW)


@pytest.mark.parametrize(
    "said",
    [
        AnnotationInput("bad"),
        AnnotationInput(rating="0.1", scale="-0.3-1", threshold="0.7", rater="ann"),
        AnnotationInput("good", singer="bo", source="choir", consent=True, rater="ann"),
        AnnotationInput(),
    ],
)
def test_a_claim_survives_its_document(said: AnnotationInput) -> None:
    claim = read_annotation(said, filename="good_1.wav", at=NOW)
    assert annotation_from(annotation_document(claim)) == claim


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
        annotation_from(document)


def test_a_filename_is_cut_and_can_be_stored() -> None:
    assert storable_filename("x" * 300) == "x" * 255
    assert storable_filename("\ud800 \u266b") == "? \u266b"
