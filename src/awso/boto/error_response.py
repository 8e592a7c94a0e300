"""`ClientError.response`: an error answer as boto3's parsers make it of the bytes, protocol by protocol.

Beside `Error` and `ResponseMetadata` it has the members that the model gives to the error.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from awso._lean import msgspec
from awso.boto.metadata import IDENTIFIERS, http_facts, rest_identifiers
from awso.boto.outputs import output_of
from awso.core.http import HttpResponse
from awso.errors import DecodeError, ServiceError
from awso.protocols.error_fields import MESSAGE_MEMBERS, bare_code
from awso.shapes.kinds import is_dict

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.shapes.schema import Schema

JSON_PROTOCOLS = ("json", "rest-json", "smithy-rpc-v2-cbor")


def error_response(
    operation: "Operation", protocol: str, response: HttpResponse, error: ServiceError, attempts: int
) -> dict[str, Any]:
    """The whole answer behind `error`."""
    if response.status >= 500 and _is_generic(response.body):
        answer: dict[str, Any] = {"Error": _by_status(response), "ResponseMetadata": {}}
    elif protocol in JSON_PROTOCOLS:
        answer = _json_answer(operation, protocol, response, error)
    else:
        answer = _xml_answer(protocol, response)
        sent = {name: text or "" for name, text in answer["Error"].items()}  # an element without a text is one
        answer |= _modelled(error, sent, sent.get("Code"))
    answer["ResponseMetadata"] |= http_facts(response, attempts)
    return answer


def _is_generic(body: bytes) -> bool:
    """Whether no service wrote this, but a balancer or a proxy."""
    stripped = body.strip()
    return not stripped or stripped.startswith(b"<html>")


def _by_status(response: HttpResponse) -> dict[str, Any]:
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = ""
    return {"Code": str(response.status), "Message": phrase}


# --- JSON and CBOR --------------------------------------------------------------------------------------------------


def _json_answer(operation: "Operation", protocol: str, response: HttpResponse, error: ServiceError) -> dict[str, Any]:
    body = _cbor_body(response.body) if protocol == "smithy-rpc-v2-cbor" else _json_body(response.body)
    described: dict[str, Any] = {"Message": body.get("message", body.get("Message", "")), "Code": error.code}
    queried = response.headers.get("x-amzn-query-error", "").split(";")
    if len(queried) == 2 and queried[0]:
        described |= {"QueryErrorCode": _own_code(body, response), "Type": queried[1]}
    answer = {"Error": described, "ResponseMetadata": IDENTIFIERS[protocol](response)}
    return answer | _modelled(error, body, described["Code"])


def _json_body(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return {"message": body.decode(errors="replace")}
    return found if is_dict(found) else {}


def _cbor_body(body: bytes) -> dict[str, Any]:
    from awso.codecs.cbor import parse

    try:
        found = parse(body, "error")
    except DecodeError:
        return {}
    return {name: value for name, value in found.items() if value is not None} if is_dict(found) else {}


def _own_code(body: dict[str, Any], response: HttpResponse) -> str:
    """The code in the service's own protocol, where the other one is in the header."""
    found = body.get("__type")
    return bare_code(found) if isinstance(found, str) else str(response.status)


def _modelled(error: ServiceError, sent: dict[str, Any], code: Any) -> dict[str, Any]:
    """The members that the model gives to the error; a message only by the very name by which it was `sent`.

    boto3 knows the error by its `code` alone: SQS's codes are none of its model's.
    """
    schema: Schema | None = getattr(type(error), "__schema__", None)
    if schema is None:
        return {}
    trait = schema.model.error
    if ((trait.code if trait is not None else None) or schema.name) != code:
        return {}
    plain = output_of(schema, schema.cls(**error.members))
    for name in MESSAGE_MEMBERS:
        member = schema.members.get(name)
        if member is not None and isinstance(sent.get(member.location_name), str):
            plain[name] = sent[member.location_name]
    return plain


# --- XML ------------------------------------------------------------------------------------------------------------


def _xml_answer(protocol: str, response: HttpResponse) -> dict[str, Any]:
    from awso.codecs.xml_reader import parse

    try:
        root = parse(response.body, "error") if response.body else None
        answer = None if root is None else texts_of(root)
    except (DecodeError, RecursionError):
        root = answer = None
    if root is None or answer is None:
        headers = response.headers
        identifiers = {"RequestId": headers.get("x-amz-request-id", ""), "HostId": headers.get("x-amz-id-2", "")}
        return {"Error": _by_status(response), "ResponseMetadata": identifiers}
    if root.tag == "Error":  # S3's own form: the ids are in the headers too, and the rest tells of the error
        described = {name: text for name, text in answer.items() if name not in ("RequestId", "HostId")}
        return {"Error": described, "ResponseMetadata": rest_identifiers(response)}
    answer |= answer.pop("Errors", None) or {}
    identifier = answer.pop("RequestID" if protocol == "ec2" else "RequestId", None)
    answer["ResponseMetadata"] = {} if identifier is None else {"RequestId": identifier}
    answer["Error"] = ({"Message": "", "Code": ""} if protocol == "rest-xml" else {}) | (answer.get("Error") or {})
    return answer


def texts_of(element: Element) -> dict[str, Any]:
    """The children by their names without namespaces: texts, or dicts of their own children."""
    return {child.tag.rpartition("}")[2]: texts_of(child) if len(child) else child.text for child in element}
