"""What a report may be asked, as fields of a form; and what was asked, kept so that it still means the same later."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from inventory.duty.consulting import Consultation
from inventory.duty.events import Event, UpwardReport
from inventory.duty.levels import LevelOrder, ResponseLevel, levels
from inventory.ground import typed
from inventory.ground.accounts import organisations, persons
from inventory.ground.i18n import N_, _
from inventory.ground.people import Person, branch
from inventory.ground.search import key
from inventory.practice.checklists import checklists
from inventory.practice.drills import Drill, drills
from inventory.practice.sheets import Sheet
from inventory.resources.inspections import inspections
from inventory.response.plans import plans
from inventory.response.standards import standards
from inventory.response.stoporders import StopOrder
from inventory.supplies.catalog import Item
from inventory.supplies.counts import Count
from inventory.supplies.ledger import Voucher
from inventory.supplies.places import KEPT, STORES, Place, PlaceKind, places
from inventory.upkeep.handover import Handover
from reports import registry
from reports.asked import Option as Asked
from reports.asked import OptionKind, Report
from reports.frame import Stamp
from reports.registry import LAST_OF_DAY
from reports.table import Table
from tui.desk import Desk
from tui.widgets.fields import Amount, Field, Moment, whole
from tui.widgets.pick import Find, Option, Pick, among

SLIPS = 50  # that are offered at once
Numbered = UpwardReport | Consultation | Handover | LevelOrder | StopOrder


@dataclass(frozen=True)
class Chosen:
    """What a report was asked: names to be looked up at each reading, and values that stay as they are."""

    names: Mapping[str, str]
    values: Mapping[str, Any]

    def read(self, session: Session, desk: Desk, report: Report) -> tuple[Table[Any], Stamp]:
        """The report as the store is now; its rows may be read while the session is open."""
        reader = desk.officer(session)
        named = registry.read(session, reader, report.name, self.names)
        return registry.make(session, reader, report.name, **named, **self.values)


def resolve(desk: Desk, report: Report, facts: Mapping[str, object]) -> Chosen:
    """What was typed, as it will be asked; Refused where the report can't be asked that."""
    given = {name: fact for name, fact in facts.items() if fact not in {None, ""}}
    names = {name: fact for name, fact in given.items() if isinstance(fact, str)}
    values = {name: fact for name, fact in given.items() if not isinstance(fact, str)}
    for option in report.options:
        value = values.get(option.name)
        if option.kind is OptionKind.UNTIL and isinstance(value, datetime):
            values[option.name] = min(value, desk.now())
    chosen = Chosen(names, values)
    with desk.store.read() as session:
        chosen.read(session, desk, report)
    return chosen


NONE_YET = {
    OptionKind.VOUCHER: N_("There is no slip yet: the first receipt or issue makes one."),
    OptionKind.COUNT: N_("There is no stock check yet: open one first."),
    OptionKind.REPORT: N_("Nothing has been reported upward yet: enter the event and its first report."),
    OptionKind.CONSULTATION: N_("No consultation has been recorded yet."),
    OptionKind.HANDOVER: N_("Nothing has been handed over yet: build the first handover."),
    OptionKind.PLAN: N_("There is no plan yet: F7, Plans, Insert enters the first."),
    OptionKind.RESPONSE: N_("No response level was ordered yet."),
    OptionKind.STOP: N_("There is no stop order yet: draft the first."),
    OptionKind.DRILL: N_("There is no drill yet: F8, Insert plans the first."),
    OptionKind.CHECKLIST: N_("There is no checklist yet: F8, Checklists, Insert enters the first."),
}
"""Why there is nothing that a report could be about, by what it is about."""


def lacking(desk: Desk, report: Report) -> str:
    """Why there is nothing yet that the report could be about; empty where there is."""
    about = [one.kind for one in report.options if one.needed and one.kind in NONE_YET]
    return next((_(NONE_YET[kind]) for kind in about if not FINDS[kind](desk)("")), "")


class Instant(Moment):
    """A moment that says what it is for until something is typed, and then what it understood."""

    def hinted(self) -> str:
        """What was understood, or the question's own words."""
        return self.echo() or super().hinted()


def fields(desk: Desk, report: Report) -> list[Field]:
    """The questions that a report may be asked; all but the needed ones may stay blank."""
    return [_field(desk, option) for option in report.options]


def _field(desk: Desk, option: Asked) -> Field:
    label, doc = _(option.label), _(option.doc)
    if (find := FINDS.get(option.kind)) is not None:
        hint = _("all, where none is chosen") if option.kind in ALL_WHERE_NONE else doc
        return Pick(option.name, label, find(desk), required=option.needed, hint=hint)
    match option.kind:
        case OptionKind.MONTH:
            return Amount(
                option.name, label, parse=_month(desk, option.name), required=option.needed, hint=doc, width=10
            )
        case OptionKind.SINCE | OptionKind.UNTIL:
            at = time(0) if option.kind is OptionKind.SINCE else LAST_OF_DAY
            read = _instant(desk, option.name, at)
            return Instant(option.name, label, read=read, zone=desk.zone, required=option.needed, hint=doc)
        case _:
            return Amount(option.name, label, parse=whole(option.name), required=option.needed, hint=doc, width=8)


def _month(desk: Desk, name: str) -> Callable[[str, Mapping[str, object]], date]:
    return lambda text, _known: typed.month(text, today=desk.today, field=name)


def _rooms(desk: Desk) -> Find:
    with desk.store.read() as session:
        lines = organisations(session, desk.officer(session))
    return among(
        (Option(line.code, line.name, line.code) for line in lines), (key(line.name, line.code) for line in lines)
    )


def _persons(desk: Desk) -> Find:
    """Everybody, the retired ones too: their duties are asked for as well."""
    with desk.store.read() as session:
        lines = persons(session, desk.officer(session), retired=True)
    return among(
        (Option(line.login, line.name, f"{line.organisation} {line.login}") for line in lines),
        (key(line.name, line.login) for line in lines),
    )


def _instant(desk: Desk, name: str, at: time) -> Callable[[str], datetime]:
    return lambda text: typed.moment(text, now=desk.now(), zone=desk.zone, field=name, time_of_day=at)


def _items(desk: Desk) -> Find:
    """Every item, the retired ones too: their history is asked for as well."""
    with desk.store.read() as session:
        rows = session.execute(select(Item.code, Item.name, Item.spec, Item.unit, Item.key).order_by(Item.name)).all()
    options = [Option(row.code, row.name, " ".join(filter(None, (row.spec, row.unit, row.code)))) for row in rows]
    return among(options, [row.key for row in rows])


def _stores(desk: Desk, kinds: frozenset[PlaceKind] = STORES) -> Find:
    with desk.store.read() as session:
        lines = places(session, desk.officer(session), kinds=kinds)
    return among(
        (Option(line.code, line.name, f"{line.organisation} {line.code}") for line in lines),
        (line.key for line in lines),
    )


def _slips(desk: Desk) -> Find:
    """The last slips whose number contains what is typed; there may be any number of them."""

    def find(text: str) -> Sequence[Option]:
        with desk.store.read() as session:
            mine = Voucher.within(branch(desk.officer(session)))
            sought = Voucher.number.contains(text.strip().upper(), autoescape=True)
            found = session.execute(
                select(Voucher.number, Voucher.occurred_at, Voucher.basis)
                .where(mine, sought)
                .order_by(Voucher.id.desc())
                .limit(SLIPS)
            ).all()
        return [
            Option(row.number, row.number, f"{row.occurred_at.astimezone(desk.zone):%Y-%m-%d} {row.basis}".strip())
            for row in found
        ]

    return find


def _checks(desk: Desk) -> Find:
    """The last checks whose number contains what is typed."""

    def find(text: str) -> Sequence[Option]:
        with desk.store.read() as session:
            mine = Count.organisation_id.in_(branch(desk.officer(session)))
            sought = Count.number.contains(text.strip().upper(), autoescape=True)
            found = session.execute(
                select(Count.number, Count.opened_at, Place.name)
                .join(Place, Place.id == Count.place_id)
                .where(mine, sought)
                .order_by(Count.id.desc())
                .limit(SLIPS)
            ).all()
        return [
            Option(row.number, row.number, f"{row.opened_at.astimezone(desk.zone):%Y-%m-%d} {row.name}")
            for row in found
        ]

    return find


def _reports(desk: Desk) -> Find:
    """The last reports upward whose number contains what is typed."""
    found = select(UpwardReport.number, UpwardReport.recorded_at, Event.what)
    return _last(desk, UpwardReport, found.join(Event, Event.id == UpwardReport.event_id))


def _consultations(desk: Desk) -> Find:
    """The last consultations whose number contains what is typed."""
    return _last(desk, Consultation, select(Consultation.number, Consultation.held_at, Consultation.topic))


def _handovers(desk: Desk) -> Find:
    """The last handovers whose number contains what is typed."""
    found = select(Handover.number, Handover.to_at, Person.name)
    return _last(desk, Handover, found.join(Person, Person.id == Handover.incoming_id))


def _last(
    desk: Desk,
    model: type[UpwardReport | Consultation | Handover | LevelOrder | StopOrder | Sheet],
    told: Select[str, datetime, str],
) -> Find:
    """The last of a kind, each with its number, its time and what it is about."""

    def find(text: str) -> Sequence[Option]:
        with desk.store.read() as session:
            mine = model.organisation_id.in_(branch(desk.officer(session)))
            sought = model.number.contains(text.strip().upper(), autoescape=True)
            found = session.execute(told.where(mine, sought).order_by(model.id.desc()).limit(SLIPS)).all()
        return [
            Option(number, number, f"{when.astimezone(desk.zone):%Y-%m-%d} {about}") for number, when, about in found
        ]

    return find


def _inspections(desk: Desk) -> Find:
    with desk.store.read() as session:
        lines = inspections(session, desk.officer(session))
    return among(
        (Option(line.number, line.number, f"{line.begins_on} {line.name}") for line in lines),
        (key(line.number, line.name) for line in lines),
    )


def _plans(desk: Desk) -> Find:
    with desk.store.read() as session:
        lines = plans(session, desk.officer(session), retired=True)
    return among(
        (Option(one.code, one.name, f"{one.kind} {one.code}".strip()) for one in lines), (one.key for one in lines)
    )


def _responses(desk: Desk) -> Find:
    """The last orders whose number contains what is typed."""
    found = select(LevelOrder.number, LevelOrder.since, ResponseLevel.name)
    return _last(desk, LevelOrder, found.join(ResponseLevel, ResponseLevel.id == LevelOrder.level_id))


def _levels(desk: Desk) -> Find:
    with desk.store.read() as session:
        lines = levels(session, desk.officer(session))
    return among(
        (Option(one.code, one.name, one.organisation) for one in lines), (key(one.name, one.code) for one in lines)
    )


def _stops(desk: Desk) -> Find:
    """The last stop orders whose number contains what is typed."""
    return _last(desk, StopOrder, select(StopOrder.number, StopOrder.recorded_at, StopOrder.area))


def _drills(desk: Desk) -> Find:
    with desk.store.read() as session:
        lines = drills(session, desk.officer(session))
    return among(
        (Option(one.number, one.number, f"{one.held_on} {one.name}") for one in lines), (one.key for one in lines)
    )


def _drill_sheets(desk: Desk) -> Find:
    """The last sheets of drills whose number contains what is typed."""
    found = select(Sheet.number, Sheet.recorded_at, Drill.name)
    return _last(desk, Sheet, found.join(Drill, Drill.id == Sheet.drill_id))


def _checklists(desk: Desk) -> Find:
    with desk.store.read() as session:
        lines = checklists(session, desk.officer(session), retired=True)
    return among((Option(one.code, one.name, one.kind) for one in lines), (one.key for one in lines))


def _standards(desk: Desk) -> Find:
    with desk.store.read() as session:
        names = dict.fromkeys(one.standard for one in standards(session, desk.officer(session)))
    return among((Option(name, name, "") for name in names), (key(name) for name in names))


ALL_WHERE_NONE = frozenset(
    {OptionKind.ITEM, OptionKind.PLACE, OptionKind.SITE, OptionKind.INSPECTION, OptionKind.SHEET}
)
FINDS: dict[OptionKind, Callable[[Desk], Find]] = {
    OptionKind.ITEM: _items,
    OptionKind.PLACE: _stores,
    OptionKind.PERSON: _persons,
    OptionKind.ROOM: _rooms,
    OptionKind.VOUCHER: _slips,
    OptionKind.COUNT: _checks,
    OptionKind.REPORT: _reports,
    OptionKind.CONSULTATION: _consultations,
    OptionKind.HANDOVER: _handovers,
    OptionKind.SITE: partial(_stores, kinds=KEPT),
    OptionKind.INSPECTION: _inspections,
    OptionKind.PLAN: _plans,
    OptionKind.RESPONSE: _responses,
    OptionKind.LEVEL: _levels,
    OptionKind.STOP: _stops,
    OptionKind.SHELTER: partial(_stores, kinds=frozenset({PlaceKind.SHELTER})),
    OptionKind.STANDARD: _standards,
    OptionKind.DRILL: _drills,
    OptionKind.SHEET: _drill_sheets,
    OptionKind.CHECKLIST: _checklists,
}
"""What is chosen from a list, and where the list comes from; the rest is typed."""
