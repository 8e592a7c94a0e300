"""Amazon S3: where buckets are, what bodies carry, which answers are not what they seem."""
