"""Requests about labelled recordings: JSON and queries."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from functions.http.limits import MAX_ANNOUNCED, MAX_DATA_PERMISSIONS
from talent.recordings.annotation import AnnotationInput, read_name

_Text = Annotated[str, Field(max_length=1_000)]
_Number = float | Annotated[str, Field(max_length=100)]


class _Request(BaseModel):
    # A misspelt field would be a label that nobody sees.
    model_config = ConfigDict(extra="forbid")


class _Said(_Request):
    label: _Text | None = Field(default=None, description="`good` or `bad`, in any case")
    rating: _Number | None = Field(
        default=None, description="In the place of a label; needs `scale` and `threshold`"
    )
    scale: _Text | None = Field(
        default=None, description="Ends of the rating's scale, the worst first: `1-4`"
    )
    threshold: _Number | None = Field(default=None, description="The first rating that is good")
    rater: _Text | None = Field(default=None, description="Who says so; default `anonymous`")
    singer: _Text | None = Field(default=None, description="1 to 100 characters")
    source: _Text | None = Field(
        default=None, description="Where the recording is from, such as the name of a collection"
    )
    consent: bool | None = Field(
        default=None, description="Whether the singer agreed to training on it"
    )

    def said(self) -> AnnotationInput:
        """Return the same in the words of the use-cases."""
        return AnnotationInput(
            **{name: getattr(self, name) for name in AnnotationInput.__dataclass_fields__}
        )


class DataFile(_Said):
    """One large labelled recording that is to be uploaded."""

    model_config = ConfigDict(title="DataFile")

    filename: Annotated[str, Field(max_length=1_000)]
    content_type: Annotated[str, Field(max_length=100)]
    size: Annotated[int, Field(ge=0, le=MAX_ANNOUNCED)] | None = Field(
        default=None, description="In bytes"
    )


class DataFiles(_Request):
    """Large labelled recordings that are to be uploaded."""

    model_config = ConfigDict(
        title="DataFiles",
        json_schema_extra={
            "examples": [
                {
                    "files": [
                        {
                            "filename": "take.wav",
                            "content_type": "audio/wav",
                            "size": 31_752_044,
                            "rating": 3,
                            "scale": "1-4",
                            "threshold": 2.5,
                            "rater": "eve",
                            "singer": "ann",
                        },
                        {"filename": "good_take.mp3", "content_type": "audio/mpeg"},
                    ]
                }
            ]
        },
    )

    files: Annotated[list[DataFile], Field(min_length=1, max_length=MAX_DATA_PERMISSIONS)]


class CorrectionBody(_Said):
    """What shall be true of a recording from now on.

    Of `singer`, `source` and `consent`, null makes unknown; what is left out stays.
    """

    model_config = ConfigDict(
        title="Correction",
        json_schema_extra={"examples": [{"label": "bad", "rater": "eve", "singer": "ann"}]},
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("the body changes nothing: give at least one field")
        judged = {"rater", "scale", "threshold"} & self.model_fields_set
        if judged and not self.said().judges:
            raise ValueError(f"`{min(judged)}` says nothing without a label or a rating")
        return self

    def facts(self) -> dict[str, str | bool | None]:
        """Return the checked new values of what is not an opinion; raise LabelInvalid."""
        given = {"singer", "source", "consent"} & self.model_fields_set
        values: dict[str, Any] = {name: getattr(self, name) for name in given}
        return {
            name: value if name == "consent" else read_name(value, name)
            for name, value in values.items()
        }


class Filters(_Request):
    """Which recordings are wanted; all of them where nothing is said."""

    label: Literal["good", "bad", "divided"] | None = Field(
        default=None, description="What most raters say; `divided` where they are so equally"
    )
    singer: str | None = Field(default=None, description="Exactly this singer")
    source: str | None = Field(default=None, description="Exactly this source")
    cursor: str | None = Field(
        default=None, description="`next_cursor` of the page before, with the same filters"
    )

    def filters(self) -> dict[str, str]:
        """Return the filters that are set, as names are stored; raise LabelInvalid."""
        named = {"singer": self.singer, "source": self.source}
        found = {name: read_name(value, name) for name, value in named.items()}
        found["label"] = self.label
        return {name: value for name, value in found.items() if value is not None}


class Listing(Filters):
    """One page of the recordings that are wanted."""

    limit: Annotated[int, Field(ge=1, le=100, description="Most recordings on the page")] = 20
