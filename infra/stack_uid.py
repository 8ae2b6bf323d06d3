"""A unique id of this stack instance."""

from aws_cdk import Fn, Stack
from constructs import Construct


def stack_uid(construct: Construct) -> str:
    """Return the last part of the stack's ARN, which CloudFormation made for it alone."""
    return Fn.select(2, Fn.split("/", Stack.of(construct).stack_id))
