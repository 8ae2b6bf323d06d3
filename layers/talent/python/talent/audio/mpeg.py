"""MPEG audio frames: recognising them, and a trap of reading MP3 through libsndfile.

An MP3 file says how long it is only in an optional first frame, the Xing or Info frame [1]_.
Without it libsndfile takes mpg123's guess, bytes / length of the first frame, for the truth and
stops there: a variable-bit-rate recording of 16 s whose beginning is dense is cut after 3 s
without an error. `length_frame` makes the missing frame, so that everything is read.

References
----------
.. [1] G. Bouvigne, "MP3 Tag revision 1 specifications", gabriel.mp3-tech.org/mp3infotag.html
"""

import struct
from dataclasses import dataclass

_V1_L1 = (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448)
_V1_L2 = (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384)
_V1_L3 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_V2_L1 = (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256)
_V2_L23 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_KBIT = {
    (1, 1): _V1_L1,
    (1, 2): _V1_L2,
    (1, 3): _V1_L3,
    (2, 1): _V2_L1,
    (2, 2): _V2_L23,
    (2, 3): _V2_L23,
}
_RATES = (44_100, 48_000, 32_000)
_RATE_DIVISOR = {3: 1, 2: 2, 0: 4}  # MPEG 1, 2, 2.5
_SEARCH = 65_536
"""Bytes behind a tag in which the first frame is looked for (padding, broken tag sizes)."""

UNKNOWN_FRAMES = 2**31 - 1
"""Frame count that `length_frame` writes: more than any file can hold."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the four bytes of a frame header say.

    Attributes
    ----------
    kind : version, layer and rate; the same in all frames of a stream.
    layer : 1, 2 or 3.
    rate : sample rate, in Hz.
    mono : whether there is one channel.
    samples : samples per channel in the frame.
    size : bytes up to the next header; 0 where the bit rate is "free".
    """

    kind: tuple[int, int, int]
    layer: int
    rate: int
    mono: bool
    samples: int
    size: int


def parse(view: memoryview, at: int) -> Frame | None:
    """Read the frame header at byte `at`; None where there is none."""
    if at + 4 > len(view) or view[at] != 0xFF or view[at + 1] & 0xE0 != 0xE0:
        return None
    version, layer = view[at + 1] >> 3 & 3, 4 - (view[at + 1] >> 1 & 3)
    bit_rate, rate_index = view[at + 2] >> 4, view[at + 2] >> 2 & 3
    if version == 1 or layer == 4 or bit_rate == 15 or rate_index == 3:
        return None  # reserved values
    rate = _RATES[rate_index] // _RATE_DIVISOR[version]
    generation = 1 if version == 3 else 2
    samples = 384 if layer == 1 else 576 if (generation, layer) == (2, 3) else 1152
    size = 0
    if bit_rate:
        bits = _KBIT[generation, layer][bit_rate - 1] * 1000
        slot = 4 if layer == 1 else 1  # Layer I counts in words of four bytes
        size = (samples * bits // (8 * rate * slot) + (view[at + 2] >> 1 & 1)) * slot
    mono = view[at + 3] >> 6 == 3
    return Frame((version, layer, rate_index), layer, rate, mono, samples, size)


def is_stream(view: memoryview, at: int) -> bool:
    """Whether an MPEG stream begins at byte `at`: a frame and, unless the file ends, another."""
    first = parse(view, at)
    if first is None:
        return False
    if first.size == 0 or at + first.size + 4 > len(view):
        return True
    second = parse(view, at + first.size)
    return second is not None and second.kind == first.kind


def find_stream(view: memoryview, at: int) -> int | None:
    """Return the byte, at `at` or a little behind, where an MPEG stream begins."""
    if is_stream(view, at):
        return at
    window = bytes(view[at : at + _SEARCH])
    found = window.find(b"\xff")
    while found >= 0:
        # Further in, a chance match is likely: here the second frame must be there.
        frame = parse(view, at + found)
        if frame and at + found + frame.size + 4 <= len(view) and is_stream(view, at + found):
            return at + found
        found = window.find(b"\xff", found + 1)
    return None


def states_length(view: memoryview, at: int) -> bool:
    """Whether the frame at byte `at` carries a frame count (Xing, Info or VBRI)."""
    frame = parse(view, at)
    if frame is None or frame.layer != 3:
        return True  # Layers I and II have no such frame; their bit rate is constant
    protected = not view[at + 1] & 1
    xing = at + 4 + _side_info(frame) + 2 * protected
    for start in {xing, at + 4 + _side_info(frame)}:
        if bytes(view[start : start + 4]) in (b"Xing", b"Info"):
            return start + 8 <= len(view) and bool(view[start + 7] & 1)
    return bytes(view[at + 36 : at + 40]) == b"VBRI"


def length_frame(view: memoryview, at: int) -> bytes:
    """Make a Xing frame that fits the Layer III stream at `at` and claims `UNKNOWN_FRAMES`.

    mpg123 reads the count from it and plays nothing for it.
    """
    header = bytearray(view[at : at + 4])
    header[1] |= 1  # no checksum
    header[2] = 0x80 | header[2] & 0x0C  # a middle bit rate: room enough, no padding
    frame = parse(memoryview(header), 0)
    assert frame is not None  # noqa: S101 - made from a header that parse accepted
    tag = struct.pack(">4sII", b"Xing", 1, UNKNOWN_FRAMES)
    return (bytes(header) + bytes(_side_info(frame)) + tag).ljust(frame.size, b"\0")


def count_seconds(view: memoryview, at: int, enough: float) -> float:
    """Walk from header to header and return the seconds counted: at most a bit over `enough`.

    A lower bound: the walk ends where the chain of frames is broken.
    """
    seconds = 0.0
    while seconds <= enough and (frame := parse(view, at)) and frame.size:
        seconds += frame.samples / frame.rate
        at += frame.size
    return seconds


def _side_info(frame: Frame) -> int:
    """Bytes between a Layer III header and the main data."""
    if frame.samples == 1152:
        return 17 if frame.mono else 32
    return 9 if frame.mono else 17
