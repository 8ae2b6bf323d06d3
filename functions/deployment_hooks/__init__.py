"""CloudFormation custom resources: install the default model, deploy the console; no requests."""
