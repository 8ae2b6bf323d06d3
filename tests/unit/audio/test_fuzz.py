"""Random damage: whatever happens to a file, it is a `Sound` or an `AudioError`.

In a child process, because a native crash would take the whole test run with it.
"""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

import numpy as np

from talent.audio.decode import decode
from talent.errors import AudioError
from tests.unit.audio.recordings import CONTAINERS, encode, noisy

_ROOT = Path(__file__).parents[3]
_ROUNDS = 600
_PATTERNS = (b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80")


def _mutate(data: bytes, random: Random) -> bytes:
    """Change, cut out, double, cut off or overwrite a few places, often in the header."""
    damaged = bytearray(data)
    for _ in range(random.choice((1, 2, 4, 16))):
        at = random.randrange(min(len(damaged), random.choice((64, 256, len(damaged)))))
        kind = random.randrange(6)
        if kind == 0:
            damaged[at] = random.randrange(256)
        elif kind == 1:
            damaged[at] ^= 1 << random.randrange(8)
        elif kind == 2:
            damaged[at : at + 4] = random.choice(_PATTERNS)
        elif kind == 3:
            del damaged[at : at + random.choice((1, 4, 100))]
        elif kind == 4:
            damaged[at:at] = damaged[at : at + random.choice((1, 4, 100, 1_000))]
        else:
            del damaged[random.randrange(8, len(damaged) + 1) :]
        damaged = damaged if len(damaged) > 8 else bytearray(b"RIFF....WAVE")
    return bytes(damaged)


def main() -> None:
    """Decode mutations of every container; print how often each outcome came."""
    random = Random(20_240_607)
    originals = [
        encode(np.repeat(noisy(0.7, rate)[:, None], channels, axis=1), rate, container, codec)
        for container, codec, rate in CONTAINERS.values()
        for channels in (1, 2)
    ]
    outcomes: Counter[str] = Counter()
    for _ in range(_ROUNDS):
        try:
            sound = decode(_mutate(random.choice(originals), random))
        except AudioError as error:
            outcomes[error.code if error.advice else "no advice"] += 1
        else:
            assert np.isfinite(sound.samples).all()
            assert 0 <= sound.clipped_ratio <= 1
            outcomes["sound"] += 1
    sys.stdout.write(" ".join(f"{name}={count}" for name, count in sorted(outcomes.items())))


def test_random_damage_never_ends_in_anything_but_sound_or_error() -> None:
    path = f"import sys; sys.path[:0] = {[str(_ROOT), str(_ROOT / 'layers/talent/python')]!r}; "
    done = subprocess.run(
        [sys.executable, "-c", path + "from tests.unit.audio.test_fuzz import main; main()"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2_000:]
    outcomes = dict(pair.split("=") for pair in done.stdout.split())
    assert {"sound", "corrupt_audio", "unsupported_format"} <= outcomes.keys()
    assert "no advice" not in outcomes
    assert sum(map(int, outcomes.values())) == _ROUNDS
    # Callbacks must not raise inside libsndfile: Python could only print that.
    assert "Traceback" not in done.stderr
