"""What is deployed, as tables that both the local stack and the CDK read; no code of either."""
