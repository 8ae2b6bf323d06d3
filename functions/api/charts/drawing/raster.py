"""A drawing as PNG, by NumPy."""

import io
import struct
import zlib
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from functions.api.charts.drawing.canvas import DASH, GREY, INK, Anchor

LETTERS: Final = Path(__file__).with_name("letters.npz")
"""Made by ``python -m training_job.charts.plots.letters``."""

Shades = NDArray[np.float64]


class Png:
    """A drawing as pixels (a :class:`.Canvas`), without names."""

    def __init__(self, width: int, height: int) -> None:
        self._pixels = np.full((height, width, 3), 255.0)

    def text(
        self, x: float, y: float, words: str, *, anchor: Anchor = "start", colour: str = INK
    ) -> None:
        """Write a line; a letter that the file of letters lacks becomes a question mark."""
        letters = _letters()
        parts = [letters.of.get(each, letters.of["?"]) for each in words]
        if not parts:
            return
        shades = np.concatenate(parts, axis=1)
        left = round(x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * shades.shape[1])
        self._paint(shades, left, round(y) - letters.base, colour)

    def bar(
        self, x1: float, x2: float, y: float, *, thick: float, colour: str, name: str = ""
    ) -> None:
        """Draw a level line."""
        del name
        self._block(x1, x2, y - thick / 2, y + thick / 2, colour)

    def rule(self, x: float, y1: float, y2: float, *, dashed: bool = False) -> None:
        """Draw a thin upright line."""
        step = 2 * DASH if dashed else y2 - y1
        top = y1
        while top < y2:
            bottom = min(top + DASH, y2) if dashed else y2
            self._block(x - 0.5, x + 0.5, top, bottom, GREY)
            top += step

    def dot(self, x: float, y: float, radius: float, *, colour: str, name: str = "") -> None:
        """Draw a filled circle."""
        del name
        left, top, size = int(x - radius) - 1, int(y - radius) - 1, 2 * int(radius) + 4
        down, across = np.mgrid[:size, :size] + 0.5
        away = np.hypot(across + left - x, down + top - y)
        self._paint(np.clip(radius + 0.5 - away, 0.0, 1.0), left, top, colour)

    def content(self) -> bytes:
        """Return the file [1]_.

        References
        ----------
        .. [1] ISO/IEC 15948 (PNG), 5.3 and 11.2: chunks IHDR, IDAT, IEND; filter 0 in each row.
        """
        height, width, _ = self._pixels.shape
        rows = np.zeros((height, 1 + 3 * width), dtype=np.uint8)
        rows[:, 1:] = np.rint(self._pixels).astype(np.uint8).reshape(height, -1)
        head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        packed = zlib.compress(rows.tobytes(), 9)
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            _chunk(kind, data)
            for kind, data in ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
        )

    def _block(self, x1: float, x2: float, y1: float, y2: float, colour: str) -> None:
        """Fill a rectangle; what it covers a part of gets a part of its colour."""
        left, top, right, bottom = int(x1), int(y1), int(x2) + 1, int(y2) + 1
        across, down = np.arange(left, right), np.arange(top, bottom)
        wide = np.clip(np.minimum(across + 1, x2) - np.maximum(across, x1), 0.0, 1.0)
        high = np.clip(np.minimum(down + 1, y2) - np.maximum(down, y1), 0.0, 1.0)
        self._paint(np.outer(high, wide), left, top, colour)

    def _paint(self, shades: Shades, left: int, top: int, colour: str) -> None:
        """Lay a colour over pixels, as thick as the shades say, shape (high, wide), 0..1."""
        height, width, _ = self._pixels.shape
        x, y = max(left, 0), max(top, 0)
        seen = shades[y - top : height - top, x - left : width - left, np.newaxis]
        under = self._pixels[y : y + seen.shape[0], x : x + seen.shape[1]]
        red_green_blue = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
        under += (np.array(red_green_blue) - under) * seen


class _Letters(NamedTuple):
    """Pictures of letters, shape (high, wide) each, 0..1; ``base``: their line from above."""

    of: dict[str, Shades]
    base: int


@cache
def _letters() -> _Letters:
    with np.load(io.BytesIO(LETTERS.read_bytes()), allow_pickle=False) as file:
        shades, ends = file["shades"] / 255.0, file["ends"].tolist()
        text, base = str(file["text"]), int(file["base"])
    starts = [0, *ends[:-1]]
    pairs = zip(text, starts, ends, strict=True)
    return _Letters({each: shades[:, start:end] for each, start, end in pairs}, base)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
