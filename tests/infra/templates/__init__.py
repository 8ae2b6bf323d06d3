"""The synthesised templates: every promise, read from what CloudFormation gets."""
