"""botocore as an oracle: the same input to both, the same bytes and values expected of both."""
