"""`ResponseMetadata`: what boto3 says of the response behind an answer, and where each protocol has the request id."""

import re
from collections.abc import Callable
from typing import Any

from awso.core.http import Headers, HttpResponse

# Query services put it last, EC2 first; neither is worth a parse of the whole document.
_METADATA = re.compile(rb"<ResponseMetadata[^>]*>(.*?)</ResponseMetadata>", re.DOTALL)
_LEAF = re.compile(rb"<(\w+)[^>/]*>([^<]*)</\1>")
_EC2_REQUEST_ID = re.compile(rb"<requestId>([^<]*)</requestId>")


def metadata_of(protocol: str, response: HttpResponse, attempts: int) -> dict[str, Any]:
    """The facts of a success, by the protocol that the service speaks."""
    return IDENTIFIERS[protocol](response) | http_facts(response, attempts)


def http_facts(response: HttpResponse, attempts: int) -> dict[str, Any]:
    """What is true of every response; `HTTPHeaders` has small letters in its names."""
    return {
        "HTTPStatusCode": response.status,
        "HTTPHeaders": dict(response.headers),
        "RetryAttempts": attempts - 1,
    }


def json_identifiers(response: HttpResponse) -> dict[str, Any]:
    """The request id of the JSON and CBOR protocols."""
    found = response.headers.get("x-amzn-requestid")
    return {} if found is None else {"RequestId": found}


def rest_identifiers(response: HttpResponse) -> dict[str, Any]:
    """The ids of the REST protocols: S3 has two."""
    headers: Headers = response.headers
    found = headers.get("x-amzn-requestid")
    if found is not None:
        return {"RequestId": found}
    found = headers.get("x-amz-request-id")
    return {} if found is None else {"RequestId": found, "HostId": headers.get("x-amz-id-2", "")}


def _query_identifiers(response: HttpResponse) -> dict[str, Any]:
    found = _METADATA.search(response.body)
    return (
        {}
        if found is None
        else {name.decode(): text.decode(errors="replace") for name, text in _LEAF.findall(found[1])}
    )


def _ec2_identifiers(response: HttpResponse) -> dict[str, Any]:
    found = _EC2_REQUEST_ID.search(response.body)
    return {} if found is None else {"RequestId": found[1].decode(errors="replace")}


IDENTIFIERS: dict[str, Callable[[HttpResponse], dict[str, Any]]] = {
    "json": json_identifiers,
    "smithy-rpc-v2-cbor": json_identifiers,
    "rest-json": rest_identifiers,
    "rest-xml": rest_identifiers,
    "query": _query_identifiers,
    "ec2": _ec2_identifiers,
}
