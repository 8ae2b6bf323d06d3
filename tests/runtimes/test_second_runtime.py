"""CPython 3.13 with LiteRT runs the same tests and gives the same answers."""

import re
from pathlib import Path

import pytest

from talent.features.catalogue import FEATURE_SETS
from tests.proofs import Proofs
from tests.runtimes.comparison import answers, furthest_apart, name
from tests.runtimes.environment import Environment
from tests.second_run import FOLDERS, LOCAL, OUTPUT, left_out

pytestmark = pytest.mark.slow


def test_the_tests_pass(
    newest: Environment, rerun: Path, recordings: Path, protocol: Proofs
) -> None:
    output = (rerun / OUTPUT).read_text(encoding="utf-8")
    passed = re.search(r"(\d+) passed", output)
    assert passed, output[-2000:]
    protocol.say(
        f"Proved on {name(answers(newest, recordings))}: {passed[1]} tests of "
        f"{' and '.join(FOLDERS)} without {LOCAL}; {len(left_out())} files left out that need "
        "the training tools"
    )


def test_it_is_another_runtime(second: Environment, first: Environment, recordings: Path) -> None:
    here, there = answers(first, recordings), answers(second, recordings)
    assert there["python"].startswith("3.13.")
    assert there["runtime"].startswith("ai-edge-litert ")
    assert there["heavy"] == []
    assert there["graph"] == here["graph"]


def test_the_same_bytes_get_the_same_answer(
    second: Environment, first: Environment, recordings: Path, protocol: Proofs
) -> None:
    here, there = answers(first, recordings), answers(second, recordings)
    assert len(there["takes"]) == len(list(recordings.glob("*.wav")))
    furthest = furthest_apart(there, here)
    protocol.say(
        f"Proved on {name(there)}: {len(there['takes'])} recordings get the answers and all "
        f"{len(FEATURE_SETS['all'])} features of {name(here)} "
        f"(probabilities at most {furthest:.0e} apart)"
    )
