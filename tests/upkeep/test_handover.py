"""A handover: built from what is open, signed by two, and with it the books up to that line."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import event, select, text

from inventory.duty import amending, eventkinds, events, levels, log
from inventory.duty.events import ReportKind
from inventory.duty.log import LogKind
from inventory.ground import settings
from inventory.ground.audit import AuditEntry, seal
from inventory.ground.people import NotPermitted, Person
from inventory.ground.schema import canonical, compact
from inventory.response import doing
from inventory.response.responses import order_level
from inventory.supplies import stock, transfers
from inventory.supplies.counting import open_count
from inventory.supplies.counts import CountKind
from inventory.supplies.lots import Line
from inventory.upkeep import handover, signed
from inventory.upkeep.handing import (
    Alone,
    HandoverClosed,
    NoSuchItem,
    NothingProved,
    NotSignedOut,
    NotSigningOfficer,
    NotTicked,
    OpenAlready,
    SignedAlready,
    SignsOnly,
    TickedAlready,
    build_handover,
    cancel_handover,
    hand_over,
    take_over,
    tick,
)
from inventory.upkeep.handover import Handover, HandoverStage, ItemKind
from inventory.upkeep.leftover import Left
from tests.resources import agreements_acts, hazards_acts, teams_acts
from tests.response import stops_acts
from tests.response.acts import desk_of
from tests.upkeep.rooms import FIRST, at, on_the_wall
from tests.upkeep.test_verify import behind

MOST = 20  # statements that building takes


def built(world, **more):
    """A handover from the duty officer to the leader."""
    facts = {"organisation": world.headquarters, "outgoing": world.officer, "incoming": world.leader} | more
    return world.as_("officer").do(build_handover, **facts)


def items(world, made):
    with world.read() as here:
        return handover.handover_items(here.session, here.session.get_one(Handover, made.id))


def listed(world, made):
    with world.read() as here:
        return handover.handover_line(here.session, here.session.get_one(Handover, made.id))


def ticked(world, made, who="leader"):
    for one in items(world, made):
        world.as_(who).do(tick, handover=made, line=one.line)


def signed_by_both(world, **more):
    made = built(world, **more)
    world.as_("officer").do(hand_over, handover=made)
    ticked(world, made)
    world.as_("leader").do(take_over, handover=made)
    return made


def busy(world):
    """A night with something open on every floor."""
    officer = world.as_("officer")
    level = world.do(levels.add_level, organisation=world.headquarters, name="示例Ⅳ级", rank=1, basis="示例")
    world.do(order_level, organisation=world.headquarters, level=level, ordered_by="示例领导")
    officer.do(log.write_entry, kind=LogKind.PHONE, content="示例道路积水", owner="示例镇", unit="示例村")
    done = officer.do(log.write_entry, kind=LogKind.FAX, content="示例传真", owner="示例所")
    officer.do(amending.close_entry, entry=done, action="已转")
    kind = world.do(eventkinds.add_event_kind, organisation=world.headquarters, name="示例内涝")
    timed = world.do(
        eventkinds.add_event_kind, organisation=world.headquarters, name="示例决口", written_minutes=60, basis="示例"
    )
    officer.do(events.open_event, kind=kind, place="示例路", what="示例积水")
    officer.do(events.open_event, kind=timed, place="示例堤", what="示例险情")
    over = officer.do(events.open_event, kind=kind, place="示例桥", what="示例已毕")
    for report in (ReportKind.FIRST, ReportKind.FINAL):
        officer.do(events.report_upward, event=over, kind=report, situation="示例", addressed_to="示例市")
    bags = [Line(world.bags, Decimal(100))]
    officer.do(stock.issue, place=world.east, to=world.team, lines=bags, urgent=True, counterpart="示例领用人")
    tomorrow = (FIRST + timedelta(days=1)).date()
    officer.do(stock.issue, place=world.east, to=world.team, lines=bags, due_on=tomorrow, counterpart="示例借用人")
    officer.do(transfers.transfer, place=world.east, to=world.bare, lines=bags, on_the_way=True)
    world.as_("keeper").do(open_count, place=world.room, kind=CountKind.MONTHLY)


# What is handed over ---------------------------------------------------------------------------------------------


def test_everything_open_on_every_floor_is_a_line_and_what_is_done_is_none(world):
    busy(world)
    lines = items(world, built(world))
    assert [one.line for one in lines] == list(range(1, len(lines) + 1))
    told = [(one.kind, one.what, one.place, one.owner) for one in lines]
    assert told == [
        (ItemKind.LEVEL, "示例Ⅳ级", "示例区防汛指挥部", "示例领导"),
        (ItemKind.OPEN_ITEM, "示例道路积水", "示例村", "示例镇"),
        (ItemKind.REPORT_DUE, "示例决口 示例险情", "示例堤", ""),
        (ItemKind.EVENT, "示例内涝 示例积水", "示例路", ""),
        (ItemKind.PAPERS, "示例领用人", "示例东仓库 → 示例抢险队", "示例值班员"),
        (ItemKind.LOAN, "编织袋 100 条", "示例东仓库 → 示例抢险队", "示例借用人"),
        (ItemKind.ON_THE_WAY, "编织袋 100 条", "示例东仓库 → 示例空仓库", "示例保管员"),
        (ItemKind.CHECK, "", "示例库房", "示例保管员"),
        (ItemKind.SHORT, "编织袋", "", ""),
    ]


def test_what_a_response_and_the_registers_leave_open_is_handed_over_until_it_is_done(world):
    desk = desk_of(world)
    desk.raised()
    desk.do(doing.finish_task, task=desk.tasks()[1])
    stops_acts.stopped(world)
    stops_acts.drafted(world)
    teams_acts.opened(world, 113)
    agreements_acts.called(world)
    hazards_acts.assigned(world)
    late = hazards_acts.assigned(world, due_on=hazards_acts.ago(2))
    kinds = {ItemKind.TASK, ItemKind.STOP, ItemKind.SHELTER, ItemKind.CALL_OFF, ItemKind.HAZARD}
    told = [one for one in items(world, built(world)) if one.kind in kinds]
    assert [(one.kind, one.what, one.place, one.owner) for one in told] == [
        (ItemKind.TASK, "示例通知", "示例镇", ""),
        (ItemKind.STOP, "示例停课", "示例全区", "示例教育局"),
        (ItemKind.SHELTER, "113 people", "示例安置点", "示例保管员"),
        (ItemKind.CALL_OFF, "压缩饼干", "示例空仓库", "示例食品厂"),
        (ItemKind.HAZARD, "示例配电箱漏水", "示例安置点", "示例甲"),
    ]
    assert told[-1].number == late.number


def test_what_is_counted_blind_is_not_said_to_be_short(world):
    world.as_("keeper").do(open_count, place=world.west, kind=CountKind.MONTHLY)
    assert [one.kind for one in items(world, built(world))] == [ItemKind.CHECK]


def test_the_lines_stay_as_they_stood_when_it_was_built(world):
    entry = world.as_("officer").do(log.write_entry, kind=LogKind.PHONE, content="示例", owner="示例镇")
    made = built(world)
    before = items(world, made)
    world.as_("officer").do(amending.close_entry, entry=entry, action="已办")
    world.do(settings.set_value, organisation=world.headquarters, key="expiring_days", value="5")
    assert items(world, made) == before


def test_what_is_longer_than_a_line_is_cut_and_says_so(world):
    world.as_("officer").do(log.write_entry, kind=LogKind.PHONE, content="示" * 2000, owner="例" * 120)
    [one, _short] = items(world, built(world))
    assert (one.what, one.owner) == ("示" * 2000, "例" * 120)
    long = Left(ItemKind.GAP, "x" * 80, "x", "y" * 500).row()
    assert (long["number"], long["place"]) == ("x" * 59 + "…", "y" * 399 + "…")


def test_the_next_one_begins_where_the_last_signed_one_ended(world):
    first = signed_by_both(world)
    given_up = built(world)
    world.as_("officer").do(cancel_handover, handover=given_up, note="示例")
    second = built(world)
    assert (first.from_at, first.from_entry) == (None, 0)
    assert second.from_at == first.to_at
    assert second.from_entry == listed(world, first).taken.head.entry_id


def test_they_are_numbered_without_a_gap_and_listed_the_latest_first(world):
    signed_by_both(world)
    built(world)
    with world.read() as here:
        lines = list(handover.handovers(here.session, here.watcher))
        seen = [(one.number[-4:], one.stage, one.items, one.ticked) for one in lines]
        assert list(handover.handovers(here.session, here.townkeeper)) == []
    assert seen == [("0002", HandoverStage.BUILT, 1, 0), ("0001", HandoverStage.SIGNED, 1, 1)]


# Who signs -------------------------------------------------------------------------------------------------------


def test_a_second_handover_of_a_room_is_refused_naming_the_first(world):
    first = built(world)
    with pytest.raises(OpenAlready, match=f"{first.number} is not signed by both yet"):
        built(world)


def test_whoever_takes_over_ticks_every_line_and_signs_last(world):
    world.as_("officer").do(log.write_entry, kind=LogKind.PHONE, content="示例", owner="示例镇")
    made = built(world)
    with pytest.raises(NotSignedOut, match="示例值班员 hands over and has not signed"):
        world.as_("leader").do(take_over, handover=made)
    world.as_("officer").do(hand_over, handover=made)
    world.as_("leader").do(tick, handover=made, line=2, note="示例已看")
    with pytest.raises(NotTicked, match="Not ticked yet of .*: 1\\."):
        world.as_("leader").do(take_over, handover=made)
    with pytest.raises(TickedAlready):
        world.as_("leader").do(tick, handover=made, line=2)
    with pytest.raises(NoSuchItem):
        world.as_("leader").do(tick, handover=made, line=3)
    world.as_("leader").do(tick, handover=made, line=1)
    world.as_("leader").do(take_over, handover=made)
    assert [(one.note, one.ticked_at is not None) for one in items(world, made)] == [("", True), ("示例已看", True)]
    assert listed(world, made).stage is HandoverStage.SIGNED


def test_nobody_signs_or_ticks_for_somebody_else(world):
    made = built(world)
    with pytest.raises(SignsOnly, match="Here 示例值班员 signs: 示例领导 can't sign for somebody else"):
        world.as_("leader").do(hand_over, handover=made)
    world.as_("officer").do(hand_over, handover=made)
    for service, facts in ((tick, {"line": 1}), (take_over, {})):
        with pytest.raises(SignsOnly, match="Here 示例领导 signs"):
            world.as_("officer").do(service, handover=made, **facts)


def test_what_was_signed_is_not_signed_again_and_what_is_closed_takes_nothing_more(world):
    made = built(world)
    world.as_("officer").do(hand_over, handover=made)
    with pytest.raises(SignedAlready):
        world.as_("officer").do(hand_over, handover=made)
    ticked(world, made)
    world.as_("leader").do(take_over, handover=made)
    for who, service, facts in (
        ("officer", hand_over, {}),
        ("leader", take_over, {}),
        ("leader", tick, {"line": 1}),
        ("officer", cancel_handover, {"note": "示例"}),
    ):
        with pytest.raises(HandoverClosed):
            world.as_(who).do(service, handover=made, **facts)


def test_one_person_hands_over_to_themselves_only_with_a_reason_that_stays(world):
    with pytest.raises(Alone, match="示例值班员 hands over and takes over"):
        built(world, incoming=world.officer)
    made = built(world, incoming=world.officer, alone="示例独自值守")
    world.as_("officer").do(hand_over, handover=made)
    ticked(world, made, "officer")
    world.as_("officer").do(take_over, handover=made)
    assert (listed(world, made).alone, listed(world, made).taken.alone) == ("示例独自值守", "示例独自值守")


def test_only_those_may_be_named_who_may_sign(world):
    for named in ({"outgoing": world.keeper}, {"incoming": world.watcher}):
        with pytest.raises(NotPermitted, match="may not hand over here: that takes duty officer or leader on duty"):
            built(world, **named)
    with pytest.raises(NotPermitted):
        world.as_("keeper").do(
            build_handover, organisation=world.headquarters, outgoing=world.officer, incoming=world.leader
        )


def test_in_an_open_store_nothing_is_proved_by_a_password(file_world):
    made = built(file_world)
    with pytest.raises(NothingProved, match="the signature on paper counts"):
        file_world.as_("officer").do(hand_over, handover=made, proved=True)


def test_a_cancelled_one_stays_on_record_with_its_note_and_the_room_is_free(world):
    made = built(world)
    world.as_("leader").do(cancel_handover, handover=made, note="示例错选")
    assert (listed(world, made).stage, listed(world, made).cancelled) == (HandoverStage.CANCELLED, "示例错选")
    built(world)


# With a roster ---------------------------------------------------------------------------------------------------


def test_the_signing_officer_of_the_shift_hands_over_and_else_is_named(world):
    second = on_the_wall(world)
    with at(hours=5):
        with pytest.raises(NotSigningOfficer, match="示例领导 does not sign for this shift, 示例值班员 does"):
            built(world, outgoing=world.leader, incoming=second)
        with pytest.raises(NotSigningOfficer):
            built(world, outgoing=second)
        assert listed(world, built(world, incoming=second)).shift == "示例全天"


def test_just_after_the_change_the_officer_of_the_shift_that_ended_hands_over(world):
    second = on_the_wall(world)
    with at(days=1, minutes=5):
        made = built(world, incoming=second)
        assert listed(world, made).due_at == FIRST + timedelta(days=1)
        world.as_("officer").do(hand_over, handover=made)
        for one in items(world, made):
            _as_second(world, tick, handover=made, line=one.line)
        _as_second(world, take_over, handover=made)
    with at(days=1, hours=3), pytest.raises(NotSigningOfficer, match="示例值班员乙 does"):
        built(world)


def _as_second(world, service, *, handover, **facts):
    with world.begin() as here:
        second = here.session.scalars(select(Person).where(Person.login == "second")).one()
        service(here.session, second, handover=here.session.get_one(Handover, handover.id), **facts)


def test_somebody_else_hands_over_for_a_reason_that_stays(world):
    second = on_the_wall(world)
    with at(hours=5):
        made = built(world, outgoing=world.leader, incoming=second, alone="示例突发疾病")
        assert (listed(world, made).alone, listed(world, made).shift) == ("示例突发疾病", "示例全天")


def test_the_empty_posts_of_the_next_days_are_lines(world):
    on_the_wall(world)
    with at(days=1, hours=5):
        made = built(world, outgoing=world.leader, incoming=world.officer, alone="示例")
        gaps = [one for one in items(world, made) if one.kind is ItemKind.GAP]
    empty = [(one.what, one.due_at) for one in gaps]
    assert empty[0] == ("示例带班 1", FIRST + timedelta(days=2))
    assert max(when for _what, when in empty) == FIRST + timedelta(days=8)


def test_a_handover_is_red_from_the_end_of_its_shift_on_and_an_unbuilt_one_as_well(world):
    second = on_the_wall(world)
    with at(hours=23):
        assert waiting(world) == []
        built(world, incoming=second)
        assert waiting(world) == [("JJ-2031-0001", "示例值班员", FIRST + timedelta(days=1))]
    with at(days=1, hours=1):
        world.as_("officer").do(cancel_handover, handover=_first(world), note="示例")
        assert waiting(world) == [("", "", FIRST + timedelta(days=1))]


def test_without_a_roster_it_is_red_at_once(world):
    made = built(world)
    assert waiting(world) == [(made.number, "示例值班员", made.to_at)]
    world.as_("officer").do(hand_over, handover=made)
    assert waiting(world) == [(made.number, "示例领导", made.to_at)]
    ticked(world, made)
    world.as_("leader").do(take_over, handover=made)
    assert waiting(world) == []


def waiting(world):
    with world.read() as here:
        return [(one.number, one.waits_for, one.since) for one in handover.unsigned(here.session, here.watcher)]


def _first(world):
    with world.read() as here:
        return here.session.get_one(Handover, 1)


# The signed books ------------------------------------------------------------------------------------------------


def test_a_signature_keeps_the_end_of_the_chain_and_what_comes_after_is_seen_as_later(world):
    made = signed_by_both(world)
    line = listed(world, made)
    with world.read() as here:
        chain = dict(here.session.execute(select(AuditEntry.id, AuditEntry.digest)).all())
        upto = vouched(here.session)
    assert chain[line.out.head.entry_id] == line.out.head.digest
    assert chain[line.taken.head.entry_id] == line.taken.head.digest
    assert line.taken.head.entry_id == max(chain) - 1
    assert (upto.number, upto.signed.entry_id, upto.since) == (made.number, max(chain) - 1, 1)
    world.as_("officer").do(log.write_entry, kind=LogKind.PHONE, content="示例")
    with world.read() as here:
        assert vouched(here.session).since == 2
    assert world.faults() == []


def vouched(session):
    found = signed.vouched(session)
    assert found is not None
    return found


def test_nothing_is_vouched_for_before_anything_was_signed(world):
    built(world)
    with world.read() as here:
        assert signed.vouched(here.session) is None


def test_a_line_of_the_log_changed_with_a_shell_is_named(world):
    entry = world.as_("officer").do(log.write_entry, kind=LogKind.PHONE, content="示例")
    signed_by_both(world)
    behind(world.store, f"UPDATE log_entry SET content = '改' WHERE id = {entry.id}")
    [fault] = world.faults()
    assert fault.startswith(f"log_entry {entry.id} ({entry.number}) was changed: it is not what audit line #")


def test_every_part_of_a_handover_changed_with_a_shell_is_named(world):
    made = signed_by_both(world)
    for table, change in (
        ("handover", "note = '改'"),
        ("handover_item", "what = '改'"),
        ("handover_step", "proved = true"),
    ):
        with world.store.engine.connect() as connection:
            held = connection.scalar(text(f"SELECT {change.split()[0]} FROM {table} WHERE id = 1"))
        behind(world.store, f"UPDATE {table} SET {change} WHERE id = 1")
        [fault] = world.faults()
        assert fault.startswith(f"{table} 1 "), fault
        assert "was changed" in fault
        back = f"'{held}'" if isinstance(held, str) else str(bool(held)).lower()
        behind(world.store, f"UPDATE {table} SET {change.split()[0]} = {back} WHERE id = 1")
    assert world.faults() == []
    assert made.number


def test_a_cut_off_end_shows_against_the_last_signature_and_names_its_handover(world):
    made = signed_by_both(world)
    head = listed(world, made).taken.head
    behind(world.store, f"DELETE FROM audit_entry WHERE id >= {head.entry_id}")
    [fault] = [one for one in world.faults() if "cut off" in one]
    assert fault == (
        f"audit_entry ends at #{head.entry_id - 1}, but #{head.entry_id} was signed with handover {made.number} "
        f"({head.digest[:8]}): its end was cut off."
    )


def test_a_chain_that_was_forged_to_its_end_is_not_the_one_that_was_signed(world):
    entry = world.as_("officer").do(log.write_entry, kind=LogKind.PHONE, content="示例")
    made = signed_by_both(world)
    behind(world.store, *_forged(world, entry))
    faults = world.faults()
    assert faults
    assert all(f"that was signed with handover {made.number}" in one for one in faults), faults


def _forged(world, entry):
    """A log line changed, sealed anew, and every digest from there on made anew: no line contradicts another."""
    with world.read() as here:
        lines = here.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        row = {column.key: getattr(entry, column.key) for column in entry.__table__.columns}
        old, new = seal(type(entry), row), seal(type(entry), row | {"content": "改"})
        statements = [f"UPDATE log_entry SET content = '改' WHERE id = {entry.id}"]
        before, forged = "0" * 64, False
        for line in lines:
            made = line.made.replace(old, new)
            forged = forged or made != line.made
            names = ("id", "recorded_at", "person_id", "actor", "service", "facts", "made", "result", "request")
            held = [canonical(made if name == "made" else getattr(line, name)) for name in names]
            before = sha256((before + compact(held)).encode()).hexdigest()
            if forged:
                statements.append(f"UPDATE audit_entry SET made = '{made}', digest = '{before}' WHERE id = {line.id}")
    return statements


# Its price -------------------------------------------------------------------------------------------------------


def test_building_takes_at_most_twenty_statements_however_much_is_open(world):
    busy(world)
    on_the_wall(world)
    with at(hours=5), world.begin() as here:
        officer, room, leader = here.officer, here.headquarters, here.leader
        with asked(world.store) as said:
            made = build_handover(here.session, officer, organisation=room, outgoing=officer, incoming=leader)
    assert len(items(world, made)) > 9
    assert len(said) <= MOST, "\n".join(said)


@contextmanager
def asked(store):
    """The statements that a store is asked."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield said
    event.remove(store.engine, "before_cursor_execute", note)
