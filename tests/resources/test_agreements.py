"""Agreements: whom they are with, from when until when, and whether anybody answers at any hour."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inventory.ground import settings
from inventory.ground.instants import InFuture
from inventory.ground.names import Ambiguous, Retired, Unknown, named
from inventory.ground.people import NotPermitted
from inventory.ground.store import now
from inventory.ground.text import NameBlank
from inventory.resources.agreements import (
    AGREEMENT_NAMES,
    VALIDITY_NAMES,
    Agreement,
    AgreementKind,
    EndsBeforeBegin,
    SignedLater,
    Validity,
    add_agreement,
    agreements,
    change_agreement,
    check_calls,
    record_test_call,
    renewals,
    validity,
)
from inventory.resources.calloffs import taken_up
from inventory.resources.ordering import StillCalled, retire_agreement, revive_agreement
from tests.resources.agreements_acts import agreed, called, promised
from tests.supplies.acts import ago, refused, today

DAY = timedelta(days=1)


def line(world, agreement):
    return next(one for one in world.ask(agreements, retired=True) if one.agreement_id == agreement.id)


def test_kinds_and_validities_have_their_names():
    assert set(AGREEMENT_NAMES) == set(AgreementKind)
    assert set(VALIDITY_NAMES) == set(Validity)


def test_an_agreement_of_which_only_the_name_is_known_is_kept_with_the_rest_unset(world):
    made = world.do(add_agreement, organisation=world.headquarters, kind=AgreementKind.SUPPLY, company="示例超市")
    assert made.code == "XE01"
    one = line(world, made)
    assert (one.company, one.signed_on, one.valid_until, one.validity, one.days_left) == (
        "示例超市", None, None, Validity.UNSET, None,
    )  # fmt: skip
    assert (one.tested_at, one.reached, one.result) == (None, None, "")
    assert world.faults() == []


def test_a_company_may_have_several_agreements_and_each_has_its_code(world):
    first, second = agreed(world), agreed(world, kind=AgreementKind.TRANSPORT)
    assert [one.code for one in world.ask(agreements)] == [first.code, second.code]
    with world.read() as here:
        with pytest.raises(Ambiguous):
            named(here.session, here.leader, Agreement, "示例食品厂")
        assert named(here.session, here.leader, Agreement, second.code).id == second.id


def test_an_agreement_is_found_by_the_initials_of_the_company(world):
    assert "slspc" in line(world, agreed(world)).key


# Dates -----------------------------------------------------------------------------------------------------------

ON = date(2022, 6, 15)


@pytest.mark.parametrize(
    ("begin", "until", "days", "stands"),
    [
        (None, None, 30, Validity.UNSET),
        (None, ON, None, Validity.VALID),
        (None, ON, 0, Validity.RENEW),
        (None, ON + 30 * DAY, 30, Validity.RENEW),
        (None, ON + 31 * DAY, 30, Validity.VALID),
        (ON, ON - DAY, 30, Validity.EXPIRED),
        (ON + DAY, None, 30, Validity.TO_COME),
        (ON, None, None, Validity.UNSET),
    ],
)
def test_how_an_agreement_stands_on_a_day(begin, until, days, stands):
    assert validity(begin, until, ON, days) is stands


def test_an_agreement_that_ends_before_it_begins_is_refused(world):
    made = agreed(world, valid_from=today())
    dates = {"valid_until": today() - DAY}
    refused(world, EndsBeforeBegin, change_agreement, field="valid_until", agreement=made, **dates)


def test_nothing_was_signed_tomorrow(world):
    refused(world, SignedLater, change_agreement, field="signed_on", agreement=agreed(world), signed_on=today() + DAY)


def test_renewal_is_called_out_only_as_early_as_the_branch_has_set(world):
    soon, gone, later = (agreed(world, valid_until=today() + days * DAY) for days in (20, -1, 200))
    towns = agreed(world, "town", valid_until=today() + 20 * DAY)
    assert [one.agreement_id for one in world.ask(renewals)] == [gone.id]
    world.do(settings.set_value, organisation=world.headquarters, key="renewal_days", value="30", basis="示例")
    world.do(settings.set_value, organisation=world.town, key="renewal_days", value="10", basis="示例")
    assert [one.agreement_id for one in world.ask(renewals)] == [gone.id, soon.id]
    assert [line(world, one).days_left for one in (soon, later, towns)] == [20, 200, 20]


def test_an_agreement_is_renewed_and_its_end_taken_away(world):
    made = agreed(world, valid_until=today() - DAY)
    assert line(world, made).validity is Validity.EXPIRED
    world.do(change_agreement, agreement=made, valid_until=today() + 365 * DAY)
    assert line(world, made).validity is Validity.VALID
    world.do(change_agreement, agreement=made, open_ended=True)
    assert line(world, made).validity is Validity.UNSET


def test_a_correction_leaves_what_it_does_not_name(world):
    made = agreed(world, trigger="示例启动条件", price="示例价格")
    again = world.do(change_agreement, agreement=made, price="", compensation="示例补偿")
    assert (again.name, again.trigger, again.price, again.compensation) == (
        "示例食品厂", "示例启动条件", "", "示例补偿",
    )  # fmt: skip
    refused(world, NameBlank, change_agreement, field="company", agreement=made, company=" ")


# Test calls ------------------------------------------------------------------------------------------------------


def test_the_last_test_call_by_its_time_stands_on_the_list(world):
    made = agreed(world)
    world.do(record_test_call, agreement=made, reached=True, result="示例应答", tested_at=ago(1))
    world.do(record_test_call, agreement=made, reached=False, result="示例无人接听", tested_at=ago(3))
    one = line(world, made)
    assert (one.reached, one.result) == (True, "示例应答")
    assert [(call.reached, call.by) for call in world.ask(check_calls, made)] == [
        (True, "示例领导"),
        (False, "示例领导"),
    ]


def test_nobody_was_called_tomorrow_nor_about_an_agreement_that_is_gone(world):
    made = agreed(world)
    tomorrow = now() + DAY
    refused(
        world, InFuture, record_test_call, field="tested_at", agreement=made, reached=True, tested_at=tomorrow
    )  # fmt: skip
    world.do(retire_agreement, agreement=made)
    refused(world, Retired, record_test_call, field="agreement", agreement=made, reached=True)


# Letting go ------------------------------------------------------------------------------------------------------


def test_an_agreement_is_not_retired_while_something_called_on_it_is_open(world):
    order = called(world)
    [held] = world.ask(agreements)
    with world.read() as here:
        agreement = here.session.get_one(Agreement, held.agreement_id)
    assert order.number in refused(world, StillCalled, retire_agreement, field="agreement", agreement=agreement)


def test_a_retired_agreement_leaves_the_lists_with_its_lines_and_comes_back_with_them(world):
    made = agreed(world)
    promised(world, made)
    world.do(retire_agreement, agreement=made)
    assert world.ask(agreements) == world.ask(taken_up) == []
    assert line(world, made).retired
    refused(world, Retired, retire_agreement, field="agreement", agreement=made)
    world.do(revive_agreement, agreement=made)
    assert [one.promise.agreement for one in world.ask(taken_up)] == [made.code]


# Rights ----------------------------------------------------------------------------------------------------------


def test_a_branch_sees_its_own_agreements_and_names_no_other(world):
    ours, theirs = agreed(world), agreed(world, "town")
    town = world.as_("townkeeper")
    assert [one.code for one in town.ask(agreements)] == [theirs.code]
    assert town.ask(check_calls, ours) == []
    with world.read() as here, pytest.raises(Unknown):
        named(here.session, here.townkeeper, Agreement, ours.code)


def test_the_phone_of_the_contact_is_masked_for_those_who_only_look(world):
    agreed(world)
    assert [one.contact_phone for one in world.as_("officer").ask(agreements)] == ["000-1234-示例"]
    assert [one.contact_phone for one in world.as_("watcher").ask(agreements)] == ["000*****-示例"]


def test_a_storekeeper_keeps_no_agreements(world):
    refused(world.as_("keeper"), NotPermitted, change_agreement, agreement=agreed(world), price="示例")
