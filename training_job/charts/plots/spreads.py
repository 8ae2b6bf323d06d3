"""Spreads of features in the training data, good takes against bad ones."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from talent.features.catalogue import CHARTS, FEATURES
from talent.learning.distributions import CLASSES, QUANTILES, TAIL
from training_job.charts.plots.canvas import COLOURS, DASHES, GREY, Paint, Record, heading, panel

_BOX: Final = {"whislo": 0.05, "q1": 0.25, "med": 0.5, "q3": 0.75, "whishi": 0.95}
_MFCC: Final = tuple(f"mfcc_{number:02d}" for number in range(1, 14))


def singing(figure: Figure, record: Record) -> str:
    """Draw a histogram of every feature of pitch behaviour."""
    return _histograms(figure, record, "How somebody sings", CHARTS["singing"])


def spectral(figure: Figure, record: Record) -> str:
    """Draw a histogram of every number of the sound, MFCC aside."""
    return _histograms(figure, record, "How recordings sound: the spectrum", CHARTS["spectral"])


def mfcc(figure: Figure, record: Record) -> str:
    """Draw a box per coefficient and class; the first, the level, on an axis of its own."""
    figure.set_size_inches(9.6, 6.8)
    heading(figure, "How recordings sound: timbre (MFCC)", _about(record))
    grid = figure.add_gridspec(2, 2, width_ratios=(1.3, 12))
    for row, (kind, words) in enumerate((("mean", "mean"), ("std", "variation"))):
        names = [f"{name}_{kind}" for name in _MFCC]
        first, rest = figure.add_subplot(grid[row, 0]), figure.add_subplot(grid[row, 1])
        _boxes(first, record, names[:1])
        _boxes(rest, record, names[1:])
        panel(first, "level", "1", f"{words} over the take (dB)")
        panel(rest, f"shape of the spectrum, {words}", "coefficient")
        rest.axhline(0.0, color=GREY, linewidth=0.5, zorder=0)
    figure.legend(
        handles=[
            Patch(facecolor=COLOURS[name], alpha=0.75, hatch=_HATCH[name], label=name)
            for name in reversed(CLASSES)
        ],
        title="box: middle half, line: median, whiskers: 5 % to 95 % of the takes",
        loc="outside lower center",
        ncols=2,
    )
    return f"{_about(record)}. Quantiles of 13 coefficients, mean and variation, per class."


_HATCH: Final = {"good": "", "bad": "//"}

SPREADS: Final[Mapping[str, Paint]] = {"mfcc": mfcc, "spectral": spectral, "singing": singing}
"""Charts of the training data, by name."""


def _about(record: Record) -> str:
    takes = record["takes"]
    return (
        f"trained on {record['data']}: {takes['good']} good and {takes['bad']} bad takes by "
        f"{record['singers']} singers · model {record['version']}"
    )


def _histograms(figure: Figure, record: Record, title: str, names: Sequence[str]) -> str:
    columns = 4
    rows = -(-len(names) // columns)
    figure.set_size_inches(9.6, 0.9 + 1.72 * rows)
    heading(figure, title, _about(record))
    for number, name in enumerate(names):
        axes = figure.add_subplot(rows, columns, number + 1)
        found = record["features"][name]
        _histogram(axes, name, found)
        unit = FEATURES[name].unit
        panel(axes, name, "no unit" if unit == "1" else unit)
        missing = sum(found[label]["undefined"] for label in CLASSES)
        if missing:
            axes.annotate(
                f"{missing} without", (0.98, 0.96), xycoords="axes fraction", ha="right", va="top",
                color=GREY, fontsize=7,
            )  # fmt: skip
    figure.supylabel("share of the takes of a class in each bin (%)", fontsize=8.5)
    handles = [
        Line2D([], [], color=COLOURS[name], linestyle=DASHES[name], marker="^", label=name)
        for name in reversed(CLASSES)
    ]
    figure.legend(
        handles=handles,
        title=f"triangle: median; the outermost {TAIL:.1%} of all takes lie beyond either end",
        loc="outside lower center",
        ncols=2,
    )
    return f"{_about(record)}. Histograms per class of {', '.join(names)}."


def _histogram(axes: Axes, name: str, found: Mapping[str, Any]) -> None:
    highest = 0.0
    for label in CLASSES:
        part, colour = found[label], COLOURS[label]
        if not part["n"]:
            continue
        shares = [100.0 * count / part["n"] for count in part["counts"]]
        highest = max(highest, *shares)
        steps = axes.stairs(
            shares, found["edges"], fill=True, facecolor=to_rgba(colour, 0.2), edgecolor=colour,
            linestyle=DASHES[label], linewidth=1.1,
        )  # fmt: skip
        steps.set_gid(f"{name}.{label}")
        median = part["quantiles"][QUANTILES.index(0.5)]
        (mark,) = axes.plot(
            [median], [0.0], marker="^", color=colour, clip_on=False, markersize=6, zorder=5
        )
        mark.set_gid(f"{name}.{label}.median")
    if found["edges"] is not None:
        axes.set_xlim(found["edges"][0], found["edges"][-1])
    axes.set_ylim(0.0, 1.12 * highest or 1.0)
    axes.locator_params(nbins=4)


def _boxes(axes: Axes, record: Record, names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        for label, shift in (("good", -0.19), ("bad", 0.19)):
            levels = record["features"][name][label]["quantiles"]
            if levels is None:
                continue
            box = {key: levels[QUANTILES.index(share)] for key, share in _BOX.items()}
            drawn = axes.bxp(
                [box], positions=[number + shift], widths=0.32, showfliers=False,
                patch_artist=True, manage_ticks=False, showcaps=False,
                boxprops={"facecolor": COLOURS[label], "alpha": 0.75, "hatch": _HATCH[label]},
                medianprops={"color": "black", "linewidth": 1.2},
            )  # fmt: skip
            drawn["medians"][0].set_gid(f"{name}.{label}.median")
    axes.set_xticks(range(len(names)), [str(int(name[5:7])) for name in names])
    axes.set_xlim(-0.6, len(names) - 0.4)
