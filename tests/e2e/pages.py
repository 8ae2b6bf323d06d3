"""Pages of Markdown as a reader follows them: commands run in order, output compared.

The convention, for README.md and docs/api-guide.md:

``console``
    A line that begins with `$ ` is a command, continued by a backslash at its end; the lines up
    to the next command are its output. A command without output here may say anything, but must
    succeed. Where there is output, it is what counts, and not the exit status: so a refusal can
    be shown. `...` in it matches anything, of any length. White space does not count; numbers
    must agree when rounded to the digits that the page prints, or begin so before a `...`. Ids
    of 12 hex digits and more, UUIDs, timestamps, seconds and ports are not compared.
``sh``
    A script that must succeed (curl counts a refusal as failure), line after line. Its output
    is not compared.
other fences, and lines in ``console`` before the first `$ `
    Not run.

All commands of a page share one bash, with its variables and folder. `make run` runs in the
background and is waited for until it says "Ready". Nothing of a command is replaced but
``127.0.0.1:8000``, with `PORT`'s default, by the port at hand; `PORT` and `BASE` stand in the
environment.
"""

import os
import re
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NOT_RUN: Final = {
    "make test": "this runs in it",
    "make check": "another part of the same check",
    "make deploy": "needs an account of AWS",
    "npx aws-cdk": "needs an account of AWS",
    "docker compose": "tests/images runs it",
}
"""Commands, and whole ``sh`` blocks, that are left out: how they begin, and why."""

_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND: Final = re.compile(r"^\$ ((?:.*\\\n)*.*)\n?((?:(?!\$ ).*\n)*)", re.MULTILINE)
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_TOKEN: Final = re.compile(r"-?\d+(?:\.\d+)?\.\.\.|\.\.\.|-?\d+(?:\.\d+)?|\w+|\S")
_VOLATILE: Final = (
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "<id>"),
    (re.compile(r"(?<![\w.])[0-9a-f]{12,64}\b"), "<id>"),  # no digits of a fraction
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+(Z|\+00:00)"), "<time>"),
    (re.compile(r"\b\d+(\.\d+)? s\b"), "<seconds>"),
    (re.compile(r"(127\.0\.0\.1|localhost):\d+"), "<address>"),
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a page.

    Attributes
    ----------
    text : for bash.
    expected : the output that the page shows; empty where it shows none.
    strict : whether it must succeed, curl's refusals included.
    """

    text: str
    expected: str
    strict: bool


class Wrong(AssertionError):
    """A command did not do what its page says; the text has both."""


def commands(page: str) -> list[Command]:
    """Return the commands of a page that are run, in order."""
    found: list[Command] = []
    for language, text in _BLOCK.findall(page):
        if language == "sh":
            found.append(Command(text, "", strict=True))
        elif language == "console":
            found += [Command(line, shown, strict=False) for line, shown in _COMMAND.findall(text)]
    return [each for each in found if not each.text.startswith(tuple(NOT_RUN))]


def run(page: str, folder: Path, environment: Mapping[str, str], seconds: float = 1800) -> str:
    """Run the commands of a page in a folder; return all that they said.

    Raises
    ------
    Wrong
        At the first that fails, or says something else than the page.
    """
    listed = commands(page)
    refusing = folder / ".refusing"
    refusing.mkdir(exist_ok=True)
    (refusing / ".curlrc").write_text("fail-with-body\n")
    process = subprocess.Popen(
        ["/bin/bash", "-c", _script(listed, environment["PORT"], refusing)],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        whole, _ = process.communicate(timeout=seconds)
    finally:
        with suppress(ProcessLookupError):  # what it began and did not end
            os.killpg(process.pid, signal.SIGKILL)
    said = whole.split(_MARK)[1:]
    for number, command in enumerate(listed):
        if number >= len(said):
            raise Wrong(f"$ {command.text}\nwas not run:\n{whole[-3000:]}")
        output, ended, status = said[number].rpartition("\nstatus ")
        if not ended:
            raise Wrong(f"$ {command.text}\nfailed:\n{status[-3000:]}")
        if status.strip() != "0" and (command.strict or not command.expected):
            raise Wrong(f"$ {command.text}\nended with {status}:\n{output[-3000:]}")
        if command.expected and (why := difference(command.expected, output)):
            raise Wrong(
                f"$ {command.text}\nsaid:\n{output[-5000:]}\nand not:\n{command.expected}{why}"
            )
    return whole


_MARK: Final = "\n=== a command of the page ===\n"


def _script(listed: list[Command], port: str, refusing: Path) -> str:
    """Return the whole page for one bash; whatever was begun ends with it."""
    parts = ["trap 'kill $RUNNING 2>/dev/null; wait' EXIT", "set -o pipefail"]
    for command in listed:
        text = command.text.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        if re.match(r"(\w+=\S+ )*make run\b", text):
            text = _in_background(text)
        parts.append(f"printf %s '{_MARK}'")
        if command.strict:
            parts += [f"export CURL_HOME='{refusing}'", "set -eu", text, "set +eu", "true"]
        else:
            parts += ["unset CURL_HOME", text]
        parts.append('status=$?; echo; echo "status $status"')
        if not command.expected:
            parts.append('[ "$status" = 0 ] || exit 1')
    return "\n".join(parts)


def _in_background(text: str) -> str:
    return f"""{text.rstrip()} > .make-run.log 2>&1 &
RUNNING=$!
until grep -q Ctrl-C .make-run.log; do sleep 0.2; kill -0 $RUNNING || break; done
cat .make-run.log; kill -0 $RUNNING"""


def difference(expected: str, output: str) -> str:
    """Return where output departs from what a page shows, "" where it does not."""
    for pattern, name in _VOLATILE:
        expected, output = pattern.sub(name, expected), pattern.sub(name, output)
    tokens = _TOKEN.findall(expected)
    numbers = [token for token in tokens if _NUMBER.fullmatch(token)]
    shown = re.compile(r"\s*".join(map(_pattern, tokens)) + r"\s*", re.DOTALL)
    found = shown.fullmatch(output.strip())
    if found is None:
        return "\nThe text differs."
    for number, other in zip(numbers, found.groups(), strict=True):
        digits = len(number.partition(".")[2])
        if abs(float(number) - float(other)) > 0.5 * 10**-digits + 1e-9:
            return f"\n{other} is not {number} to its {digits} digits."
    return ""


def _pattern(text: str) -> str:
    if text.endswith("..."):
        return re.escape(text.removesuffix("...")) + ".*?"
    return f"({_NUMBER.pattern})" if _NUMBER.fullmatch(text) else re.escape(text)
