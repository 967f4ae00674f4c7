"""Briefings (情况汇报): the figures that a superior is given, and what they were when one was given last.

A briefing that is given leaves one audit line with its figures, so that the next one says exactly what has changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inventory.duty.posts import PostKind
from inventory.duty.presence import on_duty
from inventory.ground.audit import AuditEntry, unasked
from inventory.ground.i18n import _
from inventory.ground.people import Organisation, Permission, Person, headquarters, may
from inventory.practice.drills import DrillState, drills
from inventory.practice.findings import findings
from inventory.resources import sheltering, tallies
from inventory.resources.agreements import Validity, agreements
from inventory.resources.calloffs import call_offs
from inventory.resources.hazardlines import hazards
from inventory.resources.rivers import rivers
from inventory.resources.teams import strength, teams
from inventory.resources.training import trainings
from inventory.response.plans import plans
from inventory.response.stoporders import StopState, stop_orders
from inventory.response.stops import measures
from inventory.supplies import standing
from inventory.supplies.standing import StockLine

SERVICE = "give_briefing"
ITEM = "item_"  # before an item's code
PIECES = "pieces"
NAMED = 6  # companies, measures: more of them are no figure's remark

# Rows ----------------------------------------------------------------------------------------------------------


class Part(StrEnum):
    """What a figure is about."""

    NOW = "now"
    SUPPLIES = "supplies"
    TEAMS = "teams"
    SHELTERS = "shelters"
    AGREEMENTS = "agreements"
    RIVERS = "rivers"
    PLANS = "plans"
    STOPS = "stops"
    TRAINING = "training"
    DRILLS = "drills"
    HAZARDS = "hazards"


@dataclass(frozen=True)
class Figure:
    """A figure by a key that stays the same: how much there is now; None is not set, `hidden` is not told.

    A text is who or what instead of how much. Of an item `of` is its name, and of people trained the year.
    """

    part: Part
    key: str
    value: Decimal | int | str | None
    of: str = ""
    unit: str = ""
    note: str = ""
    hidden: bool = False
    mixed: bool = False

    @property
    def told(self) -> str:
        """As an audit line keeps it; empty where nothing is told, or not all of it."""
        return "" if self.value is None or self.is_partial else format(self.value, "f" if self.is_decimal else "")

    @property
    def is_partial(self) -> bool:
        """Whether its reader isn't told all of it, who is counting it blind: nor then what it was before."""
        return self.hidden or (self.key == PIECES and bool(self.of))

    @property
    def is_decimal(self) -> bool:
        """Whether it is an exact amount."""
        return isinstance(self.value, Decimal)


@dataclass(frozen=True)
class Before:
    """What the figures are compared with: the books up to an audit line, and what a briefing told by then.

    Without a `number` no briefing was given by then; without an instant none ever was, and nothing else was asked.
    """

    entry_id: int = 0
    at: datetime | None = None
    number: str = ""
    by: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)


# Queries -------------------------------------------------------------------------------------------------------


def reported(session: Session, reader: Person) -> Organisation:
    """Whose briefing a reader gives: the headquarters', or their own organisation's where they see no more than it."""
    if may(session, reader, Permission.READ):
        return headquarters(session)
    return session.get_one(Organisation, reader.organisation_id)


def before(session: Session, reader: Person, since: datetime | None = None) -> Before:
    """What to compare with: the last briefing of the reader's, or the books as they stood at an instant."""
    meant = reported(session, reader).code
    given = select(AuditEntry, Person.name).outerjoin(Person, Person.id == AuditEntry.person_id)
    if since is not None:
        given = given.where(AuditEntry.recorded_at <= since)
    lines = given.where(AuditEntry.service == SERVICE).order_by(AuditEntry.id.desc())
    found = ((entry, json.loads(entry.facts), by) for entry, by in session.execute(lines))
    last = next((_given(entry, facts, by) for entry, facts, by in found if facts["organisation"] == meant), Before())
    if since is None:
        return last
    books = session.scalar(select(func.max(AuditEntry.id)).where(AuditEntry.recorded_at <= since)) or 0
    return Before(books, since, last.number, last.by, last.figures)


def _given(entry: AuditEntry, facts: Mapping[str, Any], by: str | None) -> Before:
    return Before(facts["upto"], entry.recorded_at, facts["number"], by or entry.actor, facts["figures"])


def figures(session: Session, reader: Person, then: Before) -> list[Figure]:
    """What stands ready in the reader's branch now, figure by figure, all that was told before among it."""
    return [
        *_now(session, reader),
        *_supplies(standing.on_hand(session, reader), then),
        *_people(session, reader),
        *_places(session, reader),
        *_promises(session, reader),
        *_papers(session, reader),
        *_trained(session, reader),
        *_drilled(session, reader),
        *_hazards(session, reader),
    ]


def _now(session: Session, reader: Person) -> list[Figure]:
    """Who leads today, who else sits, which level is in force."""
    room = on_duty(session, reader)
    shift = room.shift if room else None
    leads = _(", ").join(one.name for one in shift.of(PostKind.LEADER)) if shift else ""
    posts = _(", ").join(f"{post.name} {one.name}" for post in shift.posts for one in post.people) if shift else ""
    return [
        Figure(Part.NOW, "leads", leads or None, note=posts),
        Figure(Part.NOW, "on_duty", shift.there if shift else None, of=str(shift.needed) if shift else ""),
        Figure(Part.NOW, "level", (room.level if room else "") or None),
    ]


def _supplies(lines: Iterable[StockLine], then: Before) -> list[Figure]:
    """Every item that there is any of or should be, and all of them together: a sum of figures in different units."""
    kept = [one for one in lines if one.hidden or one.on_hand or one.quota or item_key(one.code) in then.figures]
    unseen = sum(one.hidden for one in kept)
    total = sum((one.on_hand for one in kept if not one.hidden), Decimal(0))
    units = {one.unit for one in kept}
    unit = "".join(units) if len(units) == 1 else ""
    whole = Figure(Part.SUPPLIES, PIECES, total, str(unseen or ""), unit, mixed=len(units) > 1)
    return [*map(_item, kept), whole]


def item_key(code: str) -> str:
    """By what an item's figure is known."""
    return f"{ITEM}{code}"


def _item(one: StockLine) -> Figure:
    name = f"{one.name} {one.spec}" if one.spec else one.name
    amount = None if one.hidden else one.on_hand
    return Figure(Part.SUPPLIES, item_key(one.code), amount, name, one.unit, one.note, hidden=one.hidden)


def _people(session: Session, reader: Person) -> list[Figure]:
    """How many teams, of how many people; of some nobody has said how many they are."""
    whole = strength(teams(session, reader))
    people = whole.people if whole.unknown < whole.teams else None
    return [
        Figure(Part.TEAMS, "teams", whole.teams),
        Figure(Part.TEAMS, "team_people", people, of=str(whole.unknown or "")),
    ]


def _places(session: Session, reader: Person) -> list[Figure]:
    """How many shelters, for how many people, and who is in them."""
    held = sheltering.standing(session, reader)
    takes = [one.shelter.capacity.people for one in held]
    known = [one for one in takes if one is not None]
    opened = [one for one in held if one.open]
    return [
        Figure(Part.SHELTERS, "shelters", len(held)),
        Figure(Part.SHELTERS, "capacity", sum(known) if known else None, of=str(len(takes) - len(known) or "")),
        Figure(Part.SHELTERS, "opened", len(opened)),
        Figure(Part.SHELTERS, "sheltered", sum(one.people for one in opened)),
    ]


def _promises(session: Session, reader: Person) -> list[Figure]:
    """How many agreements, how many have expired, what is called and open."""
    held = agreements(session, reader)
    return [
        Figure(Part.AGREEMENTS, "agreements", len(held), note=_(", ").join(one.company for one in held[:NAMED])),
        Figure(Part.AGREEMENTS, "expired", sum(one.validity is Validity.EXPIRED for one in held)),
        Figure(Part.AGREEMENTS, "call_offs", len(call_offs(session, reader, open_only=True))),
    ]


def _papers(session: Session, reader: Person) -> list[Figure]:
    """Rivers, plans and what can be stopped."""
    waters, written, stops = rivers(session, reader, public=True), plans(session, reader), measures(session, reader)
    holds = sum(one.state is StopState.IN_FORCE for one in stop_orders(session, reader))
    return [
        Figure(Part.RIVERS, "rivers", len(waters)),
        Figure(Part.RIVERS, "rivers_named", sum(bool(one.people) for one in waters)),
        Figure(Part.PLANS, "plans", len(written)),
        Figure(Part.PLANS, "plans_approved", sum(bool(one.holds_id) for one in written)),
        Figure(Part.PLANS, "revisions_due", sum(one.revision_due for one in written)),
        Figure(Part.STOPS, "stop_measures", len(stops), note=_(", ").join(one.name for one in stops[:NAMED])),
        Figure(Part.STOPS, "stops_in_force", holds),
    ]


def _trained(session: Session, reader: Person) -> list[Figure]:
    """Who was trained in the last year in which anybody was."""
    held = trainings(session, reader)
    year = max((one.year for one in held), default=None)
    counts = [one.people for one in held if one.year == year]
    known = [one for one in counts if one is not None]
    of = "" if year is None else str(year)
    return [
        Figure(Part.TRAINING, "trainings", len(counts), of),
        Figure(Part.TRAINING, "trained", sum(known) if known else None, of),
    ]


def _drilled(session: Session, reader: Person) -> list[Figure]:
    """The drills of the last year in which any was held, and what they found of which nothing has become yet."""
    held = [one for one in drills(session, reader) if one.state is DrillState.ENDED]
    year = max((one.held_on.year for one in held), default=None)
    last = [one for one in held if one.held_on.year == year]
    told = _(", ").join(f"{one.held_on:%m-%d} {one.name}" for one in last[:NAMED])
    return [
        Figure(Part.DRILLS, "drills", len(last), "" if year is None else str(year), note=told),
        Figure(Part.DRILLS, "drill_findings_open", len(findings(session, reader, open_only=True))),
    ]


def _hazards(session: Session, reader: Person) -> list[Figure]:
    """All that was ever found, and what became of it."""
    whole = tallies.tally(hazards(session, reader))
    return [
        Figure(Part.HAZARDS, "hazards_found", whole.found),
        Figure(Part.HAZARDS, "hazards_closed", whole.closed),
        Figure(Part.HAZARDS, "hazards_open", whole.open),
        Figure(Part.HAZARDS, "hazards_overdue", whole.overdue),
    ]


# The line ------------------------------------------------------------------------------------------------------


def give(session: Session, by: Person, *, number: str, upto: int, told: Iterable[Figure]) -> None:
    """Say in the trail that a briefing was given, by its number, with its figures and the line that it stands on.

    It takes no right of its own: whoever could read the figures has given them on.
    """
    held = {one.key: one.told for one in told if one.told}
    meant = reported(session, by)
    unasked(session, SERVICE, lambda: (by, None), organisation=meant, number=number, upto=upto, figures=held)
