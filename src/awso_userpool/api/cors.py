"""What a browser on another origin may do: everything, for authority is in body or signature, never in a cookie.

Source: the Fetch standard, "CORS protocol"; the exposed names are those that AWS's own SDKs read.
"""

from awso.core.http import Headers

EXPOSED = "x-amzn-requestid,x-amzn-errortype,x-amzn-errormessage,date"
ALLOWED_METHODS = "GET,POST"
# What SDKs send, for a preflight that names no header; otherwise what it asks for is granted.
ALLOWED_HEADERS = "authorization,content-type,x-amz-target,x-amz-date,x-amz-security-token,x-amz-user-agent"
# Two hours: the longest that any browser honours (Chromium).
PREFLIGHT_SECONDS = "7200"

SHARED = (("access-control-allow-origin", "*"), ("access-control-expose-headers", EXPOSED))


def preflight_fields(headers: Headers) -> tuple[tuple[str, str], ...]:
    """The answer to an OPTIONS request."""
    return (
        *SHARED,
        ("access-control-allow-methods", ALLOWED_METHODS),
        ("access-control-allow-headers", headers.get("access-control-request-headers", ALLOWED_HEADERS)),
        ("access-control-max-age", PREFLIGHT_SECONDS),
    )
