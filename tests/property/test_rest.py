"""What the REST protocols write is what they read: requests and responses of every service, and their errors.

What HTTP has no words for is taken out of the expectation by `said_in_request` and `said_in_response`, which are the
list of those things.
"""

from random import Random
from typing import Any

import pytest
from msgspec import structs

from awso.core.operation import Operation
from awso.protocols import bind
from awso.protocols.error_fields import MESSAGE_MEMBERS
from awso.protocols.interface import OperationProtocol
from awso.registry import service, service_names
from awso.shapes.schema import Schema
from tests.property.test_query_and_xml import is_ambiguous, said_in_form
from tests.property.values import value_for

REST = ("rest-json", "rest-xml")
SERVICES = [
    (name, protocol)
    for name in service_names()
    for protocol in REST
    if protocol in (service(name).model.protocol, *service(name).model.protocols)
]
OPERATIONS_OF_EACH = 6
ENDPOINT = "https://service.us-east-1.amazonaws.com"


def sampled(name: str, protocol: str) -> list[tuple[Operation, OperationProtocol]]:
    every = list(service(name).operations())
    bound: list[tuple[Operation, OperationProtocol]] = []
    for operation in Random(name).sample(every, min(OPERATIONS_OF_EACH, len(every))):
        if protocol == "rest-xml" and (is_ambiguous(operation.input_schema) or is_ambiguous(operation.output_schema)):
            continue
        if not any(schema.event_member for schema in (operation.input_schema, operation.output_schema)):
            bound.append((operation, bind(operation, protocol)))
    return bound


def said_in_message(schema: Schema, value: Any, protocol: str) -> Any:
    """A map of headers may be empty; an empty blob or text is none, unless it streams; XML has its own silences."""
    if protocol == "rest-xml":
        value = said_in_form(schema, value, "xml")
    changed: dict[str, Any] = {}
    for member in schema.members.values():
        inner = getattr(value, member.python)
        if member.model.location == "headers":
            changed[member.python] = inner or {}
        if member.name == schema.model.payload and member.target.kind in ("blob", "string") and not inner:
            changed[member.python] = b"" if member.streams else None
    return structs.replace(value, **changed)


def said_in_request(schema: Schema, value: Any, protocol: str) -> Any:
    """Besides: an empty list is no field of a query; JSON asks for an absent structure as one without members."""
    changed: dict[str, Any] = {}
    for member in schema.members.values():
        inner = getattr(value, member.python)
        is_list = member.model.location == "querystring" and member.target.kind == "list"
        if is_list and not inner:
            changed[member.python] = None
        payload = member.name == schema.model.payload and member.target.kind == "structure" and inner is None
        if payload and protocol == "rest-json" and not member.target.model.union and not member.target.model.document:
            changed[member.python] = member.target.cls()
    plain = {**schema.to_value(said_in_message(schema, value, protocol)), **_wire(schema, changed)}
    return {name: inner for name, inner in plain.items() if inner is not None}


def _wire(schema: Schema, changed: dict[str, Any]) -> dict[str, Any]:
    return {
        member.name: None if changed[member.python] is None else {}
        for member in schema.members.values()
        if member.python in changed
    }


def without_query_maps(schema: Schema, plain: dict[str, Any]) -> dict[str, Any]:
    """A server gives such a map every field, those of other members too."""
    maps = {
        member.name
        for member in schema.members.values()
        if member.model.location == "querystring" and member.target.kind == "map"
    }
    return {name: inner for name, inner in plain.items() if name not in maps}


@pytest.mark.parametrize(("name", "protocol"), SERVICES)
def test_a_request_is_read_by_a_server_as_it_was_meant(name: str, protocol: str) -> None:
    for operation, ours in sampled(name, protocol):
        schema = operation.input_schema
        for seed in range(2):
            value = value_for(schema, Random(f"{operation} {seed}"))

            read = schema.to_value(ours.decode_request(ours.encode_request(value, ENDPOINT)))

            expected = said_in_request(schema, value, protocol)
            assert without_query_maps(schema, read) == without_query_maps(schema, expected), operation


@pytest.mark.parametrize(("name", "protocol"), SERVICES)
def test_a_response_is_read_by_a_client_as_it_was_meant(name: str, protocol: str) -> None:
    for operation, ours in sampled(name, protocol):
        schema = operation.output_schema
        for seed in range(2):
            value = value_for(schema, Random(f"{operation} {seed}"))

            read = ours.decode_response(ours.encode_response(value))

            every_header: dict[str, Any] = {
                member.python: {}
                for member in schema.members.values()
                if member.model.location == "headers" and not member.model.location_name
            }
            expected = said_in_message(schema, value, protocol)
            assert structs.replace(read, **every_header) == structs.replace(expected, **every_header), operation


@pytest.mark.parametrize(("name", "protocol"), SERVICES)
def test_an_error_is_read_by_a_client_as_it_was_meant(name: str, protocol: str) -> None:
    for operation, ours in sampled(name, protocol):
        for error_name in operation.model.errors:
            schema = operation.service.shape(error_name)
            value = said_in_message(schema, value_for(schema, Random(error_name)), protocol)
            members = {
                member.python: getattr(value, member.python)
                for wire_name, member in schema.members.items()
                if wire_name not in MESSAGE_MEMBERS and member.location_name.lower() != "x-amzn-errortype"
            }
            error = operation.service.error(error_name)("why <not>", members=members, status=400)

            again = ours.decode_error(ours.encode_error(error, "r-1"))

            assert type(again) is type(error)
            assert (again.code, again.message, again.request_id) == (error_name, "why <not>", "r-1")
            assert {key: inner for key, inner in again.members.items() if key in members} == members
