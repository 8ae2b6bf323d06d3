"""Acoustic features: the sound of a recording in 37 numbers, as the system before this one did.

They say how a recording sounds, not how well somebody sings: see ``docs/leak-demo.md``.

    samples ── split (silence) ── blocks of one STFT ──┬── spectrum ── centroid, rolloff
       └── block sums ── RMS, zero crossings           ├── mel ── MFCC, onsets ── tempo
                                                       └── tuning, chroma
"""

from talent.features.acoustic.measure import acoustic

__all__ = ["acoustic"]
