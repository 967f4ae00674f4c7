"""F5: a month of the example's district planned, published and changed by keyboard alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from inventory.duty import filling, patterns, planning, posts
from inventory.duty.levels import ResponseLevel
from inventory.duty.patterns import ShiftPattern
from inventory.duty.posts import Post, PostKind
from inventory.duty.shifts import Attendance, ChangeKind, DutyChange, Publication, Unavailable
from inventory.ground import accounts, i18n
from inventory.ground.people import Organisation, Role
from inventory.response.responses import order_level
from tests.tui.desks import done, fill, form, notice
from tests.tui.fakes import screen_text, until
from tests.tui.rooms import JULY, JUNE, arrive, board, cell, go, looked, person, plan, said, seats, written
from tests.tui.sitting import at_desk
from tests.tui.test_snapshots import _example, example
from tui.screens.preview import PreviewScreen
from tui.screens.roster.papers import TalliesScreen
from tui.screens.roster.troubles import TroublesScreen
from tui.widgets.form import Form
from tui.widgets.menu import Menu

__all__ = ["_example", "example"]

DAY = timedelta(days=1)
TODAY = date(2022, 6, 24)
SIGNS = "应急(主班)"


async def menu(pilot, *keys):
    """Press keys until a menu is in front; its labels, with why each can't be chosen."""
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
    return {one.label: one.why_not for one in pilot.app.screen._entries}


async def _fill_and_copy(pilot):
    """Open the month, fill it, empty a week and copy another into it."""
    await form(pilot, "insert")
    await pilot.press("enter")
    await said(pilot, "was opened", "▲ 120 missing")
    assert board(pilot).row.day.on == TODAY

    await menu(pilot, "space")
    await menu(pilot, "2")
    await pilot.press("1")
    await said(pilot, "● 120 places were filled.", "no gap")

    # a week is emptied, and another one copied into it
    await go(pilot, date(2022, 6, 20))
    await menu(pilot, "space")
    await form(pilot, "7")
    await fill(pilot, last="0626")
    await pilot.press("ctrl+s")
    await said(pilot, "Cleared.", "28 missing")
    await menu(pilot, "space")
    await form(pilot, "3")
    await pilot.press("ctrl+s")
    await said(pilot, "● 28 duties were copied.", "no gap")
    assert cell(pilot, date(2022, 6, 20), SIGNS) == cell(pilot, date(2022, 6, 13), SIGNS)


async def _take_out_and_name(pilot):
    """Take somebody out, name another by initials, take them out again."""
    await go(pilot, TODAY, SIGNS)
    gone = cell(pilot, TODAY, SIGNS)
    await pilot.press("delete")
    await said(pilot, "06-24 应急(主班): taken out.", "▲ 1 missing")
    await form(pilot, "enter")
    await pilot.press(*"sld", "enter", "enter")
    assert await done(pilot) == "● 06-24 应急(主班): named.   ▲ 示例丁 is not among those who are named for 应急(主班)."
    assert cell(pilot, TODAY, SIGNS) == "示例丁" != gone
    await pilot.press("delete")
    await said(pilot, "taken out")


async def test_a_month_is_planned_from_nothing_and_published_with_its_gap(example, tmp_path):
    async with at_desk(example, "leader", tmp_path / "state", start="roster") as pilot:
        await arrive(pilot)
        assert "There is no roster for 2022-06 yet." in screen_text(pilot.app)
        await _fill_and_copy(pilot)
        await _take_out_and_name(pilot)

        # the list of gaps leads to the place
        await go(pilot, date(2022, 6, 1))
        await menu(pilot, "space")
        await pilot.press("4")
        await until(pilot, lambda: isinstance(pilot.app.screen, TroublesScreen) and pilot.app.screen.row)
        await said(pilot, "too few", "06-24")
        await pilot.press("enter")
        await arrive(pilot)
        assert (board(pilot).row.day.on, board(pilot).post.name) == (TODAY, SIGNS)

        # publishing it so takes a reason
        await menu(pilot, "space")
        await form(pilot, "5")
        await pilot.press("ctrl+s")
        await said(pilot, "▲ needed")
        await fill(pilot, reason="示例原因")
        await pilot.press("ctrl+s")
        await said(pilot, "● published")
        await pilot.press("delete")
        await said(pilot, "swap, reinforce or relieve instead")
    assert len(seats(example)) == 119
    with looked(example) as session:
        (one,) = session.scalars(select(Publication)).all()
        assert (one.gaps, one.reason) == (1, "示例原因")


async def test_a_published_month_is_changed_beside_what_stands(example, tmp_path):
    plan(example)
    tomorrow = TODAY + DAY
    async with at_desk(example, "leader", tmp_path / "state", start="roster") as pilot:
        await arrive(pilot)
        await go(pilot, tomorrow, SIGNS)
        before = cell(pilot, tomorrow, SIGNS)
        assert list(whys := await menu(pilot, "enter")) == ["Swap", "Reinforce", "Relieve", "Who really came"]
        assert whys["Swap"] == ""
        assert "It begins on 06-25 08:00" in whys["Who really came"]
        await form(pilot, "1")
        assert "In return" not in screen_text(pilot.app)
        await fill(pilot, into="示例丁", reason="示例换班", approved_by="示例戊")
        assert "In return" not in screen_text(pilot.app)  # nobody gives a duty back who has none
        await fill(pilot, into="示例辛")
        await said(pilot, "In return")
        await fill(pilot, into="示例丁")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Form))
        assert notice(pilot).startswith("● TB-2022-0001 recorded beside the roster.")
        assert cell(pilot, tomorrow, SIGNS) == "示例丁" != before
        await said(pilot, "示例丁 swapped in", "(TB-2022-0001)")

        # a change without an approver takes the reason why nobody was asked
        await menu(pilot, "enter")
        await form(pilot, "2")
        await fill(pilot, person="示例丙", reason="示例增援")
        await pilot.press("ctrl+s")
        await said(pilot, "▲ Say who approved it")
        await fill(pilot, alone="示例深夜")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Form))
        assert cell(pilot, tomorrow, SIGNS) == "示例丁, 示例丙"

        # what is past is recorded, not changed
        await go(pilot, date(2022, 6, 20), SIGNS)
        whys = await menu(pilot, "enter")
        assert "It began on 06-20 08:00" in whys["Swap"]
        assert "It ended on 06-21 08:00" in whys["Reinforce"]
        await form(pilot, "4")
        await fill(pilot, came="0", note="示例未到")
        await pilot.press("ctrl+s")
        await said(pilot, "● Recorded.")

        # on the columns that say which day it is, the post is asked for
        await go(pilot, tomorrow)
        await menu(pilot, "enter")
        await pilot.press("3")
        await said(pilot, "Which post?")
        assert "消防" in {one.label for one in pilot.app.screen._entries}
        await form(pilot, "4")
        assert "Relieve: 消防" in screen_text(pilot.app)
    with looked(example) as session:
        assert [one.kind for one in session.scalars(select(DutyChange))] == [ChangeKind.SWAPPED, ChangeKind.REINFORCED]
        (absent,) = session.scalars(select(Attendance)).all()
        assert (absent.came, absent.note) == (False, "示例未到")


async def _away_and_back(pilot, name):
    """Somebody can't come from the 3rd to the 5th, and then can again."""
    await go(pilot, date(2022, 7, 3), SIGNS)
    await menu(pilot, "space", "8")
    await until(pilot, lambda: "Somebody is unavailable" in screen_text(pilot.app))
    await form(pilot, "1")
    await fill(pilot, person=name, last="0705", reason="示例请假")
    await pilot.press("ctrl+s")
    await said(pilot, "is not planned on those days", "07-03 all the same")
    await said(pilot, f"{name} 示例请假")
    await form(pilot, "enter")
    options = {one.label: one.detail for one in pilot.app.screen.asked[0].find("")}
    assert options[name].startswith("▲ unavailable · ")
    await pilot.press("escape")
    await until(pilot, lambda: not isinstance(pilot.app.screen, Form))
    await menu(pilot, "space", "8")
    await until(pilot, lambda: "Available again" in screen_text(pilot.app))
    await pilot.press("2")
    await said(pilot, "Who is available again?", "07-03 – 07-05")
    await pilot.press("1")
    await said(pilot, "can be planned again")


async def _in_other_forms(pilot, name):
    """Who does how much, and one person's duties."""
    await menu(pilot, "space", "8")
    await until(pilot, lambda: "Who does how much" in screen_text(pilot.app))
    await pilot.press("4")
    await until(pilot, lambda: isinstance(pilot.app.screen, TalliesScreen) and pilot.app.screen.lines.count == 14)
    await pilot.press("escape")
    await arrive(pilot)
    await menu(pilot, "space", "8")
    await until(pilot, lambda: "Calendar file" in screen_text(pilot.app))
    await form(pilot, "7")
    assert pilot.app.screen.asked[0].raw == name
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))
    await said(pilot, f"Duties of {name}")


async def test_months_and_names_are_found_and_somebody_is_away_and_back(example, tmp_path):
    plan(example, JULY, publish=False)
    async with at_desk(example, "leader", tmp_path / "state", start="roster") as pilot:
        await arrive(pilot)
        assert "date such as 0703, or a name" in screen_text(pilot.app)
        await pilot.press("ctrl+right")
        await until(pilot, lambda: board(pilot).sheet.first == JULY and board(pilot).lines.count == 31)
        assert board(pilot).row.day.on == JULY
        await pilot.press("ctrl+left")
        await until(pilot, lambda: board(pilot).sheet.first == JUNE and board(pilot).lines.count == 0)
        await pilot.press("ctrl+pagedown")
        await until(pilot, lambda: board(pilot).lines.count == 31)

        name = cell(pilot, date(2022, 7, 3), SIGNS)
        await pilot.press(*"0703", "enter")
        await until(pilot, lambda: board(pilot).lines.count == 1)
        assert board(pilot).row.day.on == date(2022, 7, 3)
        await pilot.press("escape", *name, "enter")
        await until(pilot, lambda: 1 < board(pilot).lines.count < 31)
        await pilot.press("escape")
        await until(pilot, lambda: board(pilot).lines.count == 31)

        await _away_and_back(pilot, name)
        await _in_other_forms(pilot, name)
    with looked(example) as session:
        assert session.scalars(select(Unavailable)).all() == []


async def test_who_may_not_plan_or_publish_reads_why(example, tmp_path):
    plan(example, publish=False)
    async with at_desk(example, "keeper", tmp_path / "state", start="roster") as pilot:
        await arrive(pilot)
        await go(pilot, TODAY, SIGNS)
        for key in ("insert", "delete", "enter"):
            await pilot.press(key)
            await until(pilot, lambda: "示例丙 may not" in notice(pilot))
            pilot.app.screen.notice.hush()
        whys = await menu(pilot, "space")
        assert all("示例丙 may not" in whys[label] for label in ("Assign somebody", "Publish", "Fill fairly"))
        assert whys["Gaps and clashes"] == ""
    async with at_desk(example, "duty", tmp_path / "other", start="roster") as pilot:
        await arrive(pilot)
        whys = await menu(pilot, "space")
        assert "示例乙 may not" in whys["Publish"]
        assert whys["Assign somebody"] == ""
        await pilot.press("8")
        await until(pilot, lambda: "Who does how much" in screen_text(pilot.app))
        assert not any(one.why_not for one in pilot.app.screen._entries)


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("en", "There is no roster for 2022-06 yet.", "Insert opens it"),
        ("zh", "2022-06 还没有值班表。", "按 Insert 新建"),
    ],
)
async def test_an_empty_month_says_how_to_begin_and_a_reader_why_they_can_not(example, tmp_path, language, first, then):
    i18n.use(language)
    async with at_desk(example, "leader", tmp_path / "state", start="roster", size=(80, 24)) as pilot:
        await arrive(pilot)
        await said(pilot, first, then)
    async with at_desk(example, "keeper", tmp_path / "other", start="roster", size=(80, 24)) as pilot:
        await arrive(pilot)
        assert then not in screen_text(pilot.app)
        assert "示例丙" in screen_text(pilot.app)
        await pilot.press("insert")
        await until(pilot, lambda: notice(pilot) != "")


def _three_shifts(path):
    """Three shifts a day, eight posts, somebody with a long name, and a level at which one post takes two."""
    with written(path) as (session, by):
        house = session.get_one(Organisation, by.organisation_id)
        pattern = patterns.add_pattern(session, by, organisation=house, name="示例三班")
        for name, starts in (("早班", "00:00"), ("中班", "08:00"), ("晚班", "16:00")):
            patterns.add_shift_time(session, by, pattern=pattern, name=name, starts=starts, hours=Decimal(8))
        kinds = [PostKind.LEADER, PostKind.SIGNING, *[PostKind.OFFICER] * 6]
        made = [
            posts.add_post(session, by, pattern=pattern, name=f"示例{at}岗", kind=kind)
            for at, kind in enumerate(kinds, 1)
        ]
        admin = person(session, "admin")
        long = accounts.add_person(
            session, admin, organisation=house, login="long", name="示例·阿卜杜热合曼·买买提", role=Role.DUTY_OFFICER
        )
        posts.name_for_post(session, by, post=made[0], person=long)
        roster = planning.open_roster(session, by, organisation=house, month=JUNE, pattern=pattern)
        filling.fill(session, by, roster=roster)
        gravest = session.scalars(select(ResponseLevel).order_by(ResponseLevel.rank.desc())).first()
        assert gravest is not None
        posts.set_need(session, by, post=made[0], level=gravest, needed=2)
        order_level(session, by, organisation=house, level=gravest, ordered_by="示例")


async def test_three_shifts_eight_posts_and_long_names_fit_and_a_level_asks_for_more(example, tmp_path):
    _three_shifts(example)
    async with at_desk(example, "leader", tmp_path / "state", start="roster", size=(80, 24)) as pilot:
        screen = await arrive(pilot)
        assert [row.time.name for row in screen._rows[:3]] == ["早班", "中班", "晚班"]
        assert screen.lines.count == 90
        today = [row for row in screen._rows if row.day.on == TODAY]  # the level was ordered at half past two
        lead, *others = screen.sheet.posts
        assert lead.kind is PostKind.LEADER
        month = screen.sheet.month
        needs = [month.need((row.day.on, row.time.time_id, lead.post_id)) for row in today]
        assert needs == [1, 2, 2]
        lacks = [screen.sheet.missing(row, post) for row in screen._rows for post in screen.sheet.posts]
        assert screen.sheet.gaps == sum(lacks) == sum(month.missing(one) for one in month.cells())
        await said(pilot, "买买提")
        seated = next(row for row in screen._rows if screen.sheet.missing(row, lead) and screen.sheet.people(row, lead))
        assert screen.sheet.said(seated, lead) == "1 missing, 示例·阿卜杜热合曼·买买提"
        await said(pilot, "Ⅰ级 since 2022-06-24")
        for _step in range(len(others) + 3):
            await pilot.press("right")
        assert screen.post == others[-1]
        shown = screen_text(pilot.app)
        assert "示例8岗" in shown
        assert "06-24" in shown

        # a post that was retired takes nobody more
        with written(example) as (session, by):
            posts.retire_post(session, by, post=session.scalars(select(Post).where(Post.name == "示例8岗")).one())
        screen.reload()
        assert [one.name for one in screen.sheet.posts if one.name == "示例8岗"] == []


async def test_without_a_pattern_the_month_says_where_one_is_entered(example, tmp_path):
    with written(example) as (session, by):
        patterns.retire_pattern(session, by, pattern=session.scalars(select(ShiftPattern)).one())
    async with at_desk(example, "leader", tmp_path / "state", start="roster", size=(80, 24)) as pilot:
        await arrive(pilot)
        assert "no shift pattern yet: Ctrl+G 0 4 (Shift patterns)" in screen_text(pilot.app)
        await pilot.press("insert")
        await until(pilot, lambda: "no shift pattern" in notice(pilot))
