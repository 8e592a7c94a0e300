"""Answers of S3 that are not what their status, their model or their headers say."""

from typing import TYPE_CHECKING

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpResponse
from awso.shapes.schema import Schema

if TYPE_CHECKING:
    from awso.core.operation import Operation

INTERNAL_ERROR = 500


class LateErrors(Behaviour):
    """Takes a 200 that carries an error, or half a document, for the 500 that it is, so that it is retried.

    S3 begins to answer before a long copy is done: https://repost.aws/knowledge-center/s3-resolve-200-internalerror
    """

    def is_for(self, operation: "Operation") -> bool:
        """Where the body of a success is a document."""
        return _is_document(operation.output_schema)

    def rewrite_response(self, call: Invocation, response: HttpResponse) -> HttpResponse:
        """The same with status 500, where the body is an error or breaks off."""
        if response.status != 200 or not response.body:
            return response
        return msgspec.structs.replace(response, status=INTERNAL_ERROR) if _is_error(response.body) else response


def _is_document(schema: Schema) -> bool:
    """Whether the body is XML, not a blob, a text or a stream of events, of which nobody can tell."""
    if schema.model.payload is None:
        return bool(schema.members)
    payload = schema.members[schema.model.payload].target
    return payload.kind not in ("blob", "string") and not payload.model.eventstream


def _is_error(body: bytes) -> bool:
    # An answer of 1,000 keys is not parsed twice for this: its first and its last tag tell.
    text = body.strip()
    if text.startswith(b"<?"):
        text = text.partition(b"?>")[2].lstrip()
    words = text[1:].partition(b">")[0].split(None, 1) if text.startswith(b"<") else ()
    name = words[0].rstrip(b"/") if words else b""
    if not name:
        return True
    whole = text.endswith(b"</" + name + b">") or (text.endswith(b"/>") and b"<" not in text[1:])
    return name == b"Error" or not whole


class BucketLocation(Behaviour):
    """Lets the region of a bucket be decoded: it is the whole document, which no model can say.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html#API_GetBucketLocation_ResponseSyntax
    """

    def rewrite_response(self, call: Invocation, response: HttpResponse) -> HttpResponse:
        """With an element around the document, so that it is the member that the model knows."""
        if response.status != 200 or b"<LocationConstraint" not in response.body:
            return response
        document = response.body[response.body.index(b"<LocationConstraint") :]
        if document.rstrip().endswith((b"/>", b"></LocationConstraint>")):
            document = b""  # us-east-1, which has no name here
        wrapped = b"<GetBucketLocationOutput>" + document + b"</GetBucketLocationOutput>"
        return msgspec.structs.replace(response, body=wrapped)


class LenientExpires(Behaviour):
    """Lets a header `Expires` that is no date pass, as `expires_string`; `expires` is then absent.

    S3 keeps whatever was put: https://smithy.io/2.0/aws/customizations/s3-customizations.html
    """

    def rewrite_response(self, call: Invocation, response: HttpResponse) -> HttpResponse:
        """With the text in a header of its own, by which the overridden model reads it."""
        text = response.headers.get("expires")
        if text is None:
            return response
        from awso.codecs.scalars import parse_http_date

        fields = (*response.headers.pairs, ("ExpiresString", text))
        try:
            parse_http_date(text)
        except ValueError:
            fields = tuple(field for field in fields if field[0].lower() != "expires")
        return msgspec.structs.replace(response, headers=fields)
