"""Proposals: rows say which level a warning makes one look at; nothing is ordered by them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inventory.duty import levels
from inventory.ground.people import NotPermitted, Organisation
from inventory.ground.store import now
from inventory.ground.text import NameBlank
from inventory.response import proposals
from inventory.response.warnings import Colour
from tests.supplies.acts import refused


def ruled(desk, colour=Colour.YELLOW, level="Ⅲ", **facts):
    usual = {"basis": "示例依据", "kind": "暴雨"}
    return desk.do(proposals.set_proposal, colour=colour, level=desk.level(level), **{**usual, **facts})


def proposed(desk, house="headquarters"):
    with desk.world.read() as here:
        organisation = here.session.get_one(Organisation, getattr(here, house).id)
        found = proposals.proposals(here.session, here.leader, organisation)
    return [(one.warning.number, one.level, one.basis) for one in found]


def test_a_warning_proposes_what_the_rows_say_until_that_level_is_in_force(desk):
    ruled(desk)
    assert proposed(desk) == []
    warning = desk.warned(begins_at=now() + timedelta(hours=2))
    assert proposed(desk) == [(warning.number, "示例Ⅲ级", "示例依据")]
    with desk.world.read() as here:
        assert levels.in_force(here.session, here.headquarters.id) is None
    desk.raised("Ⅳ")
    assert len(proposed(desk)) == 1
    desk.raised("Ⅲ", warning=warning)
    assert proposed(desk) == []
    assert desk.world.faults() == []


def test_a_rule_of_the_very_kind_goes_before_one_for_any(desk):
    ruled(desk, kind="", level="Ⅳ")
    ruled(desk)
    rain, wind = desk.warned(), desk.warned(kind="大风")
    assert proposed(desk) == [(rain.number, "示例Ⅲ级", "示例依据"), (wind.number, "示例Ⅳ级", "示例依据")]


def test_another_colour_another_branch_or_a_retired_level_proposes_nothing(desk):
    ruled(desk)
    desk.warned(colour=Colour.BLUE)
    desk.warned(organisation=desk.world.town)
    assert proposed(desk) == []
    desk.warned()
    desk.do(levels.retire_level, level=desk.level("Ⅲ"))
    assert proposed(desk) == []


def test_a_rule_is_set_anew_and_dropped(desk):
    ruled(desk)
    ruled(desk, level="Ⅱ", basis="示例新依据")
    [line] = desk.ask(proposals.proposal_rules)
    assert (line.kind, line.colour, line.level, line.basis) == ("暴雨", Colour.YELLOW, "示例Ⅱ级", "示例新依据")
    facts = {"colour": Colour.YELLOW, "kind": "暴雨"}
    desk.do(proposals.drop_proposal, **facts)
    refused(desk.world, proposals.NoSuchRule, proposals.drop_proposal, field="colour", **facts)
    assert desk.ask(proposals.proposal_rules) == []
    assert desk.world.faults() == []


def test_a_rule_rests_on_something(desk):
    facts = {"colour": Colour.RED, "level": desk.level("Ⅰ"), "basis": ""}
    refused(desk.world, NameBlank, proposals.set_proposal, field="basis", **facts)


@pytest.mark.parametrize("who", ["officer", "watcher"])
def test_only_who_keeps_the_rules_sets_one(desk, who):
    facts = {"colour": Colour.RED, "level": desk.level("Ⅰ"), "basis": "示例"}
    refused(desk.world.as_(who), NotPermitted, proposals.set_proposal, **facts)
