"""The life of one API call at the edge: what is let through, what is refused in which words, and what the log says."""

import json

import pytest

from awso import Credentials, HttpRequest, HttpResponse
from awso.core.http import Headers
from tests.unit.userpool_api.edge import NOW, Edge, call, signed

DELETE = json.dumps({"UserPoolId": "us-east-1_Aa0000000", "Username": "ada"}).encode()


@pytest.fixture
def edge() -> Edge:
    return Edge()


def error_of(response: HttpResponse) -> tuple[int, str, str]:
    body = json.loads(response.body)
    assert response.headers["x-amzn-errortype"] == body["__type"]
    assert response.headers["content-type"] == "application/x-amz-json-1.1"
    assert response.headers["x-amzn-requestid"]
    return response.status, body["__type"], body["message"]


def test_an_operation_without_authentication_needs_no_signature(edge: Edge) -> None:
    response = edge.send(call("GetUser", b'{"AccessToken": "good"}'))

    assert response.status == 200
    assert json.loads(response.body) == {"Username": "ada", "UserAttributes": []}
    assert response.headers["content-type"] == "application/x-amz-json-1.1"
    assert len(response.headers["x-amzn-requestid"]) == 36


def test_what_an_operation_raises_is_a_400_with_code_and_message(edge: Edge) -> None:
    response = edge.send(call("GetUser", b'{"AccessToken": "revoked"}'))

    assert error_of(response) == (400, "NotAuthorizedException", "Access Token has been revoked")


def test_an_operation_without_output_answers_nothing_to_a_signed_request(edge: Edge) -> None:
    response = edge.send(signed(call("AdminDeleteUser", DELETE)))

    assert (response.status, response.body) == (200, b"")


def test_our_own_fault_is_a_500_that_says_nothing_but_its_request_id(
    edge: Edge, caplog: pytest.LogCaptureFixture
) -> None:
    response = edge.send(call("GetUser", b'{"AccessToken": "broken"}'))

    status, code, message = error_of(response)
    assert (status, code) == (500, "InternalErrorException")
    assert response.headers["x-amzn-requestid"] in message
    assert "RuntimeError" in caplog.text
    assert response.headers["x-amzn-requestid"] in caplog.text
    assert "broken" not in caplog.text + message
    assert "RuntimeError" not in message


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b'{"AccessToken": ["secret-token"]}',
        b'{"AccessToken": "secret-token"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"AccessToken": ' + b"1" * 100_000 + b"}",
    ],
    ids=lambda body: f"{body[:20]!r}",
)
def test_a_body_that_is_no_such_object_is_a_serialization_error_that_does_not_quote_it(edge: Edge, body: bytes) -> None:
    status, code, message = error_of(edge.send(call("GetUser", body)))

    assert (status, code) == (400, "SerializationException")
    assert "secret-token" not in message


def test_constraints_of_the_model_are_checked_with_aws_words(edge: Edge) -> None:
    missing = error_of(edge.send(call("GetUser")))
    wrong = error_of(edge.send(call("GetUser", b'{"AccessToken": "no spaces, please"}')))

    assert missing == (
        400,
        "InvalidParameterException",
        "1 validation error detected: Value at 'accessToken' failed to satisfy constraint: Member must not be null",
    )
    assert wrong[:2] == (400, "InvalidParameterException")
    assert "no spaces" not in wrong[2]  # a token is sensitive
    assert "Member must satisfy regular expression pattern: [A-Za-z0-9-_=.]+" in wrong[2]


@pytest.mark.parametrize("target", ["", "GetUser", "AWSCognitoIdentityService.GetUser", "x" * 5000, "\udcff"])
def test_a_target_that_is_none_is_refused_with_what_there_is(edge: Edge, target: str) -> None:
    request = call("GetUser")
    fields = [pair for pair in request.headers.pairs if pair[0] != "X-Amz-Target"]
    response = edge.send(HttpRequest("POST", "/", [*fields, ("X-Amz-Target", target)]))

    status, code, message = error_of(response)
    assert (status, code) == (400, "UnknownOperationException")
    assert message.endswith("Implemented are: AdminDeleteUser, GetUser.")
    assert len(message) < 300


def test_an_operation_that_is_only_modelled_is_named(edge: Edge) -> None:
    _, code, message = error_of(edge.send(call("CreateGroup")))

    assert code == "UnknownOperationException"
    assert message.startswith("CreateGroup is not implemented by this server.")


@pytest.mark.parametrize("content_type", ["", "application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_another_content_type_is_refused(edge: Edge, content_type: str) -> None:
    request = call("GetUser", b'{"AccessToken": "good"}', more={"Content-Type": content_type})

    assert error_of(edge.send(request))[:2] == (415, "UnsupportedMediaTypeException")


def test_parameters_and_case_of_the_content_type_do_not_matter(edge: Edge) -> None:
    more = {"Content-Type": "Application/X-Amz-JSON-1.1; charset=utf-8"}

    assert edge.send(call("GetUser", b'{"AccessToken": "good"}', more=more)).status == 200


def with_field(request: HttpRequest, name: str, value: str) -> HttpRequest:
    pairs = [pair for pair in request.headers.pairs if pair[0].lower() != name.lower()]
    return HttpRequest(request.method, request.url, Headers([*pairs, (name, value)]), request.body)


def test_an_unsigned_administrative_call_is_refused_before_its_body_is_read(edge: Edge) -> None:
    answer = error_of(edge.send(call("AdminDeleteUser", b"not json")))

    assert answer == (400, "MissingAuthenticationTokenException", "Missing Authentication Token")


@pytest.mark.parametrize(
    ("seconds", "accepted"), [(-899, True), (-901, False), (899, True), (901, False), (-86_400, False)]
)
def test_a_signature_lives_fifteen_minutes_either_way(edge: Edge, seconds: int, accepted: bool) -> None:
    from datetime import UTC, datetime

    moment = datetime.fromtimestamp(NOW + seconds, UTC)
    response = edge.send(signed(call("AdminDeleteUser", DELETE), timestamp=moment))

    assert (response.status == 200) is accepted


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"region": "eu-west-1"}, "InvalidSignatureException"),
        ({"service": "s3"}, "InvalidSignatureException"),
        ({"credentials": Credentials("AKIATEST", "another secret")}, "InvalidSignatureException"),
        ({"credentials": Credentials("AKIAOTHER", "the secret access key")}, "UnrecognizedClientException"),
        ({"credentials": Credentials("AKIATEST", "the secret access key", "token")}, "UnrecognizedClientException"),
    ],
    ids=["region", "service", "secret", "key id", "session token"],
)
def test_a_signature_for_something_else_is_refused(edge: Edge, changes: dict[str, object], code: str) -> None:
    assert error_of(edge.send(signed(call("AdminDeleteUser", DELETE), **changes)))[:2] == (400, code)


def test_what_was_signed_must_be_what_came(edge: Edge) -> None:
    good = signed(call("AdminDeleteUser", DELETE))
    attacks = {
        "another body": HttpRequest("POST", good.url, good.headers, DELETE.replace(b"ada", b"eve")),
        "no body": HttpRequest("POST", good.url, good.headers, b""),
        "another host": with_field(good, "Host", "evil.example"),
        "a query": HttpRequest("POST", good.url + "?x=1", good.headers, good.body),
        "another date": with_field(good, "X-Amz-Date", "20231114T221321Z"),
        "unsigned payload": with_field(good, "x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        "a second target": HttpRequest(
            "POST",
            good.url,
            Headers([*good.headers.pairs, ("X-Amz-Target", "AWSCognitoIdentityProviderService.AdminDeleteUser")]),
            good.body,
        ),
    }

    assert edge.send(good).status == 200
    assert {name: edge.send(attack).status for name, attack in attacks.items()} == dict.fromkeys(attacks, 400)


def test_a_signature_over_another_target_opens_no_other_operation(edge: Edge) -> None:
    stolen = signed(call("GetUser", DELETE))

    attack = with_field(stolen, "X-Amz-Target", "AWSCognitoIdentityProviderService.AdminDeleteUser")

    assert error_of(edge.send(attack))[1] == "InvalidSignatureException"


def test_the_target_must_be_among_the_signed_headers(edge: Edge) -> None:
    bare = HttpRequest("POST", "http://127.0.0.1:9229/", {"Host": "127.0.0.1:9229"}, DELETE)
    attack = signed(bare)
    for name, value in call("AdminDeleteUser").headers.pairs[1:]:
        attack = with_field(attack, name, value)

    assert error_of(edge.send(attack))[1] == "InvalidSignatureException"


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer abc",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=, SignedHeaders=, Signature=",
        "AWS4-HMAC-SHA256 Credential=AKIATEST/20231114/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, "
        "Signature=\udcff",
        "AWS4-ECDSA-P256-SHA256 Credential=x",
        "AWS4-\udcff Credential=x",
        "AWS4-HMAC-SHA256 Credential=\udcff, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f, SignedHeaders=host, Signature=0",
    ],
)
def test_a_malformed_authorization_is_an_error_of_the_sender(edge: Edge, authorization: str) -> None:
    request = with_field(signed(call("AdminDeleteUser", DELETE)), "Authorization", authorization)

    assert edge.send(request).status == 400


def test_a_log_that_cannot_be_written_stops_no_request(edge: Edge) -> None:
    edge.log.close()

    assert edge.send(call("GetUser", b'{"AccessToken": "good"}')).status == 200


def test_the_log_has_one_line_a_request_and_nothing_of_what_was_sent(edge: Edge) -> None:
    edge.send(call("GetUser", b'{"AccessToken": "good", "x": "s3cret"}', more={"User-Agent": "s3cret"}))
    edge.send(call("GetUser", b'{"AccessToken": "revoked"}'))
    edge.send(call("s3cret-operation"))
    edge.send(signed(call("AdminDeleteUser", DELETE)))

    entries = [json.loads(line) for line in edge.log.getvalue().splitlines()]
    assert [(entry["op"], entry["status"], entry.get("error")) for entry in entries] == [
        ("GetUser", 200, None),
        ("GetUser", 400, "NotAuthorizedException"),
        ("?", 400, "UnknownOperationException"),
        ("AdminDeleteUser", 200, None),
    ]
    assert all(set(entry) <= {"time", "op", "status", "ms", "request_id", "error"} for entry in entries)
    assert entries[0]["time"] == "2023-11-14T22:13:20.000+00:00"
    assert "s3cret" not in edge.log.getvalue()
    assert "revoked" not in edge.log.getvalue()
