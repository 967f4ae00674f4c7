"""Conflicts: why something that was done on a field pack's copy can't simply be keyed in here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, UniqueConstraint, select
from sqlalchemy.orm import Session

from inventory.ground.i18n import N_, _
from inventory.ground.names import KINDS
from inventory.ground.people import Person
from inventory.ground.schema import Base, canonical
from inventory.ground.text import visible
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Item
from inventory.supplies.counts import hidden
from inventory.supplies.ledger import Movement
from inventory.supplies.lots import Lot
from inventory.supplies.places import ENDS, Place
from inventory.upkeep.sides import Done, Row, Since, models_by_table

MATTERS = {
    "stock_count", "roster", "shift", "handover", "event", "consultation", "log_entry", "team_call", "shelter",
    "call_off", "inspection", "inspection_visit", "hazard", "plan_version", "warning_notice", "level_order", "task",
    "stop_order", "voucher", "drill", "drill_sheet",
}  # fmt: skip
"""What two rooms can't deal with apart from one another; what is merely named, as an item or a person, is none."""
PARTS = {"count_line", "team_called", "call_off_item", "delivery"}
"""What belongs to one of those."""
NAMED = 120  # signs of a value that is told

TAKEN = N_("{value} is here the number or code of {what} of line #{line} ({who}, {service}).")
NAME_TAKEN = N_("Here, too, {what} called {value} was entered, by line #{line} ({who}, {service}).")
SLOT_TAKEN = N_("{value} was entered here too, by line #{line} ({who}, {service}).")
CHANGED_TOO = N_("Here, too, {what} ({value}) was changed, by line #{line} ({who}, {service}).")
DEALT_TOO = N_("Here, too, {what} ({value}) was dealt with, by line #{line} ({who}, {service}).")
BELOW_ZERO = N_("{item}, lot {lot} at {place}: {asked} went out there, but only {left} of it would be left here.")
BELOW_ZERO_UNSEEN = N_("{item}, lot {lot} at {place}: more went out there than would be left here.")
NUMBERED_THERE = N_("It names {value}, which line #{line} made there: name what that one becomes here.")

Conflict = tuple[int, str]


def conflicts(there: Since, here: Since, home: Session, reader: Person) -> Mapping[int, list[str]]:
    """By the copy's line: everything that stands against keying it in as it is."""
    named: dict[int, list[str]] = defaultdict(list)
    for entry_id, sentence in (
        *_below_zero(there, home, reader),
        *_taken(there, here),
        *_names_taken(there, here),
        *_both(there, here),
        *_named_there(there),
    ):
        if sentence not in named[entry_id]:
            named[entry_id].append(sentence)
    return named


def _say(message: str, line: Done, table: str, value: object) -> str:
    what = _(KINDS[table]) if table in KINDS else table
    told = visible(str(value))[:NAMED]
    return _(message).format(what=what, value=told, line=line.entry_id, who=visible(line.who), service=line.service)


# Stock ---------------------------------------------------------------------------------------------------------


def _below_zero(there: Since, home: Session, reader: Person) -> Iterator[Conflict]:
    """What went out of a lot and place there, played on what is here now."""
    ends = set(home.scalars(select(Place.id).where(Place.kind.in_(ENDS))))
    unseen, left = hidden(home, reader), _Left(home, there.last)
    for row in there.waiting:
        if row.table != Movement.__tablename__ or row.values is None:
            continue
        lot, amount = row.values["lot_id"], row.values["quantity"]
        source, target = row.values["from_id"], row.values["to_id"]
        if source not in ends:
            if (held := left.of(source, lot)) < amount:
                facts = {**_lot_words(there.session, lot, source), "asked": f"{amount:,f}", "left": f"{held:,f}"}
                message = BELOW_ZERO_UNSEEN if (lot, source) in unseen else BELOW_ZERO
                yield row.line.entry_id, _(message).format(**facts)
            left.add(source, lot, -min(amount, held))
        if target not in ends:
            left.add(target, lot, amount)


class _Left:
    """What is at each place of each lot, as far as it has been played; what was made there begins with nothing."""

    def __init__(self, home: Session, last: Mapping[str, int]) -> None:
        self._home, self._places, self._lots = home, last.get("place", 0), last.get("lot", 0)
        self._held: dict[tuple[int, int], Decimal] = {}

    def of(self, place: int, lot: int) -> Decimal:
        if (place, lot) not in self._held:
            known = place <= self._places and lot <= self._lots
            found = select(Balance.quantity).where(Balance.place_id == place, Balance.lot_id == lot)
            self._held[place, lot] = (self._home.scalar(found) if known else None) or Decimal(0)
        return self._held[place, lot]

    def add(self, place: int, lot: int, amount: Decimal) -> None:
        self._held[place, lot] = self.of(place, lot) + amount


def _lot_words(session: Session, lot: int, place: int) -> dict[str, str]:
    held = session.get_one(Lot, lot)
    item, where = session.get_one(Item, held.item_id), session.get_one(Place, place)
    return {"item": visible(str(item)), "lot": held.number, "place": visible(where.name)}


# Numbers, codes, slots and names ---------------------------------------------------------------------------------


def _taken(there: Since, here: Since) -> Iterator[Conflict]:
    """Numbers, codes and slots that both sides have given since."""
    given: dict[tuple[str, tuple[str, ...], tuple[Any, ...]], Row] = {}
    for row in here.rows:
        for names, values in _keys(row) if row.is_new else ():
            given.setdefault((row.table, names, values), row)
    for row in there.waiting:
        for names, values in _keys(row) if row.is_new else ():
            ours = given.get((row.table, names, values))
            if ours is not None and _both_know(row, names, there.last):
                is_slot = len(names) > 1 or Base.metadata.tables[row.table].columns[names[0]].foreign_keys
                value = _slot(there.session, row, names) if is_slot else values[0]
                yield row.line.entry_id, _say(SLOT_TAKEN if is_slot else TAKEN, ours.line, row.table, value)


def _keys(row: Row) -> Iterator[tuple[tuple[str, ...], tuple[Any, ...]]]:
    """What must be a row's alone in its table: numbers, codes, the slot that it fills."""
    table: Table = Base.metadata.tables[row.table]
    rules = [rule for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    called = models_by_table()[row.table].called
    groups = [(one.name,) for one in table.columns if one.unique or one.name == called == "number"]
    for names in dict.fromkeys([*groups, *(tuple(one.name for one in rule.columns) for rule in rules)]):
        values = tuple(canonical(row.values[name]) for name in names) if row.values is not None else (None,)
        if None not in values:
            yield names, values


def _both_know(row: Row, names: Sequence[str], last: Mapping[str, int]) -> bool:
    """Whether the rows that a key's columns point to are the same on both sides."""
    values = row.values or {}
    keys = ((values[name], key) for name in names for key in Base.metadata.tables[row.table].columns[name].foreign_keys)
    return all(value <= last.get(key.column.table.name, 0) for value, key in keys)


def _slot(session: Session, row: Row, names: Sequence[str]) -> str:
    """What a slot is made of, in names."""
    parts = []
    for name in names:
        value = (row.values or {})[name]
        keys = Base.metadata.tables[row.table].columns[name].foreign_keys
        tables = [key.column.table.name for key in keys]
        parts.append(_name_of(session, tables[0], value) if tables else str(canonical(value)))
    return " · ".join(parts)


def _names_taken(there: Since, here: Since) -> Iterator[Conflict]:
    """Names that both sides have given to something of the same kind since."""
    given = {(row.table, name): row for row in here.waiting if (name := _own_name(row))}
    for row in there.waiting:
        ours = given.get((row.table, _own_name(row)))
        if ours is not None and (row.is_new or ours.is_new):
            yield row.line.entry_id, _say(NAME_TAKEN, ours.line, row.table, _own_name(row))


def _own_name(row: Row) -> str:
    """What a thing that people name is called, with what tells it from others of that name."""
    if row.table not in KINDS or row.values is None or not row.values.get("name"):
        return ""
    return " ".join(str(row.values[part]) for part in ("name", "spec") if row.values.get(part))


def _named_there(there: Since) -> Iterator[Conflict]:
    """Numbers and codes that were given there by themselves, and are spoken of later."""
    given: dict[str, Done] = {}
    for line in there.lines:
        said = set(_texts(line.facts))
        for value in said & given.keys() if line.entry_id not in there.settled else ():
            yield line.entry_id, _say(NUMBERED_THERE, given[value], "", value)
        given |= {value: line for value in there.named_by(line) if value not in said}


def _texts(facts: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a line's facts are made of
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, dict | list):
        for one in facts.values() if isinstance(facts, dict) else facts:
            yield from _texts(one)


# What both have dealt with ---------------------------------------------------------------------------------------


def _both(there: Since, here: Since) -> Iterator[Conflict]:
    """Things of before the pack that both sides have changed, or dealt with in rows of their own, since."""
    changed = {(row.table, row.row_id): row.line for row in here.waiting if not row.is_new}
    dealt = {about: row.line for row in here.waiting for about in _about(here.session, row, here.last)}
    for row in there.waiting:
        if not row.is_new and (line := changed.get((row.table, row.row_id))):
            yield row.line.entry_id, _say(CHANGED_TOO, line, row.table, _name_of(there.session, row.table, row.row_id))
        for table, row_id in _about(there.session, row, there.last):
            if line := dealt.get((table, row_id)):
                yield row.line.entry_id, _say(DEALT_TOO, line, table, _name_of(there.session, table, row_id))


def _about(session: Session, row: Row, last: Mapping[str, int]) -> set[tuple[str, int]]:
    """What a row deals with that both sides know: a count, a shift, a hazard; by what it points to."""
    return set(_pointed(session, row.table, row.values, last))


def _pointed(
    session: Session, table: str, values: Mapping[str, Any] | None, last: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    for column in Base.metadata.tables[table].columns if values is not None else ():
        for key in column.foreign_keys:
            other, row_id = key.column.table.name, (values or {})[column.name]
            if row_id is None or row_id > last.get(other, 0):
                continue
            if other in MATTERS:
                yield other, row_id
            elif other in PARTS:
                part = Base.metadata.tables[other]
                for found in session.execute(select(part).where(part.columns["id"] == row_id)).mappings():
                    yield from _pointed(session, other, {str(name): value for name, value in found.items()}, last)


def _name_of(session: Session, table: str, row_id: int) -> str:
    """What a row is called, by name where its code says nothing to people."""
    found = session.get(models_by_table()[table], row_id)
    if found is None:
        return str(row_id)
    name = getattr(found, "name", "")
    return name if isinstance(name, str) and name else found.name_in_facts
