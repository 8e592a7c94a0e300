"""What a caller meant who wrote something that a client does not have: boto3's name for it, or a mistyped one.

For the texts of errors alone, so it is imported when one is made. What moves with boto3's own names is `awso.boto`.
"""

from collections.abc import Sequence

from awso.shapes.shape import nearest_member, unknown_member_message

_CREDENTIALS = "credentials=awso.StaticCredentials(…)"
OPTIONS = {
    "region_name": "region=…",
    "profile_name": "profile=…",
    "aws_access_key_id": _CREDENTIALS,
    "aws_secret_access_key": _CREDENTIALS,
    "aws_session_token": _CREDENTIALS,
    "verify": "transport_options=awso.TransportOptions(verify=…)",
    "config": "what Config takes as options of the client (retries=…, read_timeout=…, s3=awso.S3Options(…))",
}
"""boto3's client arguments, and what to write instead."""

ATTRIBUTES = {
    "get_paginator": "pages are client.<operation>.pages(…), what is on them client.<operation>.items(…)",
    "can_paginate": "pages are client.<operation>.pages(…), where the operation has any",
    "get_waiter": "waiters are client.wait_until.<waiter>(…)",
    "exceptions": "error classes are in the service's module: errors.<Name>",
    "generate_presigned_url": "write client.<operation>.presigned_url(seconds, …)",
    "generate_presigned_post": "write awso.forms.presigned_post(client, bucket, key)",
    "upload_file": "write client.put_object(body=file, …); transfers in parts are in awso.boto",
    "upload_fileobj": "write client.put_object(body=file, …); transfers in parts are in awso.boto",
    "download_file": "write client.get_object(…).body.iter_chunks(); transfers in parts are in awso.boto",
    "download_fileobj": "write client.get_object(…).body.iter_chunks(); transfers in parts are in awso.boto",
}
"""What a boto3 client has beside operations, and where it is here."""


def misused_client_message(service: str, given: Sequence[object], unknown: str, known: tuple[str, ...]) -> str:
    """What to say of arguments that no client takes: positional ones, or the option `unknown`."""
    subject = f"the client of {service}"
    if given:
        return f"{subject} takes keywords only (region=…, credentials=…), got {len(given)} positional"
    if unknown in OPTIONS:
        return f"{subject} has no option {unknown!r}: write {OPTIONS[unknown]}"
    return f"{subject} has no option {unknown!r}: {nearest_member(unknown, known)}"


def unknown_attribute_message(service: str, name: str, operations: tuple[str, ...]) -> str:
    """What to say of an attribute that is no operation of the service."""
    subject = f"the client of {service}"
    if name in ATTRIBUTES:
        return f"{subject} has no member {name!r}: {ATTRIBUTES[name]}"
    return unknown_member_message(subject, name, operations)
