"""How often and how long: the numbers that keep guessing hopeless.

Each default is the developer guide's where it gives one (quotas, "Verification and confirmation codes"). All of them
can be set when a server is built, so that a test or a load generator can lift them.
"""

from typing import NamedTuple

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Rate(NamedTuple):
    """At most so many `times` within `seconds`, counted for one user."""

    times: int
    seconds: int = HOUR


class Limits(NamedTuple):
    """The server's limits. Lifetimes in seconds."""

    sign_up_code_seconds: int = DAY
    attribute_code_seconds: int = DAY
    forgot_password_code_seconds: int = HOUR
    # The guide gives tries per user and hour: ConfirmSignUp 15, VerifyUserAttribute 15, ConfirmForgotPassword 5 to 20,
    # resending 5, ChangePassword 5. A 6-digit code lives 24 h at most, so a guesser's chance is 15 * 24 in 10^6.
    confirm_sign_up: Rate = Rate(15)
    verify_user_attribute: Rate = Rate(15)
    confirm_forgot_password: Rate = Rate(15)
    resend_confirmation_code: Rate = Rate(5)
    forgot_password: Rate = Rate(5)
    attribute_verification_code: Rate = Rate(5)
    change_password: Rate = Rate(5)
    # Lockout of the guide: the fifth failure locks for 1 s, each further one doubles it, up to about 15 minutes;
    # forgotten after 15 quiet minutes.
    failures_before_lockout: int = 5
    longest_lockout_seconds: int = 15 * MINUTE
    # "The password verifier must be answered within seconds"; one minute tolerates slow phones.
    password_verifier_seconds: int = MINUTE
    # How far the TIMESTAMP of an SRP claim may be from the server's clock.
    srp_timestamp_skew_seconds: int = 5 * MINUTE


DEFAULT_LIMITS = Limits()
