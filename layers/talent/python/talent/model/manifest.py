"""Manifest of a model: ``manifest.json``, beside ``model.tflite``.

Plain JSON, checked field by field when read: a model is data that arrives from outside.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, Literal, Self, get_args

from talent.errors import ModelCorrupt

FORMAT: Final = 1
LABELS: Final = ("bad", "good")
FittedOn = Literal["synthetic", "uploads", "nothing"]


@dataclass(frozen=True, slots=True)
class Calibration:
    """On what the probability was fitted.

    ``fitted_on`` is "synthetic", "uploads" or "nothing": a model that learned from uploads
    alone, and whose probability could not be fitted on them. Only a probability fitted on the
    operator's own labelled uploads may be called calibrated. ``n`` counts recordings,
    ``singers`` the people who sang them; both are 0 where it was fitted on nothing.
    """

    fitted_on: FittedOn
    n: int
    singers: int

    def check(self) -> None:
        """Raise ValueError where this cannot be so."""
        if self.fitted_on not in get_args(FittedOn):
            raise ValueError(f"calibration fitted_on {self.fitted_on!r}: {get_args(FittedOn)}")
        if self.fitted_on == "nothing" and (self.n or self.singers):
            raise ValueError(f"calibration fitted_on nothing, yet on {self.n} recordings")


@dataclass(frozen=True, slots=True)
class Manifest:
    """Identity, decision rule and provenance of a model.

    Attributes
    ----------
    version : identifier of the model, in every answer.
    kind : "linear" or "network": what is inside the graph.
    features : names of the inputs, in order.
    feature_hash : what those names meant when it was trained.
    threshold : probability from which the label is good.
    uncertain_band : (low, high): probabilities in between are called uncertain.
    calibration : on what the probability was fitted.
    training : provenance: data, seed, counts.
    libraries : versions that made it.
    files : sha256 of every other file of the model, by name.
    feature_set : name of the features in the catalogue.
    """

    version: str
    kind: Literal["linear", "network"]
    features: tuple[str, ...]
    feature_hash: str
    threshold: float
    uncertain_band: tuple[float, float]
    calibration: Calibration
    training: Mapping[str, Any]
    libraries: Mapping[str, str]
    files: Mapping[str, str]
    feature_set: str = "singing"
    labels: tuple[str, ...] = LABELS
    format: int = FORMAT
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the text of ``manifest.json``."""
        return json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read ``manifest.json``; raise ModelCorrupt where it is not one."""
        try:
            raw: dict[str, Any] = json.loads(text)
            if raw.get("format") != FORMAT:
                raise ValueError(f"format {raw.get('format')!r}, this code reads {FORMAT}")
            unknown = set(raw) - {f.name for f in fields(cls)}
            if unknown:
                raise ValueError(f"unknown fields {sorted(unknown)}")
            low, high = (float(edge) for edge in raw.pop("uncertain_band"))
            manifest = cls(
                **{
                    **raw,
                    "features": tuple(raw["features"]),
                    "labels": tuple(raw["labels"]),
                    "threshold": float(raw["threshold"]),
                    "uncertain_band": (low, high),
                    "calibration": Calibration(**raw["calibration"]),
                }
            )
            manifest._check()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ModelCorrupt(
                f"manifest.json cannot be used: {error}",
                advice="Export the model again with the training job.",
            ) from error
        return manifest

    def _check(self) -> None:
        self.calibration.check()
        low, high = self.uncertain_band
        if not 0.0 <= low <= self.threshold <= high <= 1.0:
            raise ValueError(f"threshold {self.threshold} outside its band {low}..{high}")
        if self.labels != LABELS:
            raise ValueError(f"labels {self.labels}, expected {LABELS}")
