"""The request of a training: checked, and read back from where it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Self, get_args

DataSource = Literal["uploads+base", "uploads", "base"]
SOURCES: Final[tuple[DataSource, ...]] = get_args(DataSource)


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """Settings of a training that somebody asks for; the API has stricter bounds.

    Attributes
    ----------
    data_source : the user's recordings, the synthetic base, or both.
    test_share : share of the singers who are held out.
    feature_set : name in the catalogue of features.
    augment : whether altered copies of the recordings are trained on as well.
    seed : of everything that is drawn.
    """

    data_source: DataSource = "uploads+base"
    epochs: int = 100
    batch_size: int = 32
    test_share: float = 0.2
    feature_set: str = "singing"
    augment: bool = False
    seed: int = 0

    def as_record(self) -> dict[str, Any]:
        """Return every field, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_record(cls, raw: Mapping[str, Any]) -> Self:
        """Read the fields that are known; what is missing is as above. Raise ValueError."""
        request = cls(**{name: raw[name] for name in cls.__dataclass_fields__ if name in raw})
        whole = (request.epochs, request.batch_size, request.seed)
        if request.data_source not in SOURCES:
            raise ValueError(f"data_source {request.data_source!r}, expected one of {SOURCES}")
        if not all(type(number) is int for number in whole) or min(whole[:2]) < 1 or whole[2] < 0:
            raise ValueError(f"epochs, batch_size and seed are {whole}")
        if not 0.0 < request.test_share < 1.0 or type(request.augment) is not bool:
            raise ValueError(f"test_share {request.test_share}, augment {request.augment!r}")
        return request
