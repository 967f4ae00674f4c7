"""Keying a check: what is typed or scanned reaches its line; nothing that is typed is guessed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from textual import events

from inventory.ground.store import now
from inventory.supplies import catalog
from inventory.supplies.counting import Team, name_counter
from inventory.supplies.counts import Count, CountEntry, CountFind, CountLine, Found
from inventory.supplies.entering import Keyed, enter_count
from inventory.supplies.lots import Condition
from tests.supplies import checks as made
from tests.tui.counters import choose, key, keying, line, read, sit_at
from tests.tui.desks import fill, form, last, notice, type_in
from tests.tui.fakes import screen_text, until
from tests.tui.test_waiting import written
from tui.screens.checks.counting import CheckScreen
from tui.screens.checks.meaning import NotFoundHere, NotOnTheSheet, OldSheet, Sheet, UnknownBarcode, WrongSheet
from tui.widgets.form import Form
from tui.widgets.menu import Menu

D = Decimal
BARCODE = "6901234567892"


@pytest.fixture
def count(file_world):
    """A check of the eastern depot by the keeper (six lines) and the officer (one), the pump with a barcode."""
    with file_world.begin() as here:
        catalog.change_item(here.session, here.leader, item=here.pump, barcode=BARCODE)
    return made.opened(file_world)


@pytest.fixture
def keeper(file_world):
    """The keeper's world."""
    return file_world.as_("keeper")


def entries(world):
    """What was entered: line and amount, in the order in which it was."""
    with world.store.read() as session:
        found = select(CountLine.line, CountEntry.quantity).join(CountLine, CountLine.id == CountEntry.line_id)
        return [tuple(row) for row in session.execute(found.order_by(CountEntry.id))]


async def test_amounts_go_from_line_to_line_and_the_screen_counts_them(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        assert pilot.app.screen.row.line == 1
        await key(pilot, "5", "40", "60")
        await until(pilot, lambda: pilot.app.screen.row.line == 4)
        assert "entered 3 of 6" in screen_text(pilot.app)
        row = next(one for one in screen_text(pilot.app).splitlines() if one.strip().startswith("2  "))
        assert "● recorded" in row
        assert "示例保管员" in row
    assert entries(keeper) == [(1, D(5)), (2, D(40)), (3, D(60))]


async def test_amounts_are_typed_as_people_write_them(keeper, tmp_path, count):
    typed = {"3包": 300, "4.65万": 46500, "１２０": 120, "1,828": 1828, "三包": 300, "0": 0}
    bags = made.line_of(keeper, count, "编织袋")
    async with keying(keeper, tmp_path, count) as pilot:
        for number, text in enumerate(typed, 1):
            await key(pilot, "bzd", text)
            await until(pilot, lambda number=number: len(entries(keeper)) == number and not pilot.app.screen.entry.text)
    assert entries(keeper) == [(bags, D(amount)) for amount in typed.values()]


async def test_a_line_is_found_by_name_initials_code_barcode_label_and_number(keeper, tmp_path, count):
    names = ("psb", "排水泵", "WZ0003", BARCODE, "/4", "#4", "P000002", "4 ")
    async with keying(keeper, tmp_path, count) as pilot:
        for number, typed in enumerate(names, 1):
            await key(pilot, typed)
            await until(pilot, lambda: pilot.app.screen.row.name == "排水泵")
            await key(pilot, str(number))
            await until(pilot, lambda number=number: len(entries(keeper)) == number and pilot.app.screen.row.line != 4)
    assert entries(keeper) == [(4, D(number)) for number in range(1, len(names) + 1)]


async def test_a_line_number_and_an_amount_are_entered_at_once(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        await key(pilot, "4 3")
        await pilot.press("２", "ideographic_space", "４", "０", "enter")
        await key(pilot, "1 5")
        await until(pilot, lambda: line(pilot, 1).found)
    assert entries(keeper) == [(4, D(3)), (2, D(40)), (1, D(5))]


async def test_what_is_scanned_twice_in_a_row_is_taken_in_turn(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        keys = [*BARCODE, "enter", "3", "enter", *"WZ0004", "enter", *"24.8", "enter"]
        await pilot.press(*("full_stop" if one == "." else one for one in keys))
        await until(pilot, lambda: len(entries(keeper)) == 2)
    assert entries(keeper) == [(4, D(3)), (5, D("24.8"))]


async def test_what_is_typed_on_while_a_write_takes_long_is_entered_after_it_each_once(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        with written(keeper.store) as may_end:
            await type_in(pilot, "5", "enter")
            await until(pilot, lambda: "Writing…" in screen_text(pilot.app))
            for sign in ("enter", *"40", "enter", *"6 2", "enter"):
                pilot.app.post_message(events.Key({" ": "space"}.get(sign, sign), sign if len(sign) == 1 else None))
            await pilot.pause(0.2)
            assert entries(keeper) == []
            may_end.set()
        await until(pilot, lambda: len(entries(keeper)) == 3)
        await until(pilot, lambda: not pilot.app.screen.entry.text)
    assert entries(keeper) == [(1, D(5)), (2, D(40)), (6, D(2))]


async def test_what_is_typed_on_after_an_entry_that_is_refused_goes_to_no_other_line(file_world, tmp_path, count):
    async with keying(file_world.as_("watcher"), tmp_path, count) as pilot:
        with written(file_world.store) as may_end:
            await type_in(pilot, "5", "enter")
            await until(pilot, lambda: "Writing…" in screen_text(pilot.app))
            for sign in ("4", "0", "enter"):
                pilot.app.post_message(events.Key(sign, sign if len(sign) == 1 else None))
            await pilot.pause(0.2)
            may_end.set()
        await until(pilot, lambda: "What was typed after it was not taken" in notice(pilot))
        assert pilot.app.screen.entry.text == "5"
    assert entries(file_world) == []


async def test_a_code_scanned_behind_a_refused_one_counts_and_an_amount_behind_it_does_not(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        await type_in(pilot, "6900000000001", "enter")
        await until(pilot, lambda: "has the barcode" in notice(pilot))
        await type_in(pilot, "12", "enter")
        await until(pilot, lambda: "690000000000112" in notice(pilot))
        await type_in(pilot, BARCODE, "enter")
        await until(pilot, lambda: pilot.app.screen.row.name == "排水泵" and not pilot.app.screen.entry.text)
        assert not pilot.app.screen.notice.has_class("-said")
    assert entries(keeper) == []


REFUSED = {
    "6901234567999": "Nothing on this sheet has the barcode 6901234567999",
    "PD-2026-0099-1-1": "That is a sheet of PD-2026-0099",
    "99 5": "There is no line 99: the lines are 1 to 7",
    "2.5": "only whole numbers are counted here",
    "3箱子": "箱子",
    "-3": "below zero",
}


async def test_what_can_not_be_meant_is_refused_in_words_and_nothing_is_entered(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        for typed, said in REFUSED.items():
            await type_in(pilot, typed, "enter")
            await until(pilot, lambda said=said: said in notice(pilot))
            assert pilot.app.screen.entry.text
            await pilot.press(*["backspace"] * len(pilot.app.screen.entry.text))
    assert entries(keeper) == []


def test_a_sheets_number_takes_up_its_part_and_an_older_one_is_refused(file_world, count):
    with file_world.store.read() as session:
        lines = made.lines(file_world, count)
        assert lines
        from inventory.supplies.checks import sheet  # noqa: PLC0415 - the query under the index

        found = sheet(session, file_world.keeper, session.get_one(Count, count.id))
    index = Sheet(count.number, found)
    assert index.meant(f"{count.number}-2-1", 1).part == 2
    assert index.meant(count.number.lower().replace("-", ""), 3).line == 3
    played = Sheet("PD-2026X0001", found)  # of an exercise
    assert [played.meant(typed, 1).part for typed in ("PD-2026X0001-2-1", "pd2026x0001-2-1")] == [2, 2]
    with pytest.raises(WrongSheet):
        played.meant("PD-2026-0001-2-1", 1)
    for text, refusal in (
        ("PD-1999-0001-1-1", WrongSheet),
        (f"{count.number}-1-2", OldSheet),
        ("#99", NotOnTheSheet),
        ("20000000", UnknownBarcode),
        ("千斤顶", NotFoundHere),
    ):
        with pytest.raises(refusal):
            index.meant(text, 1)


async def test_an_empty_enter_skips_and_tab_goes_to_the_next_that_waits(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        await pilot.press("enter")
        assert pilot.app.screen.row.line == 2
        await key(pilot, "40")
        await pilot.press("up", "up")
        assert pilot.app.screen.row.line == 1
        await pilot.press("tab")
        assert pilot.app.screen.row.line == 3
        await pilot.press("shift+tab")
        assert pilot.app.screen.row.line == 1
    assert entries(keeper) == [(2, D(40))]


async def test_only_what_is_still_to_be_counted_is_shown_and_shrinks(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        await key(pilot, "5")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: pilot.app.screen.lines.count == 5)
        await key(pilot, "40")
        await until(pilot, lambda: pilot.app.screen.lines.count == 4)
        assert pilot.app.screen.row.line == 3
        await key(pilot, "bzd", "7")
        await until(pilot, lambda: pilot.app.screen.lines.count == 3)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen.lines.count == 6)


async def test_not_found_not_reachable_and_unfit_are_said_in_the_menu(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        await pilot.press("space", "1")
        await until(pilot, lambda: line(pilot, 1).found is Found.NOT_FOUND)
        await form(pilot, "space", "2")
        await pilot.press("enter")
        await until(pilot, lambda: "▲ needed" in screen_text(pilot.app))
        await type_in(pilot, "货架堵住", "enter")
        await until(pilot, lambda: line(pilot, 2).found is Found.UNREACHABLE)
        assert line(pilot, 2).entry_note == "货架堵住"
        await form(pilot, "space", "3")
        await fill(pilot, quantity="60", unfit="3", note="示例")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: line(pilot, 3).unfit == D(3))
        assert line(pilot, 3).unfit_condition is Condition.TO_REPAIR
        assert "3 of them" in notice(pilot)


async def test_what_is_unfit_is_asked_before_anything_is_entered(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        await form(pilot, "space", "3")
        await type_in(pilot, "7", "enter")
        assert isinstance(pilot.app.screen, Form)
        assert entries(keeper) == []
        await type_in(pilot, "0", "enter")
        await until(pilot, lambda: line(pilot, 1).found)
    assert entries(keeper) == [(1, D(7))]


async def test_more_unfit_than_found_is_refused_in_words(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        await form(pilot, "space", "3")
        await fill(pilot, quantity="2", unfit="3")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "are more than the 2 found" in notice(pilot))
    assert entries(keeper) == []


async def test_what_is_keyed_from_a_paper_bears_its_earlier_time(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        await form(pilot, "space", "5")
        await fill(pilot, occurred_at="-1d")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "counted at" in screen_text(pilot.app))
        await type_in(pilot, "5", "enter")
        await until(pilot, lambda: "can't have been counted before" in notice(pilot))
        await form(pilot, "escape", "space", "5")
        await fill(pilot, occurred_at="")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "counted at" not in screen_text(pilot.app))
        pilot.app.screen.when = count.opened_at + timedelta(microseconds=1)
        await key(pilot, "5")
        await until(pilot, lambda: line(pilot, 1).found)
    assert last(keeper, CountEntry).counted_at == count.opened_at + timedelta(microseconds=1)


async def test_insert_enters_a_known_thing_and_an_unknown_one(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        await form(pilot, "insert")
        await fill(pilot, item="编织袋", quantity="2包", batch="示例新批")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Entered as line 8" in notice(pilot))
        await form(pilot, "insert")
        await fill(pilot, what="1", name="示例不明物", unit="箱", quantity="4")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "▲ needed" in screen_text(pilot.app))
        await fill(pilot, note="墙角, 无标签")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Entered as line 9" in notice(pilot))
        await until(pilot, lambda: "2 unlisted finds" in screen_text(pilot.app))
        assert (line(pilot, 8).quantity, line(pilot, 9).name) == (D(200), "示例不明物")
        await key(pilot, "9 5")
        await until(pilot, lambda: line(pilot, 9).quantity == D(5))
    assert last(keeper, CountFind).note == "墙角, 无标签"


async def test_a_line_that_another_keyed_is_replaced_only_when_that_is_said(file_world, tmp_path, count):
    both = made.opened(file_world, place=file_world.west, parts=[Team((file_world.leader, file_world.keeper))])
    file_world.do(enter_count, count=both, entries=[Keyed(1, D(7))])
    async with keying(file_world.as_("keeper"), tmp_path, both) as pilot:
        await type_in(pilot, "1 9", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        assert "示例领导" in screen_text(pilot.app)
        await pilot.press("1")
        await until(pilot, lambda: isinstance(pilot.app.screen, CheckScreen))
        assert entries(file_world) == [(1, D(7))]
        await type_in(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("2")
        await until(pilot, lambda: line(pilot, 1).quantity == D(9))


async def test_who_counts_again_what_they_counted_says_why(file_world, tmp_path, count):
    bags = made.line_of(file_world, count, "编织袋")
    for by in ("keeper", "officer"):
        made.keyed(file_world, count, by, wrong={bags: D(12)})
    from inventory.supplies.entering import hand_in  # noqa: PLC0415 - for this test alone

    file_world.as_("keeper").do(hand_in, count=count, part=1)
    async with keying(file_world.as_("keeper"), tmp_path, count) as pilot:
        assert pilot.app.screen.row.line == bags
        await type_in(pilot, "2000", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await type_in(pilot, "值守一人", "enter")
        await until(pilot, lambda: line(pilot, bags).quantity == D(2000))
    assert last(file_world, CountEntry).alone == "值守一人"


async def test_who_is_not_named_is_told_so_and_enters_nothing(file_world, tmp_path, count):
    async with keying(file_world, tmp_path, count) as pilot:
        await pilot.press("space", "1")
        await until(pilot, lambda: "You are not among those who count here" in screen_text(pilot.app))
        await pilot.press("escape")
        await type_in(pilot, "5", "enter")
        await until(pilot, lambda: "is not among those who count part 1" in notice(pilot))
        file_world.do(name_counter, count=count, person=file_world.leader, part=1)
        await pilot.press("enter")
        await until(pilot, lambda: entries(file_world) == [(1, D(5))])


async def test_rights_that_were_taken_away_meanwhile_count_at_once(file_world, tmp_path, count):
    from inventory.ground import accounts  # noqa: PLC0415 - for this test alone
    from inventory.ground.people import Role  # noqa: PLC0415 - as above

    async with keying(file_world.as_("keeper"), tmp_path, count) as pilot:
        await key(pilot, "5")
        with file_world.begin() as here:
            facts = {"person": here.keeper, "organisation": here.headquarters, "role": Role.STOREKEEPER}
            accounts.take_role(here.session, here.leader, **facts)
        await type_in(pilot, "40", "enter")
        await until(pilot, lambda: "may not count stock" in notice(pilot))
    assert entries(file_world) == [(1, D(5))]


async def test_after_a_crash_the_check_goes_on_where_it_stood(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count) as pilot:
        await key(pilot, "5", "40")
    async with keying(keeper, tmp_path, count) as pilot:
        assert pilot.app.screen.row.line == 3
        assert "entered 2 of 6" in screen_text(pilot.app)


async def test_help_names_the_keys_of_the_keying(keeper, tmp_path, count):
    async with keying(keeper, tmp_path, count, size=(100, 50)) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: "Keys here" in screen_text(pilot.app))
        shown = screen_text(pilot.app)
        for one in (
            "14 912",
            "Another line",
            "Enter, next",
            "Next to count",
            "Unlisted find",
            "Filter",
            "Actions",
            "Back",
        ):
            assert one in shown
        await pilot.press("escape")
        await read(pilot)


async def test_another_part_is_shown_alone_and_who_only_looks_sees_all(file_world, tmp_path, count):
    async with keying(file_world.as_("officer"), tmp_path, count) as pilot:
        assert [one.name for one in pilot.app.screen.shown] == ["救生衣"]
        await choose(pilot, "Another part")
        await until(pilot, lambda: pilot.app.screen.lines.count == 7)
    async with keying(file_world.as_("watcher"), tmp_path, count) as pilot:
        assert pilot.app.screen.lines.count == 7
        await pilot.press("escape")
        await sit_at(pilot, count)
        assert now() > count.opened_at


async def test_an_entry_reads_its_own_line_again_and_no_other(keeper, tmp_path, count, monkeypatch):
    async with keying(keeper, tmp_path, count) as pilot:
        whole = []
        monkeypatch.setattr("tui.screens.checks.sheets.look", lambda *about: whole.append(about))
        await key(pilot, "5", "40", "60")
        pilot.app._watch()
        await until(pilot, lambda: line(pilot, 3).found)
        await pilot.pause(0.2)
        assert whole == []
