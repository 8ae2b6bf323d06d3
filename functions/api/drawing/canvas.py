"""What can be drawn, and the two ways to draw it: as SVG, and as PNG.

Coordinates are pixels from the upper left corner; a text stands on its ``y``.
"""

import io
import struct
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Shades = NDArray[np.float64]

Anchor = Literal["start", "middle", "end"]

INK: Final = "#1a1a1a"
GREY: Final = "#595959"
LETTERS: Final = Path(__file__).with_name("letters.npz")
"""Made by ``python -m training_job.plots.letters``."""
SIZE: Final = 13
"""Of every text, in pixels."""
DASH: Final = 4


class Canvas(Protocol):
    """Something to draw on."""

    def text(
        self, x: float, y: float, words: str, *, anchor: Anchor = "start", colour: str = INK
    ) -> None:
        """Write a line."""

    def bar(
        self, x1: float, x2: float, y: float, *, thick: float, colour: str, name: str = ""
    ) -> None:
        """Draw a level line."""

    def rule(self, x: float, y1: float, y2: float, *, dashed: bool = False) -> None:
        """Draw a thin upright line."""

    def dot(self, x: float, y: float, radius: float, *, colour: str, name: str = "") -> None:
        """Draw a filled circle."""


class Svg:
    """A drawing as text; see :class:`Canvas`. What has a name has it as its id."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" font-size="{SIZE}" '
            'font-family="DejaVu Sans, Verdana, sans-serif">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
        ]

    def text(
        self, x: float, y: float, words: str, *, anchor: Anchor = "start", colour: str = INK
    ) -> None:
        """Write a line."""
        self._parts.append(
            f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" fill="{colour}">'
            f"{escape(words)}</text>"
        )

    def bar(
        self, x1: float, x2: float, y: float, *, thick: float, colour: str, name: str = ""
    ) -> None:
        """Draw a level line."""
        self._line((x1, y), (x2, y), thick, colour, name)

    def rule(self, x: float, y1: float, y2: float, *, dashed: bool = False) -> None:
        """Draw a thin upright line."""
        self._line((x, y1), (x, y2), 1.0, GREY, dash=DASH if dashed else 0)

    def dot(self, x: float, y: float, radius: float, *, colour: str, name: str = "") -> None:
        """Draw a filled circle."""
        self._parts.append(
            f'<circle{_id(name)} cx="{x:.2f}" cy="{y:.2f}" r="{radius:g}" fill="{colour}"/>'
        )

    def content(self) -> bytes:
        """Return the file."""
        return "\n".join([*self._parts, "</svg>\n"]).encode()

    def _line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        thick: float,
        colour: str,
        name: str = "",
        dash: int = 0,
    ) -> None:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<line{_id(name)} x1="{start[0]:.2f}" y1="{start[1]:.2f}" x2="{end[0]:.2f}" '
            f'y2="{end[1]:.2f}" stroke="{colour}" stroke-width="{thick:g}"{dashes}/>'
        )


class Png:
    """A drawing as pixels; see :class:`Canvas`. Names and the title are not in it."""

    def __init__(self, width: int, height: int) -> None:
        import numpy as np

        self._pixels = np.full((height, width, 3), 255.0)

    def text(
        self, x: float, y: float, words: str, *, anchor: Anchor = "start", colour: str = INK
    ) -> None:
        """Write a line; a letter that the file of letters lacks becomes a question mark."""
        import numpy as np

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
        import numpy as np

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
        import numpy as np

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
        import numpy as np

        left, top, right, bottom = int(x1), int(y1), int(x2) + 1, int(y2) + 1
        across, down = np.arange(left, right), np.arange(top, bottom)
        wide = np.clip(np.minimum(across + 1, x2) - np.maximum(across, x1), 0.0, 1.0)
        high = np.clip(np.minimum(down + 1, y2) - np.maximum(down, y1), 0.0, 1.0)
        self._paint(np.outer(high, wide), left, top, colour)

    def _paint(self, shades: "Shades", left: int, top: int, colour: str) -> None:
        """Lay a colour over pixels, as thick as the shades say, shape (high, wide), 0..1."""
        import numpy as np

        height, width, _ = self._pixels.shape
        x, y = max(left, 0), max(top, 0)
        seen = shades[y - top : height - top, x - left : width - left, np.newaxis]
        under = self._pixels[y : y + seen.shape[0], x : x + seen.shape[1]]
        red_green_blue = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
        under += (np.array(red_green_blue) - under) * seen


class _Letters(NamedTuple):
    """Pictures of letters, shape (high, wide) each, 0..1; ``base``: their line from above."""

    of: dict[str, "Shades"]
    base: int


@cache
def _letters() -> _Letters:
    import numpy as np

    with np.load(io.BytesIO(LETTERS.read_bytes()), allow_pickle=False) as file:
        shades, ends = file["shades"] / 255.0, file["ends"].tolist()
        text, base = str(file["text"]), int(file["base"])
    starts = [0, *ends[:-1]]
    pairs = zip(text, starts, ends, strict=True)
    return _Letters({each: shades[:, start:end] for each, start, end in pairs}, base)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def _id(name: str) -> str:
    return f" id={quoteattr(name)}" if name else ""
