"""F2: keys in; lines of the log, reports, decisions, levels and signatures out."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from inventory.duty import eventkinds, levels, log
from inventory.duty.consulting import Consultation
from inventory.duty.eventkinds import EventKind
from inventory.duty.events import Event, ReportKind, UpwardReport
from inventory.duty.figures import ReportFigure
from inventory.duty.levels import LevelOrder
from inventory.duty.log import LogEntry, LogKind
from inventory.ground import i18n, settings
from inventory.response.responses import order_level
from inventory.upkeep import handing
from inventory.upkeep.handover import Handover, HandoverStep, HandoverStepKind
from tests.passwords import SECRET, chosen
from tests.resources import agreements_acts, hazards_acts
from tests.response import stops_acts
from tests.response.acts import desk_of
from tests.tui.desks import count, done, fill, form, last, notice, type_in
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import at_desk, stopped
from tests.upkeep.rooms import FIRST, on_the_wall
from tui.app import XunbeiApp
from tui.screens.duty import DutyScreen
from tui.screens.duty.handing import HandoverScreen
from tui.screens.duty.kinds import EventKindsScreen
from tui.screens.duty.menus import LineMenu
from tui.screens.hazards import HazardsScreen
from tui.screens.locking import LockScreen
from tui.screens.preview import PreviewScreen
from tui.screens.resources import AgreementsScreen
from tui.screens.response import ResponseScreen, StopsScreen
from tui.screens.roster import RosterScreen
from tui.screens.signing import Proving
from tui.screens.stock import StockScreen
from tui.widgets.menu import Menu
from tui.widgets.top import TopLine

SMALL, LARGE = (80, 24), (120, 40)


@pytest.fixture
def room(file_world):
    """A duty room with three shifts, two hours into the first; its leader's post is filled, the others' too."""
    on_the_wall(file_world)
    with stopped(FIRST + timedelta(hours=2)):
        yield file_world.as_("officer")


@asynccontextmanager
async def sitting(world, folder, *, by="officer", size=SMALL, language="en"):
    """The board, in front of an officer, once what waits was read."""
    i18n.use(language)
    async with at_desk(world.store, by, folder / "state", start="duty", size=size) as pilot:
        await read(pilot)
        yield pilot


async def read(pilot):
    """Wait until the board stands with what waits."""
    await until(pilot, lambda: isinstance(pilot.app.screen, DutyScreen) and pilot.app.screen._names.people)


async def choose(pilot, label):
    """The menu's entry of this name, on its first or second page."""
    await pilot.press("space")
    await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
    if all(one.label != label for one in pilot.app.screen._entries):
        await pilot.press("8")
        await until(pilot, lambda: any(one.label == label for one in getattr(pilot.app.screen, "_entries", ())))
    await press(pilot, label)


async def type_secret(pilot):
    """The officer's password, into the field that waits for it."""
    pilot.app.focused.value = SECRET
    await pilot.press("enter")


async def press(pilot, label):
    """The digit of the entry of this name."""
    await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
    entries = pilot.app.screen._entries
    await pilot.press(str(1 + next(at for at, one in enumerate(entries) if one.label == label)))
    await pilot.pause()


def told(world, model):
    """All rows of a kind, in their order."""
    with world.read() as here:
        return list(here.session.scalars(select(model).order_by(model.id)))


def written(world, **facts):
    """A line of the log, written behind the screen."""
    return world.do(log.write_entry, **{"kind": LogKind.PHONE, "content": "示例积水", **facts})


def level_of(world):
    return world.as_("leader").do(levels.add_level, organisation=world.headquarters, name="示例四级", rank=1)


def kind_of(world, **clocks):
    return world.as_("leader").do(eventkinds.add_event_kind, name="示例内涝", basis="示例", **clocks)


# The board -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["not set", "示例计划员", "示例值班员", "Next shift", "What waits", "Log"]),
        ("zh", ["未设定", "示例计划员", "示例值班员", "下一班", "待办", "记一条"]),
    ],
)
async def test_the_board_says_who_is_on_duty_what_waits_and_what_is_in_force(room, tmp_path, language, words, size):
    async with sitting(room, tmp_path, language=language, size=size) as pilot:
        said = screen_text(pilot.app)
        for word in words:
            assert word in said


async def test_the_level_in_force_stands_on_the_board_and_in_the_top_line(room, tmp_path):
    level = level_of(room)
    room.as_("leader").do(order_level, organisation=room.headquarters, level=level, ordered_by="示例领导")
    async with sitting(room, tmp_path) as pilot:
        assert "示例四级" in str(pilot.app.screen.query_one("#head").visual)
        await until(pilot, lambda: pilot.app.screen.query_one(TopLine).heading.level == "示例四级")


# The line ------------------------------------------------------------------------------------------------------


async def test_a_line_in_one_breath_is_echoed_and_written(room, tmp_path):
    async with sitting(room, tmp_path, language="zh") as pilot:
        pilot.app.screen.entry.put("09:40 电 示例镇 张某 道路积水20cm | 已派一队 | 16:00前 李某")
        await pilot.pause()
        for word in ("07-01 09:40", "来电", "示例镇 张某", "道路积水20cm", "已派一队", "07-01 16:00", "李某"):
            assert word in " ".join(screen_text(pilot.app).split())
        await pilot.press("enter")
        await until(pilot, lambda: count(room, LogEntry))
        made = last(room, LogEntry)
        assert (made.kind, made.unit, made.caller, made.content) == (LogKind.PHONE, "示例镇", "张某", "道路积水20cm")
        assert (made.action, made.owner) == ("已派一队", "李某")
        assert made.occurred_at == FIRST + timedelta(hours=1, minutes=40)
        assert made.due_at == FIRST + timedelta(hours=8)
        await until(pilot, lambda: pilot.app.screen.lines.count == 1 and not pilot.app.screen.entry.text)
        assert made.number in notice(pilot)


async def test_a_time_that_lies_ahead_was_yesterday_and_the_echo_says_so(room, tmp_path):
    async with sitting(room, tmp_path) as pilot:
        pilot.app.screen.entry.put("23:30 phone water rising")
        await pilot.pause()
        assert "▲ yesterday" in screen_text(pilot.app)


async def test_a_refused_line_stays_as_it_was_typed(room, tmp_path):
    async with sitting(room, tmp_path) as pilot:
        await type_in(pilot, "09:00 phone ", "enter")
        await until(pilot, lambda: "▲" in notice(pilot))
        assert pilot.app.screen.entry.text == "09:00 phone "
        assert not count(room, LogEntry)


async def test_a_half_typed_line_survives_another_place_the_other_language_and_a_crash(room, tmp_path):
    async with sitting(room, tmp_path) as pilot:
        await type_in(pilot, "water rising")
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, StockScreen))
        pilot.app.action_speak("zh")
        await until(pilot, lambda: isinstance(pilot.app.screen, StockScreen))
        await pilot.press("f2")
        await read(pilot)
        assert pilot.app.screen.entry.text == "water rising"
        await pilot.press("escape")
        assert pilot.app.screen.entry.text == "water rising"
    async with sitting(room, tmp_path) as pilot:
        assert pilot.app.screen.entry.text == "water rising"
        await pilot.press("enter")
        await until(pilot, lambda: count(room, LogEntry))
    async with sitting(room, tmp_path) as pilot:
        assert pilot.app.screen.entry.text == ""


async def test_a_half_typed_line_waits_behind_the_lock(room, tmp_path, monkeypatch):
    chosen(room.as_("leader"), "officer")
    monkeypatch.setenv("XUNBEI_PASSWORD", SECRET)
    async with sitting(room, tmp_path) as pilot:
        await type_in(pilot, "water rising")
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(pilot.app.screen, LockScreen))
        await type_secret(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, DutyScreen))
        assert pilot.app.screen.entry.text == "water rising"


async def test_who_may_not_write_is_told_why_and_nothing_is_written(room, tmp_path):
    async with sitting(room, tmp_path, by="watcher") as pilot:
        await type_in(pilot, "water rising", "enter")
        await until(pilot, lambda: "▲" in notice(pilot))
        assert not count(room, LogEntry)
        assert pilot.app.screen.entry.text == "water rising"
        await pilot.press("ctrl+u")
        await pilot.press("space")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        assert all(one.why_not for one in pilot.app.screen._entries[:7])


# The log -------------------------------------------------------------------------------------------------------


async def test_the_log_shows_this_shift_then_what_is_open_then_all_of_it(room, tmp_path):
    written(room, content="示例早", occurred_at=FIRST - timedelta(days=2), owner="示例李")
    written(room, content="示例晚", occurred_at=FIRST - timedelta(days=1))
    written(room, content="示例今")
    async with sitting(room, tmp_path) as pilot:
        lines = pilot.app.screen.lines
        assert (lines.count, lines.row.content) == (1, "示例今")
        await pilot.press("ctrl+t")
        assert (lines.count, lines.row.content) == (1, "示例早")
        await pilot.press("ctrl+t")
        assert (lines.count, lines.row.content) == (3, "示例今")


async def test_a_slash_finds_in_the_whole_log_by_initials_too(room, tmp_path):
    written(room, content="编织袋用完", occurred_at=FIRST - timedelta(days=9))
    written(room)
    async with sitting(room, tmp_path) as pilot:
        await type_in(pilot, "/", "bzd")
        lines = pilot.app.screen.lines
        await until(pilot, lambda: lines.count == 1 and lines.row.content == "编织袋用完")
        await pilot.press("escape")
        await until(pilot, lambda: lines.row.content == "示例积水")


async def test_arrows_and_tab_go_from_pane_to_pane_and_letters_to_the_line(room, tmp_path):
    written(room, owner="示例李", due_at=FIRST + timedelta(hours=3))
    async with sitting(room, tmp_path) as pilot:
        screen = pilot.app.screen
        assert screen.entry.input.has_focus
        await pilot.press("up")
        assert screen.lines.has_focus
        await pilot.press("up")
        assert screen.alerts.has_focus
        await pilot.press("tab")
        assert screen.entry.input.has_focus
        await pilot.press("f2")
        assert screen.lines.has_focus
        await pilot.press("w")
        assert screen.entry.text == "w"


async def test_enter_on_a_line_opens_its_card_where_it_is_closed(room, tmp_path):
    made = written(room, owner="示例李")
    async with sitting(room, tmp_path) as pilot:
        await pilot.press("up", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LineMenu) and "示例李" in screen_text(pilot.app))
        await press(pilot, "Close the open item")
        await form(pilot)
        await fill(pilot, action="已排完")
        await pilot.press("ctrl+s")
        assert made.number in await done(pilot)
        assert last(room, LogEntry).closes_id == made.id


async def test_a_correction_changes_only_what_was_changed(room, tmp_path):
    made = written(room, unit="示例镇", owner="示例李")
    async with sitting(room, tmp_path) as pilot:
        await choose(pilot, "Correct the line")
        await form(pilot)
        await fill(pilot, content="示例积水30cm")
        await pilot.press("ctrl+s")
        await done(pilot)
        held = last(room, LogEntry)
        assert (held.content, held.unit, held.owner) == ("示例积水30cm", "示例镇", "示例李")
        assert (held.corrects_id, held.occurred_at) == (made.id, made.occurred_at)


async def test_a_deadline_that_is_emptied_in_a_correction_is_none_any_more(room, tmp_path):
    made = written(room, due_at=FIRST + timedelta(hours=4))
    async with sitting(room, tmp_path) as pilot:
        await choose(pilot, "Correct the line")
        await form(pilot)
        await fill(pilot, due_at="")
        await pilot.press("ctrl+s")
        await done(pilot)
        held = last(room, LogEntry)
        assert (held.corrects_id, held.due_at, held.occurred_at) == (made.id, None, made.occurred_at)


async def test_all_fields_begin_with_what_is_half_typed(room, tmp_path):
    async with sitting(room, tmp_path) as pilot:
        pilot.app.screen.entry.put("电 示例镇 道路积水")
        await form(pilot, "insert")
        await fill(pilot, reported_to="示例领导", owner="示例李")
        await pilot.press("ctrl+s")
        await done(pilot)
        made = last(room, LogEntry)
        assert (made.unit, made.content, made.reported_to, made.owner) == ("示例镇", "道路积水", "示例领导", "示例李")
        await until(pilot, lambda: not pilot.app.screen.entry.text)


# Upward --------------------------------------------------------------------------------------------------------


async def test_an_event_is_entered_and_reported_first_then_finally_with_figures(room, tmp_path):
    kind_of(room)
    async with sitting(room, tmp_path) as pilot:
        await choose(pilot, "Report an event upward")
        await press(pilot, "A new event")
        await form(pilot)
        await fill(pilot, place="示例镇", what="示例积水")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: count(room, Event) and "SJ-" in screen_text(pilot.app))
        await form(pilot)
        await fill(pilot, situation="示例情况", addressed_to="示例市指")
        pilot.app.screen.asked[-1].enter()
        await pilot.pause()
        await type_in(pilot, "people", "enter")
        pilot.app.screen.focused.value = "12人"
        await type_in(pilot, "enter")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: count(room, UpwardReport))
        await done(pilot)
        figure = last(room, ReportFigure)
        assert (figure.name, figure.unit, figure.cumulative, figure.current) == ("people", "人", 12, None)
        await choose(pilot, "Report an event upward")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await form(pilot, "2")
        await fill(pilot, kind="1", situation="示例结束")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: count(room, UpwardReport) == 2)
        assert last(room, UpwardReport).kind is ReportKind.FINAL
        assert last(room, UpwardReport).addressed_to == "示例市指"


async def test_a_figure_that_nobody_knows_stays_unknown(room, tmp_path):
    kind_of(room)
    async with sitting(room, tmp_path) as pilot:
        await choose(pilot, "Report an event upward")
        await press(pilot, "A new event")
        await form(pilot)
        await fill(pilot, place="示例镇", what="示例积水")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "SJ-" in screen_text(pilot.app))
        await form(pilot)
        await fill(pilot, situation="示例情况", addressed_to="示例市指")
        pilot.app.screen.asked[-1].enter()
        await pilot.pause()
        await type_in(pilot, "people", "enter")
        pilot.app.screen.focused.value = "?"
        await type_in(pilot, "enter")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: count(room, UpwardReport))
        assert last(room, ReportFigure).cumulative is None


async def test_without_a_kind_of_event_the_menu_says_where_kinds_are_entered(room, tmp_path):
    async with sitting(room, tmp_path) as pilot:
        await choose(pilot, "Report an event upward")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        assert "Kinds of events" in pilot.app.screen._entries[0].why_not


async def test_what_a_line_says_is_reported_upward_from_it(room, tmp_path):
    kind_of(room)
    written(room, unit="示例镇")
    async with sitting(room, tmp_path) as pilot:
        await choose(pilot, "Report upward what the line says")
        await form(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: count(room, Event))
        assert (last(room, Event).place, last(room, Event).what) == ("示例镇", "示例积水")


async def test_decisions_of_a_consultation_become_open_lines(room, tmp_path):
    async with sitting(room, tmp_path) as pilot:
        await choose(pilot, "Consultation")
        await form(pilot)
        await fill(pilot, topic="示例会商", participants="示例甲、示例乙")
        field = next(one for one in pilot.app.screen.asked if one.fact == "decisions")
        field.enter()
        await pilot.pause()
        await type_in(pilot, "move pumps", "enter", "team", "enter")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: count(room, Consultation))
        assert last(room, Consultation).chair == "示例计划员"
        made = last(room, LogEntry)
        assert (made.kind, made.content, made.owner) == (LogKind.DECISION, "move pumps", "team")


async def test_only_who_may_orders_a_level_and_it_is_in_force_at_once(room, tmp_path):
    level_of(room)
    async with sitting(room, tmp_path) as pilot:
        assert pilot.app.screen.why_not("level")
    async with sitting(room, tmp_path, by="leader") as pilot:
        await choose(pilot, "Order a response level")
        await form(pilot)
        await fill(pilot, basis="示例预警")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: count(room, LevelOrder))
        await done(pilot)
        await until(pilot, lambda: "示例四级" in str(pilot.app.screen.query_one("#head").visual))
        assert last(room, LevelOrder).ordered_by == "示例计划员"


async def test_kinds_of_events_are_kept_with_their_clocks_and_basis(room, tmp_path):
    async with sitting(room, tmp_path, by="leader") as pilot:
        await choose(pilot, "Kinds of events and their clocks")
        await until(pilot, lambda: isinstance(pilot.app.screen, EventKindsScreen))
        await form(pilot, "insert")
        await fill(pilot, name="示例内涝", written_minutes="60")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Say which paper" in screen_text(pilot.app))
        await fill(pilot, basis="示例文件")
        await pilot.press("ctrl+s")
        await done(pilot)
        made = last(room, EventKind)
        assert (made.name, made.written_minutes, made.oral_minutes) == ("示例内涝", 60, None)


# Handover ------------------------------------------------------------------------------------------------------


async def test_two_officers_hand_over_line_by_line_and_both_sign(room, tmp_path):
    written(room, owner="示例李")
    async with sitting(room, tmp_path) as pilot:
        await choose(pilot, "Hand over")
        asked = await form(pilot)
        assert [field.raw for field in asked.asked[:2]] == ["示例值班员", "示例值班员乙"]
        await fill(pilot, incoming="示例领导")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, HandoverScreen) and pilot.app.screen.lines.count)
        await pilot.press("enter")
        await until(pilot, lambda: "▲" in notice(pilot))
        assert not count(room, HandoverStep)
        await pilot.press("insert")
        await press(pilot, "Sign; the signature on paper counts as well")
        await until(pilot, lambda: count(room, HandoverStep) == 1)
        await until(pilot, lambda: pilot.app.screen.next_step == "sit")
        await pilot.press("insert")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, HandoverScreen) and pilot.app.screen.next_step == "tick"
        )
        assert pilot.app.desk.officer_name == "示例领导"
        for _line in range(pilot.app.screen.lines.count):
            await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen.next_step == "take_over")
        await pilot.press("insert")
        await press(pilot, "Sign; the signature on paper counts as well")
        await until(pilot, lambda: "Signed by both" in notice(pilot))
        steps = told(room, HandoverStep)
        assert [one.kind for one in steps if one.digest] == [HandoverStepKind.SIGNED_OUT, HandoverStepKind.SIGNED_IN]
        assert not any(one.proved for one in steps)
        await choose_here(pilot, "The sheet")
        await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))


async def choose_here(pilot, label):
    """The entry of this name on the one menu."""
    await pilot.press("space")
    await press(pilot, label)


async def test_in_a_locked_store_both_prove_their_signatures(room, tmp_path, monkeypatch):
    chosen(room.as_("leader"), "officer")
    monkeypatch.setenv("XUNBEI_PASSWORD", SECRET)
    async with sitting(room, tmp_path) as pilot:
        await choose(pilot, "Hand over")
        await form(pilot)
        await fill(pilot, incoming="示例领导")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, HandoverScreen))
        await until(pilot, lambda: pilot.app.screen.next_step == "hand_over")
        await pilot.press("insert")
        await until(pilot, lambda: isinstance(pilot.app.screen, Proving))
        await type_in(pilot, "wrong", "enter")
        await until(pilot, lambda: "▲" in screen_text(pilot.app))
        assert not count(room, HandoverStep)
        await type_secret(pilot)
        await until(pilot, lambda: count(room, HandoverStep) == 1)
        await until(pilot, lambda: getattr(pilot.app.screen, "next_step", "") == "sit")
        await pilot.press("insert")
        await until(pilot, lambda: isinstance(pilot.app.screen, Proving))
        assert pilot.app.screen.asked[0].raw == "leader"
        await type_secret(pilot)
        await until(pilot, lambda: getattr(pilot.app.screen, "next_step", "") in {"tick", "take_over"})
        while pilot.app.screen.next_step == "tick":
            await pilot.press("enter")
            await pilot.pause()
        await pilot.press("insert")
        await until(pilot, lambda: isinstance(pilot.app.screen, Proving))
        await type_secret(pilot)
        await until(pilot, lambda: last(room, HandoverStep).kind is HandoverStepKind.SIGNED_IN)
        signed = [one for one in told(room, HandoverStep) if one.digest]
        assert [one.proved for one in signed] == [True, True]
        assert len({one.by_id for one in signed}) == len(signed)


async def test_a_handover_that_waits_is_opened_instead_of_built_again(room, tmp_path):
    async with sitting(room, tmp_path) as pilot:
        for _again in range(2):
            await choose(pilot, "Hand over")
            if not count(room, Handover):
                await form(pilot)
                await fill(pilot, incoming="示例领导")
                await pilot.press("ctrl+s")
            await until(pilot, lambda: isinstance(pilot.app.screen, HandoverScreen))
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, DutyScreen))
        assert count(room, Handover) == 1


async def test_who_opens_anothers_handover_is_offered_to_let_them_sit_down_and_sign(room, tmp_path):
    facts = {"outgoing": room.officer, "incoming": room.leader, "organisation": room.headquarters}
    room.do(handing.build_handover, **facts)
    async with sitting(room, tmp_path, by="leader") as pilot:
        await choose(pilot, "Hand over")
        await until(pilot, lambda: "示例值班员 sits down: Insert" in notice(pilot))
        await pilot.press("insert")
        await until(pilot, lambda: getattr(pilot.app.screen, "next_step", "") == "hand_over")
        assert pilot.app.desk.officer_name == "示例值班员"
        await pilot.press("insert")
        await press(pilot, "Sign; the signature on paper counts as well")
        await until(pilot, lambda: count(room, HandoverStep) == 1)


# Alerts --------------------------------------------------------------------------------------------------------


async def lead(pilot, what):
    """Enter on the alert that says this."""
    screen = pilot.app.screen
    alerts = enumerate(map(screen.alerts._row, range(screen.alerts.count)))
    at = next(at for at, one in alerts if what in f"{one.kind} {one.what}")
    screen.alerts.focus()
    screen.alerts.cursor = at
    await pilot.pause()
    await pilot.press("enter")


async def test_alerts_lead_to_what_they_are_about(room, tmp_path):
    written(room, content="示例待办", owner="示例李", due_at=FIRST + timedelta(hours=3))
    async with sitting(room, tmp_path) as pilot:
        await lead(pilot, "示例待办")
        await until(pilot, lambda: isinstance(pilot.app.screen, LineMenu) and "示例待办" in screen_text(pilot.app))
        await pilot.press("escape")
        await lead(pilot, "gap")
        await until(pilot, lambda: isinstance(pilot.app.screen, RosterScreen))
        await until(pilot, lambda: pilot.app.screen.first == FIRST.date().replace(day=1))
        await pilot.press("f2")
        await read(pilot)
        await lead(pilot, "short")
        await until(pilot, lambda: isinstance(pilot.app.screen, StockScreen) and pilot.app.screen.find.text)


async def test_alerts_of_a_response_and_of_registers_lead_to_what_they_are_about(room, tmp_path):
    leader = room.as_("leader")
    desk_of(leader).given(what="示例急务", due_at=FIRST + timedelta(hours=2, minutes=1))
    stops_acts.stopped(leader)
    hazard = hazards_acts.assigned(leader, due_on=hazards_acts.ago(2))
    agreements_acts.agreed(leader, company="示例已尽", valid_until=hazards_acts.ago(1))
    with stopped(FIRST + timedelta(hours=3)):
        async with sitting(room, tmp_path) as pilot:
            for what, place in (
                ("receipt", StopsScreen),
                ("hazard", HazardsScreen),
                ("lapsed", AgreementsScreen),
                ("task", ResponseScreen),
            ):
                await lead(pilot, what)
                await until(pilot, lambda place=place: isinstance(pilot.app.screen, place))
                if place is not ResponseScreen:
                    await until(pilot, lambda: pilot.app.screen.find.text and pilot.app.screen.row is not None)
                if place is HazardsScreen:
                    assert pilot.app.screen.row.number == hazard.number
                await pilot.press("f2")
                await read(pilot)


# The top line and what makes itself heard ------------------------------------------------------------------------


def heading(pilot):
    return next(iter(pilot.app.screen.query(TopLine))).heading


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["led by 示例计划员", "duty 1/1"]), ("zh", ["带班示例计划员", "值班1/1"])]
)
async def test_every_screen_says_who_is_on_duty(room, tmp_path, language, words):
    i18n.use(language)
    async with at_desk(room.store, "officer", tmp_path / "state", start="stock", size=SMALL) as pilot:
        await until(pilot, lambda: heading(pilot).duty)
        assert heading(pilot).duty == " · ".join(words)
        assert not heading(pilot).lacking
        for word in words:
            assert word in screen_text(pilot.app).splitlines()[0]


async def test_an_empty_post_reddens_the_top_line_in_words_and_is_called_out_once(file_world, tmp_path, monkeypatch):
    on_the_wall(file_world)
    rung = []
    monkeypatch.setattr(XunbeiApp, "bell", lambda _program: rung.append(1))
    with stopped(FIRST + timedelta(days=2, hours=1)):
        async with at_desk(file_world.store, "officer", tmp_path / "state", start="stock", size=SMALL) as pilot:
            await until(pilot, lambda: heading(pilot).lacking)
            assert "■ empty: 示例带班" in heading(pilot).duty
            assert "示例带班" in screen_text(pilot.app).splitlines()[0]
            await until(pilot, lambda: "■" in notice(pilot))
            pilot.app.ask_duty()
            await pilot.pause(0.5)
            assert len(rung) == 1


async def test_what_makes_itself_heard_leaves_the_answer_to_what_was_just_done(room, tmp_path):
    async with sitting(room, tmp_path) as pilot:
        for tell, remind in (("Published.", "A report is due."), ("Taken back.", "Nobody has signed.")):
            pilot.app.say(tell)
            pilot.app._in_front("remind", remind)
            await pilot.pause()
            assert f"● {tell}" in screen_text(pilot.app)
            assert f"■ {remind}" in screen_text(pilot.app)
        pilot.app.say("Written.")
        await pilot.pause()
        shown = screen_text(pilot.app)
        assert "Taken back" not in shown
        assert "A report" not in shown
        assert shown.index("● Written.") < shown.index("■ Nobody has signed.")


async def test_a_report_that_is_due_is_called_out_when_its_time_comes(room, tmp_path):
    kind_of(room, written_minutes=30)
    room.as_("leader").do(
        settings.set_value, organisation=room.headquarters, key="remind_minutes", value="10", basis="示例"
    )
    async with sitting(room, tmp_path) as pilot:
        await until(pilot, lambda: heading(pilot).duty)
        assert not heading(pilot).urgent
        await choose(pilot, "Report an event upward")
        await press(pilot, "A new event")
        await form(pilot)
        await fill(pilot, place="示例镇", what="示例积水")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "SJ-" in screen_text(pilot.app))
        await pilot.press("escape")
        await read(pilot)
        with stopped(FIRST + timedelta(hours=2, minutes=25)):
            pilot.app.ask_duty()
            await until(pilot, lambda: heading(pilot).urgent == 1)
            assert "示例积水" in notice(pilot)
