"""A grep over everything a server leaves behind: database, write-ahead log, logs, outbox. Secrets are in none of them.

Every operation that takes ClientMetadata, a password, a code or a token is called, rightly and wrongly, with a marker
that can be found again.
"""

import base64
import contextlib
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.userpool_http.foreign import Boto3, Pool, make_pool
from tests.integration.userpool_http.process import serving

METADATA = {"mark-key": "mark-metadata-7f3a"}
MARKS = ("mark-key", "mark-metadata-7f3a")
PASSWORDS = ("Mark-First-1", "Mark-Second-2", "Mark-Third-3", "Mark-Wrong-4", "Mark-Set-5")
FIRST, SECOND, THIRD, WRONG, SET = PASSWORDS
WRONG_CODE = "918273"


class Actor:
    """Plays every part through boto3 and keeps each secret that it sees."""

    def __init__(self, boto: Boto3, folder: Path) -> None:
        self.boto = boto
        self.folder = folder
        self.tokens: list[str] = []
        self.pool: Pool = make_pool(boto, client={"GenerateSecret": True})
        described = boto.describe_user_pool_client(UserPoolId=self.pool.id, ClientId=self.pool.client_id)
        self.client_secret: str = described["UserPoolClient"]["ClientSecret"]

    def hash_for(self, name: str) -> str:
        message = (name + self.pool.client_id).encode()
        return base64.b64encode(hmac.digest(self.client_secret.encode(), message, hashlib.sha256)).decode()

    def public(self, name: str) -> dict[str, Any]:
        return {"ClientId": self.pool.client_id, "SecretHash": self.hash_for(name), "Username": name}

    def code_of(self, source: str) -> str:
        """The code of the last message of this kind, once it has arrived."""
        with until() as again:
            while again():
                lines = (self.folder / "messages.jsonl").read_text().splitlines()
                for message in map(json.loads, reversed(lines)):
                    if message["trigger_source"] == source:
                        code: str = message["code"]
                        return code
        raise AssertionError(f"no {source}")

    def sign_in(self, name: str, password: str) -> dict[str, Any]:
        result = self.boto.initiate_auth(
            ClientId=self.pool.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": password, "SECRET_HASH": self.hash_for(name)},
            ClientMetadata=METADATA,
        )["AuthenticationResult"]
        self.tokens += [result["AccessToken"], result["IdToken"], result["RefreshToken"]]
        return dict(result)

    def play(self) -> None:
        boto, pool = self.boto, self.pool
        admin: dict[str, Any] = {"UserPoolId": pool.id, "Username": "ada"}
        mail = [{"Name": "email", "Value": "ada@example.com"}]
        boto.sign_up(**self.public("ada"), Password=FIRST, UserAttributes=mail, ClientMetadata=METADATA)
        self.code_of("CustomMessage_SignUp")
        boto.resend_confirmation_code(**self.public("ada"), ClientMetadata=METADATA)
        code = self.code_of("CustomMessage_ResendCode")
        refused(boto.confirm_sign_up, **self.public("ada"), ConfirmationCode=WRONG_CODE, ClientMetadata=METADATA)
        boto.confirm_sign_up(**self.public("ada"), ConfirmationCode=code, ClientMetadata=METADATA)
        with contextlib.suppress(ClientError):
            self.sign_in("ada", WRONG)
        tokens = self.sign_in("ada", FIRST)
        access = tokens["AccessToken"]
        boto.change_password(AccessToken=access, PreviousPassword=FIRST, ProposedPassword=SECOND)
        access = self.sign_in("ada", SECOND)["AccessToken"]
        new = [{"Name": "email", "Value": "lovelace@example.com"}]
        boto.update_user_attributes(AccessToken=access, UserAttributes=new, ClientMetadata=METADATA)
        self.code_of("CustomMessage_UpdateUserAttribute")
        boto.get_user_attribute_verification_code(AccessToken=access, AttributeName="email", ClientMetadata=METADATA)
        code = self.code_of("CustomMessage_VerifyUserAttribute")
        refused(boto.verify_user_attribute, AccessToken=access, AttributeName="email", Code=WRONG_CODE)
        boto.verify_user_attribute(AccessToken=access, AttributeName="email", Code=code)
        boto.admin_update_user_attributes(**admin, UserAttributes=mail, ClientMetadata=METADATA)
        boto.admin_update_user_attributes(
            **admin, UserAttributes=[*mail, {"Name": "email_verified", "Value": "true"}], ClientMetadata=METADATA
        )
        boto.forgot_password(**self.public("ada"), ClientMetadata=METADATA)
        code = self.code_of("CustomMessage_ForgotPassword")
        boto.confirm_forgot_password(
            **self.public("ada"), ConfirmationCode=code, Password=THIRD, ClientMetadata=METADATA
        )
        boto.admin_reset_user_password(**admin, ClientMetadata=METADATA)
        boto.admin_set_user_password(**admin, Password=SET, Permanent=True)
        boto.admin_initiate_auth(
            UserPoolId=pool.id,
            ClientId=pool.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "ada", "PASSWORD": SET, "SECRET_HASH": self.hash_for("ada")},
            ClientMetadata=METADATA,
        )
        boto.admin_create_user(
            UserPoolId=pool.id,
            Username="bob",
            TemporaryPassword=WRONG,
            UserAttributes=[{"Name": "email", "Value": "bob@example.com"}],
            ClientMetadata=METADATA,
        )
        # What is no request at all, with secrets in it.
        refused(boto.get_user, AccessToken="mark-metadata-7f3a." + access)
        refused(boto.confirm_sign_up, **self.public("ada"), ConfirmationCode=f"{WRONG_CODE} ", ClientMetadata=METADATA)


@contextlib.contextmanager
def until(seconds: float = 10.0) -> Generator[Callable[[], bool]]:
    """A condition for a loop that waits for another process: true until `seconds` have passed."""
    deadline = time.monotonic() + seconds

    def again() -> bool:
        time.sleep(0.01)  # another process writes the file: there is no event to wait for
        return time.monotonic() < deadline

    yield again


def refused(call: Any, **arguments: Any) -> None:
    with pytest.raises(ClientError):
        call(**arguments)


class Remains(dict[str, bytes]):
    """The content of every file that a server left, by its name."""

    def __init__(self, folder: Path) -> None:
        super().__init__((path.name, path.read_bytes()) for path in sorted(folder.iterdir()))

    def where(self, secret: str) -> set[str]:
        forms = (secret.encode(), base64.b64encode(secret.encode()).rstrip(b"="), secret.encode().hex().encode())
        return {name for name, content in self.items() if any(form in content for form in forms)}


def test_no_secret_is_in_any_file_but_codes_in_the_outbox(tmp_path: Path) -> None:
    with serving(tmp_path, "--console") as server:
        actor = Actor(server.boto(), tmp_path)
        actor.play()
        alive = Remains(tmp_path)  # with the write-ahead log as it is in the middle of work
        server.stop()
    stopped = Remains(tmp_path)

    assert {"pool.db", "pool.db-wal", "pool.db.key", "messages.jsonl", "stderr.log"} <= set(alive)
    codes = {json.loads(line)["code"] for line in stopped["messages.jsonl"].splitlines()} - {WRONG}
    assert len(codes) >= 7
    for remains in (alive, stopped):
        for secret in (*MARKS, FIRST, SECOND, THIRD, SET, actor.client_secret, *actor.tokens):
            assert remains.where(secret) == set(), secret[:12]
        # A temporary password is the content of its invitation.
        assert remains.where(WRONG) <= {"messages.jsonl", "stderr.log"}
        log = remains["stderr.log"].splitlines()
        entries = [json.loads(line) for line in log if line.startswith(b'{"time"')]
        assert {entry["op"] for entry in entries} >= {"SignUp", "ConfirmSignUp", "UpdateUserAttributes"}
        assert not [entry for entry in entries if any(code in str(entry) for code in (*codes, WRONG_CODE))]
    for name in ("pool.db", "pool.db-wal"):
        content = alive.get(name, b"") + stopped.get(name, b"")
        assert not [code for code in (*codes, WRONG_CODE) if code.encode() in content]


def test_the_grep_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"..secret-1..")
    (tmp_path / "coded").write_bytes(base64.b64encode(b"secret-1"))
    (tmp_path / "hex").write_bytes(b"secret-1".hex().encode())
    (tmp_path / "clean").write_bytes(b"nothing")

    assert Remains(tmp_path).where("secret-1") == {"plain", "coded", "hex"}
