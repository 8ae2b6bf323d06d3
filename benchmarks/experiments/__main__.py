"""Experiments: ``python -m benchmarks.experiments COMMAND``; ``--help`` lists them."""

import argparse
import sys
from pathlib import Path

from talent.errors import TalentError
from training_job import ROOT
from training_job.job import rated_folder
from training_job.models.dataset import BadDataError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status (2: bad data, trying again will not help)."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except (rated_folder.TableError, BadDataError, TalentError) as error:
        advice = getattr(error, "advice", "")
        print(f"error: {error}{'. ' + advice if advice else ''}", file=sys.stderr)
        return 2


def _leak_demo(options: argparse.Namespace) -> int:
    from benchmarks.experiments import leak_demo

    leak_demo.main(options.seed, options.workers)
    return 0


def _learning_curve(options: argparse.Namespace) -> int:
    from benchmarks.experiments import confirm_weight_rule, curve

    if options.seeds:
        confirm_weight_rule.main(options.seeds, options.out, options.workers)
    else:
        curve.main(options.data, options.out, options.workers)
    return 0


def _demo(options: argparse.Namespace) -> int:
    from benchmarks.experiments import curve

    curve.demo(options.workers)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.experiments", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    curve = commands.add_parser("learning-curve", help="what recordings are worth beside the base")
    curve.add_argument("--data", type=Path, help="folder of rated recordings to measure as well")
    curve.add_argument(
        "--seeds", type=int, nargs="+", help="juries drawn anew: the rule as it is, nothing picked"
    )
    curve.add_argument("--out", type=Path, default=ROOT / "docs" / "learning-curve.md")
    curve.add_argument("--workers", type=int, default=2, help="processes (%(default)s)")
    curve.set_defaults(run=_learning_curve)

    demo = commands.add_parser("demo", help="retraining learns what a jury hears")
    demo.add_argument("--workers", type=int, default=2, help="processes (%(default)s)")
    demo.set_defaults(run=_demo)

    leak = commands.add_parser("leak-demo", help="why a random split of altered copies lies")
    leak.add_argument("--seed", type=int, default=1, help="names the singers (%(default)s)")
    leak.add_argument("--workers", type=int, default=2, help="processes (%(default)s)")
    leak.set_defaults(run=_leak_demo)
    return parser


if __name__ == "__main__":
    sys.exit(main())
