"""Recordings to keep, and what is said of them."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import soundfile

from talent.recordings.annotation import AnnotationInput, read_annotation
from talent.recordings.recording import Annotation, Label, LabelSource, RaterLabel, Recording
from tests.unit.features.signals import RATE, melody

NOW = datetime(2025, 1, 31, 12, tzinfo=UTC)
SCALE = (0, 200, 400, 500, 700, 900, 1100, 1200, 1100, 900, 700, 500, 400, 200)


@cache
def take(shift: int = 0, container: str = "WAV") -> bytes:
    """Return a sung scale as a file; another shift is another sound."""
    samples = melody(np.array(SCALE) + 10.0 * shift, vibrato_cents=40.0).samples
    buffer = io.BytesIO()
    soundfile.write(buffer, np.round(32_767 * samples).astype(np.int16), RATE, format=container)
    return buffer.getvalue()


def claim(label: Label = "good", rater: str = "ann", **said: str | bool | None) -> Annotation:
    """Return a claim."""
    return read_annotation(AnnotationInput(label, rater=rater, **said), filename="", at=NOW)  # type: ignore[arg-type]  # the caller knows its fields


def recording(number: int = 0, *labels: Label, **facts: object) -> Recording:
    """Return a recording with one rater per label."""
    opinions = {
        f"rater {n}": RaterLabel(f"rater {n}", label, LabelSource.GIVEN, NOW)
        for n, label in enumerate(labels or ("good",))
    }
    digest = f"{number:064x}"[::-1]
    known = Recording(
        id=digest[:32],
        sha256=digest,
        seconds=10.0,
        bytes=1000,
        content_type="audio/wav",
        filename="take.wav",
        singer=None,
        source=None,
        consent=None,
        created_at=NOW,
        updated_at=NOW,
        opinions=opinions,
        features=(2,),
    )
    return replace(known, **facts)  # type: ignore[arg-type]  # the caller knows its fields
