"""What an update of attributes does: at once, pending, or deleted; which flags fall; where codes go.

The table of the developer guide ("Updating user attributes") per address attribute:

===============================  ==================================  =======================================
the new value of e-mail or phone  must be verified before the update  need not
===============================  ==================================  =======================================
stored now                        the old value and its flag stay     the new value, its flag falls
a code                            to the new value                    to the new value, if auto-verified
sign-in and messages              the old value, until verified       neither, until verified
===============================  ==================================  =======================================

An administrator who sends the flag as true in the same call skips all of it. Everything else takes effect at once.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from awso_userpool.domain.delivery import ADDRESSES, Address, Delivery

VERIFIED_FLAG: dict[Address, str] = {"email": "email_verified", "phone_number": "phone_number_verified"}


class UpdateRules(NamedTuple):
    """What of a pool's settings decides an update."""

    auto_verified: frozenset[str]
    verify_before_update: frozenset[str]


class AttributePlan(NamedTuple):
    """What is to be done; every part may be empty."""

    write: dict[str, str]
    delete: frozenset[str]
    pend: dict[Address, str]
    unpend: frozenset[Address]  # a pending value, and its code, that no longer stand
    codes: tuple[Delivery, ...]

    def applied(self, attributes: Mapping[str, str]) -> dict[str, str]:
        """`attributes` after the immediate part of the plan."""
        return {name: value for name, value in {**attributes, **self.write}.items() if name not in self.delete}


def plan_update(
    rules: UpdateRules, current: Mapping[str, str], requested: Mapping[str, str], *, by_admin: bool
) -> AttributePlan:
    """The plan for `requested` (an empty value deletes) over the stored attributes `current`.

    `requested` is already checked: schema, permissions, form. Only an administrator's may contain verified flags.
    """
    write: dict[str, str] = {name: value for name, value in requested.items() if value}
    delete = {name for name, value in requested.items() if not value}
    pend: dict[Address, str] = {}
    unpend: set[Address] = set()
    codes: list[Delivery] = []
    for address in ADDRESSES:
        if address not in requested:
            continue
        new, flag = requested[address], VERIFIED_FLAG[address]
        if not new:
            unpend.add(address)
            write.pop(flag, None)
            delete.add(flag)
        elif by_admin and requested.get(flag) == "true":
            unpend.add(address)
        elif new == current.get(address):
            # Nothing changes: a verified value stays verified, a pending one is withdrawn, an unverified one is asked
            # for again.
            unpend.add(address)
            if address in rules.auto_verified and write.get(flag, current.get(flag)) != "true":
                codes.append(Delivery(address, new))
        elif address in rules.verify_before_update:
            pend[address] = write.pop(address)
            # The flag that came along speaks of the new value, so it must not touch the old one's.
            write.pop(flag, None)
            codes.append(Delivery(address, new))
        else:
            write[flag] = "false"
            unpend.add(address)
            if address in rules.auto_verified:
                codes.append(Delivery(address, new))
    return AttributePlan(write, frozenset(delete), pend, frozenset(unpend), tuple(codes))


def plan_deletion(current: Mapping[str, str], names: Iterable[str]) -> AttributePlan:
    """The plan for deleting `names`; an address takes its flag and its pending value along."""
    delete = set(names)
    gone: set[Address] = {address for address in ADDRESSES if address in delete}
    delete |= {VERIFIED_FLAG[address] for address in gone}
    return AttributePlan({}, frozenset(delete & current.keys()), {}, frozenset(gone), ())
