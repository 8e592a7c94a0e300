"""The client of Amazon S3 with the methods that boto3 adds to it."""

from awso.boto.client import BaseClient


class S3Client(BaseClient):
    """A client of Amazon S3."""
