"""Every number is the one librosa gives, for sounds of many kinds."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from talent.audio.decode import decode
from talent.features.acoustic import acoustic, mel
from talent.features.acoustic.grid import F32
from talent.features.acoustic.silence import split
from talent.features.acoustic.spectrum import analyse_spectrum
from talent.features.acoustic.tempo import BPM, onsets, tempo_scores, tempogram
from tests.unit.acoustic.oracle import RATE, RELATIVE, TEMPI, floor, reference
from tests.unit.features.signals import sound

librosa: Any = pytest.importorskip("librosa", reason="librosa, the oracle, is not installed")

_SHARED = Path(os.environ.get("SHARED_DATA", Path(__file__).parents[4] / "shared" / "data"))
_TAKES = sorted((_SHARED / "rated-karaoke").glob("clip_0*.flac"))[:4]
_TIE = 1e-4


def _random(seed: int) -> F32:
    """Return filtered noise of random length and level, with tones and pauses in it."""
    rng = np.random.default_rng(seed)
    time = np.arange(int(rng.integers(300, 8 * RATE))) / RATE
    noise = rng.normal(size=len(time))
    colour = np.convolve(noise, rng.normal(size=int(rng.integers(1, 60))), mode="same")
    gates = np.repeat(rng.random(len(time) // 3000 + 1) > 0.3, 3000)[: len(time)]
    tones = np.sin(2 * np.pi * rng.uniform(100, 4000) * time) * gates
    mixed = rng.uniform(0.001, 0.02) * colour + rng.uniform(0.0, 0.5) * tones
    return np.asarray(mixed * 10 ** rng.uniform(-3, 0), dtype=np.float32)


_TIME = np.arange(4 * RATE) / RATE
_SOUNDS = {
    "silence": np.zeros(30_000),
    "one sample": np.array([0.5]),
    "shorter than a hop": np.sin(np.arange(300.0)),
    "whole blocks": np.sin(np.arange(2048.0) ** 1.3),
    "steady": np.full(20_000, 0.3),
    "near silence": 1e-6 * np.sin(np.arange(30_000.0) ** 1.2),
    "tone": 0.3 * np.sin(2 * np.pi * 452.7 * _TIME),
    "chirp": 0.4 * np.sin(2 * np.pi * (100 * _TIME + 900 * _TIME**2)),
    "clicks": 0.9 * (np.arange(8 * RATE) % (RATE // 2) == 0),
    "pauses": 0.3 * np.sin(2 * np.pi * 523.1 * _TIME) * (_TIME % 1.0 < 0.6),
} | {f"random {seed}": _random(seed) for seed in range(40)}


def _assert_same(samples: F32) -> None:
    expected, found = reference(librosa, samples), acoustic(sound(samples.astype(np.float64)))
    assert list(found) == list(expected)
    wrong = {
        name: (found[name], value)
        for name, value in expected.items()
        if name != "tempo" and abs(found[name] - value) > RELATIVE * abs(value) + floor(name)
    }
    assert not wrong
    same = found["tempo"] == pytest.approx(expected["tempo"], rel=1e-9)
    if not same:
        _assert_tie(samples, expected["tempo"], found["tempo"])
    TEMPI.append("same" if same else "tie")


def _assert_tie(samples: F32, expected: float, found: float) -> None:
    """Two peaks of the tempogram within 1e-4 of each other: either may win."""
    levels = analyse_spectrum(split(samples)).levels
    mel.clamp(levels)
    score = tempo_scores(tempogram(onsets(levels)))
    peaks = [score[np.argmin(np.abs(BPM - tempo))] for tempo in (expected, found)]
    assert abs(peaks[0] - peaks[1]) < _TIE


@pytest.mark.parametrize("name", _SOUNDS)
def test_made_up_sounds_agree_with_librosa(name: str) -> None:
    _assert_same(_SOUNDS[name].astype(np.float32))


@pytest.mark.skipif(
    not _TAKES, reason="the folder rated-karaoke is neither under SHARED_DATA nor in ../shared/data"
)
@pytest.mark.parametrize("path", _TAKES, ids=lambda path: str(path.stem))
def test_real_takes_agree_with_librosa(path: Path) -> None:
    _assert_same(decode(path.read_bytes()).samples)


def test_the_mel_bank_is_librosas() -> None:
    bank = librosa.filters.mel(sr=RATE, n_fft=2048)
    np.testing.assert_allclose(mel.mel_bank(), bank, atol=1e-8)
