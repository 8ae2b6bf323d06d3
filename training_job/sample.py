"""Good and bad takes by the synthetic singer, to listen to and to send to the service."""

import csv
from pathlib import Path
from typing import Final

import soundfile

from training_job.singer import ClipSpec, make_clip, plan_clip

EACH: Final = 6
"""Takes of either kind."""
MARGIN: Final = 0.25
"""Only takes at least this far from the line between good and bad: samples should be clear."""
CURL: Final = "curl -F file=@{path} http://127.0.0.1:8000/api/v1/predictions/single"


def main(out: Path = Path("samples"), seed: int = 1) -> None:
    """Write the takes and ``samples.csv`` with the truth about them, and say so.

    Parameters
    ----------
    out : folder, made if missing.
    seed : names the takes; the same seed gives the same files.
    """
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, spec in _choose(seed):
        clip = make_clip(spec)
        path = out / f"{name}.wav"
        soundfile.write(path, clip.samples, clip.sample_rate, subtype="PCM_16")
        rows.append(
            {
                "file": path.name,
                "label": "good" if clip.label else "bad",
                "skill": f"{clip.skill:.3f}",
                "seed": seed,
                "singer": clip.singer_id,
                "clip": clip.clip_id,
                "seconds": f"{spec.seconds:.2f}",
            }
        )
        print(f"{path}  skill {clip.skill:.2f}  {spec.seconds:.1f} s  {spec.singer.voice_type}")
    with (out / "samples.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    print(f"{out / 'samples.csv'}  the truth about them")
    print(f"Try: {CURL.format(path=out / 'good_01.wav')}")


def _choose(seed: int) -> list[tuple[str, ClipSpec]]:
    """Return names and plans of the takes: a different singer each, clearly good or bad."""
    chosen: dict[str, list[ClipSpec]] = {"good": [], "bad": []}
    singer = 0
    while min(len(specs) for specs in chosen.values()) < EACH:
        spec = plan_clip(seed, singer, 0, seconds=10.0 + singer % 6)
        kind = chosen["good" if spec.label else "bad"]
        if abs(spec.skill - 0.5) >= MARGIN and len(kind) < EACH:
            kind.append(spec)
        singer += 1
    return [
        (f"{kind}_{number:02d}", spec)
        for kind, specs in chosen.items()
        for number, spec in enumerate(specs, start=1)
    ]
