"""The CDK application; ``cdk.json`` names this file. See ``infra/``."""

import sys

from infra import node

node.provide()

import aws_cdk as cdk  # noqa: E402 - needs Node from its first line on

from infra.application import build  # noqa: E402 - likewise
from infra.stage import ChoiceInvalid  # noqa: E402 - likewise

app = cdk.App()
try:
    build(app)
except ChoiceInvalid as error:
    sys.exit(str(error))
try:
    app.synth()
except RuntimeError as error:
    if "ValidationFailed" in str(error):  # the findings stand above
        sys.exit("A rule is broken: mend it, or accept it with a reason where it arises.")
    raise
