"""Blocks taken from a file as it lies in memory are those that libsndfile decodes."""

import io
import struct

import numpy as np
import pytest
import soundfile as sf

from talent.audio.blocks import blocks
from talent.audio.containers import examine
from talent.audio.memory import Memory
from tests.unit.audio.recordings import encode, named, noisy

FRAMES = 70_001
"""More than one block holds, and an odd number."""


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _plain(channels: int) -> bytes:
    return encode(np.stack([noisy(2.0, seed=c)[:FRAMES] for c in range(channels)], axis=1))


def _between(wav: bytes, chunk: bytes) -> bytes:
    """Return a WAV file with another chunk in front of its sound."""
    size = struct.pack("<I", len(wav) - 8 + len(chunk))
    return wav[:4] + size + wav[8:36] + chunk + wav[36:]


MONO = _plain(1)
IN_PLACE = {
    "mono": MONO,
    "stereo": _plain(2),
    "five channels": _plain(5),
    "extensible": encode(noisy(2.0)[:FRAMES], container="WAVEX"),
    "odd chunk before": _between(MONO, _chunk(b"LIST", b"odd")),
    "chunk behind": MONO + _chunk(b"LIST", b"INFO and more"),
}
DECODED = {
    "big-endian": encode(noisy(2.0)[:FRAMES], endian="BIG"),
    "cut off within a sample": MONO[:-3],
    "no size": MONO[:40] + b"\xff\xff\xff\xff" + MONO[44:],
    "RF64": named("RF64"),
    "Wave64": named("Wave64"),
    "AIFF": named("AIFF"),
}


@pytest.mark.parametrize("name", [*IN_PLACE, *DECODED])
def test_blocks_hold_what_libsndfile_decodes(name: str) -> None:
    data = (IN_PLACE | DECODED)[name]
    source = examine(memoryview(data), "AIFF" if name == "AIFF" else "WAV", 600.0)
    with sf.SoundFile(Memory(source.head, source.body)) as file:
        found = [block.copy() for block in blocks(file, source, "int16")]
    expected, _ = sf.read(io.BytesIO(source.head + source.body), dtype="int16", always_2d=True)

    np.testing.assert_array_equal(np.concatenate(found), expected)
    assert all(block.size <= 65_536 for block in found)


@pytest.mark.parametrize("name", [*IN_PLACE, *DECODED])
def test_only_a_whole_little_endian_wav_is_taken_in_place(name: str) -> None:
    data = (IN_PLACE | DECODED)[name]
    source = examine(memoryview(data), "AIFF" if name == "AIFF" else "WAV", 600.0)
    with sf.SoundFile(Memory(source.head, source.body)) as file:
        first = next(iter(blocks(file, source, "int16")))

    assert np.shares_memory(first, np.frombuffer(source.body, np.uint8)) is (name in IN_PLACE)
