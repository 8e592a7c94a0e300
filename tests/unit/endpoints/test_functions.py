"""What the rules engine's functions answer; expectations from its specification."""

import pytest

from awso.endpoints.functions import (
    element,
    is_valid_host_label,
    is_virtual_hostable_s3_bucket,
    parse_arn,
    parse_url,
    substring,
    uri_encode,
)


def test_an_arn_comes_apart_with_its_resource_split_at_slashes_and_colons() -> None:
    arn = parse_arn("arn:aws:kinesis:us-east-1:123456789012:stream/one:two")

    assert arn is not None
    assert (arn.partition, arn.service, arn.region, arn.account_id) == ("aws", "kinesis", "us-east-1", "123456789012")
    assert arn.resource_id == ("stream", "one", "two")


@pytest.mark.parametrize(
    "text", [None, "", "bucket", "arn:aws:s3", "arn::s3:::x", "arn:aws::::x", "arn:aws:s3:::", "ARN:aws:s3:::x"]
)
def test_what_lacks_partition_service_or_resource_is_no_arn(text: str | None) -> None:
    assert parse_arn(text) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com", ("https", "example.com", "", "/", False)),
        ("http://example.com:80/a/b", ("http", "example.com:80", "/a/b", "/a/b/", False)),
        ("https://127.0.0.1:4566/", ("https", "127.0.0.1:4566", "/", "/", True)),
        ("https://[fe80::1]/x", ("https", "[fe80::1]", "/x", "/x/", True)),
        ("https://example.com/a/../b/./c//d", ("https", "example.com", "/a/../b/./c//d", "/b/c/d/", False)),
    ],
)
def test_a_url_comes_apart(url: str, expected: tuple[object, ...]) -> None:
    parsed = parse_url(url)

    assert parsed is not None
    assert (parsed.scheme, parsed.authority, parsed.path, parsed.normalized_path, parsed.is_ip) == expected


@pytest.mark.parametrize(
    "url", [None, "ftp://example.com", "example.com", "https://h:port/", "https://h/?a=b", "http://[x"]
)
def test_what_the_rules_cannot_use_is_no_url(url: str | None) -> None:
    assert parse_url(url) is None


@pytest.mark.parametrize(
    ("label", "allow_subdomains", "expected"),
    [
        ("abc-1", False, True),
        ("a", False, True),
        ("a" * 63, False, True),
        ("a" * 64, False, False),
        ("", False, False),
        (None, False, False),
        ("-abc", False, False),
        ("abc-", False, False),
        ("a.b", False, False),
        ("a.b", True, True),
        ("a..b", True, False),
        ("a_b", False, False),
        ("ä", False, False),
        ("²", False, False),
        ("abc\n", False, False),
    ],
)
def test_a_host_label_has_letters_digits_and_inner_hyphens(
    label: str | None, allow_subdomains: bool, expected: bool
) -> None:
    assert is_valid_host_label(label, allow_subdomains) is expected


@pytest.mark.parametrize(
    ("bucket", "allow_subdomains", "expected"),
    [
        ("my-bucket", False, True),
        ("my.bucket", False, False),
        ("my.bucket", True, True),
        ("ab", False, False),
        ("My-bucket", False, False),
        ("192.168.0.1", True, False),
        ("a" * 64, False, False),
        (None, True, False),
    ],
)
def test_a_virtual_hostable_bucket_name_is_a_lower_case_host_name(
    bucket: str | None, allow_subdomains: bool, expected: bool
) -> None:
    assert is_virtual_hostable_s3_bucket(bucket, allow_subdomains) is expected


@pytest.mark.parametrize(
    ("value", "start", "stop", "reverse", "expected"),
    [
        ("abcdef", 0, 2, False, "ab"),
        ("abcdef", 0, 2, True, "ef"),
        ("abcdef", 1, 3, True, "de"),
        ("abc", 0, 4, False, None),
        ("abc", 2, 2, False, None),
        ("äbc", 0, 2, False, None),
        (None, 0, 2, False, None),
    ],
)
def test_a_substring_is_counted_from_either_end(
    value: str | None, start: int, stop: int, reverse: bool, expected: str | None
) -> None:
    assert substring(value, start, stop, reverse) == expected


def test_all_but_unreserved_characters_are_percent_encoded() -> None:
    assert uri_encode("a/b c~-._ü") == "a%2Fb%20c~-._%C3%BC"
    assert uri_encode(None) is None


def test_an_element_beyond_the_list_is_absent() -> None:
    assert element(("a", "b"), 1) == "b"
    assert element(("a", "b"), 2) is None
    assert element(("a", "b"), -1) == "b"
    assert element((), -1) is None
    assert element(None, 0) is None
