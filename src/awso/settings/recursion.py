"""The header by which AWS Lambda notices that functions call each other in a circle."""

from collections.abc import Mapping

# What a trace id may hold besides letters and digits; all else, above all line ends, is percent-encoded.
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~=;:+&[]{}\"',")


def recursion_detection_header(environment: Mapping[str, str]) -> str | None:
    """The value of `X-Amzn-Trace-Id` for requests sent from within a Lambda function, None elsewhere.

    A request that has the header already keeps its own.
    """
    trace_id = environment.get("_X_AMZN_TRACE_ID")
    if not trace_id or not environment.get("AWS_LAMBDA_FUNCTION_NAME"):
        return None
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in trace_id.encode())
