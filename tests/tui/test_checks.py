"""Stock checks on the screen: due, opened, handed in, explained, approved, posted; keys in, rows out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from inventory.ground import settings
from inventory.supplies.closing import approve_count, post_count, sign_handover
from inventory.supplies.counting import Team
from inventory.supplies.counts import (
    Count,
    CountKind,
    CountPart,
    CountPerson,
    CountReason,
    CountStep,
    Reason,
    StepKind,
)
from tests.supplies import checks as made
from tests.tui.counters import checks, choose, key, keying, line, read, sit_at
from tests.tui.desks import fill, form, last, notice, type_in
from tests.tui.fakes import screen_text, until
from tui.screens.checks.counting import CheckScreen
from tui.screens.checks.listing import ChecksScreen
from tui.screens.preview import PreviewScreen
from tui.widgets.form import Form
from tui.widgets.menu import Menu

D = Decimal


def steps(world, kind):
    """How often a check was brought on so."""
    with world.store.read() as session:
        return len(session.scalars(select(CountStep.id).where(CountStep.kind == kind)).all())


def handed_in(world, wrong=None):
    """A check that was handed in, with its differences."""
    return made.handed_in(world, made.opened(world), wrong or {})


def off_by_a_few(world, count):
    """A few bags less than the book says: too few to be counted again."""
    bags = made.line_of(world, count, "编织袋")
    return made.handed_in(world, count, {bags: D(1999)}), bags


async def test_an_empty_list_says_what_to_do_and_enter_goes_to_the_keying(file_world, tmp_path):
    async with checks(file_world.as_("keeper"), tmp_path) as pilot:
        await until(pilot, lambda: "Insert opens one" in screen_text(pilot.app))
        await form(pilot, "insert")
        await fill(pilot, place="示例东仓库", kind="3")
        await pilot.press("ctrl+s")
        await read(pilot)
        await until(pilot, lambda: "is open: 7 lines to count" in notice(pilot))
        assert len(pilot.app.screen.every) == 7
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChecksScreen))
        await until(pilot, lambda: "0/7" in screen_text(pilot.app))
    count = last(file_world, Count)
    assert (count.kind, count.blind, count.scope) == (CountKind.MONTHLY, True, "")


async def test_a_check_is_opened_for_two_parts_with_their_people_and_places(file_world, tmp_path):
    async with checks(file_world.as_("keeper"), tmp_path, size=(120, 40)) as pilot:
        asked = await form(pilot, "insert")
        await fill(pilot, place="示例东仓库", kind="0", witness="示例监盘人")
        next(one for one in asked.asked if one.fact == "parts").enter()
        await type_in(pilot, "keeper", "enter", "enter")
        await until(pilot, lambda: "示例保管员" in screen_text(pilot.app))
        await type_in(pilot, "officer", "enter", "2", "tab", "KF01", "enter")
        await pilot.press("ctrl+s")
        await read(pilot)
    with file_world.store.read() as session:
        count = session.scalars(select(Count)).one()
        parts = session.scalars(select(CountPart).order_by(CountPart.number)).all()
        people = session.scalars(select(CountPerson.person_id).order_by(CountPerson.part_id)).all()
    assert (count.kind, count.witness) == (CountKind.PRE_SEASON, "示例监盘人")
    assert len(parts) == 2
    assert people == [file_world.keeper.id, file_world.officer.id]


async def test_enter_alone_leads_by_kind_and_counters_to_an_open_check_and_back_to_its_line(file_world, tmp_path):
    made.opened(file_world, place=file_world.west, parts=())
    async with checks(file_world.as_("keeper"), tmp_path) as pilot:
        await until(pilot, lambda: pilot.app.screen.lines.count == 1)
        asked = await form(pilot, "insert")
        await fill(pilot, place="示例东仓库")
        next(one for one in asked.asked if one.fact == "place").enter()
        await type_in(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, Form)
        await type_in(pilot, "4", "enter")
        assert isinstance(pilot.app.screen, Form)
        await pilot.press("enter")
        await read(pilot)
        await pilot.press("escape")
        newest = last(file_world, Count)
        await until(pilot, lambda: isinstance(pilot.app.screen, ChecksScreen) and pilot.app.screen.row)
        assert pilot.app.screen.row.check.count_id == newest.id


async def test_a_line_without_its_person_says_so_instead_of_staying_silent(file_world, tmp_path):
    async with checks(file_world.as_("keeper"), tmp_path) as pilot:
        asked = await form(pilot, "insert")
        next(one for one in asked.asked if one.fact == "parts").enter()
        await type_in(pilot, "tab", "2", "enter", "enter")
        await until(pilot, lambda: "Person is missing in this line" in screen_text(pilot.app))


async def test_a_spot_check_counts_what_is_listed_and_a_handover_names_both_keepers(file_world, tmp_path):
    async with checks(file_world.as_("keeper"), tmp_path, size=(120, 40)) as pilot:
        asked = await form(pilot, "insert")
        await fill(pilot, place="示例东仓库", scope="2", kind="4")
        next(one for one in asked.asked if one.fact == "items").enter()
        await type_in(pilot, "bzd", "enter", "enter")
        await fill(pilot, keeper_from="示例保管员")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "▲ needed" in screen_text(pilot.app))
        await fill(pilot, keeper_to="示例值班员")
        await pilot.press("ctrl+s")
        await read(pilot)
        assert [one.name for one in pilot.app.screen.every] == ["编织袋"]
    count = last(file_world, Count)
    assert (count.scope, count.kind) == ("WZ0001", CountKind.HANDOVER)
    assert (count.keeper_from_id, count.keeper_to_id) == (file_world.keeper.id, file_world.officer.id)


async def test_what_is_counted_already_is_refused_in_the_form_naming_the_other(file_world, tmp_path):
    count = made.opened(file_world)
    async with checks(file_world.as_("keeper"), tmp_path) as pilot:
        await form(pilot, "insert")
        await fill(pilot, place="示例东仓库", kind="3")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: f"{count.number} is counting" in screen_text(pilot.app))
        assert isinstance(pilot.app.screen, Form)


async def test_depots_that_are_due_stand_over_the_list_and_enter_opens_a_check_there(file_world, tmp_path):
    with file_world.begin() as here:
        root = here.headquarters
        settings.set_value(here.session, here.leader, key="check_days", value="30", organisation=root)
    async with checks(file_world, tmp_path, size=(120, 40)) as pilot:
        await until(pilot, lambda: "▲ never checked" in screen_text(pilot.app))
        shown = screen_text(pilot.app)
        assert "depots due" in shown
        assert "every 30 days" in shown
        where = pilot.app.screen.row.due.place
        await form(pilot, "enter")
        assert where in screen_text(pilot.app)


async def test_who_may_not_open_one_is_told_why(file_world, tmp_path):
    async with checks(file_world.as_("watcher"), tmp_path) as pilot:
        await until(pilot, lambda: "may not open and post stock checks" in screen_text(pilot.app))
        await pilot.press("insert")
        await until(pilot, lambda: "may not open and post" in notice(pilot))


async def test_the_head_says_what_comes_next_until_it_is_posted(file_world, tmp_path):
    facts = {"kind": CountKind.HANDOVER, "keeper_from": file_world.keeper, "keeper_to": file_world.officer}
    count = made.opened(file_world, **facts)
    async with keying(file_world.as_("keeper"), tmp_path, count, size=(120, 40)) as pilot:
        assert "no book figures until handed in" in screen_text(pilot.app)
        made.keyed(file_world, count, "keeper")
        pilot.app._watch()
        await until(pilot, lambda: "all entered: Space hands in" in screen_text(pilot.app))
        _count, bags = off_by_a_few(file_world, count)
        pilot.app._watch()
        await until(pilot, lambda: "Enter gives the reasons" in screen_text(pilot.app))
        made.explained(file_world, count)
        pilot.app._watch()
        await until(pilot, lambda: "Space: 示例保管员 signs" in screen_text(pilot.app))
        file_world.as_("keeper").do(sign_handover, count=count)
        pilot.app._watch()
        await until(pilot, lambda: "Space: 示例值班员 signs" in screen_text(pilot.app))
        file_world.as_("officer").do(sign_handover, count=count)
        pilot.app._watch()
        await until(pilot, lambda: "Space: a leader approves" in screen_text(pilot.app))
        file_world.do(approve_count, count=count)
        pilot.app._watch()
        await until(pilot, lambda: "Space posts it" in screen_text(pilot.app))
        file_world.as_("keeper").do(post_count, count=count)
        pilot.app._watch()
        await until(pilot, lambda: "● posted" in screen_text(pilot.app))
        assert "Space posts it" not in screen_text(pilot.app)
        assert line(pilot, bags).settled


async def test_the_list_tells_stage_progress_people_and_finds_a_check_while_one_types(file_world, tmp_path):
    count = made.opened(file_world)
    made.keyed(file_world, count, "officer")
    async with checks(file_world, tmp_path, size=(120, 40)) as pilot:
        await until(pilot, lambda: count.number in screen_text(pilot.app))
        await until(pilot, lambda: "Parts" in screen_text(pilot.app))
        shown = screen_text(pilot.app)
        assert "▲ counting" in shown
        assert "1/7" in shown
        assert pilot.app.screen.row.check.people == "示例保管员、示例值班员"
        assert "then hand in" in shown
        await type_in(pilot, "zbgy")
        await until(pilot, lambda: pilot.app.screen.lines.count == 0)
        await type_in(pilot, "escape", "slbgy")
        await until(pilot, lambda: pilot.app.screen.lines.count == 1)


async def test_a_part_is_handed_in_only_complete_and_what_differs_much_is_counted_again(file_world, tmp_path):
    count = made.opened(file_world)
    made.keyed(file_world, count, "officer")
    async with keying(file_world.as_("keeper"), tmp_path, count) as pilot:
        await choose(pilot, "Hand in")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu) and "0 / 6" in screen_text(pilot.app))
        await pilot.press("2")
        await until(pilot, lambda: "6 lines have no outcome yet" in screen_text(pilot.app))
        await pilot.press("escape")
        right = made.book(file_world, count)
        bags = made.line_of(file_world, count, "编织袋")
        for number in sorted(right):
            if line(pilot, number).part == 1:
                amount = D(12) if number == bags else right[number]
                await key(pilot, f"{number} {amount:f}")
        await choose(pilot, "Hand in")
        await pilot.press("2")
        await until(pilot, lambda: "1 line is to be counted again by somebody else" in notice(pilot))
        await until(pilot, lambda: line(pilot, bags).round == 2)
        assert line(pilot, bags).book is None
        assert line(pilot, bags).is_waiting
    assert steps(file_world, StepKind.HANDED_IN) == 1


async def test_differences_stand_first_and_enter_asks_their_reason(file_world, tmp_path):
    count, bags = off_by_a_few(file_world, made.opened(file_world))
    async with keying(file_world.as_("keeper"), tmp_path, count, size=(120, 40)) as pilot:
        await until(pilot, lambda: pilot.app.screen.lines.count == 1)
        shown = screen_text(pilot.app)
        assert "7 of 7 lines, 1 difference, 0 unlisted finds" in shown
        row = next(one for one in shown.splitlines() if "▸" in one)
        assert "2,000" in row
        assert "1,999" in row
        assert "▲ -1" in row
        await form(pilot, "enter")
        await pilot.press("6", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CheckScreen) and line(pilot, bags).reason)
        assert "● explained" in screen_text(pilot.app)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: pilot.app.screen.lines.count == 7)
    assert last(file_world, CountReason).reason is Reason.LOST


async def test_approve_and_post_wait_for_what_comes_first_and_posting_asks_with_the_result(file_world, tmp_path):
    count, bags = off_by_a_few(file_world, made.opened(file_world))
    async with keying(file_world, tmp_path, count) as pilot:
        await choose(pilot, "Approve")
        await until(pilot, lambda: "1 difference has no reason yet" in screen_text(pilot.app))
        await pilot.press("5")
        await until(pilot, lambda: "It has not been approved" in screen_text(pilot.app))
        await pilot.press("escape")
        made.explained(file_world, count)
        pilot.app._watch()
        await until(pilot, lambda: line(pilot, bags).reason)
        await choose(pilot, "Approve")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "was approved" in notice(pilot))
        await until(pilot, lambda: pilot.app.screen.about.stage == "approved")
        await choose(pilot, "Post the check")
        await until(pilot, lambda: "7 of 7 lines, 1 difference, 0 unlisted finds" in screen_text(pilot.app))
        await pilot.press("1")
        assert steps(file_world, StepKind.POSTED) == 0
        await choose(pilot, "Post the check")
        await pilot.press("2")
        await until(pilot, lambda: "was posted by PY-" in notice(pilot))
    assert file_world.held(file_world.east, file_world.bags) == D(1999)
    assert file_world.faults() == []


async def test_who_counted_says_why_nobody_else_approves(file_world, tmp_path):
    count = made.handed_in(file_world, made.opened(file_world, parts=[Team((file_world.leader, file_world.keeper))]))
    async with keying(file_world, tmp_path, count) as pilot:
        await choose(pilot, "Approve")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await pilot.press("enter")
        await until(pilot, lambda: "▲ needed" in screen_text(pilot.app))
        await type_in(pilot, "值守一人", "enter")
        await until(pilot, lambda: "was approved" in notice(pilot))
    assert last(file_world, CountStep).alone == "值守一人"


async def test_a_handover_is_signed_by_its_keepers_alone(file_world, tmp_path):
    facts = {"kind": CountKind.HANDOVER, "keeper_from": file_world.keeper, "keeper_to": file_world.officer}
    count = made.handed_in(file_world, made.opened(file_world, **facts))
    async with keying(file_world, tmp_path, count) as pilot:
        await choose(pilot, "Sign the handover")
        await until(pilot, lambda: "示例保管员 and 示例值班员 sign" in screen_text(pilot.app))
    async with keying(file_world.as_("officer"), tmp_path, count) as pilot:
        await choose(pilot, "Sign the handover")
        await pilot.press("2")
        await until(pilot, lambda: "was signed" in notice(pilot))
    assert steps(file_world, StepKind.SIGNED) == 1


async def test_lines_are_sent_back_by_their_numbers(file_world, tmp_path):
    count = handed_in(file_world)
    async with keying(file_world, tmp_path, count) as pilot:
        await choose(pilot, "Have it counted again")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await fill(pilot, lines="9,x", note="示例")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "names no lines" in screen_text(pilot.app))
        await fill(pilot, lines="1，3-4")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "counted again: 1, 3, 4" in notice(pilot))
        await until(pilot, lambda: sum(one.is_waiting for one in pilot.app.screen.every) == 3)


async def test_somebody_is_named_and_a_check_is_cancelled_with_its_reason(file_world, tmp_path):
    count = made.opened(file_world)
    async with keying(file_world, tmp_path, count) as pilot:
        await choose(pilot, "Name somebody to count")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await fill(pilot, person="示例值班员", part="2")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Named" in notice(pilot))
        await choose(pilot, "Cancel the check")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await type_in(pilot, "示例", "enter")
        await until(pilot, lambda: "was cancelled" in notice(pilot))
        await until(pilot, lambda: pilot.app.screen.about.stage == "cancelled")
        await choose(pilot, "Cancel the check")
        await until(pilot, lambda: "has been closed" in screen_text(pilot.app))
    assert last(file_world, CountPerson).part_id is None


@pytest.mark.parametrize("label", ["Count sheet", "Result on paper"])
async def test_the_papers_are_shown_as_reports_are(file_world, tmp_path, label):
    count = made.opened(file_world)
    async with keying(file_world.as_("keeper"), tmp_path, count) as pilot:
        await choose(pilot, label)
        await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))
        await until(pilot, lambda: count.number in screen_text(pilot.app))


async def test_others_entries_appear_and_a_posted_check_says_when_it_was_counted(file_world, tmp_path):
    count = made.opened(file_world)
    async with keying(file_world.as_("keeper"), tmp_path, count) as pilot:
        made.keyed(file_world, count, "officer")
        pilot.app._watch()
        await until(pilot, lambda: sum(one.found is not None for one in pilot.app.screen.every) == 1)
        await pilot.press("escape")
        await until(pilot, lambda: "1/7" in screen_text(pilot.app))
        made.posted(file_world, made.handed_in(file_world, count))
        pilot.app._watch()
        await until(pilot, lambda: "● posted" in screen_text(pilot.app))
        await sit_at(pilot, count)
        await until(pilot, lambda: pilot.app.screen.about.stage == "posted")
        assert all(one.counted_at - count.opened_at < timedelta(hours=1) for one in pilot.app.screen.every)
