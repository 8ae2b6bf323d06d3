"""The in-memory file behind libsndfile, and how much memory decoding takes."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from talent.audio.memory import Memory

_LAYER = Path(__file__).parents[3] / "layers" / "talent" / "python"
_CHILD = """
import sys
from talent.audio.decode import decode
with open(sys.argv[1], "rb") as file:
    sound = decode(file.read())
with open("/proc/self/status") as status:
    # Not ru_maxrss: that keeps the peak of the process this one was forked from.
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(sound.seconds, peak)
"""


def test_head_and_body_read_as_one_file() -> None:
    file = Memory(b"abc", memoryview(b"defgh"))

    assert file.read(2) == b"ab"
    assert file.read(3) == b"cde"
    assert file.tell() == 5
    assert file.read(100) == b"fgh"
    assert file.read(1) == b""


def test_seeking_follows_the_three_bases_and_ignores_the_impossible() -> None:
    file = Memory(b"", memoryview(b"0123456789"))

    assert file.seek(4) == 4
    assert file.seek(2, os.SEEK_CUR) == 6
    assert file.seek(-1, os.SEEK_END) == 9
    assert file.seek(-100, os.SEEK_END) == 9
    assert file.read(5) == b"9"
    assert file.seek(50) == 50
    assert file.read(5) == b""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("container", "codec", "seconds", "mebibytes"),
    [
        ("WAV", "PCM_16", 30, 75),
        ("OGG", "VORBIS", 30, 75),
        ("WAV", "PCM_16", 600, 160),
        ("FLAC", "PCM_16", 600, 160),
        ("MP3", "MPEG_LAYER_III", 600, 160),
    ],
)
def test_peak_memory_of_a_fresh_process(
    tmp_path: Path, container: str, codec: str, seconds: int, mebibytes: int
) -> None:
    path = tmp_path / "recording"
    rate = {"WAV": 40_000, "MP3": 16_000}.get(container, 44_100)  # 48 MB of WAV
    second = np.sin(np.arange(rate) / 9) * 0.4
    with sf.SoundFile(path, "w", rate, 1, codec, format=container) as file:
        for _ in range(seconds):
            file.write(second)
    environment = {"PYTHONPATH": str(_LAYER), "OPENBLAS_NUM_THREADS": "1"}
    printed = subprocess.check_output(
        [sys.executable, "-c", _CHILD, str(path)], env=environment, text=True
    )
    length, peak = map(float, printed.split())

    assert length == pytest.approx(seconds, abs=0.1)
    assert peak / 1024 < mebibytes
