"""SVG with a third of the bytes, and no difference that can be seen."""

import re
from typing import Final

_LINES: Final = re.compile(r' d="([-\d.MLz\s]+)"')
_CURVES: Final = re.compile(r" *\n(?=[MLCQz\"])")
_NUMBER: Final = re.compile(r"-?\d+\.\d{2,}")
_SHORTER: Final = (
    (re.compile(r"\n +"), "\n"),
    (re.compile(r" transform=\"rotate\(-0 [^\"]*\""), ""),
    (re.compile(r"font-family: 'DejaVu Sans'; "), ""),
    (re.compile(r"; stroke-linejoin: (miter|round)|; stroke-linecap: square"), ""),
    (re.compile(r"<g id=\"(?:text|line2d|patch)_\d+\">\n(<(?:text|path).*)\n</g>"), r"\1"),
    (re.compile(r"<svg "), '<svg font-family="DejaVu Sans, Verdana, sans-serif" '),
)
"""Indentation, rotations by nothing, shapes of corners, groups of one element without a name."""


def compact(svg: str) -> str:
    """Return a drawing by matplotlib with less text in it."""
    svg = _CURVES.sub("", svg)
    for pattern, short in _SHORTER:
        svg = pattern.sub(short, svg)
    svg = _NUMBER.sub(lambda found: _decimal(float(found[0])), svg)
    return _LINES.sub(lambda found: f' d="{_lines(found[1])}"', svg)


def _decimal(value: float) -> str:
    """Return a coordinate with one decimal: a tenth of a point is less than a pixel."""
    return f"{value:.1f}".removesuffix(".0").replace("-0.0", "0")


def _lines(path: str) -> str:
    """Return a path of straight lines, level and upright ones by one coordinate only."""
    parts: list[str] = []
    x = y = ""
    for command, *point in re.findall(r"([MLz])\s*(-?[\d.]+)?\s*(-?[\d.]+)?", path):
        if command == "z":
            parts.append("z")
            continue
        if command == "L" and point[1] == y:
            parts.append(f"H{point[0]}")
        elif command == "L" and point[0] == x:
            parts.append(f"V{point[1]}")
        else:
            parts.append(f"{command}{point[0]} {point[1]}")
        x, y = point
    return "".join(parts)
