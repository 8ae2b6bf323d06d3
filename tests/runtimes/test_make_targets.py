"""Every make target installs what it imports: the Makefile's stamps against the imports' closure.

The closure is read from the source, imports inside functions included; of ``training_job`` only
what the command of the target calls. What is installed is read from the lock of the stamp.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from typing import Final

import pytest
from packaging.utils import canonicalize_name

from tests.runtimes.environment import LOCKS, ROOT, Environment

MAKEFILE: Final = (ROOT / "Makefile").read_text(encoding="utf-8")
OURS: Final = (ROOT, ROOT / "layers/talent/python")
RULE: Final = re.compile(r"^([a-z-]+): *([^#\n]*)##.*\n((?:\t.*\n)*)", re.MULTILINE)
STAMP: Final = re.compile(r"^\$\(VENV\)/\.(\w+): requirements/(\w+)\.txt(.*)$", re.MULTILINE)
STARTED: Final = re.compile(r"\$\(BIN\)/(\S+)((?: +[^\s|;&]+)*)")
TARGETS: Final = {name: (needed.split(), recipe) for name, needed, recipe in RULE.findall(MAKEFILE)}
STAMPS: Final = {
    name: (lock, rest)
    for name, lock, rest in STAMP.findall(MAKEFILE)
    if name != "sam"  # an environment of its own, from which nothing is imported
}
WITHOUT: Final = {"help", "lock", "clean"}
"""Targets that start no Python of the environment."""


def installed(target: str) -> set[str]:
    """Return the names of the distributions that a target installs before it runs."""
    found: set[str] = set()
    waiting = list(TARGETS[target][0])
    while waiting:
        each = waiting.pop()
        if each in TARGETS:
            waiting += TARGETS[each][0]
        elif (stamp := each.removeprefix("$(VENV)/.")) in STAMPS:
            lock, rest = STAMPS[stamp]
            found |= locked(lock)
            waiting += rest.partition("|")[0].split()
    return found


@cache
def locked(lock: str) -> frozenset[str]:
    """Return the distributions of a lock."""
    text = (LOCKS / f"{lock}.txt").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^([a-z0-9.-]+)==", text, re.MULTILINE))


def started(target: str) -> Iterator[tuple[str, ...]]:
    """Yield what the recipe of a target starts in the environment, with its first arguments."""
    for program, rest in STARTED.findall(TARGETS[target][1].replace("\\\n", " ")):
        yield (program, *rest.split())


def file_of(module: str) -> Path | None:
    """Return the file of a module of this project, None for another one."""
    for root in OURS:
        path = root.joinpath(*module.split("."))
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                return file
    return None


def imports(nodes: Iterable[ast.AST], package: str) -> set[str]:
    """Return the modules that some statements import, inside functions too, but for type checks."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([package, node.module or ""]) if node.level else node.module or ""
            found |= {base, *(f"{base}.{each.name}" for each in node.names)}
        waiting += ast.iter_child_nodes(node)
    return found


@cache
def imported_by(file: Path, package: str) -> frozenset[str]:
    """Return the modules that a file imports."""
    return frozenset(imports(ast.parse(file.read_text(encoding="utf-8")).body, package))


def command(name: str) -> list[ast.stmt]:
    """Return the statements of training_job's main module without the other commands' functions."""
    tree = ast.parse((ROOT / "training_job/__main__.py").read_text(encoding="utf-8"))
    functions = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
    called = {"main"}
    waiting = [f"_{name.replace('-', '_')}"]
    while waiting:
        called.add(current := waiting.pop())
        names = {node.id for node in ast.walk(functions[current]) if isinstance(node, ast.Name)}
        waiting += (names & functions.keys()) - called
    others = functions.keys() - called
    return [each for each in tree.body if getattr(each, "name", None) not in others]


def third_parties(first: Iterable[str]) -> set[str]:
    """Return the foreign top-level modules in the closure of some imports."""
    seen: set[str] = set()
    foreign: set[str] = set()
    waiting = list(first)
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        top = module.partition(".")[0]
        if file := file_of(module):
            package = module if file.name == "__init__.py" else module.rpartition(".")[0]
            waiting += imported_by(file, package)
            waiting += [module.rpartition(".")[0]] if "." in module else []
        elif not any((root / top).exists() for root in OURS) and top not in sys.stdlib_module_names:
            foreign.add(top)
    return foreign


OURS_STARTED: Final = sorted(
    {each[2] for target in TARGETS for each in started(target) if each[1:2] == ("-m",)} - {"pytest"}
)


@pytest.mark.slow
@pytest.mark.parametrize("module", OURS_STARTED)
def test_what_a_target_starts_has_help(module: str) -> None:
    done = Environment(Path(sys.executable)).run("-m", module, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: python -m {module}")


owners_of_modules: Final = cache(packages_distributions)


def lacking(target: str) -> dict[str, list[str]]:
    """Return what a target imports and does not install, by what it starts."""
    have = installed(target)
    distributions = owners_of_modules()
    found: dict[str, list[str]] = {}
    for program, *arguments in started(target):
        if program != "python":
            if canonicalize_name(program_of(program)) not in have:
                found[program] = [program]
            continue
        if arguments[0] == "-m":
            module = arguments[1]
            main = f"{module}.__main__" if file_of(f"{module}.__main__") else module
            first = {main}
            if module == "training_job":
                first = imports(command(arguments[2]), module)
        else:
            first = set(imported_by(ROOT / arguments[0], ""))
        for top in third_parties(first):
            owners = {canonicalize_name(each) for each in distributions.get(top, [top])}
            if not owners & have:
                found.setdefault(" ".join(arguments), []).append(top)
    return found


def program_of(script: str) -> str:
    """Return the distribution whose command line a script is."""
    names = {"lint-imports": "import-linter"}
    return str(distribution(names.get(script, script)).name)


@pytest.mark.parametrize("target", sorted(TARGETS.keys() - WITHOUT))
def test_a_target_installs_what_it_imports(target: str) -> None:
    assert lacking(target) == {}
