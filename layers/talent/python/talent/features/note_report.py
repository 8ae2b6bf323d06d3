"""Report the notes of a take, one by one: for people to look at, not for the model."""

from dataclasses import dataclass

from talent.features import circular
from talent.features.analysis import Analysis
from talent.features.intonation import weights
from talent.features.vibrato import LongNotes, long_notes


@dataclass(frozen=True, slots=True)
class NoteVibrato:
    """The modulation of a note of at least 0.35 s; see :class:`LongNotes`.

    ``rate`` in Hz and ``extent`` in cents to either side are of the strongest swing; only where
    ``regular`` is true is it what one hears as a vibrato.
    """

    rate: float
    extent: float
    regularity: float
    regular: bool


@dataclass(frozen=True, slots=True)
class SungNote:
    """One note.

    Attributes
    ----------
    start, end : in seconds.
    cents : median pitch above 55 Hz (A1).
    deviation : from the nearest of the take's own semitones, -50..50 cents; positive is sharp.
    vibrato : None for notes of less than 0.35 s.
    """

    start: float
    end: float
    cents: float
    deviation: float
    vibrato: NoteVibrato | None


def note_report(analysis: Analysis) -> tuple[SungNote, ...]:
    """Return the notes of a take in order of time."""
    notes = analysis.notes
    if len(notes) == 0:
        return ()
    tuning = circular.tuning(circular.resultant(notes.cents, weights(notes)))
    deviation = circular.distance(notes.cents, tuning)
    vibrato = _vibrato(long_notes(analysis.contour, notes))
    return tuple(
        SungNote(
            start=float(notes.start[place] * notes.hop_seconds),
            end=float(notes.stop[place] * notes.hop_seconds),
            cents=float(notes.cents[place]),
            deviation=float(deviation[place]),
            vibrato=vibrato.get(place),
        )
        for place in range(len(notes))
    )


def _vibrato(long: LongNotes) -> dict[int, NoteVibrato]:
    """Return the vibrato of the long notes by their place in the take."""
    columns = (long.index, long.rate, long.extent, long.regularity, long.with_vibrato)
    return {
        int(place): NoteVibrato(float(rate), float(extent), float(regularity), bool(regular))
        for place, rate, extent, regularity, regular in zip(*columns, strict=True)
    }
