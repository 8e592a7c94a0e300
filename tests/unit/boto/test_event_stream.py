"""Events as dicts, and what ends them."""

from collections.abc import Iterator
from typing import Any

import pytest

from awso.boto import exceptions
from awso.boto.outputs import POLICY_SHAPE, output_of
from awso.errors import AwsoError, ServiceError, TransportError
from awso.registry import service


class Events:
    """A stream of S3 Select's events that may end badly."""

    def __init__(self, end: AwsoError | None = None) -> None:
        self._end = end
        self.closed = False

    def __iter__(self) -> Iterator[Any]:
        s3 = service("s3")
        union = s3.shape("SelectObjectContentEventStream")
        yield union.from_value({"Records": {"Payload": b"a,b"}})
        yield union.from_value({"End": {}})
        if self._end is not None:
            raise self._end

    def close(self) -> None:
        self.closed = True


def stream_of(events: Events) -> Any:
    schema = service("s3").operation("SelectObjectContent").output_schema
    output: Any = schema.cls
    return output_of(schema, output(payload=events))["Payload"]


def test_events_are_dicts_of_one_key() -> None:
    assert list(stream_of(Events())) == [{"Records": {"Payload": b"a,b"}}, {"End": {}}]


def test_what_the_service_reports_amid_the_stream_is_botocore_s_exception() -> None:
    events = stream_of(Events(ServiceError("text", code="Overload", operation="SelectObjectContent")))

    with pytest.raises(
        exceptions.EventStreamError, match=r"\(Overload\) when calling the SelectObjectContent operation"
    ):
        list(events)


def test_a_broken_connection_is_botocore_s_exception() -> None:
    with pytest.raises(exceptions.ResponseStreamingError):
        list(stream_of(Events(TransportError("gone"))))


def test_a_stream_that_is_closed_lets_the_connection_go() -> None:
    events = Events()
    stream_of(events).close()

    assert events.closed


def test_what_is_written_twice_to_save_an_import_is_the_same() -> None:
    from awso.behaviours import iam

    assert POLICY_SHAPE == iam.POLICY_SHAPE
