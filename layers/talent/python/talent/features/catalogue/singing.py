"""The twenty features of pitch behaviour.

References
----------
.. [1] Nakano, Goto, Hiraga. "An Automatic Singing Skill Evaluation Method for Unknown
   Melodies Using Pitch Interval Accuracy and Vibrato Features." Interspeech 2006.
.. [2] Gupta, Li, Wang. "Automatic Evaluation of Singing Quality without a Reference."
   APSIPA 2018; "Automatic Leaderboard: Evaluation of Singing Quality Without a Standard
   Reference." IEEE/ACM TASLP 28, 2020.
.. [3] Hsieh et al. "Tonality-Based Accompaniment-Guided Automatic Singing Evaluation."
   Interspeech 2025.
.. [4] Mardia, Jupp. "Directional Statistics." Wiley 2000 (resultant length).
"""

from typing import Final

from talent.features.catalogue.entry import Feature, Group

SINGING: Final[tuple[Feature, ...]] = (
    Feature(
        "scale_contrast",
        "1",
        "How clearly the notes form a scale: the best fit of a major scale (any key, any "
        "tuning) to the notes, above the average fit",
        "higher",
        Group.SCALE,
        "after Hsieh 2025 [3]",
    ),
    Feature(
        "scale_z",
        "1",
        "The same fit, in standard deviations above what random notes would give",
        "higher",
        Group.SCALE,
        "after Hsieh 2025 [3]",
    ),
    Feature(
        "scale_local",
        "1",
        "How clearly ten notes in a row form a scale, on average: insensitive to slow drift",
        "higher",
        Group.SCALE,
        "after Hsieh 2025 [3]",
    ),
    Feature(
        "scale_fit_frames",
        "1",
        "How clearly the whole pitch curve, slides included, keeps to a scale",
        "higher",
        Group.SCALE,
        "after Hsieh 2025 [3]",
    ),
    Feature(
        "grid_frames",
        "1",
        "How tightly the whole pitch curve keeps to one set of semitones",
        "higher",
        Group.GRID,
        "Nakano 2006 [1], circular statistics [4]",
    ),
    Feature(
        "grid_notes",
        "1",
        "How tightly the notes keep to one set of semitones",
        "higher",
        Group.GRID,
        "Nakano 2006 [1], circular statistics [4]",
    ),
    Feature(
        "grid_absdev",
        "cents",
        "How far the notes lie from the take's own semitones, on average",
        "lower",
        Group.GRID,
        "Nakano 2006 [1]",
    ),
    Feature(
        "pair_grid",
        "1",
        "How well notes that follow within four seconds agree on the semitones",
        "higher",
        Group.GRID,
        "pairwise form of [1]",
    ),
    Feature(
        "repeat_spread",
        "cents",
        "How far apart the same note lies when it comes again",
        "lower",
        Group.GRID,
        "after Gupta 2018, 2020 [2]",
    ),
    Feature(
        "hist_entropy_notes",
        "bits",
        "How scattered the notes are over the octave",
        "lower",
        Group.SCALE,
        "after Gupta 2018, 2020 [2]",
    ),
    Feature(
        "tuning_wander",
        "1",
        "How much the tuning drifts in the course of the take",
        "lower",
        Group.GRID,
        "circular statistics [4]",
    ),
    Feature(
        "interval_dev",
        "cents",
        "How far the steps from note to note lie from whole semitones",
        "lower",
        Group.GRID,
        "Nakano 2006 [1]",
    ),
    Feature(
        "vib_reg",
        "1",
        "How regular the vibrato of long notes is",
        "higher",
        Group.VIBRATO,
        "Nakano 2006 [1]",
    ),
    Feature(
        "vib_frac",
        "1",
        "Share of long-note time that carries a regular vibrato",
        "higher",
        Group.VIBRATO,
        "Nakano 2006 [1]",
    ),
    Feature(
        "vib_extent",
        "cents",
        "How wide the pitch swings around long notes",
        "higher",
        Group.VIBRATO,
        "Nakano 2006 [1]",
    ),
    Feature(
        "note_slope",
        "cents/s",
        "How fast the pitch slides within a note, vibrato aside",
        "lower",
        Group.STEADINESS,
        "own, after Nakano 2006 [1]",
    ),
    Feature(
        "note_slow_wobble",
        "cents",
        "How much long notes waver, slower than a vibrato",
        "lower",
        Group.STEADINESS,
        "own, after Nakano 2006 [1]",
    ),
    Feature(
        "hold_frac",
        "1",
        "Share of the singing that rests on held notes, vibrato aside",
        "higher",
        Group.STEADINESS,
        "own, after Gupta 2018, 2020 [2]",
    ),
    Feature(
        "f0_jitter",
        "cents",
        "How restless the pitch is from one hundredth of a second to the next, vibrato aside",
        "lower",
        Group.STEADINESS,
        "own",
    ),
    Feature(
        "steady_ratio",
        "1",
        "Share of the singing in which the pitch hardly moves, vibrato aside",
        "higher",
        Group.STEADINESS,
        "own",
    ),
)
"""The features of the default model, in the order of the vector."""
