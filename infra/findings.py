"""Findings of cdk-nag that are meant to be as they are, each with its reason beside the cause."""

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import Construct


def accept(validations: Validations, rule: str, reason: str) -> None:
    """Accept a finding of the pack AwsSolutions: ``S1``, or ``IAM5[Resource::*]``."""
    _accept(validations, "AwsSolutions", rule, reason)


def accept_serverless(validations: Validations, rule: str, reason: str) -> None:
    """Accept a finding of the pack Serverless: ``LambdaDLQ``."""
    _accept(validations, "Serverless", rule, reason)


def accept_below(construct: Construct, owner: Construct, arn: str, rest: str, reason: str) -> None:
    """Accept that a role reaches everything below one resource, of this stack or another.

    Parameters
    ----------
    construct : holds the role's policy.
    owner : the resource.
    arn : of the resource, as the owner gives it.
    rest : what follows the arn in the policy, such as ``/models/*``.
    """
    home = Stack.of(owner)
    if home is Stack.of(construct):
        name = "<{}.{}>".format(*home.resolve(arn)["Fn::GetAtt"])
    else:
        name = home.resolve(home.export_value(arn))["Fn::ImportValue"]
    accept(Validations.of(construct), f"IAM5[Resource::{name}{rest}]", reason)


def _accept(validations: Validations, pack: str, rule: str, reason: str) -> None:
    validations.acknowledge(Acknowledgment(id=f"{pack}::{pack}-{rule}", reason=reason))
