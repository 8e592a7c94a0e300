"""The boto3-shaped layer, part by part, with boto3 as the oracle."""
