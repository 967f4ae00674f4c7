"""Warnings: recorded as issued, in force from their beginning until they run out, are lifted or replaced."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inventory.ground.instants import InFuture
from inventory.ground.names import named
from inventory.ground.people import NotPermitted
from inventory.ground.store import now
from inventory.ground.text import NameBlank, TooLong
from inventory.response import warnings
from inventory.response.warnings import Colour, WarningNotice, WarningState
from tests.supplies.acts import refused

HOUR = timedelta(hours=1)
USUAL = {"kind": "暴雨", "colour": Colour.YELLOW, "issuer": "示例气象台"}


def states(desk):
    return {one.number: one.state for one in desk.ask(warnings.warnings)}


def test_a_warning_is_in_force_from_its_beginning_until_its_end(desk):
    past = desk.warned(begins_at=now() - 5 * HOUR, ends_at=now() - HOUR)
    held = desk.warned(begins_at=now() - HOUR, ends_at=now() + HOUR, colour=Colour.ORANGE)
    coming = desk.warned(begins_at=now() + HOUR, headline="示例标题", content="示例全文", area="示例全区")
    assert states(desk) == {
        past.number: WarningState.RUN_OUT,
        held.number: WarningState.IN_FORCE,
        coming.number: WarningState.COMING,
    }
    assert [one.number for one in desk.ask(warnings.warnings_in_force)] == [held.number, coming.number]
    assert [one.number for one in desk.ask(warnings.warnings_in_force, now() - 2 * HOUR)] == [past.number]
    assert [one.number for one in desk.ask(warnings.warnings, since=now() - HOUR / 2, until=now())] == [held.number]
    assert desk.world.faults() == []


def test_a_warning_orders_nothing(desk):
    desk.warned(colour=Colour.RED)
    assert desk.tasks() == []


def test_a_warning_without_an_end_holds_until_it_is_lifted_once(desk):
    made = desk.warned(sent_at=now() - 3 * HOUR)
    assert made.begins_at == made.sent_at
    desk.do(warnings.lift_warning, warning=made, reason="示例解除", at=now() - HOUR)
    [line] = desk.ask(warnings.warnings)
    assert (line.state, line.reason) == (WarningState.LIFTED, "示例解除")
    assert desk.ask(warnings.warnings_in_force) == []
    assert len(desk.ask(warnings.warnings_in_force, now() - 2 * HOUR)) == 1
    said = refused(desk.world, warnings.OverAlready, warnings.lift_warning, field="warning", warning=made)
    assert made.number in said


def test_one_that_is_yet_to_begin_can_be_lifted(desk):
    made = desk.warned(begins_at=now() + HOUR)
    desk.do(warnings.lift_warning, warning=made)
    assert states(desk) == {made.number: WarningState.LIFTED}


def test_a_graver_warning_takes_the_place_of_one_from_its_own_beginning_on(desk):
    first = desk.warned()
    second = desk.warned(colour=Colour.RED, begins_at=now() + HOUR, replaces=first)
    assert states(desk) == {first.number: WarningState.IN_FORCE, second.number: WarningState.COMING}
    assert desk.ask(warnings.warnings_in_force, now() + 2 * HOUR)[0].number == second.number
    third = desk.warned(replaces=second, sent_at=now())
    lines = {one.number: one for one in desk.ask(warnings.warnings)}
    assert (lines[first.number].replaced_by, lines[second.number].replaced_by) == (second.number, third.number)
    refused(desk.world, warnings.OverAlready, warnings.record_warning, field="replaces", replaces=first, **USUAL)


def test_the_same_message_is_recorded_once_by_each_organisation(desk):
    made = desk.warned(identifier="示例-1")
    facts = {"identifier": "示例-1", **USUAL}
    said = refused(desk.world, warnings.RecordedAlready, warnings.record_warning, field="identifier", **facts)
    assert said == f"This warning (示例-1) was recorded already: it is {made.number}."
    desk.warned(identifier="示例-1", organisation=desk.world.town)
    desk.warned()
    desk.warned()


def test_times_that_do_not_fit_are_refused(desk):
    world, when = desk.world, now()
    for ends in (when, when - HOUR):
        facts = {"begins_at": when, "ends_at": ends, **USUAL}
        refused(world, warnings.EndsBefore, warnings.record_warning, field="ends_at", **facts)
    refused(world, InFuture, warnings.record_warning, field="sent_at", sent_at=when + HOUR, **USUAL)
    made = desk.warned(sent_at=when - HOUR)
    refused(world, warnings.LiftedBefore, warnings.lift_warning, field="at", warning=made, at=when - 2 * HOUR)
    refused(world, InFuture, warnings.lift_warning, field="at", warning=made, at=when + HOUR)


@pytest.mark.parametrize(
    ("why", "field", "text"),
    [
        (NameBlank, "kind", ""),
        (NameBlank, "issuer", " "),
        (TooLong, "content", "长" * 4001),
        (TooLong, "area", "长" * 401),
    ],
)
def test_what_cannot_be_kept_is_refused(desk, why, field, text):
    refused(desk.world, why, warnings.record_warning, field=field, **{**USUAL, field: text})


def test_warnings_of_another_branch_are_neither_seen_nor_named_nor_replaced(desk):
    desk.warned()
    world = desk.world
    own = desk.warned(organisation=world.neighbour)
    them = world.as_("neighbourkeeper")
    assert [one.number for one in them.ask(warnings.warnings)] == [own.number]
    refused(them, NotPermitted, warnings.lift_warning, warning=own)
    with world.read() as here:
        assert named(here.session, here.neighbourkeeper, WarningNotice, own.number).id == own.id
