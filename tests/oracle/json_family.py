"""AWS JSON for the oracle: bodies are JSON, and errors come in every form that services are known to use."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from awso.core.http import HttpResponse
from tests.oracle import by_hand
from tests.oracle.sides import REQUEST_ID, Family, Sides, WrittenError, query_code

QUERY_COMPATIBLE = "query-compatible"


def _responses(sides: Sides, params: dict[str, Any], random: Random) -> Iterator[HttpResponse]:
    shape = sides.theirs.output_shape
    yield HttpResponse(200, {}, b"" if shape is None else by_hand.json_text(shape, params, random))


def _errors(sides: Sides, name: str, params: dict[str, Any], random: Random) -> Iterator[WrittenError]:
    body = by_hand.json_value(sides.theirs.service_model.shape_for(name), params, random)
    # A body without members would say nothing at all, in which case HTTP's phrase is our message.
    body = body or {"message": ""}
    headers = {"x-amzn-requestid": REQUEST_ID}
    status = random.choice((400, 403, 404, 409, 500, 503))
    for code in (name, f"com.amazonaws.service#{name}", f"{name}:http://internal.amazon.com/coral/"):
        form = f"as {code.replace(name, '…')}"
        yield WrittenError(form, name, _json_response(status, headers, {"__type": code, **body}))
    header = {"x-amzn-errortype": f"{name}:http://a/"}
    yield WrittenError("in the header", name, _json_response(400, headers | header, body))
    queried = query_code(sides.operation.service.shape(name))
    header = {"x-amzn-query-error": f"{queried};Sender"}
    body = {"__type": f"com.amazonaws.service#{name}", **body}
    yield WrittenError(QUERY_COMPATIBLE, queried, _json_response(400, headers | header, body))


def _json_response(status: int, headers: dict[str, str], body: Any) -> HttpResponse:
    return HttpResponse(status, headers, json.dumps(body).encode())


AWS_JSON = Family(body=json.loads, responses=_responses, errors=_errors)
