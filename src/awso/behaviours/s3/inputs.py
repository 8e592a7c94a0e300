"""What callers of S3 give, and how S3 wants it: bucket names, customer keys, copy sources, metadata."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.errors import ParameterError, Violation

if TYPE_CHECKING:
    from awso.core.operation import Operation

_BUCKET_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")
LONGEST_BUCKET_NAME = 255  # of buckets made in us-east-1 before 2018; younger ones have at most 63 characters
VERSION_ID = "?versionId="


class BucketNames(Behaviour):
    """Refuses what is no bucket name before it becomes a part of a host name or a path.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; the rules of old are the laxer ones.
    """

    def is_for(self, operation: "Operation") -> bool:
        """Where a bucket is called."""
        return "Bucket" in operation.input_schema.members

    def adjust_input(self, call: Invocation, value: Any) -> Any:
        """Raises `ParameterError`."""
        bucket = value.bucket
        if isinstance(bucket, str) and not is_bucket(bucket):
            expected = "a bucket name (letters, digits, '.', '-', '_') or the ARN of an access point"
            raise _refusal(call.operation, "bucket", expected, repr(bucket))
        return value


def is_bucket(text: str) -> bool:
    """Whether S3 could have a bucket, or something that stands for one, of this name."""
    if text.startswith("arn:"):
        return _is_access_point(text)
    return 0 < len(text) <= LONGEST_BUCKET_NAME and _BUCKET_CHARACTERS.issuperset(text)


def _is_access_point(arn: str) -> bool:
    """`arn:aws:s3:…:accesspoint/name`, object lambda's like it, and `arn:…:outpost/op-1/accesspoint/name`."""
    parts = arn.split(":", 5)
    if len(parts) != 6 or not parts[1].startswith("aws") or not (len(parts[4]) == 12 and parts[4].isdecimal()):
        return False
    resource = parts[5].replace(":", "/").split("/")
    names = resource[1::2]
    if not all(1 <= len(name) <= 63 and _BUCKET_CHARACTERS.issuperset(name) for name in names):
        return False
    match parts[2], resource[0::2]:
        case (("s3" | "s3-object-lambda"), ["accesspoint"]):
            return len(names) == 1
        case "s3-outposts", ["outpost", "accesspoint"]:
            return len(names) == 2
        case _:
            return False


class CustomerKeys(Behaviour):
    """Sends a customer's own key in base64, and its MD5, as S3 wants them; where the MD5 is given nothing is touched.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
    """

    def adjust_input(self, call: Invocation, value: Any) -> Any:
        """The key as text or bytes becomes two headers; that of a copy's source too."""
        for prefix in ("sse_customer_key", "copy_source_sse_customer_key"):
            key: object = getattr(value, prefix, None)
            if isinstance(key, (str, bytes)) and getattr(value, f"{prefix}_md5", None) is None:
                value = msgspec.structs.replace(value, **_encoded_key(prefix, key))
        return value


def _encoded_key(attribute: str, key: str | bytes) -> dict[str, str]:
    from base64 import b64encode
    from hashlib import md5

    raw = key.encode() if isinstance(key, str) else key
    digest = md5(raw, usedforsecurity=False).digest()
    return {attribute: b64encode(raw).decode(), f"{attribute}_md5": b64encode(digest).decode()}


class CopySources(Behaviour):
    """Percent-encodes the source of a copy, which the model calls a plain header.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html#AmazonS3-CopyObject-request-header-CopySource
    """

    def adjust_input(self, call: Invocation, value: Any) -> Any:
        """`bucket/key?versionId=id` with the key encoded and the version left alone."""
        source: object = getattr(value, "copy_source", None)
        return msgspec.structs.replace(value, copy_source=quoted_source(source)) if isinstance(source, str) else value


def quoted_source(source: str) -> str:
    """`bucket/key`, perhaps with `?versionId=…` behind it, as the header wants it."""
    from urllib.parse import quote

    path, mark, version = source.rpartition(VERSION_ID)
    if not mark or not version or any(sign.isspace() for sign in version):
        path, mark, version = source, "", ""
    return f"{quote(path, safe='-._~/')}{mark}{version}"


def copy_source(bucket: str, key: str, version_id: str | None = None) -> str:
    """The `copy_source` of an object; `bucket` may be an access point's ARN. Quoting is the call's."""
    separator = "/object/" if bucket.startswith("arn:") else "/"
    return f"{bucket}{separator}{key}" + (f"{VERSION_ID}{version_id}" if version_id is not None else "")


class AsciiMetadata(Behaviour):
    """Refuses metadata that no header can carry, rather than let it arrive as something else.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html: US-ASCII when using REST.
    """

    def adjust_input(self, call: Invocation, value: Any) -> Any:
        """Raises `ParameterError`."""
        metadata: Mapping[str, str] | None = value.metadata
        if not isinstance(metadata, dict):
            return value  # validation says what is wrong with it
        for name, text in metadata.items():
            if not f"{name}{text}".isascii():
                expected = "ASCII characters only: encode others, as in RFC 2047 or base64"
                raise _refusal(call.operation, "metadata", expected, f"{name!r}: {text!r}")
        return value


def _refusal(operation: "Operation", attribute: str, expected: str, got: str) -> ParameterError:
    return ParameterError(str(operation), [Violation(f"{operation.input_schema.name}.{attribute}", expected, got)])
