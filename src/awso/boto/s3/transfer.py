"""`TransferConfig` and `S3Transfer`: how files get to S3 and back, in parts where they are large.

Settled here: the options, which extra arguments each kind of transfer takes, and where each kind begins. What they do
is in `upload`, `download` and `copying`.
"""

from collections.abc import Callable, Mapping
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Self

from awso.boto.exceptions import ClientError, S3UploadFailedError, UnsupportedFeatureError

if TYPE_CHECKING:
    from awso.boto.client import BaseClient

KB = 1024
MB = KB * KB

Progress = Callable[[int], object]
"""Is told how many more bytes are through, from whichever thread moves them."""

FULL_OBJECT_CHECKSUMS = (
    "ChecksumCRC32",
    "ChecksumCRC32C",
    "ChecksumCRC64NVME",
    "ChecksumMD5",
    "ChecksumSHA1",
    "ChecksumSHA256",
    "ChecksumSHA512",
    "ChecksumXXHASH3",
    "ChecksumXXHASH64",
    "ChecksumXXHASH128",
)
_SHARED_ARGS = (
    "ACL",
    "CacheControl",
    "ChecksumAlgorithm",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "ExpectedBucketOwner",
    "Expires",
    "GrantFullControl",
    "GrantRead",
    "GrantReadACP",
    "GrantWriteACP",
    "Metadata",
    "ObjectLockLegalHoldStatus",
    "ObjectLockMode",
    "ObjectLockRetainUntilDate",
    "RequestPayer",
    "ServerSideEncryption",
    "StorageClass",
    "SSECustomerAlgorithm",
    "SSECustomerKey",
    "SSECustomerKeyMD5",
    "SSEKMSKeyId",
    "SSEKMSEncryptionContext",
    "Tagging",
    "WebsiteRedirectLocation",
)


class TransferConfig:
    """How transfers are done: sizes in bytes, `max_concurrency` threads for the parts of one.

    Raises `UnsupportedFeatureError` for `max_bandwidth` and for the CRT, which are not there.
    """

    def __init__(
        self,
        multipart_threshold: int | None = None,
        max_concurrency: int | None = None,
        multipart_chunksize: int | None = None,
        num_download_attempts: int | None = None,
        max_io_queue: int | None = None,
        io_chunksize: int | None = None,
        use_threads: bool | None = None,
        max_bandwidth: int | None = None,
        preferred_transfer_client: str | None = None,
    ) -> None:
        self.multipart_threshold = _size("multipart_threshold", multipart_threshold, 8 * MB)
        self.max_concurrency = _size("max_concurrency", max_concurrency, 10)
        self.multipart_chunksize = _size("multipart_chunksize", multipart_chunksize, 8 * MB)
        self.num_download_attempts = _size("num_download_attempts", num_download_attempts, 5)
        self.io_chunksize = _size("io_chunksize", io_chunksize, 256 * KB)
        self.use_threads = True if use_threads is None else use_threads
        if max_io_queue is not None:
            reason = "parts are written as they arrive, without a queue; bound memory by max_concurrency"
            raise UnsupportedFeatureError(feature="TransferConfig(max_io_queue=…)", reason=reason)
        if max_bandwidth is not None:
            reason = "transfers are as fast as the network; bound them by max_concurrency"
            raise UnsupportedFeatureError(feature="TransferConfig(max_bandwidth=…)", reason=reason)
        if preferred_transfer_client not in (None, "auto", "classic"):
            reason = "there is one kind of transfer: leave it out"
            feature = f"TransferConfig(preferred_transfer_client={preferred_transfer_client!r})"
            raise UnsupportedFeatureError(feature=feature, reason=reason)


def _size(name: str, given: int | None, default: int) -> int:
    if given is not None and given <= 0:
        raise ValueError(f"Provided parameter {name} of value {given} must be greater than 0.")
    return default if given is None else given


class S3Transfer:
    """Transfers of files by a client of Amazon S3."""

    ALLOWED_DOWNLOAD_ARGS = (
        "ChecksumMode",
        "VersionId",
        "SSECustomerAlgorithm",
        "SSECustomerKey",
        "SSECustomerKeyMD5",
        "RequestPayer",
        "ExpectedBucketOwner",
    )
    ALLOWED_UPLOAD_ARGS = (*_SHARED_ARGS, "ChecksumType", "MpuObjectSize", *FULL_OBJECT_CHECKSUMS)
    ALLOWED_COPY_ARGS = (
        *_SHARED_ARGS,
        "CopySourceIfMatch",
        "CopySourceIfModifiedSince",
        "CopySourceIfNoneMatch",
        "CopySourceIfUnmodifiedSince",
        "CopySourceSSECustomerAlgorithm",
        "CopySourceSSECustomerKey",
        "CopySourceSSECustomerKeyMD5",
        "MetadataDirective",
        "TaggingDirective",
        "AnnotationDirective",
    )

    def __init__(self, client: "BaseClient", config: TransferConfig | None = None) -> None:
        self.client = client
        self.config = config or TransferConfig()

    def upload_file(
        self,
        filename: "str | PathLike[str]",
        bucket: str,
        key: str,
        callback: Progress | None = None,
        extra_args: Mapping[str, Any] | None = None,
    ) -> None:
        """Upload a file. Raises `S3UploadFailedError` where S3 refuses."""
        from awso.boto.s3.parts import Transfer
        from awso.boto.s3.upload import upload_file

        path = _path(filename)
        extra = with_default_checksum(self.client, checked(extra_args, self.ALLOWED_UPLOAD_ARGS))
        try:
            upload_file(Transfer(self.client, bucket, key, extra, self.config, callback), path)
        except ClientError as error:
            raise S3UploadFailedError(f"Failed to upload {path} to {bucket}/{key}: {error}") from error

    def download_file(
        self,
        bucket: str,
        key: str,
        filename: "str | PathLike[str]",
        extra_args: Mapping[str, Any] | None = None,
        callback: Progress | None = None,
    ) -> None:
        """Download to a file, which is there when all of it is. Raises `RetriesExceededError`."""
        from awso.boto.s3.download import download_file
        from awso.boto.s3.parts import Transfer

        extra = checked(extra_args, self.ALLOWED_DOWNLOAD_ARGS)
        download_file(Transfer(self.client, bucket, key, extra, self.config, callback), _path(filename))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _path(filename: "str | PathLike[str]") -> str:
    path = fspath(filename) if isinstance(filename, PathLike) else filename
    if not isinstance(path, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # programs without types
        raise ValueError("Filename must be a string or a path-like object")
    return path


def checked(extra_args: Mapping[str, Any] | None, allowed: tuple[str, ...]) -> dict[str, Any]:
    """The extra arguments. Raises ValueError for one that the transfer does not take."""
    for name in extra_args or ():
        if name not in allowed:
            raise ValueError(f"Invalid extra_args key '{name}', must be one of: {', '.join(allowed)}")
    return dict(extra_args or {})


def with_default_checksum(client: "BaseClient", extra: dict[str, Any]) -> dict[str, Any]:
    """`extra` with the checksum that S3 is to keep, where the caller names none and the client makes them."""
    wanted = client.meta.config.request_checksum_calculation == "when_supported"
    if not wanted or any(name in extra for name in FULL_OBJECT_CHECKSUMS):
        return extra
    return {"ChecksumAlgorithm": "CRC32", **extra}
