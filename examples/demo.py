"""The whole story in one run: a user changes an e-mail address, and nobody can use the new one before it is proved.

Starts a real server (`awso-userpool serve`) on a free loopback port with a database in a temporary folder, and talks to
it with awso's own typed client. Prints what happens; exit status 0 only if every step held. Run it with `make demo`.
"""

import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from awso import StaticCredentials, cognito, cognito_idp
from awso.errors import ServiceError

HERE = Path(__file__).resolve().parent
REGION = "us-east-1"
ACCESS_KEY = ("AKIADEMO", secrets.token_urlsafe(24))
FUNCTION = f"arn:aws:lambda:{REGION}:000000000000:function:"

OLD, NEW = "ada@example.com", "lovelace@mail.example.org"
PASSWORD = f"Analytical-Engine-{secrets.randbelow(10_000):04}"
CAMPAIGN = f"spring-{secrets.token_hex(6)}"

START_SECONDS = 20.0
MAIL_SECONDS = 10.0


class StepFailedError(Exception):
    """Something did not hold; the message says what."""


class Transcript:
    """What the reader sees: numbered steps, and a tick for each thing that held."""

    def __init__(self) -> None:
        self._step = 0
        self._colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def step(self, title: str) -> None:
        self._step += 1
        print(f"\n {self._paint('1', f'{self._step}. {title}')}", flush=True)

    def holds(self, condition: bool, text: str) -> None:
        """Prints a tick, or stops the demo."""
        if not condition:
            raise StepFailedError(text)
        print(f"    {self._paint('32', '✓')} {text}", flush=True)

    def refused(self, text: str, expected: str, call: Callable[[], object]) -> None:
        """Ticks when `call` fails with the error `expected`."""
        try:
            call()
        except ServiceError as error:
            self.holds(error.code == expected, f"{text}: {error.code}, “{error.message}”")
        else:
            raise StepFailedError(f"{text}, but it was accepted")

    def note(self, text: str) -> None:
        print(f"      {self._paint('2', text)}", flush=True)

    def _paint(self, style: str, text: str) -> str:
        return f"\033[{style}m{text}\033[0m" if self._colour else text


class ServerProcess:
    """`awso-userpool serve` as its own process, all of its files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "pool.db"
        self.outbox = folder / "messages.jsonl"
        self._triggers = folder / "triggers.toml"
        self._triggers.write_text(
            "".join(
                f'[[trigger]]\narn = "{FUNCTION}{name}"\npython = "demo_triggers:{name}"\n\n'
                for name in ("custom_message", "pre_token_generation")
            )
        )

    @contextlib.contextmanager
    def running(self, port: int = 0) -> Generator[str]:
        """The URL of the server for the life of the block; stopped as an operator would, by SIGTERM."""
        command = [sys.executable, "-m", "awso_userpool", "serve", "--port", str(port), "--region", REGION]
        command += ["--database", f"sqlite:///{self.database}", "--outbox", str(self.outbox)]
        command += ["--triggers", str(self._triggers), "--no-access-log"]
        environment = {**os.environ, "AWSO_USERPOOL_ACCESS_KEY": ":".join(ACCESS_KEY)}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH"))))
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            first_line = process.stdout.readline()
            if "listening on" not in first_line:
                raise StepFailedError(f"the server did not start: exit status {process.wait(START_SECONDS)}")
            yield first_line.split()[-1]
        finally:
            process.terminate()
            process.wait(START_SECONDS)
        if process.returncode:
            raise StepFailedError(f"the server ended with status {process.returncode}")

    def mail_to(self, address: str, *, after: int = 0) -> dict[str, Any]:
        """The first message to `address` behind the first `after` ones, waiting for it to arrive."""
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            for line in self._lines()[after:]:
                message: dict[str, Any] = json.loads(line)
                if message["destination"] == address:
                    return message
            time.sleep(0.02)
        raise StepFailedError(f"no message to {address} within {MAIL_SECONDS:g} s")

    def count_of_mails(self) -> int:
        return len(self._lines())

    def _lines(self) -> list[str]:
        return (
            [line for line in self.outbox.read_text().splitlines(keepends=True) if line.endswith("\n")]
            if (self.outbox.exists())
            else []
        )


class Story:
    """Ada's pool, and what happens in it."""

    def __init__(self, tell: Transcript, server: ServerProcess, url: str) -> None:
        self.tell = tell
        self.server = server
        self.client = cognito_idp.Client(region=REGION, endpoint_url=url, credentials=StaticCredentials(*ACCESS_KEY))
        self.pool_id = self.app_id = self.access_token = ""

    def create_the_pool(self) -> None:
        self.tell.step("A user pool that wants a new e-mail address proved before it counts")
        pool = self.client.create_user_pool(
            pool_name="demo",
            alias_attributes=["email"],
            auto_verified_attributes=["email"],
            user_attribute_update_settings=cognito_idp.UserAttributeUpdateSettingsType(
                attributes_require_verification_before_update=["email"]
            ),
            schema=[cognito_idp.SchemaAttributeType(name="department", attribute_data_type="String", mutable=True)],
            # Cognito lets a trigger word mails only where they are the developer's own.
            email_configuration=cognito_idp.EmailConfigurationType(email_sending_account="DEVELOPER"),
            lambda_config=cognito_idp.LambdaConfigType(
                custom_message=f"{FUNCTION}custom_message",
                pre_token_generation_config=cognito_idp.PreTokenGenerationVersionConfigType(
                    lambda_version="V2_0", lambda_arn=f"{FUNCTION}pre_token_generation"
                ),
            ),
        ).user_pool
        self.pool_id = (pool and pool.id) or ""
        self.tell.holds(bool(self.pool_id), f"the pool is {self.pool_id}; people sign in by user name or e-mail")
        app = self.client.create_user_pool_client(
            user_pool_id=self.pool_id,
            client_name="web",
            explicit_auth_flows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        ).user_pool_client
        self.app_id = (app and app.client_id) or ""
        self.tell.holds(bool(self.app_id), f"its app client is {self.app_id}; it signs in by SRP only")

    def sign_up(self) -> None:
        self.tell.step("Ada signs up")
        answer = self.client.sign_up(
            client_id=self.app_id,
            username="ada",
            password=PASSWORD,
            user_attributes=[cognito_idp.AttributeType(name="email", value=OLD)],
        )
        delivery = answer.code_delivery_details
        self.tell.holds(
            delivery is not None and OLD not in str(delivery.destination),
            f"a code went to {delivery and delivery.destination}",
        )
        mail = self.server.mail_to(OLD)
        self.tell.holds(bool(mail["code"]), f"in the inbox of {OLD}: “{mail['body']}”")
        self.client.confirm_sign_up(client_id=self.app_id, username="ada", confirmation_code=mail["code"])
        self.tell.holds(True, "with that code, her account and her address are confirmed")

    def sign_in(self) -> None:
        self.tell.step("She signs in; the password itself never travels (SRP)")
        tokens = self._tokens("ada")
        self.access_token = tokens.access_token
        self.tell.holds(self._email() == (OLD, "true"), f"GetUser shows {OLD}, verified")

    def ask_for_a_new_address(self) -> str:
        """Her new code."""
        self.tell.step("UpdateUserAttributes: a new e-mail address, a new department, and client metadata")
        before = self.server.count_of_mails()
        answer = self.client.update_user_attributes(
            access_token=self.access_token,
            user_attributes=[
                cognito_idp.AttributeType(name="email", value=NEW),
                cognito_idp.AttributeType(name="custom:department", value="analysis"),
            ],
            client_metadata={"campaign": CAMPAIGN},
        )
        deliveries = [(each.attribute_name, each.destination) for each in answer.code_delivery_details_list]
        self.tell.holds(
            [name for name, _ in deliveries] == ["email"], f"a code for the e-mail address went to {deliveries[0][1]}"
        )
        mail = self.server.mail_to(NEW, after=before)
        self.tell.holds(
            CAMPAIGN in mail["body"], f"the CustomMessage trigger saw the metadata, and wrote: “{mail['body']}”"
        )
        code: str = mail["code"]
        return code

    def nothing_has_changed_yet(self) -> None:
        self.tell.step("Until the code comes back, the old address is hers and the new one is nobody's")
        self.tell.holds(self._email() == (OLD, "true"), f"GetUser still shows {OLD}, verified")
        self.tell.holds(self._attributes().get("custom:department") == "analysis", "the department changed at once")
        self._signs_in_by(OLD)
        self._cannot_sign_in_by(NEW)

    def verify(self, code: str) -> None:
        self.tell.step("VerifyUserAttribute")
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        self.tell.refused(f"a wrong code ({wrong}) is refused", "CodeMismatchException", lambda: self._verify(wrong))
        self.tell.holds(self._email() == (OLD, "true"), f"GetUser still shows {OLD}")
        self._verify(code)
        self.tell.holds(
            self._email() == (NEW, "true"), f"the right code ({code}) is taken: GetUser shows {NEW}, verified"
        )
        self._signs_in_by(NEW)
        self._cannot_sign_in_by(OLD)

    def a_token_without_the_scope(self) -> None:
        self.tell.step("A token made for reports, without the scope aws.cognito.signin.user.admin")
        tokens = self._tokens(NEW, {"purpose": "reports"})
        self.tell.holds(True, "a PreTokenGeneration trigger took the scope away at sign-in")
        self.tell.refused(
            "it cannot change an attribute",
            "NotAuthorizedException",
            lambda: self.client.update_user_attributes(
                access_token=tokens.access_token,
                user_attributes=[cognito_idp.AttributeType(name="custom:department", value="intruders")],
            ),
        )
        self.tell.refused(
            "it cannot read her data", "NotAuthorizedException", lambda: self._attributes(tokens.access_token)
        )

    def nothing_leaked(self, code: str) -> None:
        self.tell.step("What the database remembers of all this")
        files = sorted(self.server.database.parent.glob(f"{self.server.database.name}*"))
        content = b"".join(path.read_bytes() for path in files)
        names = ", ".join(path.name for path in files)
        self.tell.holds(CAMPAIGN.encode() not in content, f"no client metadata in {names}")
        self.tell.holds(PASSWORD.encode() not in content, "no password (it is an argon2id hash)")
        self.tell.holds(b"Is this your new address?" not in content, "no message, now that it is delivered")
        self.tell.holds(self.access_token.encode() not in content, "no access token")
        self.tell.note(f"the code {code} is only a keyed hash; the key is not in the database")

    def all_still_there(self, url: str) -> None:
        self.client = cognito_idp.Client(region=REGION, endpoint_url=url, credentials=StaticCredentials(*ACCESS_KEY))
        self.tell.holds(
            self._email() == (NEW, "true"), "the token from before is still good; GetUser shows the new address"
        )
        user = self.client.admin_get_user(user_pool_id=self.pool_id, username="ada")
        department = {each.name: each.value for each in user.user_attributes}.get("custom:department")
        self.tell.holds(
            (user.user_status, department) == ("CONFIRMED", "analysis"),
            f"AdminGetUser (signed with SigV4) shows a {user.user_status} user in department {department}",
        )
        self._signs_in_by(NEW)

    def _tokens(self, username: str, metadata: dict[str, str] | None = None) -> cognito.Tokens:
        return cognito.sign_in(
            self.client,
            client_id=self.app_id,
            pool_id=self.pool_id,
            username=username,
            password=PASSWORD,
            client_metadata=metadata,
        )

    def _signs_in_by(self, username: str) -> None:
        self.tell.holds(bool(self._tokens(username).access_token), f"signing in as {username} works")

    def _cannot_sign_in_by(self, username: str) -> None:
        self.tell.refused(f"signing in as {username} does not", "UserNotFoundException", lambda: self._tokens(username))

    def _attributes(self, token: str | None = None) -> dict[str, str | None]:
        user = self.client.get_user(access_token=token or self.access_token)
        return {each.name: each.value for each in user.user_attributes}

    def _email(self) -> tuple[str | None, str | None]:
        attributes = self._attributes()
        return attributes.get("email"), attributes.get("email_verified")

    def _verify(self, code: str) -> None:
        self.client.verify_user_attribute(access_token=self.access_token, attribute_name="email", code=code)


def play(tell: Transcript, folder: Path) -> None:
    """The whole demo in `folder`. Raises StepFailedError, or whatever the server answered."""
    server = ServerProcess(folder)
    with server.running() as url:
        print(f" A user pool server listens on {url}; its files are in {folder}", flush=True)
        story = Story(tell, server, url)
        story.create_the_pool()
        story.sign_up()
        story.sign_in()
        code = story.ask_for_a_new_address()
        story.nothing_has_changed_yet()
        story.verify(code)
        story.a_token_without_the_scope()
        story.nothing_leaked(code)
    tell.step("The server stops and starts again")
    with server.running(port=int(url.rpartition(":")[2])) as url:
        story.all_still_there(url)


NEXT = """
 Every step held. To go on:

   {bin}/awso-userpool serve --outbox messages.jsonl --access-key local:secret
       a server of your own at http://127.0.0.1:9229, kept in pool.db

   AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=secret AWS_DEFAULT_REGION=us-east-1 \\
   {bin}/python -c "import boto3; print(boto3.client('cognito-idp',
       endpoint_url='http://127.0.0.1:9229').list_user_pools(MaxResults=10)['UserPools'])"
       boto3 talks to it too, and so does any other AWS SDK

   examples/client_quickstart.py, examples/pytest_userpool/
       the client, and the server inside a test
"""


def main() -> int:
    """Plays the demo; the exit status."""
    tell = Transcript()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="awso-demo-") as folder:
        try:
            play(tell, Path(folder))
        except (StepFailedError, ServiceError, OSError) as error:
            print(f"\n    ✗ {type(error).__name__}: {error}", file=sys.stderr)
            return 1
    print(NEXT.format(bin=os.path.relpath(Path(sys.executable).parent)))  # `make demo` puts nothing on the PATH
    tell.note(f"{time.monotonic() - started:.1f} seconds, and nothing is left behind")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
