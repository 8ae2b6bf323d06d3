"""Families of features, explained to people: what they are, and what good and bad singers show.

What is said of good and bad singers is what research and our own measurements carry. Where a
family tells voices, rooms or microphones apart rather than skill, it says so.

References
----------
.. [1] Sundberg. "The Science of the Singing Voice." Northern Illinois University Press 1987.
.. [2] Nakano, Goto, Hiraga. "An Automatic Singing Skill Evaluation Method for Unknown
   Melodies Using Pitch Interval Accuracy and Vibrato Features." Interspeech 2006.
.. [3] Gupta, Li, Wang. "Automatic Evaluation of Singing Quality without a Reference."
   APSIPA 2018.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from talent.features.catalogue.acoustic import ACOUSTIC
from talent.features.catalogue.entry import Feature, Group
from talent.features.catalogue.singing import SINGING


@dataclass(frozen=True, slots=True)
class Family:
    """Features that are understood together.

    Attributes
    ----------
    name : identifier, everywhere the same.
    title : for a heading.
    members : its features, in the catalogue's order.
    description : what it measures and how.
    interpretation : how to read a high and a low value.
    good_singers, bad_singers : what they show; or that the family does not tell them apart.
    """

    name: str
    title: str
    members: tuple[Feature, ...]
    description: str
    interpretation: str
    good_singers: str
    bad_singers: str


def _named(start: str) -> tuple[Feature, ...]:
    return tuple(feature for feature in ACOUSTIC if feature.name.startswith(start))


def _of(group: Group) -> tuple[Feature, ...]:
    return tuple(feature for feature in SINGING if feature.group == group)


_FAMILIES: Final = (
    Family(
        "scale",
        "Scale",
        _of(Group.SCALE),
        "Whether the notes form a scale. All major scales, in any key and any tuning, are laid "
        "over the notes that were sung; what counts is how much better the best one fits than "
        "scales do on average. No song has to be known.",
        "High contrast and fit: the notes keep to seven places of the octave. High entropy: they "
        "lie anywhere. Chromatic, microtonal or very short tunes score low however well they are "
        "sung.",
        "Their notes gather on the steps of one scale, in the whole take and in every part of it.",
        "Their notes lie between the steps, or drift from one key to another.",
    ),
    Family(
        "grid",
        "Intonation",
        _of(Group.GRID),
        "How tightly notes keep to one set of semitones, wherever the singer's own A lies. "
        "Measured on whole notes, on the pitch curve, on the steps between notes and on notes "
        "that come again.",
        "Deviations are in cents, hundredths of a semitone: the smaller, the cleaner. Notes thrown "
        "at random would lie 25 cents from the nearest semitone on average.",
        "Notes lie close to their semitones and come back at the same pitch; the tuning stays.",
        "Notes lie well beside the semitones, the same note differs from time to time, and the "
        "tuning sinks or rises.",
    ),
    Family(
        "vibrato",
        "Vibrato",
        _of(Group.VIBRATO),
        "Regular swings of the pitch on long notes, some four to eight times a second [2]: how "
        "regular, on how much of the long notes, how wide.",
        "High values speak of training in most Western styles. Their absence alone does not speak "
        "of a bad singer: early music, many folk styles and children sing straight notes. Without "
        "long notes there is nothing to measure.",
        "Trained singers mostly have a regular vibrato on long notes, half a semitone to either "
        "side or somewhat less [1].",
        "Long notes are straight, or waver without a regular rhythm. The first is a style as often "
        "as a fault.",
    ),
    Family(
        "steadiness",
        "Steadiness",
        _of(Group.STEADINESS),
        "Whether the pitch rests on notes or slides and trembles, after a regular vibrato was "
        "taken out.",
        "More time on held notes, less slope within them, less slow wavering and less jitter mean "
        "control. Glides that belong to a style count against a take as much as those that do "
        "not. Hiss and room make pitch restless, too.",
        "They reach a note and stay on it; the pitch curve looks like steps.",
        "They search for the note, slide within it or waver slowly; the curve looks like hills.",
    ),
    Family(
        "mfcc",
        "Timbre (MFCC)",
        _named("mfcc_"),
        "Mel-frequency cepstral coefficients: the rough shape of the spectrum in thirteen numbers, "
        "from its overall level (the first) to ever finer waves over frequency; their mean over "
        "the take and how much they vary.",
        "They tell voices, vowels, microphones and rooms apart, which is what they were made for. "
        "The first follows loudness. No direction of any of them is better singing.",
        "Nothing that holds in general: a good and a bad take by the same voice into the same "
        "microphone have nearly the same values.",
        "Nothing that holds in general. A model that calls a take bad for its MFCC has learned "
        "the microphone.",
    ),
    Family(
        "spectral_centroid",
        "Brightness (spectral centroid)",
        _named("spectral_centroid"),
        "The balance point of the spectrum in Hz: its mean over the take and how much it varies.",
        "High: bright, sharp or noisy sound; low: dark or muffled sound. It follows vowel, voice "
        "type, microphone and compression of the file.",
        "Trained voices can carry a peak near 3 kHz, the singer's formant [1], and so may be "
        "brighter; a soprano and a bass differ far more. It does not tell good from bad.",
        "Breathy or pressed voices may be brighter too, for other reasons. It does not tell good "
        "from bad.",
    ),
    Family(
        "spectral_rolloff",
        "Bandwidth (spectral rolloff)",
        _named("spectral_rolloff"),
        "The frequency below which 85 % of the spectrum lies: its mean over the take and how much "
        "it varies.",
        "High: much sound at high frequencies, of consonants, breath or hiss; low: a dark voice, "
        "or a recording whose treble was cut off.",
        "Nothing that holds in general; clear consonants and a bright room raise it.",
        "Nothing that holds in general; a cheap microphone or a noisy room moves it more than any "
        "voice does.",
    ),
    Family(
        "zero_crossing_rate",
        "Noisiness (zero-crossing rate)",
        _named("zero_crossing_rate"),
        "The share of samples at which the wave changes its sign: its mean over the take and how "
        "much it varies.",
        "High: hiss, breath and s-sounds; low: clear tones, the lower the pitch the lower. A low "
        "voice has a lower rate than a high one, singing equally well.",
        "Clear tone lowers it a little; the pitch of the song decides far more.",
        "Much breath or noise raises it, and so does a high song or a hissing recording: it does "
        "not tell them apart.",
    ),
    Family(
        "rms",
        "Loudness (RMS)",
        _named("rms"),
        "The level of the recording, 1 at full scale: its mean over the take and how much it "
        "varies.",
        "It follows the distance to the microphone and the recording level first. Its variation "
        "mixes expression with pauses.",
        "Nothing that holds in general: intended loud and soft passages raise the variation, and "
        "pauses do so as well.",
        "Nothing that holds in general: a quiet recording is not a bad singer.",
    ),
    Family(
        "chroma",
        "Pitch classes (chroma)",
        _named("chroma_"),
        "How strong the twelve pitch classes are against the strongest one at the same time: mean "
        "and variation over all classes and the take.",
        "Low mean: one clear note at a time; high: noise, reverberation or several notes at once, "
        "such as an accompaniment.",
        "A clear tone in a dry room lowers the mean. Which notes are sung, and whether they are "
        "the right ones, it does not say.",
        "Breath, hiss and reverberation raise the mean; so do backing tracks. Singing out of tune "
        "hardly shows.",
    ),
    Family(
        "tempo",
        "Tempo",
        _named("tempo"),
        "Beats per minute at which the sound rises again and again, estimated for the whole take.",
        "Without accompaniment the estimate is uncertain, often half or double of what one would "
        "tap. It follows the song.",
        "Nothing: good singers sing slow and fast songs.",
        "Nothing: the tempo of a take says nothing of how well it is sung.",
    ),
)

FAMILIES: Final[Mapping[str, Family]] = {family.name: family for family in _FAMILIES}
"""Every family by its name; every feature of the catalogue is in exactly one."""

CHARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "mfcc": tuple(feature.name for feature in FAMILIES["mfcc"].members),
    "spectral": tuple(
        feature.name for feature in ACOUSTIC if feature not in FAMILIES["mfcc"].members
    ),
    "singing": tuple(feature.name for feature in SINGING),
}
"""Features of each chart, in its order."""
