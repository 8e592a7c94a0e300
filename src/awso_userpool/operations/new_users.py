"""What SignUp and AdminCreateUser have in common: a user record, its place among the names, the PreSignUp trigger."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from awso import cognito_idp
from awso_userpool.domain import names, random_text
from awso_userpool.domain.attribute_changes import VERIFIED_FLAG
from awso_userpool.domain.records import Credentials, User, UserStatus
from awso_userpool.domain.sign_up_names import SignUpName
from awso_userpool.operations import aliases, triggering
from awso_userpool.operations.aliases import AliasTakenError
from awso_userpool.operations.interface import Context, JsonObject
from awso_userpool.operations.lookup import PoolState, find_pool, find_user
from awso_userpool.storage.interface import Reading, Writing


class PreSignUpAnswer(NamedTuple):
    """What the trigger decided; all false without one."""

    confirm: bool
    verify_email: bool
    verify_phone: bool


def new_user(
    context: Context, pool: PoolState, name: SignUpName, attributes: Mapping[str, str], status: UserStatus
) -> User:
    """A user record with a fresh `sub`, which is also the user name where names are addresses."""
    sub = random_text.uuid4(context.randomness)
    username = sub if name.address else name.text
    now = context.clock()
    # An address that nobody says is verified is not.
    unverified = {flag: "false" for address, flag in VERIFIED_FLAG.items() if attributes.get(address)}
    return User(
        pool_id=pool.id,
        sub=sub,
        username=username,
        username_key=names.lookup_key(username, pool.settings.case_sensitive),
        status=status,
        enabled=True,
        attributes={key: value for key, value in {**unverified, **attributes}.items() if value},
        created_at=now,
        modified_at=now,
    )


def is_taken(reading: Reading, pool: PoolState, name: SignUpName) -> bool:
    """Whether someone is found by the name already, be it as user name, alias or `sub`."""
    return find_user(reading, pool, name.text) is not None


def username_exists() -> Exception:
    return cognito_idp.errors.UsernameExistsException("User already exists")


async def pre_sign_up(
    context: Context,
    pool: PoolState,
    source: Literal["PreSignUp_SignUp", "PreSignUp_AdminCreateUser"],
    user: User,
    client_id: str | None,
    validation_data: Iterable[cognito_idp.AttributeType],
    client_metadata: Mapping[str, str],
) -> PreSignUpAnswer:
    """Asks the PreSignUp trigger. Raises its errors."""
    flags = VERIFIED_FLAG.values()
    request: JsonObject = {
        # As they were given: the flags that we set to false are not the caller's.
        "userAttributes": {k: v for k, v in user.attributes.items() if k not in flags or v == "true"},
        "validationData": {item.name or "": item.value for item in validation_data},
        "clientMetadata": triggering.metadata(client_metadata),
    }
    response = await triggering.invoke(
        context,
        pool,
        "PreSignUp",
        source,
        username=user.username,
        client_id=client_id,
        request=request,
        response={"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
    )
    return PreSignUpAnswer(
        confirm=triggering.is_true(response, "autoConfirmUser"),
        verify_email=triggering.is_true(response, "autoVerifyEmail") and "email" in user.attributes,
        verify_phone=triggering.is_true(response, "autoVerifyPhone") and "phone_number" in user.attributes,
    )


def add(
    writing: Writing, pool: PoolState, name: SignUpName, user: User, credentials: Credentials | None, *, force: bool
) -> None:
    """Stores the user with credentials and names; `force` moves verified aliases.

    Raises UsernameExistsException, and ResourceNotFoundException where the pool is gone since it was read.
    """
    find_pool(writing, pool.id)
    if is_taken(writing, pool, name) or not writing.add_user(user):
        raise username_exists()
    if credentials is not None:
        writing.put_credentials(credentials)
    try:
        if name.address is not None:
            aliases.claim_as_username(writing, pool, user, name.address)
        aliases.synchronise(writing, pool, user, force=force)
    except AliasTakenError as taken:
        # AliasExistsException is not among the errors of SignUp and AdminCreateUser.
        raise cognito_idp.errors.UsernameExistsException(taken.message) from None


def verified(attributes: Mapping[str, str], answer: PreSignUpAnswer) -> dict[str, str]:
    """The attributes with the flags that the trigger set."""
    flags = {VERIFIED_FLAG["email"]: answer.verify_email, VERIFIED_FLAG["phone_number"]: answer.verify_phone}
    return {**attributes, **{flag: "true" for flag, is_set in flags.items() if is_set}}
