"""Defaults that a client takes by one word, `defaults_mode`, for where it runs.

What each mode says is AWS's and written by the generator (`awso.services._defaults`); here are the words and the form.
"auto" is one of the others, by where the program runs: `awso.settings.auto_mode`.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html
"""

from typing import Literal

from awso._lean import msgspec

DefaultsMode = Literal["legacy", "auto", "standard", "in-region", "cross-region", "mobile"]
"""Legacy are this client's own defaults."""


class Defaults(msgspec.Struct, frozen=True, kw_only=True):
    """What holds where neither the program nor the environment nor the profile says other."""

    connect_timeout_seconds: float
    retry_mode: Literal["standard", "adaptive", "legacy"]
    sts_regional_endpoints: Literal["regional", "legacy"]
    s3_us_east_1_regional_endpoint: Literal["regional", "legacy"]
