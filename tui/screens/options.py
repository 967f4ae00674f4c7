"""What a report may be asked, as fields of a form; and what was asked, kept so that it still means the same later."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import typed
from inventory.ground.i18n import _
from inventory.ground.people import branch
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Voucher
from inventory.supplies.places import STORES, places
from reports import registry
from reports.frame import Stamp
from reports.registry import LAST_OF_DAY, OptionKind, Report
from reports.registry import Option as Asked
from reports.table import Table
from tui.desk import Desk
from tui.widgets.fields import Amount, Field, Moment
from tui.widgets.pick import Find, Option, Pick, among

SLIPS = 50  # that are offered at once


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


def lacking(desk: Desk, report: Report) -> str:
    """Why there is nothing yet that the report could be about; empty where there is."""
    is_about_a_slip = any(one.kind is OptionKind.VOUCHER and one.needed for one in report.options)
    if is_about_a_slip and not _slips(desk)(""):
        return _("There is no slip yet: the first receipt or issue makes one.")
    return ""


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
    match option.kind:
        case OptionKind.ITEM:
            return Pick(option.name, label, _items(desk), required=option.needed, hint=_("all, where none is chosen"))
        case OptionKind.PLACE:
            return Pick(option.name, label, _stores(desk), required=option.needed, hint=_("all, where none is chosen"))
        case OptionKind.VOUCHER:
            return Pick(option.name, label, _slips(desk), required=option.needed, hint=doc)
        case OptionKind.DAYS:
            return Amount(option.name, label, parse=_days(option.name), required=option.needed, hint=doc, width=8)
        case OptionKind.SINCE | OptionKind.UNTIL:
            at = time(0) if option.kind is OptionKind.SINCE else LAST_OF_DAY
            read = _instant(desk, option.name, at)
            return Instant(option.name, label, read=read, zone=desk.zone, required=option.needed, hint=doc)


def _days(name: str) -> Callable[[str, Mapping[str, object]], int]:
    return lambda text, _known: int(typed.number(text, places=0, field=name))


def _instant(desk: Desk, name: str, at: time) -> Callable[[str], datetime]:
    return lambda text: typed.moment(text, now=desk.now(), zone=desk.zone, field=name, time_of_day=at)


def _items(desk: Desk) -> Find:
    """Every item, the retired ones too: their history is asked for as well."""
    with desk.store.read() as session:
        rows = session.execute(select(Item.code, Item.name, Item.spec, Item.unit, Item.key).order_by(Item.name)).all()
    options = [Option(row.code, row.name, " ".join(filter(None, (row.spec, row.unit, row.code)))) for row in rows]
    return among(options, [row.key for row in rows])


def _stores(desk: Desk) -> Find:
    with desk.store.read() as session:
        lines = places(session, desk.officer(session), kinds=STORES)
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
