"""cdk-nag and cfn-lint find nothing that nobody accepted."""

import sys
from pathlib import Path

import pytest

from infra import node
from infra.diagram import DOCUMENT, draw_diagram, insert
from infra.packaging.tools import ToolFailed, run_tool
from infra.template import Deployed

pytestmark = pytest.mark.slow


def test_the_rules_are_really_applied(tmp_path: Path) -> None:
    node.provide()
    import aws_cdk as cdk
    from aws_cdk import aws_s3 as s3

    from infra.application import add_rules

    app = cdk.App(outdir=str(tmp_path))
    s3.Bucket(cdk.Stack(app, "Careless"), "Open")
    add_rules(app)
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()


def test_cloudformation_takes_the_templates(deployed: Deployed) -> None:
    templates = sorted(str(path) for path in Path(deployed.folder).glob("*.template.json"))
    assert len(templates) == 2
    lint = Path(sys.executable).parent / "cfn-lint"
    try:
        run_tool(str(lint), "--regions", "eu-central-1", "us-east-1", "--", *templates)
    except ToolFailed as error:
        pytest.fail(str(error))


def test_the_drawing_is_of_what_is_deployed(dev: Deployed) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert insert(text, draw_diagram(dev)) == text, "make diagram draws it again"
