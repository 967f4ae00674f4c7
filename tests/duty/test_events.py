"""Reports upward: a chain of first, following and final, each against its clock, with figures that don't fall."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from inventory.duty.eventkinds import (
    BadMinutes,
    BasisMissing,
    EventKind,
    add_event_kind,
    change_event_kind,
    retire_event_kind,
)
from inventory.duty.events import (
    AfterFinal,
    FirstTwice,
    NoFirst,
    OutOfTurn,
    ReportKind,
    UpwardReport,
    Wanted,
    clocks,
    events,
    open_event,
    report_upward,
)
from inventory.duty.figures import BadFigure, Fell, Figure, FigureTwice, ReportFigure
from inventory.ground.instants import InFuture
from inventory.ground.names import Retired, named
from inventory.ground.people import NotPermitted
from inventory.ground.store import now
from inventory.ground.text import NameBlank

LIMITS = {"oral_minutes": 30, "written_minutes": 60, "following_minutes": 120, "basis": "示例依据"}


def ago(minutes):
    return now() - timedelta(minutes=minutes)


def kind_of(world, **facts):
    return world.do(add_event_kind, name="示例内涝", **{**LIMITS, **facts})


def opened(world, minutes=0, kind=None, **facts):
    """An event that was learned of so many minutes ago."""
    when = {"learned_at": ago(minutes)} if minutes else {}
    return world.do(open_event, kind=kind or kind_of(world), place="示例镇", what="示例道路积水", **when, **facts)


def reported(world, event, kind=ReportKind.FIRST, **facts):
    usual = {"situation": "示例积水20cm", "addressed_to": "示例市防指"}
    return world.do(report_upward, event=event, kind=kind, **{**usual, **facts})


def due(world):
    return {one.wanted: one for one in world.ask(clocks)}


# Kinds of events -------------------------------------------------------------------------------------------------


def test_a_kind_of_event_may_have_no_limits_at_all(world):
    kind = world.do(add_event_kind, name="示例险情")
    assert (kind.code, kind.oral_minutes, kind.written_minutes, kind.following_minutes, kind.basis) == (
        "LB01", None, None, None, "",
    )  # fmt: skip


def test_a_limit_needs_its_basis(world):
    with pytest.raises(BasisMissing):
        kind_of(world, basis="")
    kind = kind_of(world)
    with pytest.raises(BasisMissing):
        world.do(change_event_kind, kind=kind, basis="")


@pytest.mark.parametrize("minutes", [-1, 10**6])
def test_a_limit_that_cannot_be_meant_is_refused(world, minutes):
    with pytest.raises(BadMinutes):
        kind_of(world, written_minutes=minutes)


def test_a_limit_is_changed_and_taken_away(world):
    kind = kind_of(world)
    changed = world.do(change_event_kind, kind=kind, name="示例改", oral_minutes=0, written_minutes=90)
    assert (changed.name, changed.oral_minutes, changed.written_minutes, changed.following_minutes) == (
        "示例改", None, 90, 120,
    )  # fmt: skip


def test_a_retired_kind_takes_no_new_events(world):
    kind = world.do(retire_event_kind, kind=kind_of(world))
    with pytest.raises(Retired):
        opened(world, kind=kind)


def test_a_town_reads_the_kinds_of_the_headquarters(world):
    kind = kind_of(world)
    with world.read() as here:
        assert named(here.session, here.townkeeper, EventKind, "示例内涝").id == kind.id


def test_only_who_keeps_the_rules_sets_limits(world):
    with pytest.raises(NotPermitted):
        kind_of(world.as_("officer"))


# The chain -------------------------------------------------------------------------------------------------------


def test_first_following_and_final_make_a_chain_and_then_it_ends(world):
    event = opened(world.as_("officer"), kind=kind_of(world))
    made = [reported(world.as_("officer"), event, kind) for kind in ReportKind]
    assert [one.turn for one in made] == [1, 2, 3]
    assert [one.number[-4:] for one in made] == ["0001", "0002", "0003"]
    with pytest.raises(AfterFinal, match=made[-1].number):
        reported(world, event, ReportKind.FOLLOWING)
    assert world.ask(clocks) == []
    [line] = world.ask(events)
    assert (line.reports, line.last_kind, line.due_at, line.late) == (3, ReportKind.FINAL, None, 0)
    assert world.faults() == []


@pytest.mark.parametrize("kind", [ReportKind.FOLLOWING, ReportKind.FINAL])
def test_nothing_follows_before_the_first(world, kind):
    with pytest.raises(NoFirst):
        reported(world, opened(world), kind)


def test_an_event_is_first_reported_once(world):
    event = opened(world)
    first = reported(world, event)
    with pytest.raises(FirstTwice, match=first.number):
        reported(world, event)


def test_the_first_report_by_word_is_completed_in_writing_but_not_by_word_again(world):
    event = opened(world, 20)
    reported(world, event, oral_at=ago(15))
    assert set(due(world)) == {Wanted.WRITTEN}
    with pytest.raises(FirstTwice):
        reported(world, event, oral_at=ago(10))
    written = reported(world, event, sent_at=ago(5))
    assert (written.turn, written.oral_at, written.overdue) == (2, None, False)
    assert set(due(world)) == {Wanted.FURTHER}


def test_it_happens_is_learned_of_and_is_reported_in_that_order(world):
    kind = kind_of(world)
    with pytest.raises(OutOfTurn):
        opened(world, 30, kind, occurred_at=ago(20))
    event = opened(world, 30, kind, occurred_at=ago(40))
    with pytest.raises(OutOfTurn):
        reported(world, event, sent_at=ago(35))
    reported(world, event, sent_at=ago(20))
    with pytest.raises(OutOfTurn):
        reported(world, event, ReportKind.FOLLOWING, sent_at=ago(25))


def test_nothing_is_reported_in_the_future(world):
    event = opened(world)
    for name in ("oral_at", "sent_at"):
        with pytest.raises(InFuture):
            reported(world, event, **{name: now() + timedelta(minutes=9)})


@pytest.mark.parametrize("facts", [{"situation": " "}, {"addressed_to": ""}])
def test_a_report_says_something_to_somebody(world, facts):
    with pytest.raises(NameBlank):
        reported(world, opened(world), **facts)


def test_a_town_reports_its_own_events_alone(world):
    kind = kind_of(world)
    opened(world, kind=kind)
    with pytest.raises(NotPermitted):
        opened(world.as_("townkeeper"), kind=kind, organisation=world.town)
    assert world.as_("townkeeper").ask(events) == []
    assert world.as_("townkeeper").ask(clocks) == []


# Clocks ----------------------------------------------------------------------------------------------------------


def test_a_new_event_is_due_by_word_and_in_writing(world):
    event = opened(world, 10)
    told = due(world)
    assert told[Wanted.WORD].due_at == event.learned_at + timedelta(minutes=30)
    assert told[Wanted.WRITTEN].due_at == event.learned_at + timedelta(minutes=60)
    assert not any(one.overdue for one in told.values())


def test_after_a_report_the_next_is_due_in_its_turn(world):
    event = opened(world, 50)
    first = reported(world, event, oral_at=ago(45), sent_at=ago(40))
    assert {one.wanted: one.due_at for one in world.ask(clocks)} == {
        Wanted.FURTHER: first.sent_at + timedelta(minutes=120)
    }


def test_where_no_limit_is_set_the_report_is_due_all_the_same_but_never_late(world):
    event = opened(world, 60 * 24, world.do(add_event_kind, name="示例无限"))
    told = due(world)
    assert {wanted: (one.due_at, one.overdue) for wanted, one in told.items()} == {Wanted.WRITTEN: (None, False)}
    assert reported(world, event).overdue is False


@pytest.mark.parametrize(
    ("facts", "late"),
    [
        ({"oral_at": 95, "sent_at": 70}, False),
        ({"sent_at": 95}, False),
        ({"sent_at": 80}, False),
        ({"sent_at": 65}, True),
        ({"oral_at": 60, "sent_at": 50}, True),
        ({"oral_at": 95, "sent_at": 30}, True),
        ({"oral_at": 95}, True),
    ],
)
def test_what_came_late_by_word_or_in_writing_is_recorded_so(world, facts, late):
    event = opened(world, 100)
    made = reported(world, event, **{name: ago(minutes) for name, minutes in facts.items()})
    assert made.overdue is late
    assert made.due_at == event.learned_at + timedelta(minutes=60)
    assert made.oral_due_at == event.learned_at + timedelta(minutes=30)


def test_what_was_late_stays_late_when_the_limits_are_changed(world):
    kind = kind_of(world)
    event = opened(world, 100, kind)
    made = reported(world, event)
    world.do(change_event_kind, kind=kind, oral_minutes=0, written_minutes=0, following_minutes=0, basis="")
    with world.read() as here:
        assert here.session.get_one(UpwardReport, made.id).overdue is True
    assert [one.late for one in world.ask(events)] == [1]


def test_the_most_urgent_is_first_and_what_has_no_limit_last(world):
    free = world.do(add_event_kind, name="示例无限")
    kind = kind_of(world, oral_minutes=None)
    opened(world, 500, free)
    early, late = opened(world, 90, kind), opened(world, 10, kind)
    told = world.ask(clocks)
    assert [one.event for one in told[:2]] == [early.number, late.number]
    assert [one.overdue for one in told] == [True, False, False]
    assert told[2].due_at is None


# Figures ---------------------------------------------------------------------------------------------------------


def figures(world, report):
    with world.read() as here:
        found = here.session.scalars(select(ReportFigure).where(ReportFigure.report_id == report.id))
        return [(one.name, one.cumulative, one.current, one.correction) for one in found]


def test_so_far_and_at_the_moment_stand_apart_and_unknown_stays_unknown(world):
    event = opened(world)
    said = [
        Figure("转移", "人", Decimal(120), Decimal(30)),
        Figure("受淹", "亩"),
        Figure("水深", "m", None, Decimal("0.2")),
    ]
    made = reported(world, event, figures=said)
    assert figures(world, made) == [
        ("转移", 120, 30, ""), ("受淹", None, None, ""), ("水深", None, Decimal("0.2"), ""),
    ]  # fmt: skip


def test_what_has_been_so_far_does_not_fall_unless_the_correction_is_said(world):
    event = opened(world)
    reported(world, event, figures=[Figure("转移", "人", Decimal(120), Decimal(120))])
    reported(world, event, ReportKind.FOLLOWING, figures=[Figure("转移", "人", None, Decimal(0))])
    with pytest.raises(Fell, match="100 in all is less than the 120"):
        reported(world, event, ReportKind.FOLLOWING, figures=[Figure("转移", "人", Decimal(100))])
    corrected = Figure("转移", "人", Decimal(100), correction="示例重复统计20人")
    made = reported(world, event, ReportKind.FOLLOWING, figures=[corrected])
    assert figures(world, made) == [("转移", 100, None, "示例重复统计20人")]
    reported(world, event, ReportKind.FINAL, figures=[Figure("转移", "人", Decimal(110), Decimal(0))])


def test_another_unit_is_another_figure(world):
    event = opened(world)
    reported(world, event, figures=[Figure("受淹", "亩", Decimal(120))])
    reported(world, event, ReportKind.FOLLOWING, figures=[Figure("受淹", "公顷", Decimal(8))])


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ([Figure("转移", "人", Decimal(-1))], BadFigure),
        ([Figure("转移", "人", None, Decimal("0.0001"))], BadFigure),
        ([Figure("转移", "人", Decimal("NaN"))], BadFigure),
        ([Figure("转移", "人"), Figure(" 转移", "人")], FigureTwice),
        ([Figure(" ", "人")], NameBlank),
    ],
)
def test_a_figure_that_cannot_be_is_refused_with_the_whole_report(world, said, refusal):
    event = opened(world)
    with pytest.raises(refusal):
        reported(world, event, figures=said)
    assert [one.reports for one in world.ask(events)] == [0]
