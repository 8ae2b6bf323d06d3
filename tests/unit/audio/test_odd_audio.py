"""Real files with unusual or broken contents, where they are at hand."""

import csv
import os
import re
from pathlib import Path

import numpy as np
import pytest

from talent.audio.decode import decode
from talent.audio.limits import LIMITS
from talent.audio.sound import Sound
from talent.errors import AudioError

_SHARED = Path(os.environ.get("SHARED_DATA", Path(__file__).parents[4] / "shared" / "data"))
_FOLDER = _SHARED / "odd-audio"
_READABLE = re.compile(r"\w+/\w+/(\d+)ch/(\d+)/(\d+)fr")
_BROKEN_INSIDE = {
    # libsndfile opens these and fails on, or short of, what their headers promise.
    "02 - increasing number of channels.flac",
    "03 - decreasing number of channels.flac",
    "04 - wrong number of channels.flac",
    "08 - blocksize 65536.flac",
    "flac_application.flac",
    "vbr_xing_header_2channel.mp3",
}

pytestmark = pytest.mark.skipif(
    not (_FOLDER / "index.csv").is_file(),
    reason="the folder odd-audio is neither under SHARED_DATA nor in ../shared/data",
)


def _index() -> list[dict[str, str]]:
    if not (_FOLDER / "index.csv").is_file():
        return []
    with (_FOLDER / "index.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _is_within_limits(row: dict[str, str]) -> bool:
    """Whether libsndfile reads the file and its header is within what is accepted."""
    match = _READABLE.match(row["libsndfile"])
    if match is None or Path(row["path"]).name in _BROKEN_INSIDE:
        return False
    channels, rate, frames = map(int, match.groups())
    seconds = 1.0 if frames == 2**63 - 1 else frames / rate
    return (
        channels <= LIMITS.max_channels
        and LIMITS.min_sample_rate <= rate <= LIMITS.max_sample_rate
        and LIMITS.min_seconds <= seconds <= LIMITS.max_seconds
    )


@pytest.mark.parametrize("row", _index(), ids=lambda row: str(row["path"]))
def test_every_file_is_a_sound_or_a_clear_error(row: dict[str, str]) -> None:
    try:
        outcome: Sound | AudioError = decode((_FOLDER / row["path"]).read_bytes())
    except AudioError as error:
        outcome = error

    if isinstance(outcome, Sound):
        assert np.isfinite(outcome.samples).all()
        assert LIMITS.min_seconds - 0.01 <= outcome.seconds <= LIMITS.max_seconds
    else:
        assert outcome.code != "error"
        assert outcome.advice
        assert Path(row["path"]).name not in outcome.message
        assert not _is_within_limits(row), outcome.message
