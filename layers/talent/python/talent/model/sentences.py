"""Sentences of the reasons for singers: one for what is good, one for what is not.

Written for somebody who sings and does not measure. Each names what was heard; where it counts
against the take it says what to work on. "Usual" is the middle of the reference takes: to hold
80 % of the singing is much in itself and may still be less than most do. The measured value and
the place among the reference takes are added by :mod:`talent.model.reasons`.
"""

from typing import Final, NamedTuple

from talent.features.catalogue import Group
from talent.model.acoustic_wording import ACOUSTIC_WORDINGS, CAVEAT, AcousticWording


class Wording(NamedTuple):
    """Words for one feature.

    Attributes
    ----------
    good, poor : what was heard, on either side of the reference takes.
    advice : what would improve a poor value.
    topic : what it is about, as the beginning of a comparison.
    shown : format of the value, its unit included.
    """

    good: str
    poor: str
    advice: str
    topic: str
    shown: str


WORDINGS: Final[dict[str, Wording]] = {
    "scale_contrast": Wording(
        "The notes form a clearer scale than usual",
        "The notes form a less clear scale than usual",
        "Sing the scale of the song slowly with an instrument before the song itself.",
        "how clearly the notes form a scale",
        "{:.2f} above the average fit",
    ),
    "scale_z": Wording(
        "The notes keep to one scale more surely than usual",
        "The notes keep to one scale less surely than usual",
        "Find the home note of the song and return to it until every step from it is sure.",
        "how far the notes keep to one scale beyond chance",
        "{:.1f} standard deviations above chance",
    ),
    "scale_local": Wording(
        "Ten notes in a row fit one scale better than usual",
        "Ten notes in a row fit one scale less well than usual",
        "Take one phrase at a time and check its notes against an instrument.",
        "how well ten notes in a row form a scale",
        "a fit of {:.2f} of 1",
    ),
    "scale_fit_frames": Wording(
        "The voice spends more of its time than usual on the notes of a scale",
        "The voice spends more of its time than usual between the notes of a scale",
        "Aim for the centre of the next note before you leave the last one.",
        "how much of the time the voice is on the scale",
        "a fit of {:.2f} of 1",
    ),
    "grid_frames": Wording(
        "The pitch curve keeps to one tuning more closely than usual",
        "The pitch curve keeps to one tuning less closely than usual",
        "Slide less from note to note and settle sooner.",
        "how tightly the pitch curve keeps to the semitones",
        "{:.2f} of 1",
    ),
    "grid_notes": Wording(
        "The notes agree on one set of semitones better than usual",
        "The notes agree on one set of semitones less well than usual",
        "Practise with a keyboard or a drone and match each note until it stops beating.",
        "how well the notes agree on the semitones",
        "{:.2f} of 1",
    ),
    "grid_absdev": Wording(
        "The notes land closer to the take's own semitones than usual",
        "The notes land further from the take's own semitones than usual (chance is 25 cents)",
        "Record a phrase, compare it note by note with an instrument, and repeat the ones that "
        "are off.",
        "how far the notes lie from the take's own semitones",
        "{:.0f} cents off on average",
    ),
    "pair_grid": Wording(
        "Neighbouring notes are better in tune with each other than usual",
        "Neighbouring notes are less well in tune with each other than usual",
        "Sing short groups of notes slowly and listen to each step.",
        "how well neighbouring notes are in tune with each other",
        "{:.2f} of 1",
    ),
    "repeat_spread": Wording(
        "A note that comes again comes back closer to its pitch than usual",
        "A note that comes again comes back further from its pitch than usual",
        "Pick the note that returns most often in the song and make it the same each time.",
        "how far apart the same note lies when it comes again",
        "{:.0f} cents apart",
    ),
    "hist_entropy_notes": Wording(
        "The pitches gather on clearer notes than usual",
        "The pitches are more scattered over the octave than usual",
        "Fewer notes, hit in the middle, sound better than many that are nearly there.",
        "how scattered the notes are over the octave",
        "{:.1f} bits",
    ),
    "tuning_wander": Wording(
        "The tuning drifts less than usual",
        "The tuning drifts more than usual",
        "Check the first note again at the end; sing with a drone to feel where it slips.",
        "how much the tuning drifts",
        "a drift of {:.2f} of 1",
    ),
    "interval_dev": Wording(
        "The steps from note to note are truer than usual",
        "The steps from note to note miss their size by more than usual (chance is 25 cents)",
        "Practise the intervals of the melody one by one, up and down.",
        "how far the steps from note to note miss whole semitones",
        "{:.0f} cents off on average",
    ),
    "vib_reg": Wording(
        "Long notes swing more evenly than usual",
        "Long notes swing less evenly than usual",
        "Hold a comfortable note and let it swing slowly and evenly, five or six times a second.",
        "how regular the vibrato is",
        "regularity {:.2f} of 1",
    ),
    "vib_frac": Wording(
        "Long notes carry a vibrato more often than usual",
        "Long notes carry a vibrato less often than usual",
        "If the style allows it, let long notes begin straight and end with a vibrato.",
        "how much of the long notes carries a vibrato",
        "{:.0%} of their time",
    ),
    "vib_extent": Wording(
        "Long notes swing wider than usual",
        "Long notes swing less wide than usual",
        "If the style allows it, give long notes a freer, wider swing.",
        "how wide the pitch swings on long notes",
        "{:.0f} cents to either side",
    ),
    "note_slope": Wording(
        "Notes stay more level than usual from beginning to end",
        "The pitch slides within notes more than usual",
        "Keep the breath going to the very end of a note, so that it neither sags nor climbs.",
        "how fast the pitch slides within notes",
        "{:.0f} cents a second",
    ),
    "note_slow_wobble": Wording(
        "Long notes waver less than usual",
        "Long notes waver slowly up and down more than usual",
        "Practise long straight notes on one quiet breath, with a tuner.",
        "how much long notes waver",
        "{:.0f} cents",
    ),
    "hold_frac": Wording(
        "More of the singing than usual rests on well-held notes",
        "Less of the singing than usual rests on well-held notes",
        "Go to the pitch at once and stay there for the whole length of the note.",
        "how much of the singing rests on held notes",
        "{:.0%} of the singing",
    ),
    "f0_jitter": Wording(
        "The pitch is smoother from moment to moment than usual",
        "The pitch is more restless from moment to moment than usual",
        "Sing a little softer and with a steadier breath until the tone is smooth.",
        "how restless the pitch is",
        "{:.1f} cents",
    ),
    "steady_ratio": Wording(
        "The pitch stands still for more of the time than usual",
        "The pitch stands still for less of the time than usual",
        "Let every note stand for a moment before you go on to the next.",
        "how much of the time the pitch stands still",
        "{:.0%} of the singing",
    ),
}

GROUPS: Final[dict[str, Wording]] = {
    Group.SCALE: Wording(
        "The notes fit together as a scale",
        "The notes do not fit together as a scale",
        "Practise the scale of the song slowly with an instrument.",
        "how well the notes form a scale",
        "{}",
    ),
    Group.GRID: Wording(
        "The notes are in tune with each other",
        "The notes are not well in tune with each other",
        "Compare phrases note by note with an instrument.",
        "how well the notes are in tune with each other",
        "{}",
    ),
    Group.VIBRATO: Wording(
        "The vibrato of long notes is even and full",
        "Long notes have little or an uneven vibrato",
        "If the style allows it, let long notes swing slowly and evenly.",
        "the vibrato",
        "{}",
    ),
    Group.STEADINESS: Wording(
        "The pitch stands still where it should",
        "The pitch is unsteady",
        "Practise long straight notes on one quiet breath.",
        "how steady the pitch is",
        "{}",
    ),
    Group.TIMBRE: Wording(
        "The model counts how the recording sounds for this take",
        "The model counts how the recording sounds against this take",
        CAVEAT,
        "how the recording sounds",
        "{}",
    ),
    Group.RHYTHM: Wording(
        "The model counts the tempo for this take",
        "The model counts the tempo against this take",
        "No tempo is better than another: this says nothing of skill.",
        "the tempo",
        "{}",
    ),
}


def words_of(name: str) -> Wording | AcousticWording:
    """Return how a feature, or a group of features, is spoken of."""
    return WORDINGS.get(name) or ACOUSTIC_WORDINGS.get(name) or GROUPS[name]
