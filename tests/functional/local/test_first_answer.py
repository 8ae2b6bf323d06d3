"""What a fresh `predict` has imported when its first answer is out: it is paid for each time."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from local.lambdas.environment import local_environment
from local.paths import LAYER, ROOT
from tests.functional.events import BATCH, SINGLE, Files, upload
from tests.functional.local.conftest import Aws
from tests.unit.takes import take
from topology.functions import FUNCTIONS

WAITED_FOR: Final = {"boto3", "botocore.session", "urllib3", "pydantic", "fastapi"}
ANSWER: Final = """
import json, sys
from functions.predict.handler import handler
from tests.functional.events import Context
event = json.load(open(sys.argv[1]))
answer = handler(event, Context())
print(json.dumps({"status": answer["statusCode"], "modules": list(sys.modules)}))
"""


def answered(aws: Aws, event: dict[str, Any], folder: Path) -> tuple[int, set[str]]:
    """Return the status of the first answer of a process, and the modules in its memory then."""
    function = next(one for one in FUNCTIONS if one.name == "predict")
    told = local_environment(function, endpoint=aws.endpoint, cors="", log_level="WARNING")
    (folder / "event.json").write_text(json.dumps(event))
    done = subprocess.run(
        [sys.executable, "-c", ANSWER, str(folder / "event.json")],
        cwd=ROOT,
        env={**told, "PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{LAYER}"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    return found["status"], set(found["modules"])


@pytest.mark.parametrize(
    ("path", "files"),
    [
        (SINGLE, [("file", ("a.wav", take()))]),
        (BATCH, [("files", ("a.wav", take())), ("files", ("b.wav", b"no sound"))]),
    ],
    ids=["single", "batch"],
)
def test_a_form_waits_neither_for_boto3_nor_for_pydantic(
    aws: Aws, tmp_path: Path, path: str, files: Files
) -> None:
    status, modules = answered(aws, upload(path, files), tmp_path)
    assert status == 200
    assert modules & WAITED_FOR == set()


def test_they_would_be_seen(aws: Aws, tmp_path: Path) -> None:
    """An option is checked by pydantic."""
    event = upload(SINGLE, [("file", ("a.wav", take()))])
    event["queryStringParameters"] = {"timeline": "true"}
    event["multiValueQueryStringParameters"] = {"timeline": ["true"]}
    status, modules = answered(aws, event, tmp_path)
    assert status == 200
    assert "pydantic" in modules
