"""The training job's command line: ``python -m training_job COMMAND``; ``--help`` lists them."""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Nothing that trains here: each command imports what it needs, and `make run` installs no more
# than `sample` and `evaluate` need. TensorFlow cannot live beside the serving path at all.
from talent.errors import TalentError
from talent.features.catalogue import FEATURE_SETS
from training_job import ROOT
from training_job.job import evaluate_rated, rated_folder, settings
from training_job.models.dataset import BadDataError, Dataset

SINGERS = 300
TAKES = 4
SEED = 2025
DEFAULT_SET = "singing"
OTHERS = ROOT / "build" / "models"
"""Folder of models on other features: never in the default model's place."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status (2: bad data, trying again will not help)."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except (rated_folder.TableError, BadDataError, TalentError) as error:
        advice = getattr(error, "advice", "")
        print(f"error: {error}{'. ' + advice if advice else ''}", file=sys.stderr)
        return 2


def _model(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from training_job.default_model.base import load_base, save_base

    prefix, out = named(options)
    if options.from_base:
        whole = load_base("all")
    else:
        whole = _sing(options)
        if out == evaluate_rated.DEFAULT_MODEL:
            save_base(whole)
            whole = load_base("all")  # as it was kept, for the same charts from it
    data = whole.on(options.feature_set)
    print(f"{len(data)} takes, refused {data.refused or 'none'}, sha256 {data.sha256()[:12]}")

    from talent.learning import FOLDS
    from training_job.charts.model_charts import illustrate
    from training_job.default_model.train import TEST_FOLDS, Origin, fits, train
    from training_job.models.hyperparameters import Hyperparameters

    origin = Origin(
        prefix=prefix,
        sung_by="a synthetic singer's many voices",
        facts={"data": "synthetic", "seed": options.seed, "refused": data.refused},
    )
    recipe = Hyperparameters(epochs=options.epochs)
    with _stage("train and judge"), tqdm(total=fits(FOLDS - len(TEST_FOLDS)), unit="fit") as bar:
        manifest = train(data, out, origin, recipe=recipe, after_fit=bar.update)
    with _stage("draw"):
        illustrate(out, whole, origin.sung_by)
    print(f"{manifest.version} ({manifest.kind}) is in {out}")
    return 0


def _sing(options: argparse.Namespace) -> Dataset:
    from tqdm import tqdm

    from training_job.models.dataset import make_dataset
    from training_job.singer import plan

    specs = plan(options.singers, options.takes, options.seed)
    with _stage("sing and analyse"), tqdm(total=len(specs), unit="take") as bar:
        return make_dataset(
            specs, workers=options.workers, feature_set="all", after_each=bar.update
        )


def named(options: argparse.Namespace) -> tuple[str, Path]:
    """Return the start of a model's version and the folder it goes to."""
    if options.feature_set == DEFAULT_SET:
        name, folder = "default", evaluate_rated.DEFAULT_MODEL
    else:
        name, folder = options.feature_set, OTHERS / options.feature_set
    return options.name or name, options.out or folder


def _evaluate(options: argparse.Namespace) -> int:
    evaluate_rated.main(
        options.where,
        model=options.model,
        good_from=options.good_from,
        workers=options.workers,
        as_json=options.json,
    )
    return 0


def _sample(options: argparse.Namespace) -> int:
    from training_job.default_model import sample

    sample.main(options.out, options.seed, options.singers)
    return 0


def _retrain(_: argparse.Namespace) -> int:
    from training_job.job import retrain

    return retrain.main(os.environ)


@contextmanager
def _stage(name: str) -> Iterator[None]:
    start = time.perf_counter()
    print(f"{name} ...", flush=True)
    yield
    print(f"{name}: {time.perf_counter() - start:.0f} s", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training_job", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    model = commands.add_parser("model", help="make the default model from the synthetic singer")
    model.add_argument("--singers", type=int, default=SINGERS, help="people (%(default)s)")
    model.add_argument("--takes", type=int, default=TAKES, help="takes by each (%(default)s)")
    model.add_argument("--seed", type=int, default=SEED, help="names the corpus (%(default)s)")
    model.add_argument("--epochs", type=int, default=200, help="at most (%(default)s)")
    model.add_argument("--workers", type=int, default=2, help="processes (%(default)s)")
    model.add_argument(
        "--feature-set",
        choices=FEATURE_SETS,
        default=DEFAULT_SET,
        help="what it may see: how somebody sings, how the recording sounds, or both (%(default)s)",
    )
    model.add_argument(
        "--from-base",
        action="store_true",
        help="do not sing: take what was measured on the committed base",
    )
    model.add_argument("--name", help="start of the version (default, or the feature set)")
    model.add_argument("--out", type=Path, help="folder (the default model's, or build/models/SET)")
    model.set_defaults(run=_model)

    judge = commands.add_parser(
        "evaluate",
        help="judge the model in service on rated recordings",
        description=rated_folder.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    judge.add_argument("where", type=Path, help="folder with labels.csv, or a CSV file")
    judge.add_argument(
        "--model", type=Path, default=evaluate_rated.DEFAULT_MODEL, help="model folder"
    )
    judge.add_argument("--good-from", type=float, help="least rating of a good take")
    judge.add_argument("--workers", type=int, default=2, help="processes (%(default)s)")
    judge.add_argument("--json", action="store_true", help="print JSON instead of a table")
    judge.set_defaults(run=_evaluate)

    sample = commands.add_parser("sample", help="good and bad takes by the synthetic singer")
    sample.add_argument("--out", type=Path, default=Path("samples"), help="folder (%(default)s)")
    sample.add_argument("--seed", type=int, default=1, help="names the singers (%(default)s)")
    sample.add_argument(
        "--singers", type=int, default=0, help="further people, four takes each (%(default)s)"
    )
    sample.set_defaults(run=_sample)

    again = commands.add_parser(
        "retrain",
        help="train a candidate on a snapshot of recordings; all is said by the environment",
        description=settings.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    again.set_defaults(run=_retrain)

    return parser


if __name__ == "__main__":
    sys.exit(main())
