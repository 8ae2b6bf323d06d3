"""The model card: what a model hears, what it cannot hear, and how good it was."""

from collections.abc import Mapping
from typing import Any, NamedTuple

_TEMPLATE = """\
# Model {name}

Tells how well somebody sings, from {basis}: {kind}, on {number}
measurements of one take.

## What it hears
{hears}

## What it cannot hear
{deaf}

**Not for admission, hiring, grading or any decision about a person.** It is meant for practice
and for sorting recordings that somebody listens to afterwards.

## How good it is
Measured on {measured_on}: {n} takes by {singers} singers. The intervals are a
{interval}; a singer is the unit.

| figure | value | interval | |
|---|---|---|---|
{rows}

Always giving the more frequent answer would reach an accuracy of {baseline:.3f}.
{refused}
For comparison: on human-rated singing, one rater against the mean of the others reaches an AUC of
0.83 to 0.93. Near 0.9 a model is as good as a single judge.

## How the number is to be read
{reading}

## How it was made
{made} {choice}

| cross-validated on training singers | AUC | interval |
|---|---|---|
{candidates}

Features are scaled by median and half the distance from the 16th to the 84th percentile of the
training takes, clipped at +-3; a measurement that is undefined in a take counts as the median. All
of that is inside the graph. `evaluation.json` has every figure of both candidates,
`reference.json` the distribution of every measurement, `manifest.json` where all came from.
"""

_PITCH = """\
- whether the notes form a scale and keep to one set of semitones, in any key and tuning;
- whether the same note comes back at the same pitch, and whether the tuning drifts;
- whether notes are held steadily or slide and waver;
- whether long notes carry a regular vibrato."""
_SOUND = """\
- the shape and the brightness of the spectrum, loudness, pitch classes and tempo. These follow
  voice, room and microphone rather than skill: another room can change the answer."""
_STYLES = """\
It will underrate singers who are in tune but sing without vibrato, rap, microtonal
and chromatic styles, and it may take another melodic instrument for a voice."""


class Story(NamedTuple):
    """What is to be told of how the number is to be read, and of what the model was made of."""

    reading: str
    made: str


_READING = """\
The probability was fitted on {sung_by}, not on people. On people it
is a ranking and **not calibrated**: on one kind of recording it is too strict, on another too
generous; the order of the takes is what can be relied on. The label changes sides at 0.5; between
0.25 and 0.75 the verdict is "uncertain". Only recordings with labels of your own can make it a
probability."""


class _Scope(NamedTuple):
    """What a model on one feature set hears and what it does not; what binds its weights."""

    basis: str
    number: str
    bound: str
    hears: str
    deaf: str


_SCOPES = {
    "singing": _Scope(
        "pitch alone",
        "twenty",
        ", each weight bound to its direction",
        _PITCH,
        f"""\
Timbre, diction, rhythm, emotion, loudness, and whether the tune is the right one: it does not
know the song. {_STYLES}""",
    ),
    "acoustic": _Scope(
        "the sound of the recording alone",
        "37",
        "",
        _SOUND,
        """\
Whether anything is in tune, and so most of what listeners call good singing; diction and emotion;
whether the tune is the right one. A figure of its that looks good may come from the recordings and
not from the singing: ask whether good and bad takes were recorded in the same way.""",
    ),
    "all": _Scope(
        "pitch and the sound of the recording",
        "57",
        ", the weights of pitch bound to their directions",
        f"{_PITCH[:-1]};\n{_SOUND}",
        f"""\
Diction, emotion, and whether the tune is the right one: it does not know the song.
{_STYLES}""",
    ),
}

_KINDS = {
    "linear": "class-balanced logistic regression{bound}",
    "network": "a dense network (256-128-64-32), the mean of several seeds",
}
_FIGURES = {
    "auc": ("AUC", "0.5 is chance"),
    "accuracy": ("accuracy", "compare with the baseline below"),
    "balanced_accuracy": ("balanced accuracy", "0.5 is chance"),
    "spearman": ("Spearman's correlation with the skill", "0 is chance"),
    "brier": ("Brier score", "lower is better, 0.25 says nothing"),
    "calibration_error": ("expected calibration error", "lower is better"),
}


def card(
    name: str,
    kind: str,
    evaluation: Mapping[str, Any],
    sung_by: str,
    feature_set: str,
    story: Story | None = None,
) -> str:
    """Return the card of a model, in Markdown; without a story, of one of synthetic singing."""
    summary, split, choice = (evaluation[key] for key in ("summary", "split", "choice"))
    scope = _SCOPES[feature_set]
    story = story or Story(
        _READING.format(sung_by=sung_by),
        f"{split['train_takes']} takes by {split['train_singers']} other singers, "
        f"{split['train_good']} of them good.",
    )
    kinds = {each: words.format(bound=scope.bound) for each, words in _KINDS.items()}
    rows = [
        f"| {title} | {_row(summary[figure])} | {hint} |"
        for figure, (title, hint) in _FIGURES.items()
        if figure in summary
    ]
    candidates = [
        f"| {kinds[each]} | {_row(record['auc'])} |"
        for each, record in choice["cross_validation"].items()
    ]
    return _TEMPLATE.format(
        name=name,
        **scope._asdict(),
        kind=kinds[kind],
        measured_on=summary["measured_on"],
        n=summary["n"],
        singers=summary["singers"],
        interval=summary["interval"],
        rows="\n".join(rows),
        baseline=summary["majority_baseline"],
        refused=_refused(evaluation["refused"]),
        reading=story.reading,
        made=story.made,
        choice=f"Two kinds were trained; rule for the choice: {choice['rule']}. "
        f"Chosen: {choice['kind']}.",
        candidates="\n".join(candidates),
    )


def _row(figure: Mapping[str, float | None]) -> str:
    value, low, high = (
        "undefined" if figure[key] is None else f"{figure[key]:.3f}"
        for key in ("value", "low", "high")
    )
    return f"{value} | {low} to {high}"


def _refused(refused: Mapping[str, int]) -> str:
    if not refused:
        return ""
    reasons = ", ".join(f"{code} {count}" for code, count in refused.items())
    return (
        f"The quality gate refused {sum(refused.values())} takes of the whole corpus ({reasons}); "
        "they are in no figure.\n"
    )
