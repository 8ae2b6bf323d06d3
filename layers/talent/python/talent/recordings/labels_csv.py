"""Labels as a CSV file, one line per rater label: export and import."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from talent.errors import (
    ChangedMeanwhile,
    LabelError,
    LabelInvalid,
    RecordingUnknown,
    SheetInvalid,
    TalentError,
)
from talent.ids import ID, ID_DIGITS
from talent.recordings.annotation import AnnotationInput, read_consent, read_name, read_rater_label
from talent.recordings.merge import Contradiction, contradictions, merge
from talent.recordings.ports import Recordings
from talent.recordings.recording import Annotation, LabelSource, Recording
from talent.recordings.update import update_with_retry

COLUMNS: Final = (
    *("id", "sha256", "label", "rating", "low", "high", "threshold", "rater", "label_source"),
    *("singer", "source", "consent", "seconds", "created_at"),
)
"""Columns of the file that goes out. Those in ``READ`` say something when it comes in."""
READ: Final = frozenset(COLUMNS) - {"label_source", "seconds", "created_at"}
MOST_LINES: Final = 1_000
"""Most lines that are taken at once: each is a read and a write, and a request has its time."""
_MOST_TEXT: Final = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of which nothing was taken, and why."""

    line: int
    error: TalentError


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A line that says something else than what is stored; the stored stands."""

    line: int
    recording_id: str
    contradiction: Contradiction


@dataclass(slots=True)
class ImportResult:
    """Result of an import of labels.

    Attributes
    ----------
    lines : how many there were, without header and blank ones.
    changed : lines that changed their recording.
    unchanged : lines that said nothing new.
    """

    lines: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)


def write_labels_csv(recordings: Iterable[Recording], *, header: bool = True) -> str:
    """Return recordings as CSV (RFC 4180, CRLF), one line per rater label."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    if header:
        writer.writeheader()
    for recording in recordings:
        writer.writerows(_lines(recording))
    return text.getvalue()


def apply_labels_csv(content: bytes, *, recordings: Recordings, now: datetime) -> ImportResult:
    """Add what a CSV file says to the recordings that it names; one bad line spoils no other.

    Each line names its recording by ``id`` or ``sha256`` and says a label or a rating (with
    ``low``, ``high`` and ``threshold``), or a singer, source or consent, or several of these.

    Raises
    ------
    SheetInvalid
        If it is no such file as a whole: then nothing is changed.
    StorageUnavailable
        If the storage does not answer; the lines before are stored, and sending the file again
        does no harm.
    """
    applied = ImportResult()
    for number, line in _read(content):
        applied.lines += 1
        try:
            _apply(number, line, applied, recordings, now)
        except (LabelError, RecordingUnknown, ChangedMeanwhile) as error:
            applied.faults.append(Fault(number, error))
    return applied


def _apply(
    number: int,
    line: Mapping[str, str],
    applied: ImportResult,
    recordings: Recordings,
    now: datetime,
) -> None:
    recording_id = _identity(line)
    said = _said(line)
    singer, source = read_name(said.singer, "singer"), read_name(said.source, "source")
    consent = read_consent(said.consent)
    judged = read_rater_label(said, at=now, given=LabelSource.MANIFEST) if said.judges else None
    if (judged, singer, source, consent) == (None,) * 4:
        raise LabelInvalid(
            "The line says nothing of its recording",
            advice="Fill in a label, a rating, a singer, a source or a consent.",
        )

    def claim_on(stored: Recording) -> Annotation:
        # A line without a label repeats a rater label that is there: it adds none.
        opinion = judged or next(iter(stored.opinions.values()))
        return Annotation(opinion, singer, source, consent)

    before, after = update_with_retry(
        recording_id,
        lambda stored: merge(stored, claim_on(stored), now=now),
        recordings=recordings,
    )
    if after == before:
        applied.unchanged += 1
    else:
        applied.changed += 1
    applied.disagreements += [
        Disagreement(number, recording_id, found)
        for found in contradictions(before, claim_on(before))
    ]


def _read(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """Return the lines with their numbers in the file; raise SheetInvalid."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _invalid(f"The byte {error.start} is not UTF-8", "Save the file as UTF-8.") from error
    if "\x00" in text:
        raise _invalid("It holds a zero byte", "Send a CSV file, saved as UTF-8.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(header)
        lines: list[tuple[int, dict[str, str]]] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(lines) >= MOST_LINES:
                raise _invalid(
                    f"It has more than {MOST_LINES} lines",
                    "Send it in several parts, each with the header.",
                )
            lines.append((reader.line_num, _named(header, cells)))
    except csv.Error as error:
        raise _invalid(
            f"Line {reader.line_num} is not CSV: {error}",
            "Put a field that holds a comma, a quote or a line break into double quotes.",
        ) from error
    return lines


def _check_header(header: list[str]) -> None:
    example = f"The first line names the columns: {','.join(COLUMNS)}; any order, not all needed."
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        raise _invalid(f"There is no column {unknown[0][:_MOST_TEXT]!r}", example)
    if len(set(header)) < len(header):
        raise _invalid("A column is named twice", example)
    if not {"id", "sha256"} & set(header):
        raise _invalid("There is neither a column `id` nor a column `sha256`", example)


def _named(header: list[str], cells: list[str]) -> dict[str, str]:
    line = dict(zip(header, (cell.strip() for cell in cells), strict=False))
    # Too few or too many cells: which belongs to which column would be a guess.
    line["cells"] = "" if len(cells) == len(header) else f"{len(cells)} of {len(header)}"
    return line


def _identity(line: Mapping[str, str]) -> str:
    if line["cells"]:
        raise SheetInvalid(
            f"The line has {line['cells']} fields",
            advice="Give each line as many fields as the header has; blank ones say nothing.",
        )
    by_hash, recording_id = line.get("sha256", "").lower(), line.get("id", "").lower()
    found = recording_id or by_hash[:ID_DIGITS]
    whole = not by_hash or (len(by_hash) == 2 * ID_DIGITS and by_hash.startswith(found))
    if not ID.fullmatch(found) or not whole:
        raise SheetInvalid(
            "The line names no recording, or two",
            advice="Give the id (32 hexadecimal digits) or the sha256 (64) of GET /api/v1/data.",
        )
    return found


def _said(line: Mapping[str, str]) -> AnnotationInput:
    low, high = line.get("low", ""), line.get("high", "")
    return AnnotationInput(
        label=line.get("label"),
        rating=line.get("rating"),
        scale=f"{low}-{high}" if low and high else None,
        threshold=line.get("threshold"),
        rater=line.get("rater"),
        singer=line.get("singer"),
        source=line.get("source"),
        consent=line.get("consent"),
    )


def _lines(recording: Recording) -> Iterable[dict[str, object]]:
    for opinion in recording.opinions.values():
        rating = opinion.rating
        yield {
            "id": recording.id,
            "sha256": recording.sha256,
            "label": opinion.label,
            "rating": rating and _short(rating.value),
            "low": rating and _short(rating.low),
            "high": rating and _short(rating.high),
            "threshold": rating and _short(rating.threshold),
            "rater": opinion.rater,
            "label_source": opinion.source.value,
            "singer": recording.singer,
            "source": recording.source,
            "consent": {True: "true", False: "false", None: None}[recording.consent],
            "seconds": round(recording.seconds, 3),
            "created_at": recording.created_at.isoformat(),
        }


def _short(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def _invalid(what: str, how: str) -> SheetInvalid:
    return SheetInvalid(what, advice=how)
