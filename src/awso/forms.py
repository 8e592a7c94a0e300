"""Forms by which somebody else, with a browser, uploads to S3 what a signed policy allows.

    from awso.forms import presigned_post

    form = presigned_post(client, "bucket", "user/ada/${filename}", conditions=[["content-length-range", 1, 1_048_576]])

Post `form.fields` and, as the last field, the file to `form.url`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from awso.signing.post_policy import Condition, PresignedPost

if TYPE_CHECKING:
    from awso.async_client import AsyncioClient
    from awso.client import BlockingClient
    from awso.core.call import CallOptions
    from awso.core.context import CallContext
    from awso.core.effects import Flow

EXPIRES_IN = 3600
"""Seconds: boto3's default, too."""


def presigned_post(
    client: "BlockingClient",
    bucket: str,
    key: str,
    *,
    fields: Mapping[str, str] | None = None,
    conditions: Sequence[Condition] = (),
    expires_in: int = EXPIRES_IN,
) -> PresignedPost:
    """A form for S3's `client` that uploads `key` within `expires_in` seconds; nothing is sent.

    `fields` are further fields of the form (`acl`, `Content-Type`); of each, a condition must speak. A key that ends
    with `${filename}` is completed with the name of the file.
    """
    act = _Form(bucket, key, fields or {}, conditions, expires_in)
    form: PresignedPost = client._run(act, _operation(client), None)  # pyright: ignore[reportPrivateUsage]  # the drivers of awso's own clients
    return form


async def presigned_post_async(
    client: "AsyncioClient",
    bucket: str,
    key: str,
    *,
    fields: Mapping[str, str] | None = None,
    conditions: Sequence[Condition] = (),
    expires_in: int = EXPIRES_IN,
) -> PresignedPost:
    """As `presigned_post`."""
    act = _Form(bucket, key, fields or {}, conditions, expires_in)
    form: PresignedPost = await client._run(act, _operation(client), None)  # pyright: ignore[reportPrivateUsage]  # as above
    return form


def _operation(client: "BlockingClient | AsyncioClient") -> Any:
    service = type(client).__service__
    if service.name != "s3":
        raise TypeError(f"a form uploads to S3: pass a client of s3, not of {service.name}")
    return service.operation("PutObject")


class _Form:
    """What a client's driver runs."""

    def __init__(
        self, bucket: str, key: str, fields: Mapping[str, str], conditions: Sequence[Condition], expires_in: int
    ) -> None:
        self._arguments = (bucket, key, fields, conditions, expires_in)

    def __call__(
        self, context: "CallContext", operation: Any, value: Any, options: "CallOptions"
    ) -> "Flow[PresignedPost]":
        from awso.core.presigning import presigned_post

        return presigned_post(context, options, *self._arguments)
