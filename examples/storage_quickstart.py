"""S3 in a few lines: stream a file up, list by pages, stream it down, give somebody else a link, wait for the end.

Talks to AWS with your own credentials, or to an emulator where AWS_ENDPOINT_URL_S3 says so. It makes a bucket and
removes it again.

    python -m examples.storage_quickstart my-unused-bucket-name
"""

import sys
import tempfile

from awso import s3


def main(bucket: str) -> None:
    with s3.Client() as client:
        client.create_bucket(bucket=bucket)
        client.wait_until.bucket_exists(bucket=bucket)

        with tempfile.TemporaryFile() as file:
            file.write(b"a line of text\n" * 100_000)
            file.seek(0)
            client.put_object(bucket=bucket, key="text/lines.txt", body=file, content_type="text/plain")
        client.put_object(bucket=bucket, key="text/note.txt", body=b"short", metadata={"kind": "note"})

        for entry in client.list_objects_v2.items(bucket=bucket, prefix="text/"):
            print(f"{entry.key}: {entry.size:,} bytes")

        with client.get_object(bucket=bucket, key="text/lines.txt").body as body:
            print(f"{sum(1 for _ in body.iter_lines()):,} lines")

        link = client.get_object.presigned_url(900, bucket=bucket, key="text/note.txt")
        print(f"a link for 15 minutes: {link.partition('?')[0]}?…")

        try:
            client.get_object(bucket=bucket, key="nothing")
        except s3.errors.NoSuchKey as error:
            print(f"{error.code}, HTTP {error.status}")

        for entry in client.list_objects_v2.items(bucket=bucket):
            client.delete_object(bucket=bucket, key=entry.key or "")
        client.delete_bucket(bucket=bucket)
        client.wait_until.bucket_not_exists(bucket=bucket)


if __name__ == "__main__":
    main(sys.argv[1])
