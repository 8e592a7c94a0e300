"""The client of Amazon S3 with the methods that boto3 adds to it: transfers, and POST forms."""

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

from awso.boto.client import BaseClient
from awso.errors import AwsoError

if TYPE_CHECKING:
    from awso.boto.s3.transfer import Progress, TransferConfig

# ruff: noqa: N803  # boto3's names of arguments


class S3Client(BaseClient):
    """A client of Amazon S3."""

    def upload_file(
        self,
        Filename: "str | PathLike[str]",
        Bucket: str,
        Key: str,
        ExtraArgs: Mapping[str, Any] | None = None,
        Callback: "Progress | None" = None,
        Config: "TransferConfig | None" = None,
    ) -> None:
        """Upload a file, in parts where it is large. Raises `S3UploadFailedError` where S3 refuses."""
        from awso.boto.s3.transfer import S3Transfer

        S3Transfer(self, Config).upload_file(Filename, Bucket, Key, Callback, ExtraArgs)

    def download_file(
        self,
        Bucket: str,
        Key: str,
        Filename: "str | PathLike[str]",
        ExtraArgs: Mapping[str, Any] | None = None,
        Callback: "Progress | None" = None,
        Config: "TransferConfig | None" = None,
    ) -> None:
        """Download to a file, in ranges where it is large. Raises `RetriesExceededError` where it breaks off."""
        from awso.boto.s3.transfer import S3Transfer

        S3Transfer(self, Config).download_file(Bucket, Key, Filename, ExtraArgs, Callback)

    def upload_fileobj(
        self,
        Fileobj: Any,
        Bucket: str,
        Key: str,
        ExtraArgs: Mapping[str, Any] | None = None,
        Callback: "Progress | None" = None,
        Config: "TransferConfig | None" = None,
    ) -> None:
        """Upload what is left of a binary file or stream. Raises ValueError for what has no `read`."""
        from awso.boto.s3.parts import Transfer
        from awso.boto.s3.transfer import S3Transfer, TransferConfig, checked, with_default_checksum
        from awso.boto.s3.upload import upload_fileobj

        if not hasattr(Fileobj, "read"):
            raise ValueError("Fileobj must implement read")
        extra = with_default_checksum(self, checked(ExtraArgs, S3Transfer.ALLOWED_UPLOAD_ARGS))
        upload_fileobj(Transfer(self, Bucket, Key, extra, Config or TransferConfig(), Callback), Fileobj)

    def download_fileobj(
        self,
        Bucket: str,
        Key: str,
        Fileobj: Any,
        ExtraArgs: Mapping[str, Any] | None = None,
        Callback: "Progress | None" = None,
        Config: "TransferConfig | None" = None,
    ) -> None:
        """Download to a binary file or stream. Raises ValueError for what has no `write`."""
        from awso.boto.s3.download import download_fileobj
        from awso.boto.s3.parts import Transfer
        from awso.boto.s3.transfer import S3Transfer, TransferConfig, checked

        if not hasattr(Fileobj, "write"):
            raise ValueError("Fileobj must implement write")
        extra = checked(ExtraArgs, S3Transfer.ALLOWED_DOWNLOAD_ARGS)
        download_fileobj(Transfer(self, Bucket, Key, extra, Config or TransferConfig(), Callback), Fileobj)

    def copy(
        self,
        CopySource: dict[str, str],
        Bucket: str,
        Key: str,
        ExtraArgs: Mapping[str, Any] | None = None,
        Callback: "Progress | None" = None,
        SourceClient: BaseClient | None = None,
        Config: "TransferConfig | None" = None,
    ) -> None:
        """Copy an object, in parts where it is large. `SourceClient` is asked for the source's size."""
        from awso.boto.s3.copying import copy_object
        from awso.boto.s3.parts import Transfer
        from awso.boto.s3.transfer import S3Transfer, TransferConfig, checked, with_default_checksum

        extra = with_default_checksum(self, checked(ExtraArgs, S3Transfer.ALLOWED_COPY_ARGS))
        to = Transfer(self, Bucket, Key, extra, Config or TransferConfig(), Callback)
        copy_object(to, dict(CopySource), SourceClient or self)

    def generate_presigned_post(
        self,
        Bucket: str,
        Key: str,
        Fields: Mapping[str, str] | None = None,
        Conditions: Sequence[Any] | None = None,
        ExpiresIn: int = 3600,
    ) -> dict[str, Any]:
        """The `url` and the `fields` of a form by which somebody else uploads one object."""
        from awso.boto.presign import form_of

        call = self._presignable("CreateBucket", {"Bucket": Bucket}, signed_as="PutObject")  # the bucket's URL
        try:
            return form_of(self._engine, call, Key, Fields or {}, Conditions or (), ExpiresIn)
        except AwsoError as error:
            raise self._failure(call.operation, error) from error
