"""The duty log: never edited, corrections hold in the place of what they correct, nothing is closed twice."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from inventory.duty.amending import (
    ClosedAlready,
    Corrected,
    DeadlineTwice,
    NothingCorrected,
    NothingOpen,
    close_entry,
    correct_entry,
    newest,
)
from inventory.duty.log import DueBefore, LogEntry, LogKind, entries, open_items, write_entry
from inventory.ground.instants import InFuture
from inventory.ground.people import NotPermitted
from inventory.ground.store import now
from inventory.ground.text import Forbidden, NameBlank

WATER = "示例道路积水20cm"


def written(world, content=WATER, **more):
    return world.do(write_entry, **{"kind": LogKind.PHONE, "content": content, **more})


def listed(world, **asked):
    return {one.number: one for one in world.ask(entries, **asked)}


# Writing ---------------------------------------------------------------------------------------------------------


def test_a_line_says_who_called_from_where_what_was_done_until_when_and_whose_it_is(world):
    due = now() + timedelta(hours=2)
    texts = {"unit": "示例镇", "caller": "示例甲", "phone": "000-示例", "action": "已派一队", "reported_to": "示例领导"}
    entry = written(world.as_("officer"), owner="示例乙", due_at=due, **texts)
    [line] = world.ask(entries)
    assert entry.number == f"RZ-{line.occurred_at.year}-0001"
    assert {name: getattr(line, name) for name in texts} == texts
    assert (line.content, line.owner, line.due_at, line.by) == (WATER, "示例乙", due, "示例值班员")
    assert (line.kind, line.is_open, line.late, line.overdue) == (LogKind.PHONE, True, False, False)
    assert world.faults() == []


def test_what_has_not_happened_is_not_written_down(world):
    with pytest.raises(InFuture):
        written(world, occurred_at=now() + timedelta(minutes=5))


def test_what_is_written_long_after_it_happened_stands_where_it_belongs_and_is_marked_late(world):
    first = written(world, "示例后来的")
    late = written(world, "示例先前的", occurred_at=now() - timedelta(hours=9))
    lines = world.ask(entries)
    assert [one.number for one in lines] == [late.number, first.number]
    assert [one.late for one in lines] == [True, False]


def test_what_is_written_some_minutes_after_is_not_late(world):
    written(world, occurred_at=now() - timedelta(minutes=40))
    assert [one.late for one in world.ask(entries)] == [False]


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [({"content": " "}, NameBlank), ({"content": "示例\x1b[2J"}, Forbidden), ({"caller": "示例\u202e"}, Forbidden)],
)
def test_a_line_of_nothing_or_of_controls_is_refused(world, facts, refusal):
    with pytest.raises(refusal):
        written(world, **facts)


def test_a_deadline_before_it_came_up_is_refused(world):
    with pytest.raises(DueBefore, match="lies before"):
        written(world, due_at=now() - timedelta(minutes=1))


@pytest.mark.parametrize("who", ["watcher", "planner"])
def test_only_those_on_duty_write(world, who):
    with pytest.raises(NotPermitted):
        written(world.as_(who))


def test_a_town_writes_and_reads_its_own_log_and_not_that_of_another(world):
    town = written(world.as_("townkeeper"), organisation=world.town)
    written(world, "示例总部")
    with pytest.raises(NotPermitted):
        written(world.as_("townkeeper"), organisation=world.neighbour)
    with pytest.raises(NotPermitted):
        written(world.as_("townkeeper"))
    assert list(listed(world.as_("townkeeper"))) == [town.number]
    assert listed(world.as_("neighbourkeeper")) == {}
    assert len(listed(world)) == 2


def test_telephones_are_masked_for_those_who_do_not_need_them(world):
    written(world, phone="000-0000-示例")
    assert [one.phone for one in world.as_("watcher").ask(entries)] == ["000*****-示例"]
    assert [one.phone for one in world.as_("officer").ask(entries)] == ["000-0000-示例"]


def test_a_masked_telephone_is_not_found_by_trying_its_digits(world):
    written(world, phone="000-0000")
    assert listed(world, text="000-0000") == {}


# Correcting ------------------------------------------------------------------------------------------------------


def test_a_correction_holds_in_the_place_of_the_line_and_both_are_shown(world):
    entry = written(world, owner="示例乙", action="已派一队", occurred_at=now() - timedelta(hours=3))
    again = world.do(correct_entry, entry=entry, content="示例道路积水30cm")
    lines = listed(world)
    old, new = lines[entry.number], lines[again.number]
    assert (old.content, old.corrected_by, old.is_open) == (WATER, again.number, False)
    assert (new.content, new.corrects, new.action, new.is_open) == ("示例道路积水30cm", entry.number, "已派一队", True)
    assert (new.occurred_at, new.late) == (old.occurred_at, False)
    assert [one.number for one in world.ask(open_items)] == [again.number]


def test_a_corrected_line_is_not_corrected_again_behind_the_correction(world):
    entry = written(world)
    again = world.do(correct_entry, entry=entry, content="示例乙")
    with pytest.raises(Corrected, match=again.number):
        world.do(correct_entry, entry=entry, content="示例丙")


def test_a_correction_that_changes_nothing_is_refused(world):
    with pytest.raises(NothingCorrected):
        world.do(correct_entry, entry=written(world), content=WATER)


def test_what_was_said_can_be_taken_back_to_nothing(world):
    entry = written(world, owner="示例乙")
    world.do(correct_entry, entry=entry, owner="")
    assert world.ask(open_items) == []


def test_a_deadline_is_taken_away_where_that_is_said_and_stays_where_nothing_is(world):
    entry = written(world, due_at=now() + timedelta(hours=2))
    still = world.do(correct_entry, entry=entry, content="示例道路积水30cm")
    assert [one.number for one in world.ask(open_items)] == [still.number]
    with pytest.raises(DeadlineTwice, match=still.number):
        world.do(correct_entry, entry=still, due_at=now() + timedelta(hours=3), no_deadline=True)
    again = world.do(correct_entry, entry=still, no_deadline=True)
    assert (again.due_at, again.content) == (None, "示例道路积水30cm")
    assert world.ask(open_items) == []
    with pytest.raises(NothingCorrected):
        world.do(correct_entry, entry=again, no_deadline=True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from("甲乙丙丁"), min_size=1, max_size=5), st.booleans())
def test_however_often_a_line_is_corrected_the_newest_holds_and_one_line_is_open(file_world, said, closes):
    first = last = written(file_world, "示例", owner="示例")
    for at, one in enumerate(said):
        last = file_world.do(correct_entry, entry=last, content=f"示例{one}{at}")
    with file_world.read() as here:
        chain = [here.session.get_one(LogEntry, one.id) for one in (first, last)]
        assert {newest(here.session, one).id for one in chain} == {last.id}
    mine = [one for one in file_world.ask(entries) if first.number in (one.number, one.corrects)]
    assert {one.corrected_by for one in mine} == {last.number, ""}
    assert [one.number for one in mine if one.is_open] == [last.number]
    if closes:
        file_world.do(close_entry, entry=last, action="示例完成")
        with pytest.raises(ClosedAlready):
            file_world.do(close_entry, entry=first, action="示例完成")
        assert last.number not in {one.number for one in file_world.ask(open_items)}


# Closing ---------------------------------------------------------------------------------------------------------


def test_what_is_done_is_closed_by_a_line_that_says_how_and_only_once(world):
    entry = written(world, owner="示例乙")
    closing = world.do(close_entry, entry=entry, action="示例积水已退")
    lines = listed(world)
    assert (lines[entry.number].closed_by, lines[entry.number].is_open) == (closing.number, False)
    assert (lines[closing.number].closes, lines[closing.number].action) == (entry.number, "示例积水已退")
    assert lines[closing.number].content == WATER
    assert world.ask(open_items) == []
    for one in (entry, closing):
        with pytest.raises((ClosedAlready, NothingOpen)):
            world.do(close_entry, entry=one, action="示例")


def test_a_correction_of_something_closed_does_not_open_it_again(world):
    entry = written(world, owner="示例乙")
    world.do(close_entry, entry=entry, action="示例完成")
    again = world.do(correct_entry, entry=entry, content="示例道路积水10cm")
    assert world.ask(open_items) == []
    assert listed(world)[again.number].closed_by
    with pytest.raises(ClosedAlready):
        world.do(close_entry, entry=again, action="示例完成")


def test_what_waits_for_nobody_is_not_closed(world):
    with pytest.raises(NothingOpen):
        world.do(close_entry, entry=written(world), action="示例")


def test_closing_says_what_was_done(world):
    with pytest.raises(NameBlank, match="what was done"):
        world.do(close_entry, entry=written(world, owner="示例乙"), action=" ")


def test_what_is_open_stands_by_its_deadline_and_what_is_past_it_is_marked(world):
    some = now() - timedelta(hours=4)
    later = written(world, "示例晚", due_at=now() + timedelta(days=1))
    never = written(world, "示例无期", owner="示例乙")
    over = written(world, "示例过期", due_at=some + timedelta(hours=1), occurred_at=some)
    lines = world.ask(open_items)
    assert [one.number for one in lines] == [over.number, later.number, never.number]
    assert [one.overdue for one in lines] == [True, False, False]


# Finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["积水", "dljs", "DAOLU", "示例镇 积水", "０００１", "20ｃｍ", "示例乙", "yipai"])
def test_a_line_is_found_by_any_words_of_it_by_initials_and_by_number(world, text):
    entry = written(world, unit="示例镇", owner="示例乙", action="已派一队")
    written(world, "另外的事")
    assert list(listed(world, text=text)) == [entry.number]


@pytest.mark.parametrize("text", ["%", "_", "积水 不在", "\\"])
def test_what_is_not_in_it_is_not_found(world, text):
    written(world)
    assert listed(world, text=text) == {}


def test_lines_are_read_of_a_span_and_in_windows(world):
    hours = [5, 4, 3, 2]
    made = [written(world, f"示例{at}", occurred_at=now() - timedelta(hours=at)) for at in hours]
    span = {"since": made[1].occurred_at, "until": made[2].occurred_at}
    assert list(listed(world, **span)) == [made[1].number, made[2].number]
    with world.read() as here:
        lines = entries(here.session, here.officer, latest_first=True)
        assert len(lines) == 4
        assert [one.number for one in lines[1:3]] == [made[2].number, made[1].number]


def test_what_was_known_then_shows_no_later_correction(world):
    entry = written(world)
    then = now()
    world.do(correct_entry, entry=entry, content="示例改")
    [line] = world.ask(entries, known=then)
    assert (line.number, line.corrected_by) == (entry.number, "")


def test_no_line_is_ever_changed(world):
    entry = written(world)
    with world.store.begin() as session:
        session.get_one(LogEntry, entry.id).content = "示例改"
        with pytest.raises(DBAPIError, match="only grows"):
            session.flush()
    with world.read() as here:
        assert here.session.scalar(select(LogEntry.content)) == WATER
