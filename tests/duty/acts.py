"""Every service of the duty room once, as an officer would ask for it, and with the supplies' every service there is.

What they act on is the headquarters'. One month is published and over, one is published and to come, one is planned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select

from inventory.duty import (
    amending,
    changes,
    eventkinds,
    events,
    filling,
    levels,
    log,
    patterns,
    planning,
    posts,
    publishing,
)
from inventory.duty.consulting import Decided
from inventory.duty.eventkinds import EventKind
from inventory.duty.events import Event, ReportKind
from inventory.duty.figures import Figure
from inventory.duty.levels import ResponseLevel
from inventory.duty.log import LogEntry, LogKind
from inventory.duty.patterns import ShiftPattern, ShiftTime
from inventory.duty.posts import Post, PostKind
from inventory.duty.shifts import Roster, Shift
from inventory.ground.people import Organisation, Person
from inventory.ground.schema import Base
from inventory.upkeep import handing
from inventory.upkeep.handover import Handover, handover_items, open_handover
from tests.supplies import acts
from tests.supplies.acts import Facts, today
from tests.world import Here, World

Row = TypeVar("Row", bound=Base)

DECLARING = (amending, changes, filling, handing)  # whatever is imported declares its services

OVER = date(2022, 10, 1)
"""A month that was published, with the officer on duty on its first three days."""
COMING = date(today().year + 2, 7, 1)
"""A month that is published, with the same duties."""
OPEN = date(today().year + 2, 8, 1)
"""A month that is planned, with the same duties."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Room:
    """The duty room of an organisation in a world: one shift a day from 08:00 to 08:00, one leads, one signs."""

    world: World
    house: str = "headquarters"

    def thing(self, model: type[Row], **facts: Any) -> Row:
        """A row by what it is called."""
        with self.world.read() as here:
            return here.session.scalars(select(model).filter_by(**facts)).one()

    @property
    def code(self) -> str:
        """The organisation's code, with which all its own codes begin."""
        made: Organisation = getattr(self.world, self.house)
        return made.code

    @property
    def level(self) -> ResponseLevel:
        """Its response level."""
        return self.thing(ResponseLevel, code=f"{self.code}-XY")

    @property
    def pattern(self) -> ShiftPattern:
        """Its pattern."""
        return self.thing(ShiftPattern, code=f"{self.code}-BC")

    @property
    def time(self) -> ShiftTime:
        """The shift from 08:00 to 08:00."""
        return self.thing(ShiftTime, pattern_id=self.pattern.id)

    @property
    def leads(self) -> Post:
        """Who leads."""
        return self.thing(Post, code=f"{self.code}-GW1")

    @property
    def signs(self) -> Post:
        """Who signs."""
        return self.thing(Post, code=f"{self.code}-GW2")

    @property
    def kind(self) -> EventKind:
        """Its kind of event, without a clock."""
        return self.thing(EventKind, code=f"{self.code}-LB")

    def roster(self, first: date) -> Roster:
        """A month's roster."""
        return self.thing(Roster, code=f"{self.code}/{first:%Y-%m}")

    def shift(self, on: date) -> Shift:
        """The published shift that begins on a date."""
        return self.thing(Shift, code=f"{self.code}/{on}/08:00")


def room(world: World, house: str = "headquarters", who: str = "officer") -> Room:
    """The duty room of an organisation, fitted out when it is first asked for."""
    made = Room(world, house)
    with world.begin() as here:
        if here.session.scalar(select(ShiftPattern.id).where(ShiftPattern.code == f"{made.code}-BC")) is None:
            _fit_out(here, getattr(here, house), getattr(here, who))
    return made


def _fit_out(here: Here, house: Organisation, who: Person) -> None:
    session, by, code = here.session, here.leader, house.code
    levels.add_level(session, by, organisation=house, name="示例级", rank=9, code=f"{code}-XY")
    eventkinds.add_event_kind(session, by, organisation=house, name="示例险情", code=f"{code}-LB")
    pattern = patterns.add_pattern(session, by, organisation=house, name="示例班次", code=f"{code}-BC")
    time = patterns.add_shift_time(session, by, pattern=pattern, name="示例全天", starts="08:00", hours=Decimal(24))
    post: dict[str, Any] = {"pattern": pattern, "code": f"{code}-GW1", "name": "示例带班", "kind": PostKind.LEADER}
    posts.add_post(session, by, **post)
    signs = posts.add_post(session, by, **{**post, "code": f"{code}-GW2", "name": "示例主班", "kind": PostKind.SIGNING})
    posts.name_for_post(session, by, post=signs, person=who)
    for first in (OVER, COMING, OPEN):
        roster = planning.open_roster(session, by, organisation=house, month=first, pattern=pattern)
        for day in range(3):
            planning.assign(session, by, roster=roster, on=first + day * DAY, time=time, post=signs, person=who)
        if first != OPEN:
            publishing.publish(session, by, roster=roster, reason="示例")


def written(world: World, **more: Any) -> LogEntry:
    """A line of the log that waits for somebody."""
    facts = {"kind": LogKind.PHONE, "content": "示例积水", "phone": "000-0000-示例", "owner": "示例甲", **more}
    return world.do(log.write_entry, **facts)


def opened(world: World, house: str = "headquarters") -> Event:
    """An event of an organisation."""
    facts: Facts = {"kind": room(world, house).kind, "place": "示例路口", "what": "示例内涝"}
    return world.do(events.open_event, organisation=getattr(world, house), **facts)


def handed(world: World, outgoing: str = "leader", incoming: str = "officer") -> Handover:
    """A handover of the headquarters, with one line at least; one that was still open is given up."""
    written(world)
    with world.begin() as here:
        session, house = here.session, here.headquarters
        if (before := open_handover(session, house)) is not None:
            handing.cancel_handover(session, here.leader, handover=before, note="示例")
    people = {"outgoing": getattr(world, outgoing), "incoming": getattr(world, incoming)}
    return world.do(handing.build_handover, organisation=world.headquarters, **people)


def _signed_out(world: World) -> Handover:
    """All that is left for the leader is to sign."""
    made = handed(world, "officer", "leader")
    world.as_("officer").do(handing.hand_over, handover=made)
    with world.begin() as here:
        again = here.session.get_one(Handover, made.id)
        for item in handover_items(here.session, again):
            handing.tick(here.session, here.leader, handover=again, line=item.line)
    return made


def _gone(service: Callable[..., Row], world: World, **thing: Any) -> Facts:
    """The same thing after it was retired."""
    world.do(service, **thing)
    return thing


def _set_need(world: World) -> Facts:
    facts: Facts = {"post": room(world).signs, "level": room(world).level}
    world.do(posts.set_need, needed=2, **facts)
    return facts


def _cell(world: World, person: Person, first: date = OPEN) -> Facts:
    made = room(world)
    return {"roster": made.roster(first), "on": first, "time": made.time, "post": made.signs, "person": person}


def _duty(world: World, first: date = COMING) -> Facts:
    return {"shift": room(world).shift(first), "post": room(world).signs}


def _away(world: World) -> Person:
    return world.do(planning.set_unavailable, person=world.watcher, first=OPEN, last=OPEN, reason="示例")


APPROVED = {"reason": "示例", "alone": "示例夜间"}

ACTS: dict[str, Callable[[World], Facts]] = {
    "add_level": lambda w: {"organisation": w.headquarters, "name": "示例新级", "rank": 8, "basis": "示例依据"},
    "change_level": lambda w: {"level": room(w).level, "name": "示例新名"},
    "retire_level": lambda w: {"level": room(w).level},
    "revive_level": lambda w: _gone(levels.retire_level, w, level=room(w).level),
    "order_level": lambda w: {"organisation": w.headquarters, "level": room(w).level, "ordered_by": "示例领导"},
    "add_pattern": lambda w: {"organisation": w.headquarters, "name": "示例新班次"},
    "change_pattern": lambda w: {"pattern": room(w).pattern, "name": "示例新名"},
    "retire_pattern": lambda w: {"pattern": room(w).pattern},
    "revive_pattern": lambda w: _gone(patterns.retire_pattern, w, pattern=room(w).pattern),
    "add_shift_time": lambda w: {
        "pattern": w.do(patterns.add_pattern, organisation=w.headquarters, name="示例夜班次"), "name": "示例夜班",
        "starts": "20:00", "hours": Decimal(12),
    },
    "retire_shift_time": lambda w: {"time": room(w).time},
    "revive_shift_time": lambda w: _gone(patterns.retire_shift_time, w, time=room(w).time),
    "add_post": lambda w: {"pattern": room(w).pattern, "name": "示例农业", "kind": PostKind.OFFICER},
    "change_post": lambda w: {"post": room(w).signs, "name": "示例新名"},
    "retire_post": lambda w: {"post": room(w).leads},
    "revive_post": lambda w: _gone(posts.retire_post, w, post=room(w).leads),
    "set_need": lambda w: {"post": room(w).signs, "level": room(w).level, "needed": 2, "basis": "示例依据"},
    "drop_need": _set_need,
    "name_for_post": lambda w: {"post": room(w).leads, "person": w.leader},
    "strike_from_post": lambda w: {"post": room(w).signs, "person": w.officer},
    "open_roster": lambda w: {
        "organisation": w.headquarters, "month": date(OPEN.year, 9, 1), "pattern": room(w).pattern,
    },
    "assign": lambda w: _cell(w, w.leader) | {"post": room(w).leads},
    "unassign": lambda w: _cell(w, w.officer),
    "copy_week": lambda w: {"roster": room(w).roster(OPEN), "from_week": OPEN, "to_week": OPEN + 7 * DAY},
    "clear_days": lambda w: {"roster": room(w).roster(OPEN), "first": OPEN, "last": OPEN},
    "set_unavailable": lambda w: {"person": w.watcher, "first": OPEN, "last": OPEN, "reason": "示例"},
    "drop_unavailable": lambda w: {"person": _away(w), "on": OPEN},
    "fill": lambda w: {"roster": room(w).roster(OPEN)},
    "publish": lambda w: {"roster": room(w).roster(OPEN), "reason": "示例"},
    "swap": lambda w: _duty(w) | APPROVED | {"out": w.officer, "into": w.leader},
    "reinforce": lambda w: _duty(w) | APPROVED | {"person": w.keeper},
    "relieve": lambda w: _duty(w) | APPROVED | {"person": w.officer},
    "record_attendance": lambda w: _duty(w, OVER) | {"person": w.officer, "came": False, "note": "示例"},
    "write_entry": lambda w: {"organisation": w.headquarters, "kind": LogKind.PHONE, "content": "示例积水"},
    "correct_entry": lambda w: {"entry": written(w), "content": "示例更正"},
    "close_entry": lambda w: {"entry": written(w), "action": "示例办结"},
    "hold_consultation": lambda w: {
        "organisation": w.headquarters, "topic": "示例会商", "chair": "示例领导", "participants": "示例",
        "decisions": [Decided("示例巡查", "示例甲")],
    },
    "add_event_kind": lambda w: {"organisation": w.headquarters, "name": "示例新险情"},
    "change_event_kind": lambda w: {"kind": room(w).kind, "name": "示例新名"},
    "retire_event_kind": lambda w: {"kind": room(w).kind},
    "open_event": lambda w: {
        "organisation": w.headquarters, "kind": room(w).kind, "place": "示例路口", "what": "示例内涝",
    },
    "report_upward": lambda w: {
        "event": opened(w), "kind": ReportKind.FIRST, "situation": "示例", "addressed_to": "示例市防办",
        "figures": [Figure("转移人口", "人", Decimal(12))],
    },
    "build_handover": lambda w: {"organisation": w.headquarters, "outgoing": w.leader, "incoming": w.officer},
    "tick": lambda w: {"handover": handed(w, "officer", "leader"), "line": 1},
    "hand_over": lambda w: {"handover": handed(w)},
    "take_over": lambda w: {"handover": _signed_out(w)},
    "cancel_handover": lambda w: {"handover": handed(w), "note": "示例"},
}  # fmt: skip

EVERY = acts.ACTS | ACTS
"""Every service there is, whichever floor it is on."""
