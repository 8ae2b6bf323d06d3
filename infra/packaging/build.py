"""Build for one architecture, and refuse what Lambda would refuse later."""

from dataclasses import dataclass
from pathlib import Path

from infra.packaging import gates, parts
from infra.packaging.interpreter import ADVICE, find_python
from infra.packaging.prune import size
from infra.packaging.target import BUILD, PYTHON_VERSION, Architecture
from topology.environment import environment
from topology.functions import PACKED, Function
from topology.resources import STORAGE


class Refused(Exception):
    """A gate found something wrong with what was built; the text says what."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was built and passed.

    Attributes
    ----------
    vendor, talent : folders of the layers.
    functions : folder of each function's code, by its name.
    protocol : lines for people: what was made, what was proved and what was not.
    """

    vendor: Path
    talent: Path
    functions: dict[str, Path]
    protocol: list[str]


def build_parts(architecture: Architecture) -> Built:
    """Make all parts, or take those that are there, and check them; raise Refused."""
    built = Built(
        vendor=parts.vendor(architecture),
        talent=parts.talent(),
        functions={function.name: parts.function(function.name) for function in PACKED},
        protocol=[],
    )
    layers = [built.vendor, built.talent]
    wrong = gates.without_libsndfile(built.vendor)
    wrong += gates.foreign_binaries(built.vendor, architecture)
    for name, folder in built.functions.items():
        wrong += [f"{name}: {line}" for line in gates.too_large([*layers, folder])]
    built.protocol.append(_sizes(architecture, built))
    if not wrong:
        wrong = _imports(architecture, built)
    if wrong:
        lines = "\n  ".join(wrong)
        raise Refused(f"What was built for {architecture.name} must not be deployed:\n  {lines}")
    return built


def _imports(architecture: Architecture, built: Built) -> list[str]:
    """Start every handler from what was built alone, where this machine can."""
    found = find_python()
    if found.python is None:
        built.protocol.append(
            f"NOT PROVED that the handlers start, and NO BYTECODE made: there is no CPython "
            f"{PYTHON_VERSION} on this machine; {ADVICE}"
        )
        return []
    if not architecture.is_here:
        built.protocol.append(
            f"NOT PROVED that the handlers start: this machine cannot run {architecture.name}"
        )
        return []
    wrong = []
    for function in PACKED:
        folders = [built.vendor, built.talent, built.functions[function.name]]
        wrong += gates.failing_import(
            found.python, function.handler, environment_of(function), folders
        )
    names = ", ".join(function.name for function in PACKED)
    built.protocol.append(f"Under CPython {found.version} these start from it alone: {names}")
    return wrong


def environment_of(function: Function) -> dict[str, str]:
    """Return all that a function reads at its start, leading nowhere."""
    return environment(
        function,
        endpoint="http://127.0.0.1:9",
        cors="",
        log_level="INFO",
        more={
            **STORAGE,
            "CONSOLE_BUCKET": "a-console",
            "TRAINING_MACHINE": "a-machine",
            "FOLD_SALT": "for the check",
        },
    )


def _sizes(architecture: Architecture, built: Built) -> str:
    mebibytes = {
        "vendor": size(built.vendor),
        "talent": size(built.talent),
        **{name: size(folder) for name, folder in built.functions.items()},
    }
    sizes = ", ".join(f"{name} {total / 2**20:.1f}" for name, total in mebibytes.items())
    return f"{architecture.name}: MiB unzipped: {sizes} (in {BUILD})"
