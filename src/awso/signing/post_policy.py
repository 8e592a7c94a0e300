"""A form by which a browser uploads to S3: its fields, and the signed policy that says what may be uploaded.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from awso._lean import Masked
from awso.credentials import Credentials
from awso.signing.canonical import ALGORITHM, Scope, SigningKeys, amz_date, signing_key

Condition = Mapping[str, str] | Sequence[str | int]
"""`{"acl": "public-read"}`, `["starts-with", "$key", "user/"]` or `["content-length-range", 1, 1_048_576]`."""

_FILENAME = "${filename}"
"""What S3 replaces by the name of the file that is uploaded."""


class PresignedPost(Masked, frozen=True):
    """Where to post to, and the fields to put before the file; the file is the last field of the form."""

    url: str
    fields: dict[str, str]

    def __repr__(self) -> str:
        return f"PresignedPost({self.url!r}, {sorted(self.fields)})"  # names only: values are a signature and a token


def sign_post(
    url: str,
    credentials: Credentials,
    *,
    bucket: str,
    key: str,
    fields: Mapping[str, str],
    conditions: Sequence[Condition],
    region: str,
    timestamp: datetime,
    expires_seconds: int,
    service: str = "s3",
    token_field: str = "x-amz-security-token",
    keys: SigningKeys | None = None,
) -> PresignedPost:
    """A form for `url`, the bucket's, that holds for `expires_seconds` from `timestamp` (aware) on.

    `fields` are further fields of the form; S3 refuses any of which no condition speaks. A `key` that ends with
    `${filename}` is completed by S3.
    """
    date = amz_date(timestamp)
    scope = Scope(date[:8], region, service)
    signed = {
        "x-amz-algorithm": ALGORITHM,
        "x-amz-credential": f"{credentials.access_key_id}/{scope}",
        "x-amz-date": date,
    }
    if credentials.session_token is not None:
        signed[token_field] = credentials.session_token
    wanted = [*conditions, *conditions_of(bucket, key), *({name: value} for name, value in signed.items())]
    policy = encoded_policy(timestamp + timedelta(seconds=expires_seconds), wanted)
    secret = credentials.secret_access_key
    signing = signing_key(secret, scope) if keys is None else keys.get(secret, scope)
    signature = signing.hexdigest(policy.encode())
    return PresignedPost(url, {**fields, "key": key, **signed, "policy": policy, "x-amz-signature": signature})


def conditions_of(bucket: str, key: str) -> tuple[Condition, Condition]:
    """What every form says: where to, and how the key begins where S3 completes it."""
    if key.endswith(_FILENAME):
        return {"bucket": bucket}, ["starts-with", "$key", key.removesuffix(_FILENAME)]
    return {"bucket": bucket}, {"key": key}


def encoded_policy(expires_at: datetime, conditions: Sequence[Condition]) -> str:
    """The policy document as the form carries it: base64 of JSON, in the very letters of boto3's."""
    from binascii import b2a_base64
    from json import dumps

    document = {"expiration": expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"), "conditions": conditions}
    return b2a_base64(dumps(document).encode(), newline=False).decode()
