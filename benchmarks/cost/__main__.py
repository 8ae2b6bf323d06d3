"""Cost of the service, into docs/cost.md: ``make cost``.

    python -m benchmarks.cost FOLDER      from the templates in FOLDER
    python -m benchmarks.cost measure     measure the work again, under AWS's emulator

A template that costs otherwise than the page says is found by tests/infra/templates/test_cost.py.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from benchmarks.cost.page import page
from benchmarks.cost.template import Billed
from benchmarks.cost.work import MeasuredWork
from benchmarks.processes import ROOT
from infra.template import Deployed

PAGE: Final = ROOT / "docs/cost.md"
MACHINE: Final = ROOT / "functions/retraining/retraining.asl.json"


def written(deployed: Deployed) -> str:
    """Return the page for what is deployed."""
    machine = json.loads(MACHINE.read_text(encoding="utf-8"))
    return page(Billed.of(deployed, machine), MeasuredWork.read())


def main(arguments: list[str]) -> int:
    """Write the page, or measure first what it rests on."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.cost",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", metavar="FOLDER", help="with the templates, or `measure`")
    folder = parser.parse_args(arguments).folder
    if folder == "measure":
        from benchmarks.cost.measure import measure_cost

        measure_cost()
        return 0
    PAGE.write_text(written(Deployed.read(Path(folder))), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
