"""Lists of keys: asked for in percent-encoding, for XML cannot carry every key, and decoded on arrival."""

from typing import Any
from urllib.parse import unquote_plus

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpResponse

_TEXTS = {
    "ListObjects": ("delimiter", "marker", "next_marker"),
    "ListObjectsV2": ("delimiter", "prefix", "start_after"),
    "ListObjectVersions": ("key_marker", "next_key_marker", "prefix", "delimiter"),
}
"""What is encoded of each answer, beside the keys in its lists. ListObjects gives `prefix` back encoded too, which
boto3 leaves so."""
_LISTS = {"contents": "key", "versions": "key", "delete_markers": "key", "common_prefixes": "prefix"}


class UrlEncodedKeys(Behaviour):
    """Asks for `EncodingType=url` and decodes what comes; a caller who asks for it gets it undecoded.

    XML 1.0 has no way to say U+0001, a key may:
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html#AmazonS3-ListObjectsV2-request-EncodingType
    """

    def adjust_input(self, call: Invocation, value: Any) -> Any:
        """With the encoding, and a note that it was not the caller's wish."""
        if getattr(value, "encoding_type", None) is not None:
            return value
        call.notes.add(UrlEncodedKeys)
        return msgspec.structs.replace(value, encoding_type="url")

    def adjust_output(self, call: Invocation, output: Any, response: HttpResponse) -> Any:
        """With the keys as they are."""
        if UrlEncodedKeys not in call.notes or output.encoding_type != "url":
            return output
        changed: dict[str, Any] = {
            name: unquote_plus(text)
            for name in _TEXTS[call.operation.name]
            if (text := getattr(output, name)) is not None
        }
        for name, key in _LISTS.items():
            if items := getattr(output, name, None):
                changed[name] = [_decoded(item, key) for item in items]
        return msgspec.structs.replace(output, **changed)


def _decoded(item: Any, attribute: str) -> Any:
    text = getattr(item, attribute)
    if text is None or ("%" not in text and "+" not in text):  # nearly every key
        return item
    return msgspec.structs.replace(item, **{attribute: unquote_plus(text)})
