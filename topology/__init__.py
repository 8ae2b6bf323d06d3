"""Topology: what is deployed, as tables that the local stack and the CDK read; code of neither."""
