"""Adapters of the ports to S3, DynamoDB and Step Functions: the only boto3 here, and no rule."""
