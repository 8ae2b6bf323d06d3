"""Measures: numbers that are reported beside the features.

References
----------
.. [1] Nakano, Goto, Hiraga. "An Automatic Singing Skill Evaluation Method for Unknown
   Melodies Using Pitch Interval Accuracy and Vibrato Features." Interspeech 2006.
.. [2] Boersma. "Accurate short-term analysis of the fundamental frequency and the
   harmonics-to-noise ratio of a sampled sound." IFA Proceedings 17, 1993.
.. [3] Omori et al. "Singing power ratio: quantitative evaluation of singing voice quality."
   Journal of Voice 10, 1996.
.. [4] Mardia, Jupp. "Directional Statistics." Wiley 2000 (resultant length).
"""

from typing import Final

from talent.features.catalogue.entry import Measure

MEASURES: Final[tuple[Measure, ...]] = (
    Measure("range", "semitones", "From the lowest to the highest note (p5 to p95)", "-"),
    Measure(
        "vibrato_rate", "Hz", "Swings per second of the vibrato of long notes", "Nakano 2006 [1]"
    ),
    Measure(
        "vibrato_extent", "cents", "Half the swing of the vibrato of long notes", "Nakano 2006 [1]"
    ),
    Measure("hnr", "dB", "Harmonics-to-noise ratio of the voiced parts (median)", "Boersma [2]"),
    Measure(
        "singing_power_ratio",
        "dB",
        "Strongest level in 2-4 kHz against 0-2 kHz: the ring of a trained voice, "
        "but also of the microphone",
        "Omori 1996 [3]",
    ),
    Measure(
        "tuning_offset", "cents", "The take's own semitones against A4 = 440 Hz", "Mardia 2000 [4]"
    ),
)
"""Measures that are reported beside the features and never decide."""
