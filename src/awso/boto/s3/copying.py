"""Copies within S3: one request for what is small, parts at once for the rest, with what belongs to the object."""

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from awso.boto.exceptions import ClientError, S3CopyFailedError
from awso.boto.s3.multipart import MultipartUpload, Part, part_of
from awso.boto.s3.parts import Span, Transfer, only, part_size, spans, without

if TYPE_CHECKING:
    from awso.boto.client import BaseClient

_KEYS = ("SSECustomerKey", "SSECustomerAlgorithm", "SSECustomerKeyMD5", "RequestPayer", "ExpectedBucketOwner")
_CONDITIONS = (
    "CopySourceIfMatch",
    "CopySourceIfModifiedSince",
    "CopySourceIfNoneMatch",
    "CopySourceIfUnmodifiedSince",
)
_SOURCE_KEYS = ("CopySourceSSECustomerKey", "CopySourceSSECustomerAlgorithm", "CopySourceSSECustomerKeyMD5")
_OF_A_PART = (*_CONDITIONS, *_SOURCE_KEYS, *_KEYS)
_DIRECTIVES = ("AnnotationDirective", "MetadataDirective", "TaggingDirective")
_NOT_OF_THE_BEGINNING = (*_CONDITIONS, *_SOURCE_KEYS, *_DIRECTIVES, "Tagging")
# What a multipart upload does not take over from the source by itself.
_KEPT = (
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Expires",
    "Metadata",
)

Place = dict[str, str]


def copy_object(to: Transfer, source: Place, source_client: "BaseClient") -> None:
    """Copy an object. Raises `S3CopyFailedError` where it changes meanwhile, or annotations stay behind."""
    found = source_client.head_object(**source, **_asked_of_source(to.extra))
    size: int = found["ContentLength"]
    if size < to.config.multipart_threshold:
        to.client.copy_object(CopySource=source, Bucket=to.bucket, Key=to.key, **to.extra)
        if to.progress is not None:
            to.progress(size)
        return
    extra = _with_kept(to.extra, found)
    upload = MultipartUpload(to.client, to.bucket, to.key, without(extra, _NOT_OF_THE_BEGINNING))
    of_part = only(to.extra, _OF_A_PART)
    if "ETag" in found:
        of_part["CopySourceIfMatch"] = found["ETag"]
    each = part_size(to.config.multipart_chunksize, size)
    tasks = (partial(_copy_part, upload, to, source, span, of_part) for span in spans(size, each))
    completed = upload.run(to.config, tasks, only(to.extra, _KEYS))
    _put_tags(to, source, source_client, completed.get("VersionId"))
    if to.extra.get("AnnotationDirective") == "COPY":
        _put_annotations(to, source, source_client, completed)


def _asked_of_source(extra: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a copy that its source must be asked with too."""
    asked = {name.removeprefix("CopySource"): extra[name] for name in (*_CONDITIONS, *_SOURCE_KEYS) if name in extra}
    return asked | only(extra, ("RequestPayer", "ExpectedBucketOwner"))


def _with_kept(extra: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    if extra.get("MetadataDirective") == "REPLACE":
        return extra
    return without(extra, _KEPT) | only(found, _KEPT)


def _copy_part(upload: MultipartUpload, to: Transfer, source: Place, span: Span, extra: dict[str, Any]) -> Part:
    window = f"bytes={span.start}-{span.start + span.size - 1}"
    try:
        answer = upload.client.upload_part_copy(
            CopySource=source, **upload.place, PartNumber=span.number, CopySourceRange=window, **extra
        )
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "PreconditionFailed":
            raise
        what = f'Contents of stored object "{source["Key"]}" in bucket "{source["Bucket"]}"'
        raise S3CopyFailedError(f"{what} did not match expected ETag.") from error
    if to.progress is not None:
        to.progress(span.size)
    return part_of(answer["CopyPartResult"], span.number, to.extra.get("ChecksumAlgorithm"))


def _put_tags(to: Transfer, source: Place, source_client: "BaseClient", version: str | None) -> None:
    """The tags that a multipart upload leaves behind."""
    directive = to.extra.get("TaggingDirective")
    payer = only(to.extra, ("RequestPayer", "ExpectedBucketOwner"))
    if directive == "COPY":
        tags = source_client.get_object_tagging(**source, **payer).get("TagSet", [])
    elif directive == "REPLACE":
        pairs = parse_qsl(to.extra.get("Tagging", ""), keep_blank_values=True)
        tags = [{"Key": name, "Value": value} for name, value in pairs]
    else:
        return
    if tags:
        of_version = {} if version is None else {"VersionId": version}
        extra = payer | only(to.extra, ("ChecksumAlgorithm",)) | of_version
        to.client.put_object_tagging(Bucket=to.bucket, Key=to.key, Tagging={"TagSet": tags}, **extra)


def _put_annotations(to: Transfer, source: Place, source_client: "BaseClient", completed: dict[str, Any]) -> None:
    """The annotations that a multipart upload leaves behind. Raises `S3CopyFailedError` that names what failed."""
    payer = only(to.extra, ("RequestPayer", "ExpectedBucketOwner"))
    onto: dict[str, Any] = {"Bucket": to.bucket, "Key": to.key}
    onto |= payer | only(to.extra, ("ChecksumAlgorithm",)) | only(completed, ("VersionId",))
    if completed.get("ETag"):
        onto["ObjectIfMatch"] = completed["ETag"]
    succeeded: list[str] = []
    failed: dict[str, Exception] = {}
    for annotation in source_client.list_object_annotations(**source, **payer).get("Annotations", ()):
        name: str = annotation["AnnotationName"]
        found = source_client.get_object_annotation(**source, **payer, AnnotationName=name)
        try:
            to.client.put_object_annotation(
                **onto, AnnotationName=name, AnnotationPayload=found["AnnotationPayload"].read()
            )
            succeeded.append(name)
        except Exception as error:  # the others are still to be copied
            failed[name] = error
    if failed:
        what = f"Failed to copy annotations to s3://{to.bucket}/{to.key}."
        raise S3CopyFailedError(f"{what} Succeeded: {succeeded}. Failed: {list(failed)}. Errors: {failed}")
