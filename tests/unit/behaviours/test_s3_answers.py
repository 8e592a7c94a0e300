"""Answers of S3 that are not what they seem."""

import pytest

from awso.errors import ServiceError
from tests.unit.behaviours.calls import Calls, response

ERROR = "<Error><Code>InternalError</Code><Message>again</Message></Error>"
COPIED = '<?xml version="1.0"?>\n<CopyObjectResult><ETag>"e"</ETag></CopyObjectResult>'
COPY = {"bucket": "my-bucket", "key": "k", "copy_source": "src/k"}


@pytest.mark.parametrize("body", [ERROR, f'<?xml version="1.0"?>\n  {ERROR}\n', "<CopyObjectResult><ETag>", "<Co", "?"])
def test_a_success_that_carries_an_error_or_half_a_document_is_tried_again(body: str) -> None:
    s3 = Calls("s3")

    output = s3("CopyObject", response(body), response(COPIED), **COPY)

    assert output.copy_object_result.e_tag == '"e"'
    assert len(s3.sent) == 2


def test_an_error_in_a_success_is_raised_after_the_last_attempt() -> None:
    with pytest.raises(ServiceError) as caught:
        Calls("s3")("CopyObject", response(ERROR), response(ERROR), response(ERROR), **COPY)

    assert (caught.value.code, caught.value.status, caught.value.attempts) == ("InternalError", 500, 3)


@pytest.mark.parametrize("body", ["<CopyObjectResult/>", "<CopyObjectResult />", '<CopyObjectResult xmlns="x"/>'])
def test_an_empty_document_is_whole(body: str) -> None:
    s3 = Calls("s3")

    s3("CopyObject", response(body), **COPY)

    assert len(s3.sent) == 1


def test_an_object_may_look_like_an_error() -> None:
    output = Calls("s3")("GetObject", response(ERROR), bucket="my-bucket", key="k")

    assert output.body == ERROR.encode() or output.body.read() == ERROR.encode()


@pytest.mark.parametrize(
    ("body", "region"),
    [
        (
            '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-west-1</LocationConstraint>',
            "eu-west-1",
        ),
        ('<?xml version="1.0"?>\n<LocationConstraint>EU</LocationConstraint>\n', "EU"),
        ('<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>', None),
        ("<LocationConstraint></LocationConstraint>", None),
    ],
)
def test_the_location_of_a_bucket_is_the_whole_document(body: str, region: str | None) -> None:
    s3 = Calls("s3")

    assert s3("GetBucketLocation", response(body), bucket="my-bucket").location_constraint == region
    assert s3.sent[0].url == "https://s3.eu-west-1.amazonaws.com/my-bucket?location"


@pytest.mark.parametrize(("text", "year"), [("Thu, 01 Jan 2032 00:00:00 GMT", 2032), ("never", None)])
def test_an_expiry_that_is_no_date_stays_a_text(text: str, year: int | None) -> None:
    output = Calls("s3")("HeadObject", response(expires=text), bucket="my-bucket", key="k")

    assert output.expires_string == text
    assert (output.expires and output.expires.year) == year


def test_keys_are_listed_in_percent_encoding_and_given_as_they_are() -> None:
    body = (
        "<ListBucketResult><EncodingType>url</EncodingType><Delimiter>%2F</Delimiter><StartAfter>a+b</StartAfter>"
        "<Contents><Key>a%01b+c%2Fd</Key></Contents><Contents><Key>plain</Key></Contents>"
        "<CommonPrefixes><Prefix>x%0A/</Prefix></CommonPrefixes></ListBucketResult>"
    )
    s3 = Calls("s3")

    output = s3("ListObjectsV2", response(body), bucket="my-bucket")

    assert "encoding-type=url" in s3.sent[0].url
    assert [item.key for item in output.contents] == ["a\x01b c/d", "plain"]
    assert [item.prefix for item in output.common_prefixes] == ["x\n/"]
    assert (output.delimiter, output.start_after) == ("/", "a b")


def test_a_caller_who_asks_for_the_encoding_gets_it() -> None:
    body = "<R><EncodingType>url</EncodingType><Version><Key>a%20b</Key></Version></R>"

    output = Calls("s3")("ListObjectVersions", response(body), bucket="my-bucket", encoding_type="url")

    assert output.versions[0].key == "a%20b"


@pytest.mark.parametrize("body", ["<", "<>", "< >", "<?xml?><"])
def test_a_beginning_of_nothing_is_tried_again(body: str) -> None:
    s3 = Calls("s3")

    s3("ListObjectsV2", response(body), response("<ListBucketResult/>"), bucket="b")

    assert len(s3.sent) == 2
