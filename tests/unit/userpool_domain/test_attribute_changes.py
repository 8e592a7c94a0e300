"""The table of "Updating user attributes", row by row, without a database."""

import pytest

from awso_userpool.domain.attribute_changes import AttributePlan, UpdateRules, plan_deletion, plan_update
from awso_userpool.domain.delivery import Delivery

CAREFUL = UpdateRules(frozenset({"email", "phone_number"}), frozenset({"email", "phone_number"}))
IMMEDIATE = UpdateRules(frozenset({"email", "phone_number"}), frozenset())
SILENT = UpdateRules(frozenset(), frozenset())
OLD = {"email": "old@x.org", "email_verified": "true", "phone_number": "+4911", "phone_number_verified": "true"}


def test_a_new_address_waits_where_it_must_be_verified_first() -> None:
    plan = plan_update(CAREFUL, OLD, {"email": "new@x.org", "name": "Ada"}, by_admin=False)

    assert plan.pend == {"email": "new@x.org"}
    assert plan.codes == (Delivery("email", "new@x.org"),)
    assert plan.applied(OLD) == {**OLD, "name": "Ada"}


def test_a_new_address_is_stored_at_once_and_unverified_elsewhere() -> None:
    plan = plan_update(IMMEDIATE, OLD, {"email": "new@x.org"}, by_admin=False)

    assert plan.applied(OLD) == {**OLD, "email": "new@x.org", "email_verified": "false"}
    assert plan.codes == (Delivery("email", "new@x.org"),)
    assert not plan.pend


def test_no_code_goes_out_for_an_address_that_is_not_auto_verified() -> None:
    assert plan_update(SILENT, OLD, {"email": "new@x.org"}, by_admin=False).codes == ()


def test_each_address_has_its_own_code() -> None:
    plan = plan_update(CAREFUL, OLD, {"email": "new@x.org", "phone_number": "+4922"}, by_admin=False)

    assert plan.codes == (Delivery("email", "new@x.org"), Delivery("phone_number", "+4922"))
    assert plan.pend == {"email": "new@x.org", "phone_number": "+4922"}


def test_one_address_may_wait_while_the_other_is_immediate() -> None:
    rules = UpdateRules(frozenset({"email", "phone_number"}), frozenset({"email"}))

    plan = plan_update(rules, OLD, {"email": "new@x.org", "phone_number": "+4922"}, by_admin=False)

    assert plan.pend == {"email": "new@x.org"}
    assert plan.applied(OLD) == {**OLD, "phone_number": "+4922", "phone_number_verified": "false"}


@pytest.mark.parametrize("rules", [CAREFUL, IMMEDIATE])
def test_an_administrator_who_says_verified_skips_the_code(rules: UpdateRules) -> None:
    plan = plan_update(rules, OLD, {"email": "new@x.org", "email_verified": "true"}, by_admin=True)

    assert plan.applied(OLD)["email"] == "new@x.org"
    assert plan.applied(OLD)["email_verified"] == "true"
    assert (plan.pend, plan.codes, plan.unpend) == ({}, (), frozenset({"email"}))


def test_an_administrator_who_says_unverified_does_not_touch_the_old_value() -> None:
    plan = plan_update(CAREFUL, OLD, {"email": "new@x.org", "email_verified": "false"}, by_admin=True)

    assert plan.applied(OLD) == OLD
    assert plan.pend == {"email": "new@x.org"}


@pytest.mark.parametrize("rules", [CAREFUL, IMMEDIATE])
def test_the_same_value_again_stays_verified_and_withdraws_a_pending_one(rules: UpdateRules) -> None:
    plan = plan_update(rules, OLD, {"email": "old@x.org"}, by_admin=False)

    assert plan.applied(OLD) == OLD
    assert (plan.pend, plan.codes, plan.unpend) == ({}, (), frozenset({"email"}))


def test_the_same_value_again_is_asked_for_again_while_unverified() -> None:
    unverified = {"email": "old@x.org", "email_verified": "false"}

    plan = plan_update(CAREFUL, unverified, {"email": "old@x.org"}, by_admin=False)

    assert plan.codes == (Delivery("email", "old@x.org"),)
    assert not plan.pend


def test_a_blank_value_deletes_and_takes_the_flag_along() -> None:
    plan = plan_update(CAREFUL, OLD, {"email": "", "name": ""}, by_admin=False)

    assert plan.applied({**OLD, "name": "Ada"}) == {"phone_number": "+4911", "phone_number_verified": "true"}
    assert (plan.codes, plan.unpend) == ((), frozenset({"email"}))


def test_deleting_an_address_withdraws_its_pending_value() -> None:
    plan = plan_deletion(OLD, ["email", "nickname"])

    assert plan == AttributePlan({}, frozenset({"email", "email_verified"}), {}, frozenset({"email"}), ())
