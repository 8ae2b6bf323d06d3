"""Grants: permissions of the table, as statements of a role."""

from collections.abc import Iterable

from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.storage import Resources
from infra.findings import accept_below
from topology.permissions import FilePermission, ListPermission, Permission, RowPermission


def grant(
    scope: Construct, role: iam.Role, permissions: Iterable[Permission], resources: Resources
) -> None:
    """Give a role leave; ``scope`` holds the role and its policy."""
    for permission in permissions:
        role.add_to_policy(_statement(permission, resources))
        _accept_rest(scope, permission, resources)


def _statement(permission: Permission, resources: Resources) -> iam.PolicyStatement:
    match permission:
        case FilePermission(bucket, prefix, actions):
            arn = resources.buckets[bucket].arn_for_objects(f"{prefix}*")
            return iam.PolicyStatement(actions=[*actions], resources=[arn])
        case ListPermission(bucket, prefix, actions):
            return iam.PolicyStatement(
                actions=[*actions],
                resources=[resources.buckets[bucket].bucket_arn],
                # If it exists: S3 looks for this leave, without a prefix, before it answers 404.
                conditions={"StringLikeIfExists": {"s3:prefix": f"{prefix}*"}},
            )
        case RowPermission(table, actions, indexes):
            arn = resources.tables[table].table_arn
            return iam.PolicyStatement(
                actions=[*actions], resources=[arn, *([f"{arn}/index/*"] if indexes else [])]
            )


def _accept_rest(scope: Construct, permission: Permission, resources: Resources) -> None:
    """Tell cdk-nag which wildcards are meant: names of files are not known beforehand."""
    match permission:
        case FilePermission(name, prefix):
            bucket = resources.buckets[name]
            reason = f"Files below {prefix} alone, whose names come with the work"
            accept_below(scope, bucket, bucket.bucket_arn, f"/{prefix}*", reason)
        case RowPermission(name, indexes=True):
            table = resources.tables[name]
            accept_below(scope, table, table.table_arn, "/index/*", "The indexes of this one table")
