"""Canvas of all plots: colours that colour-blind people tell apart, sizes, PNG and SVG."""

import io
import textwrap
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from training_job.charts.plots.compact import compact

GOOD: Final = "#0072B2"
BAD: Final = "#D55E00"
"""Blue and vermillion of Okabe and Ito's palette ("Color universal design", 2008)."""
GREY: Final = "#595959"
COLOURS: Final = {"good": GOOD, "bad": BAD}
DASHES: Final[dict[str, Any]] = {"good": "solid", "bad": (0, (4, 2))}
"""Beside the colour, so that a print in grey can be read as well."""

SHADES: Final = 64
"""Colours in a PNG: enough for anti-aliased lines, and half of the bytes."""

_LETTERS: Final = 12.0
"""Of a heading, to the inch."""
_STYLE: Final[Any] = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same on every machine
    "font.size": 8.5,
    "axes.titlesize": 9,
    "axes.labelsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "legend.frameon": False,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",
    "svg.hashsalt": "singing-talent",
    "path.simplify": False,
}

Record = Mapping[str, Any]
Paint = Callable[[Figure, Record], str]
"""Draws a record into an empty figure; returns the chart's text for who cannot see it."""


class Drawn(NamedTuple):
    """A chart as files."""

    png: bytes
    svg: bytes


def draw(paint: Paint, record: Record) -> Drawn:
    """Draw a record; the same record gives the same bytes."""
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.simplefilter("error")  # a glyph or a layout that does not fit
        figure = Figure(layout="constrained")
        FigureCanvasAgg(figure)
        words = paint(figure, record)
        return Drawn(_png(figure), _svg(figure, words))


def heading(figure: Figure, title: str, subtitle: str) -> None:
    """Put a title and a line on the data above a figure."""
    width = int(_LETTERS * figure.get_size_inches()[0])
    lines = [part for line in subtitle.split("\n") for part in textwrap.wrap(line, width)]
    figure.suptitle("\n".join((title, *lines)), fontsize=9.5)


def panel(axes: Axes, title: str, x: str = "", y: str = "") -> None:
    """Name a panel and its axes."""
    axes.set_title(title)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.tick_params(left=False, bottom=False, pad=2)


def _png(figure: Figure) -> bytes:
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    raw = figure.canvas.buffer_rgba()  # type: ignore[attr-defined] # Agg's, see draw
    content = io.BytesIO()
    image = Image.frombytes("RGBA", (width, height), bytes(raw)).convert("RGB")
    few = image.quantize(SHADES, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(content, "PNG", optimize=True)
    return content.getvalue()


def _svg(figure: Figure, words: str) -> bytes:
    content = io.BytesIO()
    about = {"Date": None, "Creator": None, "Title": words}
    figure.savefig(content, format="svg", metadata=about)
    return compact(content.getvalue().decode()).encode()
