"""What boto3 adds to the client of Amazon S3: transfers of files, and POST forms."""
