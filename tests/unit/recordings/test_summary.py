"""What there is, counted."""

import pytest

from talent.recordings.summary import TOP, summarise
from tests.unit.takes import recording


def test_nothing_at_all() -> None:
    summary = summarise([])
    assert (summary.recordings, summary.seconds, summary.agreement) == (0, 0.0, None)
    assert summary.labels == {"good": 0, "bad": 0, "divided": 0}


def test_counts_by_label_singer_source_and_consent() -> None:
    summary = summarise(
        [
            recording(1, "good", singer="bo", source="choir", consent=True),
            recording(2, "bad", singer="bo", consent=False),
            recording(3, "good", "bad", singer="cy"),
            recording(4, "bad", "bad", "good"),
        ]
    )
    assert summary.labels == {"good": 1, "bad": 2, "divided": 1}
    assert summary.label_sources == {"given": 7, "filename": 0, "manifest": 0}
    assert summary.consent == {"yes": 1, "no": 1, "unknown": 2}
    assert (summary.singers.top, summary.singers.names) == ({"bo": 2, "cy": 1}, 2)
    assert (summary.singers.unknown, summary.sources.unknown) == (1, 3)
    assert (summary.raters, summary.seconds) == (3, 40.0)
    assert summary.agreement is not None
    assert (summary.agreement.n, summary.agreement.opinions) == (2, 5)
    assert summary.agreement.pairwise.value == pytest.approx((0 + 1 / 3) / 2)


def test_only_the_most_frequent_singers_are_named_but_all_are_counted() -> None:
    summary = summarise([recording(n, singer=f"s{n // 2:03d}") for n in range(100)])
    assert len(summary.singers.top) == TOP
    assert summary.singers.names == 50
    assert list(summary.singers.top)[:2] == ["s000", "s001"]
