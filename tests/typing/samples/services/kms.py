"""What a program may write with kms, and below, what it may not: see `tests/typing/test_services.py`."""

from typing import assert_type

from awso import kms

with kms.Client() as client:
    secret = client.encrypt(key_id="k", plaintext=b"p", encryption_context={"app": "x"}).ciphertext_blob
    assert_type(secret, bytes | None)
    assert_type(client.decrypt(ciphertext_blob=b"c").plaintext, bytes | None)
    for key in client.list_keys.items():
        assert_type(key.key_arn, str | None)
    try:
        client.schedule_key_deletion(key_id="k", pending_window_in_days=7)
    except kms.errors.KMSInvalidStateException as error:
        assert_type(error.retryable, bool)

    client.encrypt(key_id="k", plaintext="p")  # error: "plaintext"
    client.encrypt(key_id="k", plaintext=secret)  # error: "plaintext"
    client.encrypt(plaintext=b"p")  # error: "key_id"
    client.list_keys.item()  # error: "item"
    kms.errors.KmsInvalidStateException  # error: "KmsInvalidStateException"


async def concurrent() -> None:
    async with kms.AsyncClient() as aio:
        async for _ in aio.list_keys.items():
            pass
        for _ in aio.list_keys.items():  # error: "__iter__"
            pass
