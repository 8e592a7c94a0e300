"""URLs and forms that are signed here and used by somebody else, and tokens by which databases let one in."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from awso.core.presigning import DATABASE_EXPIRY_SECONDS, presigned_post, presigned_request, signed_token

if TYPE_CHECKING:
    from awso.boto.engine import Engine
    from awso.core.call import CallOptions
    from awso.core.context import CallContext
    from awso.core.effects import Flow
    from awso.core.operation import Operation


def url_of_call(
    engine: "Engine", operation: "Operation", value: Any, expires_in: int, method: str | None, *, unsigned: bool = False
) -> str:
    """The URL of a call; where it is `unsigned`, or the client does not sign, without a signature."""
    if unsigned or engine.prepared().unsigned:
        return engine.run(partial(_unsigned_url, operation=operation, value=value))
    act = partial(presigned_request, operation=operation, value=value, expires_in=expires_in, method=method)
    return engine.run(lambda context, options: act(context=context, options=options)).url


def _unsigned_url(context: "CallContext", options: "CallOptions", operation: "Operation", value: Any) -> "Flow[str]":
    from awso.core.call import located

    value, endpoint, _, invocation = yield from located(context, operation, value, options)
    request = operation.protocol.encode_request(value, endpoint.url)
    return (request if invocation is None else invocation.adjusted_request(request)).url


def form_of(
    engine: "Engine",
    bucket: str,
    key: str,
    fields: Mapping[str, str],
    conditions: Sequence[Any],
    expires_in: int,
) -> dict[str, Any]:
    """What a form that uploads `key` posts to, and its fields; where the client does not sign, these alone."""
    if engine.prepared().unsigned:
        operation = type(engine).__service__.operation("HeadBucket")  # its URL is that of the bucket
        url = engine.run(partial(_unsigned_url, operation=operation, value=operation.input(bucket=bucket)))
        return {"url": url, "fields": {**fields, "key": key}}
    form = engine.run(
        lambda context, options: presigned_post(context, options, bucket, key, fields, conditions, expires_in)
    )
    return {"url": form.url, "fields": form.fields}


def database_token(
    engine: "Engine",
    url: str,
    service: str,
    region: str | None,
    expires_in: int = DATABASE_EXPIRY_SECONDS,
) -> str:
    """The token of a database at `url`, which says as whom one comes."""
    return engine.run(lambda context, options: signed_token(context, options, url, service, region, expires_in))
