"""Handlers of events that programs know from botocore."""

from typing import Any

from awso.boto.config import UNSIGNED, Unsigned


def disable_signing(**_: Any) -> Unsigned:
    """Of `choose-signer`: let the call go without a signature."""
    return UNSIGNED
