"""What boto3 has for Amazon DynamoDB beside its client: `types`."""
