"""What tells a stack from all others, even from one of the same name that was torn down."""

from aws_cdk import Fn, Stack
from constructs import Construct


def incarnation(construct: Construct) -> str:
    """Return the last part of the stack's ARN, which CloudFormation made for it alone."""
    return Fn.select(2, Fn.split("/", Stack.of(construct).stack_id))
