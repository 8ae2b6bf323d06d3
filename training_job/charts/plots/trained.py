"""Plots of a training: learning curves, ROC, reliability, confusion, spread of the scores."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from training_job.charts.plots.canvas import (
    BAD,
    COLOURS,
    DASHES,
    GOOD,
    GREY,
    Paint,
    Record,
    heading,
)
from training_job.charts.plots.canvas import panel as name_panel

Panel = Callable[[Axes, Record], None]


def draw_learning_curves(axes: Axes, record: Record) -> None:
    """Draw the losses of every network over its epochs, and mark the best epoch."""
    curves = record["learning_curves"]
    name_panel(axes, _curves_title(curves), "epoch", "cross-entropy per take (nat)")
    if not curves:
        axes.text(0.5, 0.5, "the model has no epochs", ha="center", transform=axes.transAxes)
        axes.set_xticks([])
        axes.set_yticks([])
        return
    for number, curve in enumerate(curves):
        epochs = [each["epoch"] for each in curve["epochs"]]
        losses = [each["loss"] for each in curve["epochs"]]
        others = [each["validation_loss"] for each in curve["epochs"]]
        first = number == 0
        seen = axes.plot(epochs, losses, color=GREY, linewidth=0.9, linestyle=DASHES["bad"])[0]
        heard = axes.plot(epochs, others, color=GOOD, linewidth=1.1)[0]
        seen.set_gid(f"{curve['name']}.loss")
        heard.set_gid(f"{curve['name']}.validation_loss")
        best = int(np.argmin(others))
        axes.plot(epochs[best], others[best], marker="o", color=BAD, markersize=4, linestyle="")
        if first:
            axes.lines[0].set_label("takes it learns from")
            axes.lines[1].set_label("other singers")
            axes.lines[2].set_label("best epoch")
    axes.set_ylim(bottom=0.0)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.legend(fontsize=7.5)


def draw_roc(axes: Axes, record: Record) -> None:
    """Draw the ROC curve with its interval."""
    found = record["roc"]
    name_panel(axes, "ROC", "bad takes called good (share)", "good takes called good (share)")
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, linestyle=":", label="chance")
    false, true = found["false_positive_rate"], _numbers(found["true_positive_rate"])
    axes.fill_between(
        false, _numbers(found["low"]), _numbers(found["high"]), color=to_rgba(GOOD, 0.2),
        linewidth=0, label="95 % of resampled singers",
    )  # fmt: skip
    (line,) = axes.plot(false, true, color=GOOD, linewidth=1.4, label=_auc(found["auc"]))
    line.set_gid("roc")
    _square(axes)
    axes.legend(loc="lower right", fontsize=7.5)


def draw_reliability(axes: Axes, record: Record) -> None:
    """Draw the share of good takes over what the model said, bin by bin."""
    found = record["reliability"]
    name_panel(axes, "Reliability", "probability it gave", "share that is good")
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, linestyle=":", label="perfect")
    said, true = _numbers(found["mean_probability"]), _numbers(found["share_good"])
    low, high = _numbers(found["low"]), _numbers(found["high"])
    axes.vlines(said, low, high, color=GOOD, linewidth=1.2, label="95 % of resampled singers")
    (points,) = axes.plot(
        said, true, marker="o", color=GOOD, markersize=4.5, linestyle="", label="takes in a bin"
    )
    points.set_gid("reliability")
    for x, y, n in zip(said, true, found["n"], strict=True):
        if n:
            axes.annotate(
                str(n), (x, y), (5, -8 if y > 0.5 else 4), textcoords="offset points",
                fontsize=6.5, color=GREY,
            )  # fmt: skip
    _square(axes)
    axes.legend(loc="upper left", fontsize=7.5)


def draw_confusion(axes: Axes, record: Record) -> None:
    """Draw the counts of what was called what."""
    found = record["confusion"]
    counts = np.array(found["counts"], dtype=np.float64)
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros_like(counts), where=totals > 0.0)
    name_panel(
        axes, "Confusion matrix", f"called (threshold {found['threshold']:g})", "labelled"
    )  # fmt: skip
    axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0, interpolation="nearest")
    for row, column in np.ndindex(2, 2):
        axes.text(
            column, row, f"{int(counts[row, column])}\n{shares[row, column]:.0%}",
            ha="center", va="center", fontsize=9,
            color="white" if shares[row, column] > 0.5 else "black",
        )  # fmt: skip
    names = found["class_labels"]
    axes.set_xticks([0, 1], names)
    axes.set_yticks([0, 1], names)
    axes.spines[:].set_visible(False)


def draw_scores(axes: Axes, record: Record) -> None:
    """Draw how the probabilities are spread, per class."""
    found = record["scores"]
    name_panel(axes, "Scores", "probability it gave", "takes per bin")
    for label in ("bad", "good"):
        steps = axes.stairs(
            found[label], found["edges"], fill=True, facecolor=to_rgba(COLOURS[label], 0.2),
            edgecolor=COLOURS[label], linestyle=DASHES[label], linewidth=1.2,
            label=f"labelled {label}, n = {sum(found[label])}",
        )  # fmt: skip
        steps.set_gid(f"scores.{label}")
    axes.axvline(record["confusion"]["threshold"], color=GREY, linewidth=0.8, linestyle=":")
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, 1.3 * max(*found["good"], *found["bad"], 1))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.legend(loc="upper center", fontsize=7.5)


PANELS: Final[Mapping[str, Panel]] = {
    "learning-curves": draw_learning_curves,
    "roc": draw_roc,
    "reliability": draw_reliability,
    "confusion": draw_confusion,
    "scores": draw_scores,
}


def overview(figure: Figure, record: Record) -> str:
    """Draw all panels."""
    figure.set_size_inches(9.6, 6.6)
    heading(figure, "A training", _about(record))
    for number, paint in enumerate(PANELS.values()):
        paint(figure.add_subplot(2, 3, number + 1), record)
    return f"{_about(record)}. {', '.join(PANELS)}."


def alone(figure: Figure, record: Record, name: str) -> str:
    """Draw one panel."""
    figure.set_size_inches(6.4, 4.8)
    heading(figure, "A training", _about(record))
    PANELS[name](figure.add_subplot(), record)
    return f"{name}: {_about(record)}."


TRAINED: Final[Mapping[str, Paint]] = {
    "overview": overview,
    **{name: partial(alone, name=name) for name in PANELS},
}
"""Charts of a training, by name."""


def _about(record: Record) -> str:
    words = (
        f"{record['good']} good and {record['n'] - record['good']} bad takes by "
        f"{record['singers']} singers · model {record['version']}"
    )
    return f"{record['measured_on']}\n{words}"


def _curves_title(curves: list[dict[str, Any]]) -> str:
    if not curves:
        return "Learning curves"
    return "Learning curves" + ("" if curves[0]["shipped"] else " (network, not chosen)")


def _auc(figure: Mapping[str, float | None]) -> str:
    if figure["value"] is None:
        return "AUC undefined: one class only"
    low, high = ("?" if end is None else f"{end:.3f}" for end in (figure["low"], figure["high"]))
    return f"AUC {figure['value']:.3f} [{low}, {high}]"


def _numbers(values: list[float | None]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def _square(axes: Axes) -> None:
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.03, 1.03)
    axes.set_aspect("equal")
