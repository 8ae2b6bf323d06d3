"""Annotations in a multipart form, one for each of its recordings."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from functions.http.errors import WrongFields
from talent.recordings.annotation import AnnotationInput

FOR_ALL: Final = ("label", "rating", "singer", "scale", "threshold", "source", "rater", "consent")
"""Fields that hold for every file of the form."""
PER_FILE: Final = {"labels": "label", "ratings": "rating", "singers": "singer"}
"""Fields with one value per file, in the order of the files, and what each value is."""

_SHOWN: Final = 40


def annotations_in(texts: Mapping[str, Sequence[str]], files: int) -> list[AnnotationInput]:
    """Return what is said of each file, in their order.

    Raises
    ------
    WrongFields
        If a field is unknown (a misspelt one would leave a recording without its label), is
        given twice, or has another number of values than there are files.
    """
    known = {*FOR_ALL, *PER_FILE}
    unknown = sorted(set(texts) - known)
    if unknown:
        raise WrongFields(
            f"There is no field `{unknown[0][:_SHOWN]}`",
            advice=f"Beside `files` a form may have {', '.join(f'`{n}`' for n in sorted(known))}.",
        )
    common = {name: _only(name, texts[name]) for name in FOR_ALL if name in texts}
    said: list[dict[str, Any]] = [dict(common) for _ in range(files)]
    for plural, name in PER_FILE.items():
        if plural not in texts:
            continue
        if name in texts:
            raise WrongFields(
                f"There are both `{name}` and `{plural}`",
                advice=f"Send `{name}` for all files, or `{plural}` with one value per file.",
            )
        for one, value in zip(said, _values(plural, texts[plural], files), strict=True):
            one[name] = value
    return [AnnotationInput(**one) for one in said]


def _only(name: str, values: Sequence[str]) -> str:
    if len(values) > 1:
        advice = (
            f"Send it once; `{name}s` takes one value per file." if f"{name}s" in PER_FILE else ""
        )
        raise WrongFields(
            f"The field `{name}` is given {len(values)} times", advice=advice or "Send it once."
        )
    return values[0]


def _values(name: str, texts: Sequence[str], files: int) -> Sequence[str | float | None]:
    """Return the values of a field for each file: of a repeated field, or of a JSON list."""
    values: Sequence[Any] = texts
    if len(texts) == 1 and texts[0].lstrip().startswith("["):
        values = _listed(name, texts[0])
    if len(values) != files:
        raise WrongFields(
            f"`{name}` has {len(values)} values for {files} files",
            advice=f"Send one value per file, in the order of the files: repeat the field, or "
            f"send a JSON list, such as -F '{name}=[...]'.",
            values={"values": len(values), "files": files},
        )
    return values


def _listed(name: str, text: str) -> list[str | float | None]:
    try:
        values: list[Any] = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongFields(
            f"`{name}` begins as a JSON list and is none",
            advice='Write it such as ["good", "bad"].',
        ) from error
    kinds = (str, int, float) if name == "ratings" else (str,)
    for value in values:
        if value is not None and (isinstance(value, bool) or not isinstance(value, kinds)):
            raise WrongFields(
                f"`{name}` holds {json.dumps(value)[:_SHOWN]}",
                advice="Write each value as a text, or null for a file of which nothing is said.",
            )
    return values
