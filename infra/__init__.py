"""The service on AWS: constructs, stages, and what is packed into its Lambda functions."""
