"""The picture of champion against challenger: both AUC, their difference, what was decided.

It is drawn when it is asked for, from the decision itself: the training job, which draws all
other charts, is over before anything is compared.
"""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from functions.api.charts.drawing.canvas import GREY, Svg
from talent.trainings.decision import DecidedFigure, RecordedDecision

WIDTH: Final = 640
HEIGHT: Final = 372
_LEFT: Final = 150.0
_RIGHT: Final = 450.0
_VALUES: Final = 468.0
_LINE: Final = 18.0
_LETTERS: Final = 86
"""In a line of text."""
_NAME: Final = 50
"""Letters shown of a model's version."""
NEW: Final = "#0072B2"
OLD: Final = "#D55E00"
"""Blue and vermillion of Okabe and Ito's palette, as all charts here."""
CHANCE: Final = 0.5
FONT: Final = Path(__file__).with_name("DejaVuSans.ttf")
"""As matplotlib has it; a PNG has these letters on every machine."""


class ChartAxis(NamedTuple):
    """A level axis: values at both ends, and where labels stand."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Return where a value is, in pixels."""
        return _LEFT + (value - self.low) / (self.high - self.low) * (_RIGHT - _LEFT)


AUC: Final = ChartAxis(0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0))
DIFFERENCE: Final = ChartAxis(-1.0, 1.0, (-1.0, -0.5, 0.0, 0.5, 1.0))
NEAR: Final = ChartAxis(-0.3, 0.3, (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3))


def comparison(record: Mapping[str, Any], form: Literal["png", "svg"]) -> bytes:
    """Return the picture of a decision as :func:`.compare_models` records it."""
    decision = RecordedDecision.from_record(record)
    svg = Svg(WIDTH, HEIGHT, f"New model against old: {decision.reason}")
    _paint(svg, decision)
    if form == "svg":
        return svg.content()
    from resvg_py import svg_to_bytes  # late: a cold start does without native code

    return bytes(
        svg_to_bytes(
            svg_string=svg.content().decode(), font_files=[str(FONT)], skip_system_fonts=True
        )
    )


def axis_of(difference: DecidedFigure) -> ChartAxis:
    """Return the axis of a difference: a near one, where everything lies on it."""
    values = [value for value in difference.values() if value is not None]
    return NEAR if all(NEAR.low <= value <= NEAR.high for value in values) else DIFFERENCE


def _paint(canvas: Svg, decision: RecordedDecision) -> None:
    new, old = (name[:_NAME] for name in (decision.challenger, decision.champion))
    canvas.text(20, 28, f"New model {new}")
    canvas.text(20, 28 + _LINE, f"against {old}, which was in service")
    canvas.text(
        20, 28 + 2 * _LINE,
        f"{decision.n} takes by {decision.groups} singers whom neither "
        "learned from; bars: 95 % intervals",
        colour=GREY,
    )  # fmt: skip
    canvas.text(_LEFT, 102, "AUC: how often a good take is put before a bad one", colour=GREY)
    _axis(canvas, AUC, 172)
    canvas.rule(AUC.at(CHANCE), 112, 172, dashed=True)
    _row(canvas, AUC, 128, "new", decision.challenger_auc, NEW)
    _row(canvas, AUC, 156, "in service", decision.champion_auc, OLD)
    difference, margin = decision.auc_difference, decision.margin
    axis = axis_of(difference)
    canvas.text(
        _LEFT, 228, f"Difference (dashed: {margin:g} worse would still be accepted)", colour=GREY
    )
    _axis(canvas, axis, 270)
    canvas.rule(axis.at(0.0), 238, 270)
    canvas.rule(axis.at(-margin), 238, 270, dashed=True)
    _row(canvas, axis, 254, "difference", difference, NEW)
    words = "Promoted" if decision.promote else "Rejected"
    lines = textwrap.wrap(f"{words}: {decision.reason}", _LETTERS)[:3]
    for number, line in enumerate(lines):
        canvas.text(20, 320 + _LINE * number, line)


def _axis(canvas: Svg, axis: ChartAxis, y: float) -> None:
    canvas.bar(_LEFT, _RIGHT, y, thick=1, colour=GREY)
    for tick in axis.ticks:
        canvas.rule(axis.at(tick), y, y + 4)
        canvas.text(axis.at(tick), y + 18, f"{tick:g}", anchor="middle", colour=GREY)


def _row(
    canvas: Svg, axis: ChartAxis, y: float, name: str, figure: DecidedFigure, colour: str
) -> None:
    canvas.text(_LEFT - 12, y + 4, name, anchor="end")
    value, low, high = (figure.get(key) for key in ("value", "low", "high"))
    if value is None:
        canvas.text(_VALUES, y + 4, "undefined", colour=GREY)
        return
    words = f"{value:.3f}"
    if low is not None and high is not None:
        canvas.bar(axis.at(low), axis.at(high), y, thick=3, colour=colour, name=f"{name}.interval")
        words += f" [{low:.3f}, {high:.3f}]"
    canvas.dot(axis.at(value), y, 5, colour=colour, name=name)
    canvas.text(_VALUES, y + 4, words)
