"""S3's Version 2 by the examples that AWS publishes.

https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html#RESTAuthenticationExamples
"""

from datetime import UTC, datetime

import pytest

from awso.core.http import Headers, HttpRequest
from awso.credentials import Credentials
from awso.errors import ConfigurationError
from awso.signing.hmacv1 import HmacV1Template, sign_post, sign_query, signature_of, string_to_sign

KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
URL = "https://awsexamplebucket1.us-west-1.s3.amazonaws.com"
PHOTO = "/photos/puppy.jpg"

PUBLISHED = {
    "an object": ("GET", PHOTO, {}, "Tue, 27 Mar 2007 19:36:42 +0000", PHOTO, "qgk2+6Sv9/oM7G3qLEjTH1a1l1g="),
    "an upload": (
        *("PUT", PHOTO, {"Content-Type": "image/jpeg"}, "Tue, 27 Mar 2007 21:15:45 +0000", PHOTO),
        "iqRzw+ileNPu1fhspnRs8nOjjIA=",
    ),
    "a list": (
        *("GET", "/?prefix=photos&max-keys=50&marker=puppy", {}, "Tue, 27 Mar 2007 19:42:41 +0000", "/"),
        "m0WP8eCtspQl5Ahe6L1SozdX9YA=",
    ),
    "a sub-resource": ("GET", "/?acl", {}, "Tue, 27 Mar 2007 19:44:46 +0000", "/", "82ZHiFIjc+WbcwFKGUVEQspPn+0="),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_example_has_its_signature(name: str) -> None:
    method, target, headers, date, path, expected = PUBLISHED[name]

    text = string_to_sign(method, URL + target, Headers(headers), date, f"/awsexamplebucket1{path}")

    assert signature_of(text, KEYS.secret_access_key) == expected


def test_the_published_url_is_what_signing_gives() -> None:
    request = HttpRequest("GET", "https://johnsmith.s3.amazonaws.com/photos/puppy.jpg")

    signed = sign_query(request, KEYS, expires_at=1_175_139_620, path="/johnsmith/photos/puppy.jpg")

    assert signed.url == (
        "https://johnsmith.s3.amazonaws.com/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"
        "&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620"
    )


def test_amazon_s_headers_are_signed_in_order_and_joined_where_repeated() -> None:
    headers = Headers((("X-Amz-Meta-B", " 2 "), ("x-amz-meta-a", "1"), ("X-Amz-Meta-b", "3"), ("Range", "bytes=0-1")))

    text = string_to_sign("get", "https://h/k?versionId=a%2Fb&x=1&acl", headers, "then", None)

    assert text == "GET\n\n\nthen\nx-amz-meta-a:1\nx-amz-meta-b:2,3\n/k?acl&versionId=a/b"


def test_a_session_token_is_signed_and_sent_in_headers_urls_and_forms() -> None:
    keys = Credentials("AKID", "secret", "token")
    request = HttpRequest("GET", "https://h/b/k", {"X-Amz-Security-Token": "old"})

    added = dict(HmacV1Template(request, ("amz-sdk-request",), None).sign(("1",), b"", keys, "20150830T123600Z"))
    url = sign_query(request, keys, expires_at=1, path=None).url
    form = sign_post(
        "https://h/b/",
        keys,
        bucket="b",
        key="k",
        fields={},
        conditions=[],
        expires_at=datetime(2015, 8, 30, tzinfo=UTC),
    )

    assert added["Date"] == "Sun, 30 Aug 2015 12:36:00 GMT"
    assert (added["x-amz-security-token"], added["amz-sdk-request"]) == ("token", "1")
    assert added["Authorization"].startswith("AWS AKID:")
    assert "&x-amz-security-token=token&" in url
    assert list(form.fields) == ["key", "AWSAccessKeyId", "x-amz-security-token", "policy", "signature"]


def test_parts_of_a_body_have_no_signatures() -> None:
    with pytest.raises(ConfigurationError, match="Version 2"):
        HmacV1Template(HttpRequest("PUT", "https://h/"), (), None).seed(KEYS, "20150830T123600Z", "signature")
