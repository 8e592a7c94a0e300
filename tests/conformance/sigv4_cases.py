"""The folders of the SigV4 and SigV4a vectors, and the canonical request of a request that is signed already."""

import json
from datetime import datetime
from pathlib import Path

from awso.core.http import HttpRequest
from awso.credentials import Credentials
from awso.signing.canonical import canonical_headers, canonical_path, canonical_query, canonical_request, split_url
from awso.signing.sha256 import sha256_hex
from tests.paths import require

# Its request was percent-encoded (URL parsers refuse a space), its expectations were not changed with it: they hold for
# a path that is not encoded a second time.
ENCODED_ONCE = "v4/get-space-normalized"


def parse_request(text: str) -> HttpRequest:
    """The request that a vector's text describes: `METHOD target HTTP/1.1`, fields, an empty line, the body."""
    head, _, body = text.replace("\r", "").partition("\n\n")
    request_line, *lines = head.rstrip("\n").split("\n")
    method, _, rest = request_line.partition(" ")
    target = rest.removesuffix(" HTTP/1.1")
    fields: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith((" ", "\t")):  # a folded line continues the value before it
            name, value = fields.pop()
            fields.append((name, f"{value}\n{line}"))
        else:
            name, _, value = line.partition(":")
            fields.append((name, value))
    host = next(value for name, value in fields if name.lower() == "host").strip()
    return HttpRequest(method, f"https://{host}{target}", fields, body.encode())


class Case:
    """One folder of `sigv4/v4` or `sigv4/v4a`."""

    def __init__(self, folder: Path) -> None:
        self.folder = require(folder)
        self.request = parse_request(self.text("request"))
        context = json.loads((self.folder / "context.json").read_text())
        keys = context["credentials"]
        self.credentials = Credentials(keys["access_key_id"], keys["secret_access_key"], keys.get("token"))
        self.region: str = context["region"]
        self.service: str = context["service"]
        self.timestamp = datetime.fromisoformat(context["timestamp"])
        self.expires_seconds: int = context["expiration_in_seconds"]
        self.normalize: bool = context["normalize"]
        self.double_encode = f"{folder.parent.name}/{folder.name}" != ENCODED_ONCE
        self.sign_body: bool = context["sign_body"]
        self.sign_session_token = not context.get("omit_session_token", False)

    def text(self, part: str) -> str:
        return (self.folder / f"{part}.txt").read_text()


def canonical_of(
    signed: HttpRequest,
    normalize: bool,
    unsigned_parameters: set[str],
    unsigned_fields: set[str],
) -> str:
    """The canonical request of a request that carries its signature already."""
    _, path, query = split_url(signed.url)
    parameters = [part for part in query.split("&") if part.partition("=")[0] not in unsigned_parameters]
    headers = canonical_headers(field for field in signed.headers.pairs if field[0].lower() not in unsigned_fields)
    return canonical_request(
        signed.method,
        canonical_path(path, double_encode=True, normalize=normalize),
        canonical_query("&".join(parameters)),
        headers,
        sorted(headers),
        sha256_hex(signed.body),
    )


def fields(request: HttpRequest) -> set[tuple[str, str]]:
    return {(name.lower(), " ".join(value.split())) for name, value in request.headers.pairs}
