"""Drawing primitives of an SVG.

Coordinates are pixels from the upper left corner; a text stands on its ``y``.
"""

from typing import Final, Literal
from xml.sax.saxutils import escape, quoteattr

Anchor = Literal["start", "middle", "end"]

INK: Final = "#1a1a1a"
GREY: Final = "#595959"
SIZE: Final = 13
"""Of every text, in pixels."""
DASH: Final = 4


class Svg:
    """A drawing as text. What has a name has it as its id."""

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


def _id(name: str) -> str:
    return f" id={quoteattr(name)}" if name else ""
