"""What the images and compose.yaml say agrees with the code. Needs no engine."""

import ast
import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml  # type: ignore[import-untyped]  # only here: not worth its types as a dependency

from local.paths import ROOT
from local.settings import LocalSettings
from local.training.step_functions import LOGS

STACK: Final = ROOT / "Dockerfile"
TRAINING: Final = ROOT / "training_job" / "Dockerfile"
IGNORED: Final = {STACK: "Dockerfile.dockerignore", TRAINING: ".dockerignore"}
DOCKERFILES: Final = tuple(IGNORED)
IN_IMAGE: Final = "/app"


def instructions(dockerfile: Path) -> list[tuple[str, str]]:
    """Return each instruction and its arguments, continued lines joined."""
    text = re.sub(r"^#.*\n", "", dockerfile.read_text("utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(word, " ".join(rest.split())) for word, _, rest in (x.partition(" ") for x in lines)]


def said(dockerfile: Path, word: str) -> list[str]:
    return [rest for instruction, rest in instructions(dockerfile) if instruction == word]


def variables(dockerfile: Path) -> dict[str, str]:
    pairs = " ".join(said(dockerfile, "ENV")).split()
    return dict(pair.split("=", 1) for pair in pairs)


def copied(dockerfile: Path) -> list[str]:
    """Return what is copied from the repository, for every lock that may be chosen."""
    sources = [line.split()[0] for line in said(dockerfile, "COPY")]
    choices = ("runtime", "training")
    return [source.replace("${REQUIREMENTS}", each) for source in sources for each in choices]


def service() -> Any:
    (found,) = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"].values()
    return found


def environment() -> dict[str, str | None]:
    """Return the variables that compose.yaml sets, None for those it hands through."""
    pairs = (entry.partition("=") for entry in service()["environment"])
    return {name: value if equals else None for name, equals, value in pairs}


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=str)
def test_what_is_copied_is_there_and_not_ignored(dockerfile: Path) -> None:
    ignore = (ROOT / IGNORED[dockerfile]).read_text("utf-8").splitlines()
    let_in = {line.removeprefix("!") for line in ignore if line.startswith("!")}
    assert "*" in ignore
    assert let_in == set(copied(dockerfile))
    assert all((ROOT / source).exists() for source in let_in)


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=str)
def test_what_is_copied_imports_nothing_of_ours_that_is_not(dockerfile: Path) -> None:
    ours = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {"talent"}
    carried = {Path(source).name for source in copied(dockerfile)} | {"talent"}
    missing = {
        f"{path.relative_to(ROOT)} imports {module}"
        for source in copied(dockerfile)
        for path in (ROOT / source).rglob("*.py")
        for module in _imported(path)
        if module.partition(".")[0] in ours - carried
    }
    assert missing == set()


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=str)
def test_only_what_is_locked_is_installed_and_nobody_is_root(dockerfile: Path) -> None:
    installs = [line for line in said(dockerfile, "RUN") if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)
    (user,) = said(dockerfile, "USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)


def test_the_base_image_is_one_and_has_the_python_of_the_locks() -> None:
    bases = {said(dockerfile, "ARG")[0].partition("=")[2] for dockerfile in DOCKERFILES}
    (base,) = bases
    assert f"${{BASE_IMAGE:-{base}}}" == service()["build"]["args"]["BASE_IMAGE"]
    version = re.search(r"python:(\d+\.\d+)-", base)
    assert version
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert f"$(COMPILE) --python-version {version[1]} requirements/$$set.in" in makefile


def test_every_setting_can_be_made_and_every_variable_is_one() -> None:
    settings = {name.upper() for name in LocalSettings.model_fields}
    assert set(environment()) == settings
    paths = {"PATH", "HOME", "PYTHONPATH", "PYTHONUNBUFFERED"}
    assert set(variables(STACK)) - paths <= settings


def test_what_the_image_sets_is_what_compose_sets_by_default() -> None:
    image = variables(STACK)
    defaults = {
        name: re.sub(r"\$\{\w+:-([^{}]*)\}", r"\1", re.sub(r"\$\{\w+:-([^{}]*)\}", r"\1", value))
        for name, value in environment().items()
        if value is not None
    }
    assert defaults == {name: image[name] for name in defaults}
    ports = (image["PORT"], image["AWS_PORT"])
    assert said(STACK, "EXPOSE") == [" ".join(ports)]
    for port, name in zip(service()["ports"], ("PORT", "AWS_PORT"), strict=True):
        number = f"${{{name}:-{image[name]}}}"
        assert port == f"${{HOST:-127.0.0.1}}:{number}:{number}", "only this machine by default"
    values = {name.lower(): image[name] for name in defaults}
    chosen = LocalSettings.model_validate(values)
    assert chosen.reachable_by_others
    assert chosen.public_aws_url.endswith(f":{chosen.aws_port}")


def test_health_is_asked_where_the_api_answers() -> None:
    (check,) = said(STACK, "HEALTHCHECK")
    program = json.loads(check.partition("CMD ")[2])[-1]
    (route,) = re.findall(r"'GET', '([^']+)'", program)
    document = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    assert "200" in document["paths"][route]["get"]["responses"]
    ast.parse(program)


def test_whatever_is_written_has_a_place_where_nothing_else_can_be() -> None:
    assert service()["read_only"] is True
    image = variables(STACK)
    assert service()["volumes"] == [f"data:{image['DATA_DIR']}"]
    assert said(STACK, "VOLUME") == [image["DATA_DIR"]]
    logs = f"{IN_IMAGE}/{LOGS.relative_to(ROOT).parts[0]}"
    assert set(service()["tmpfs"]) == {image["HOME"], logs}
    assert said(STACK, "WORKDIR") == [IN_IMAGE]
