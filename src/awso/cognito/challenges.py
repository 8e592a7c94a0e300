"""What a user pool may ask between the password and the tokens, and how a program answers.

`on_challenge` gets one of the challenge classes and gives back the answer that its docstring names; which wire
fields they become is settled here, in `responses_to`.
"""

from collections.abc import Mapping
from typing import ClassVar, TypeVar

from awso._lean import Masked, msgspec
from awso.errors import AwsoError, ResponseError

T = TypeVar("T")


class Challenge:
    """One question of the user pool.

    `parameters` is what the service said with it; values may be personal (a masked address, attributes), so `repr`
    shows the name alone.
    """

    __slots__ = ("name", "parameters")

    def __init__(self, name: str, parameters: Mapping[str, str]) -> None:
        self.name = name
        self.parameters = parameters

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name})"


class CodeChallenge(Challenge):
    """Asks for a code; answer with `Code`."""

    __slots__ = ()
    response_key: ClassVar[str]

    @property
    def destination(self) -> str | None:
        """Where the code went, masked."""
        return self.parameters.get("CODE_DELIVERY_DESTINATION")


class SmsMfa(CodeChallenge):
    """Asks for the code of a text message; answer with `Code`."""

    __slots__ = ()
    response_key = "SMS_MFA_CODE"


class SoftwareTokenMfa(CodeChallenge):
    """Asks for the code of an authenticator app; answer with `Code`."""

    __slots__ = ()
    response_key = "SOFTWARE_TOKEN_MFA_CODE"

    @property
    def device_name(self) -> str | None:
        """What the user called the app."""
        return self.parameters.get("FRIENDLY_DEVICE_NAME")


class EmailOtp(CodeChallenge):
    """Asks for the code of an e-mail; answer with `Code`."""

    __slots__ = ()
    response_key = "EMAIL_OTP_CODE"


class SmsOtp(CodeChallenge):
    """Asks for the one-time password of a text message; answer with `Code`."""

    __slots__ = ()
    response_key = "SMS_OTP_CODE"


class NewPasswordRequired(Challenge):
    """Asks for a new password in place of a temporary one; answer with `NewPassword`."""

    __slots__ = ()

    @property
    def required_attributes(self) -> tuple[str, ...]:
        """Attributes that the answer must bring, without their `userAttributes.` prefix."""
        names = _json(self.parameters, "requiredAttributes", list[str], "[]")
        return tuple(name.removeprefix("userAttributes.") for name in names)

    @property
    def user_attributes(self) -> Mapping[str, str]:
        """The user's attributes so far."""
        return _json(self.parameters, "userAttributes", dict[str, str], "{}")


class SelectMfaType(Challenge):
    """Asks which second factor to use; answer with `Choice`."""

    __slots__ = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """`SMS_MFA`, `SOFTWARE_TOKEN_MFA`, `EMAIL_OTP`."""
        return tuple(_json(self.parameters, "MFAS_CAN_CHOOSE", list[str], "[]"))


class MfaSetup(Challenge):
    """Asks to register an authenticator app: put `secret_code` (base32) into one, then answer with its `Code`."""

    __slots__ = ("secret_code",)

    def __init__(self, name: str, parameters: Mapping[str, str], secret_code: str) -> None:
        super().__init__(name, parameters)
        self.secret_code = secret_code


class CustomChallenge(Challenge):
    """A question of the pool's own triggers, in `parameters`; answer with `CustomAnswer`."""

    __slots__ = ()


class OtherChallenge(Challenge):
    """A challenge that has no class here; answer with `Responses`."""

    __slots__ = ()


class Code(Masked, frozen=True):
    """The code that a `CodeChallenge` or `MfaSetup` asks for."""

    code: str

    def __repr__(self) -> str:
        return "Code(***)"


class NewPassword(Masked, frozen=True):
    """The new password, and the attributes that the challenge requires (names as in the pool: `email`)."""

    password: str
    attributes: Mapping[str, str] = {}

    def __repr__(self) -> str:
        return f"NewPassword(***, {sorted(self.attributes)})"


class Choice(msgspec.Struct, frozen=True):
    """One of the `choices` of a challenge."""

    name: str


class CustomAnswer(Masked, frozen=True):
    """The answer to a `CustomChallenge`."""

    answer: str

    def __repr__(self) -> str:
        return "CustomAnswer(***)"


class Responses(Masked, frozen=True):
    """Wire fields as they are, for any challenge; USERNAME and SECRET_HASH are added where they are absent."""

    fields: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Responses({sorted(self.fields)})"


Answer = Code | NewPassword | Choice | CustomAnswer | Responses


class ChallengeRequiredError(AwsoError):
    """The pool asked something and nobody was there to answer: pass `on_challenge`, or see `challenge`."""

    def __init__(self, challenge: Challenge) -> None:
        self.challenge = challenge
        super().__init__(challenge)

    def __str__(self) -> str:
        return f"the sign-in needs an answer to {self.challenge.name}: pass on_challenge"


_CLASSES: Mapping[str, type[Challenge]] = {
    "CUSTOM_CHALLENGE": CustomChallenge,
    "EMAIL_OTP": EmailOtp,
    "NEW_PASSWORD_REQUIRED": NewPasswordRequired,
    "SELECT_MFA_TYPE": SelectMfaType,
    "SMS_MFA": SmsMfa,
    "SMS_OTP": SmsOtp,
    "SOFTWARE_TOKEN_MFA": SoftwareTokenMfa,
}


def challenge_of(name: str, parameters: Mapping[str, str]) -> Challenge:
    """The challenge of this wire name."""
    return _CLASSES.get(name, OtherChallenge)(name, parameters)


def responses_to(challenge: Challenge, answer: Answer) -> dict[str, str]:
    """The wire fields of `answer`. Raises TypeError where `challenge` does not take such an answer."""
    match challenge, answer:
        case _, Responses(fields):
            return dict(fields)
        case CodeChallenge(), Code(code):
            return {challenge.response_key: code}
        case NewPasswordRequired(), NewPassword(password, attributes):
            return {"NEW_PASSWORD": password} | {f"userAttributes.{name}": value for name, value in attributes.items()}
        case SelectMfaType(), Choice(name):
            return {"ANSWER": name}
        case CustomChallenge(), CustomAnswer(text):
            return {"ANSWER": text}
        case _:
            raise TypeError(
                f"on_challenge answered {challenge.name} with a {type(answer).__name__}: {_wanted(challenge)}"
            )


def _wanted(challenge: Challenge) -> str:
    return (type(challenge).__doc__ or "").partition("\n")[0]


def _json(parameters: Mapping[str, str], key: str, kind: type[T], absent: str) -> T:
    try:
        return msgspec.json.decode(parameters.get(key, absent), type=kind)
    except msgspec.DecodeError:
        raise ResponseError(f"{key} of the challenge is not what it should be: {kind}") from None
