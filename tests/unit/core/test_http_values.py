"""Requests, responses and headers as values."""

import pytest

from awso import Headers, HttpRequest, HttpResponse


def test_requests_and_responses_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        HttpRequest("POST", "https://a/").body = b"x"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # what the test is about
    with pytest.raises(AttributeError):
        HttpResponse(200).status = 500  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]  # what the test is about


@pytest.mark.parametrize("given", [{"X-A": "1"}, [("X-A", "1")], Headers({"x-a": "1"})])
def test_headers_are_taken_as_a_mapping_or_as_pairs(given: "dict[str, str] | list[tuple[str, str]] | Headers") -> None:
    request = HttpRequest("POST", "https://a/", given, b"body")

    assert request.headers["x-a"] == "1"
    assert request == HttpRequest("POST", "https://a/", {"X-A": "1"}, b"body")
    assert hash(request) == hash(HttpRequest("POST", "https://a/", {"X-A": "1"}, b"body"))


def test_header_names_compare_without_case_and_repeated_fields_are_kept() -> None:
    headers = Headers([("Set-Thing", "a"), ("set-thing", "b")])

    assert headers["SET-THING"] == "a, b"
    assert headers.pairs == (("Set-Thing", "a"), ("set-thing", "b"))
    assert "Set-thing" in headers
    assert headers.get("other") is None
    assert len(headers) == 1


def test_repr_shows_neither_query_nor_headers_nor_body() -> None:
    request = HttpRequest("GET", "https://a/p?X-Amz-Signature=s3cret", {"Authorization": "s3cret"}, b"s3cret")

    assert repr(request) == "HttpRequest(GET https://a/p, 6 bytes)"
    assert "s3cret" not in repr(request.headers)
    assert repr(HttpResponse(200, {"a": "s3cret"}, b"s3cret")) == "HttpResponse(200, 6 bytes)"


def test_no_headers_means_none() -> None:
    assert HttpRequest("GET", "https://a/").headers == {}
    assert HttpResponse(204, None).headers == {}
