"""Dependencies of the chart routes: the files of charts, and the form a client accepts."""

from typing import Annotated, Final, Literal

from fastapi import Depends, Query, Request, Response

from functions.http.accept import preferred
from functions.http.conditional import conditional
from functions.http.errors import NotAcceptable
from talent.errors import RecordingUnknown, VisualsMissing
from talent.ids import ID
from talent.registry.charts import ChartStore
from talent.trainings.job import Job

Form = Literal["png", "svg", "json"]
TYPES: Final[dict[Form, str]] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "json": "application/json",
}
MINUTE: Final = "private, max-age=60"
"""Of what changes when another model is put into service."""
DAY: Final = "private, max-age=86400"
"""Of what never changes."""
_HEADERS: Final = {
    "Vary": "Accept",
    # A drawing by itself needs nothing but its own style.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


def _visuals(request: Request) -> ChartStore:
    visuals: ChartStore = request.app.state.visuals
    return visuals


def _recording(
    recording: Annotated[
        str | None,
        Query(description="Also this labelled recording's own values; JSON only"),
    ] = None,
) -> str | None:
    if recording is not None and not ID.fullmatch(recording):
        raise RecordingUnknown(
            "That is not the id of a recording",
            advice="An id has 32 hexadecimal digits; GET /api/v1/data lists those there are.",
        )
    return recording


Charts = Annotated[ChartStore, Depends(_visuals)]
RecordingAsked = Annotated[str | None, Depends(_recording)]
FormAsked = Annotated[
    Form | None, Query(alias="format", description="Instead of the Accept header")
]


def form_of(request: Request, asked: Form | None, offered: tuple[Form, ...]) -> Form:
    """Return the form of an answer: what the query asks for, or what the Accept header likes.

    Raises
    ------
    NotAcceptable
        If it is not one of those offered, the first of which is the default.
    """
    if asked is not None and asked in offered:
        return asked
    types = [TYPES[each] for each in offered]
    found = None if asked else preferred(request.headers.get("accept"), types)
    if found is None:
        raise NotAcceptable(
            f"{asked or request.headers.get('accept', '')[:100]} is not to be had here",
            advice=f"There is {', '.join(types)}: by Accept header, or "
            f"{', '.join(f'?format={each}' for each in offered)}.",
        )
    return offered[types.index(found)]


def chart_response(
    request: Request, content: bytes, form: Form, keep: str | None = None
) -> Response:
    """Return a chart or its numbers, with an ETag; ``keep`` is a Cache-Control."""
    headers = _HEADERS | ({"Cache-Control": keep} if keep else {})
    return conditional(request, content, headers, TYPES[form])


def compared(job: Job, form: Literal["png", "svg"]) -> bytes:
    """Return the picture of a training's comparison; raise VisualsMissing before there is one."""
    from functions.api.charts.drawing.comparison import comparison

    if job.decision is None:
        raise VisualsMissing(
            f"Training {job.id} was not compared with the model in service: it has not come so "
            "far, or it failed",
            advice=f"GET /api/v1/train-status/{job.id} says where it stands.",
        )
    return comparison(job.decision, form)
