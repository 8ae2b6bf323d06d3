"""Good and bad takes by the synthetic singer, to listen to, to send and to learn from."""

import csv
from operator import attrgetter
from pathlib import Path
from typing import Final

import soundfile
from tqdm import tqdm

from training_job.job.rated_folder import TABLE
from training_job.singer import ClipSpec, plan_clip, render
from training_job.singer.recording import SAMPLE_RATE

EACH: Final = 6
"""Clear takes of either kind."""
MARGIN: Final = 0.25
"""Only takes at least this far from the line between good and bad are clear."""
TAKES: Final = 4
"""By each singer of a larger set."""


def main(out: Path = Path("samples"), seed: int = 1, singers: int = 0) -> None:
    """Write takes, and ``labels.csv`` with the truth about them; say so.

    Parameters
    ----------
    out : folder, made if missing.
    seed : names the takes; the same seed gives the same files.
    singers : so many further people sing four takes each, clear or not.
    """
    clear = _clear(seed)
    specs = clear | _set(seed + 1, singers)
    out.mkdir(parents=True, exist_ok=True)
    sung = render(specs.values(), workers=2 if singers else 1, each=attrgetter("samples"))
    bar = tqdm(sung, total=len(specs), desc="singing", disable=not singers)
    for name, samples in zip(specs, bar, strict=True):
        soundfile.write(out / f"{name}.wav", samples, SAMPLE_RATE, subtype="PCM_16")
    with (out / TABLE).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file", "label", "singer", "skill", "seconds"))
        writer.writerows(_row(name, spec) for name, spec in specs.items())
    for name, spec in clear.items():
        print(f"{out / name}.wav  skill {spec.skill:.2f}  {spec.seconds:.1f} s")
    if singers:
        print(f"{out}/singer-*.wav  {len(specs) - len(clear)} takes by {singers} singers")
    print(f"{out / TABLE}  the truth about them")


def _row(name: str, spec: ClipSpec) -> tuple[str, ...]:
    label = "good" if spec.label else "bad"
    return f"{name}.wav", label, spec.singer.singer_id, f"{spec.skill:.3f}", f"{spec.seconds:.2f}"


def _clear(seed: int) -> dict[str, ClipSpec]:
    """Return plans of takes by name: a different singer each, clearly good or bad."""
    chosen: dict[str, list[ClipSpec]] = {"good": [], "bad": []}
    singer = 0
    while min(len(specs) for specs in chosen.values()) < EACH:
        spec = plan_clip(seed, singer, 0, seconds=10.0 + singer % 6)
        kind = chosen["good" if spec.label else "bad"]
        if abs(spec.skill - 0.5) >= MARGIN and len(kind) < EACH:
            kind.append(spec)
        singer += 1
    return {
        f"{kind}_{number:02d}": spec
        for kind, specs in chosen.items()
        for number, spec in enumerate(specs, start=1)
    }


def _set(seed: int, singers: int) -> dict[str, ClipSpec]:
    """Return plans of takes by name, as people are: few of them clear."""
    specs = (
        plan_clip(seed, singer, take, seconds=10.0 + (singer + take) % 6)
        for singer in range(singers)
        for take in range(TAKES)
    )
    return {spec.clip_id: spec for spec in specs}
