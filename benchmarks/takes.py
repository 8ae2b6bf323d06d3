"""Takes to measure on: a long melody in every container, written to a folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE: Final = 44_100
LONG_RATE: Final = 32_000
"""For takes of more than 500 s: at 44.1 kHz their WAV file would be above the 50 MB limit."""
CONTAINERS: Final = {
    "wav": ("WAV", "PCM_16"),
    "flac": ("FLAC", "PCM_16"),
    "mp3": ("MP3", "MPEG_LAYER_III"),
    "ogg": ("OGG", "VORBIS"),
    "opus": ("OGG", "OPUS"),
}


@dataclass(frozen=True, slots=True)
class Take:
    """One file to measure on."""

    path: Path
    container: str
    seconds: int


def write_take(folder: Path, container: str, seconds: int, rate: int | None = None) -> Take:
    """Write a mono take of so many seconds, at the usual sample rate if none is given."""
    kind, codec = CONTAINERS[container]
    rate = rate or (48_000 if codec == "OPUS" else RATE if seconds <= 500 else LONG_RATE)
    path = folder / f"{seconds}s-{rate}.{container}"
    if path.exists():
        return Take(path, container, seconds)
    with soundfile.SoundFile(path, "w", rate, 1, codec, format=kind) as file:
        for start in range(0, seconds, 10):
            file.write(_phrase(start, min(10, seconds - start), rate))
    return Take(path, container, seconds)


def _phrase(start: int, seconds: int, rate: int) -> NDArray[np.float32]:
    """Return up to ten seconds of a sung scale with vibrato, a breath at the end."""
    time = np.arange(seconds * rate) / rate
    steps = np.array([0, 2, 4, 5, 7, 9, 11, 12, 7, 4])[(start // 10 + time.astype(int)) % 10]
    semitones = steps + 0.4 * np.sin(2.0 * np.pi * 5.5 * time)
    phase = 2.0 * np.pi * np.cumsum(220.0 * 2.0 ** (semitones / 12.0)) / rate
    voice = sum(np.sin(n * phase) / n**1.5 for n in range(1, 20))
    breath = np.random.default_rng(start).standard_normal(len(time)) * 0.002
    return np.asarray(0.2 * voice * (time < seconds - 0.5) + breath, dtype=np.float32)
