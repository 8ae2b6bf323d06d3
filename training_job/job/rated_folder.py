"""Recordings that people rated or labelled: a folder with audio and one table.

The table is ``labels.csv`` in the folder, or any CSV file that is named itself. Columns:

file
    path of the recording, relative to the table.
label, rating or mean_1to4
    ``label``: good or bad (or 1 or 0). ``rating``: a number, with ``--good-from`` as the
    least rating of a good take. ``mean_1to4``: the mean of ratings from 1 to 4; good from 2.5.
singer or recording_group
    who sang (or which recordings belong together): the unit of the intervals. Without
    either, every recording stands for itself.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from talent.learning.splits import group_of

TABLE: Final = "labels.csv"
MEAN_COLUMN: Final = "mean_1to4"
MEAN_GOOD_FROM: Final = 2.5
WORDS: Final = {"good": 1, "bad": 0, "1": 1, "0": 0}


class TableError(ValueError):
    """The table does not say what is needed."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One recording and what people said of it.

    Attributes
    ----------
    path : of the recording.
    label : 1 good, 0 bad.
    rating : the finer judgement; the label where there is none.
    group : what must stay together.
    """

    path: Path
    label: int
    rating: float
    group: str


def read_table(where: Path, good_from: float | None = None) -> list[Rated]:
    """Read the table in a folder, or a table.

    Parameters
    ----------
    where : the folder or the CSV file.
    good_from : least rating of a good take; needed for a column ``rating``.
    """
    table = where / TABLE if where.is_dir() else where
    if not table.is_file():
        raise TableError(f"there is no {table}: give a folder with {TABLE}, or a CSV file")
    with table.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        columns = set(reader.fieldnames or ())
        if "file" not in columns or not columns & {"label", "rating", MEAN_COLUMN}:
            raise TableError(
                f"{table.name} has the columns {sorted(columns)}; needed: file, and one of "
                f"label, rating, {MEAN_COLUMN}"
            )
        rows = [_read_row(row, table, reader.line_num, good_from) for row in reader]
    if not rows:
        raise TableError(f"{table.name} has no rows")
    return rows


def _read_row(row: Mapping[str, str], table: Path, line: int, good_from: float | None) -> Rated:
    try:
        label, rating = _judgement(row, good_from)
    except ValueError as error:
        raise TableError(f"{table.name}, line {line}: {error}") from error
    singer = row.get("singer") or row.get("recording_group")
    path = table.parent / row["file"]
    if not path.is_file():
        raise TableError(f"{table.name}, line {line}: there is no file {row['file']}")
    return Rated(path, label, rating, group_of(singer, row["file"]))


def _judgement(row: Mapping[str, str], good_from: float | None) -> tuple[int, float]:
    """Return label and rating of a row; a label that is given wins over the rating's side."""
    word = (row.get("label") or "").strip().lower()
    if word and word not in WORDS:
        raise ValueError(f"label {word!r}; expected good or bad")
    own, mean = row.get("rating"), row.get(MEAN_COLUMN)
    if not (own or mean):
        if not word:
            raise ValueError("neither a label nor a rating")
        return WORDS[word], float(WORDS[word])
    rating = float(own or mean or "nan")
    if word:
        return WORDS[word], rating
    least = good_from if own or good_from is not None else MEAN_GOOD_FROM
    if least is None:
        raise ValueError("a rating alone: say from where on a take is good with --good-from")
    return int(rating >= least), rating
