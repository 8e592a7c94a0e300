"""The functions that compiled endpoint rules call, and the parsed values they give back.

They follow the rules engine's standard library: https://smithy.io/2.0/additional-specs/rules-engine/standard-library.html
and https://smithy.io/2.0/aws/rules-engine/library-functions.html. `isSet`, `not`, `booleanEquals`, `stringEquals` and
`getAttr` are operators of Python in the compiled rules; `aws.partition` is `awso/endpoints/partitions.py`.
A function that cannot answer returns None, which makes the condition that asked fail.
"""

from collections.abc import Sequence


class Arn:
    """The parts of `arn:partition:service:region:account-id:resource-id`; the resource is split at `/` and `:`."""

    __slots__ = ("account_id", "partition", "region", "resource_id", "service")

    def __init__(
        self, partition: str, service: str, region: str, account_id: str, resource_id: tuple[str, ...]
    ) -> None:
        self.partition = partition
        self.service = service
        self.region = region
        self.account_id = account_id
        self.resource_id = resource_id


class ParsedUrl:
    """The parts of an http or https URL; `normalized_path` is `path` with one slash at its end."""

    __slots__ = ("authority", "is_ip", "normalized_path", "path", "scheme")

    def __init__(self, scheme: str, authority: str, path: str, normalized_path: str, *, is_ip: bool) -> None:
        self.scheme = scheme
        self.authority = authority
        self.path = path
        self.normalized_path = normalized_path
        self.is_ip = is_ip


def element(values: Sequence[str] | None, index: int) -> str | None:
    """`values[index]`, or None where there is no such element; a negative index counts from the end."""
    if values is None or not -len(values) <= index < len(values):
        return None
    return values[index]


def parse_arn(value: str | None) -> Arn | None:
    """The parts of an ARN, or None where it is none or lacks its partition, service or resource."""
    if value is None or not value.startswith("arn:"):
        return None
    parts = value.split(":", 5)
    if len(parts) != 6:
        return None
    _, partition, service, region, account_id, resource = parts
    if not (partition and service and resource):
        return None
    return Arn(partition, service, region, account_id, tuple(resource.replace(":", "/").split("/")))


def parse_url(value: str | None) -> ParsedUrl | None:
    """The parts of an http or https URL, or None where it is no such URL or has a query."""
    if value is None:
        return None
    from urllib.parse import quote, urlsplit  # 4 ms to import, and only custom endpoints and S3 come here

    try:
        parts = urlsplit(value)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.query:
        return None
    normalized_path = quote(_without_dot_segments(parts.path))
    if not normalized_path.endswith("/"):
        normalized_path += "/"
    return ParsedUrl(parts.scheme, parts.netloc, parts.path, normalized_path, is_ip=_is_ip(parts.hostname))


def _without_dot_segments(path: str) -> str:
    if not path:
        return "/"
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if kept:
                kept.pop()
        elif segment and segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept) + ("/" if path.endswith("/") and kept else "")


def _is_ip(host: str | None) -> bool:
    if host is None:
        return False
    from ipaddress import ip_address  # 3 ms to import, for custom endpoints only

    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_valid_host_label(value: str | None, allow_subdomains: bool) -> bool:
    """Whether `value` is a host label (RFC 1123 §2.1); with `allow_subdomains`, labels separated by dots."""
    if value is None:
        return False
    if allow_subdomains:
        return all(_is_label(label) for label in value.split("."))
    return _is_label(value)


def _is_label(value: str) -> bool:
    return (
        1 <= len(value) <= 63 and value.isascii() and value[0] != "-" != value[-1] and value.replace("-", "a").isalnum()
    )


def is_virtual_hostable_s3_bucket(value: str | None, allow_subdomains: bool) -> bool:
    """Whether a bucket name can begin a host name: 3 to 63 characters, no capitals, not an IPv4 address."""
    if value is None or not 3 <= len(value) <= 63 or value != value.lower() or _looks_like_ipv4(value):
        return False
    return is_valid_host_label(value, allow_subdomains)


def _looks_like_ipv4(value: str) -> bool:
    parts = value.split(".")
    return len(parts) == 4 and all(part.isascii() and part.isdigit() for part in parts)


def substring(value: str | None, start: int, stop: int, reverse: bool) -> str | None:
    """`value[start:stop]`, counted from the end where `reverse`; None where `value` is shorter or not ASCII."""
    if value is None or start >= stop or len(value) < stop or not value.isascii():
        return None
    return value[len(value) - stop : len(value) - start] if reverse else value[start:stop]


def uri_encode(value: str | None) -> str | None:
    """`value` with all but unreserved characters percent-encoded (RFC 3986 §2.3)."""
    if value is None:
        return None
    from urllib.parse import quote  # as in parse_url

    return quote(value, safe="-._~")
