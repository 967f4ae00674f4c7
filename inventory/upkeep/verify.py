"""Verify: the books are proved from themselves, and whatever was changed behind the program's back is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Executable,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.exc import DBAPIError

from inventory.duty import consulting, events, levels, log, patterns, posts, shifts
from inventory.ground import accounts, exercises, numbers, passwords, settings
from inventory.ground.audit import AuditEntry
from inventory.ground.i18n import N_
from inventory.ground.numbers import DASH, EXERCISE, NumberSeries
from inventory.ground.schema import GUARD_FUNCTION, Base, amount, guards, models
from inventory.ground.store import Store, newest_version
from inventory.practice import findings, material, scoring, told
from inventory.resources import deliveries, hazards, mustering, rivers, sheltering, training
from inventory.response import proposals, responses, standards, stoprules
from inventory.supplies import corrections
from inventory.supplies.balances import Balance
from inventory.supplies.counts import Count, CountEntry, CountLine, CountOutcome, CountStep, Found, StepKind
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.lots import Lot
from inventory.supplies.places import ENDS, Place, PlaceKind
from inventory.upkeep import handover
from inventory.upkeep.findings import Fault, Findings, Progress, filled, stream
from inventory.upkeep.sealed import walk
from inventory.upkeep.signed import signatures

CONCEPTS = (
    accounts, consulting, corrections, deliveries, events, exercises, findings, handover, hazards, levels, log,
    material, mustering, numbers, passwords, patterns, posts, proposals, responses, rivers, scoring, settings,
    sheltering, shifts, standards, stoprules, told, training,
)  # fmt: skip
"""With what they rest on: every table that is proved."""

VERSION = N_("{table}: the store says it is of version {row}, this program needs {ours}.")
TORN = N_("{table}: the database's own check says: {said}.")
DANGLING = N_("{table} {row} speaks of a row of {parent} that is not there.")
TRIGGER_LOST = N_("{table} is not guarded: the trigger {row} is missing.")
TRIGGER_CHANGED = N_("{table} is not guarded: the trigger {row} was changed or switched off.")
TRIGGER_ADDED = N_("{table} has a trigger that is not the program's: {row}.")
FUNCTION_CHANGED = N_("{table} are not guarded: the function {row} was changed.")
NEGATIVE = N_("{table} {row} is below zero: {held}.")
UNPROVED = N_("{table} {row} says {held}, the ledger gives {moved}.")
NO_BALANCE = N_("{table} {row} is missing: the ledger gives {moved}.")
NO_LEDGER = N_("{table} {row} says {held}, but no movement speaks of it.")
MOVED_WHEN = N_("{table} {row} says it last moved at {held}, the ledger says {moved}.")
GAP = N_("{table}: {row} does not follow {before}.")
NO_NUMBER = N_("{table}: {row} is no number of a voucher.")
NO_OUTCOME = N_("{table} {row} was posted, but its line {line} has no outcome.")
BOOK_CHANGED = N_("{table} {row}, line {line}: the book at the count was {held}, the ledger now gives {moved}.")
NOT_AS_COUNTED = N_("{table} {row}, line {line}: {held} were counted, book and posting come to {moved}.")
NOT_AS_SORTED = N_("{table} {row}, line {line}: {held} were in another condition, {moved} were posted as such.")
SERIES = N_("{table}: the numbers {row} have come to {last}, the vouchers to {seen}.")


def verify(store: Store, *, progress: Progress | None = None) -> list[Fault]:
    """Prove the whole store in one consistent state: nothing found is an empty list.

    `progress` is told how many of how many rows are done; an exception that it raises ends the proof.
    """
    with store.read() as session:
        connection = session.connection()
        findings = Findings(progress, 0 if progress is None else _whole(connection))
        for check in CHECKS:
            check(connection, findings)
        return findings.faults()


def _whole(connection: Connection) -> int:
    """How many rows there are to read."""
    sealed = [model.__tablename__ for model in models() if model.sealed]
    quick = Findings(None, 0)
    count = (stream(connection, quick, name, f"SELECT count(*) FROM {name}") for name in (*sealed, *READ_AGAIN))  # noqa: S608 - our own names
    return sum(int(row[0]) for rows in count for row in rows)


READ_AGAIN = (AuditEntry.__tablename__, Voucher.__tablename__)


# The database --------------------------------------------------------------------------------------------------


def _version(connection: Connection, findings: Findings) -> None:
    for (version,) in stream(connection, findings, "alembic_version", "SELECT version_num FROM alembic_version"):
        if version != newest_version():
            findings.add(VERSION, "alembic_version", version, ours=newest_version())


def _whole_file(connection: Connection, findings: Findings) -> None:
    """What the database says of its own pages and constraints."""
    if connection.dialect.name == "sqlite":
        for (said,) in stream(connection, findings, "sqlite", "PRAGMA integrity_check(100)"):
            if said != "ok":
                findings.add(TORN, "sqlite", said=said.rstrip("."))
        return
    unproved = (
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE NOT convalidated AND connamespace = current_schema()::regnamespace"
    )
    for table, name in stream(connection, findings, "pg_constraint", unproved):
        findings.add(TORN, table, name, said=f"{name} NOT VALID")


def _references(connection: Connection, findings: Findings) -> None:
    """Every row that a row speaks of is there."""
    if connection.dialect.name == "sqlite":
        for table, row, parent, _which in stream(connection, findings, "sqlite", "PRAGMA foreign_key_check"):
            findings.add(DANGLING, table, row, parent=parent)
        return
    lost = _lost()
    there = filled(connection, {table for table, *_rest in lost})
    each = (one for (table, *_rest), one in zip(lost, _any_lost(connection.dialect), strict=True) if table in there)
    try:
        with connection.begin_nested():
            damaged = set(connection.exec_driver_sql(" UNION ALL ".join(each)).scalars()) if there else set()
    except DBAPIError as trouble:  # a table that can't be read: which one, is told when each is asked for itself
        if trouble.connection_invalidated:
            raise
        damaged = set(range(len(lost)))
    for number in sorted(damaged):
        table, parent, rows = lost[number]
        for row in stream(connection, findings, table, rows):
            findings.add(DANGLING, table, "/".join(map(str, row)), parent=parent)


@cache
def _lost() -> list[tuple[str, str, Select[Any]]]:
    """The rows of every reference that speak of something that isn't there."""
    found: list[tuple[str, str, Select[Any]]] = []
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
            child, parent = key.parent, key.column.table.alias()
            there = select(parent.c.id).where(parent.c[key.column.name] == child)
            rows = select(*table.primary_key.columns).where(child.is_not(None), ~there.exists())
            found.append((table.name, key.column.table.name, rows))
    return found


@cache
def _any_lost(dialect: Dialect) -> list[str]:
    """The question whether a reference is damaged at all, of each: they are asked together."""
    each = (select(literal(number)).where(rows.exists()) for number, (*_names, rows) in enumerate(_lost()))
    return [str(one.compile(dialect=dialect, compile_kwargs={"literal_binds": True})) for one in each]


def _triggers(connection: Connection, findings: Findings) -> None:
    """The guards of the tables that only grow are in place, unaltered and switched on."""
    wanted = guards(connection.dialect.name)
    tables = {name: sql.split(" ON ")[1].split()[0] for name, sql in wanted.items()}
    found: dict[str, tuple[str, str]] = {
        name: (table, sql)
        for name, table, sql in stream(connection, findings, "triggers", TRIGGERS[connection.dialect.name])
    }
    for name, sql in wanted.items():
        if name not in found:
            findings.add(TRIGGER_LOST, tables[name], name)
        elif found[name][1] != sql:
            findings.add(TRIGGER_CHANGED, tables[name], name)
    for name in found.keys() - wanted.keys():
        findings.add(TRIGGER_ADDED, found[name][0], name)
    if connection.dialect.name == "postgresql":
        body = GUARD_FUNCTION.replace("%%", "%").split("$$")[1]
        for (source,) in stream(connection, findings, "triggers", FUNCTION):
            if source != body:
                findings.add(FUNCTION_CHANGED, "triggers", "only_grows")


TRIGGERS = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, relname, CASE tgenabled WHEN 'O' THEN pg_get_triggerdef(pg_trigger.oid, true) END"
    " FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace",
}
FUNCTION = "SELECT prosrc FROM pg_proc WHERE proname = 'only_grows' AND pronamespace = current_schema()::regnamespace"


# The books -----------------------------------------------------------------------------------------------------


def _against_ledger() -> Executable:
    """Every lot and place whose balance is not what its movements add up to."""
    line, held = Movement.__table__.c, Balance.__table__.c
    no_amount, no_moment = cast(null(), BigInteger), cast(null(), DateTime)
    ends = select(Place.id).where(Place.kind.in_(ENDS))
    # as stored: what can't be read is a fault, and doesn't end the proof
    quantity: ColumnElement[int] = type_coerce(line.quantity, BigInteger)
    moment: ColumnElement[str] = type_coerce(line.occurred_at, String)
    arrived = select(
        line.lot_id,
        line.to_id.label("place_id"),
        quantity.label("moved"),
        no_amount.label("held"),
        moment.label("moved_at"),
        no_moment.label("held_at"),
    ).where(line.to_id.not_in(ends))
    left = select(line.lot_id, line.from_id, -quantity, no_amount, moment, no_moment).where(line.from_id.not_in(ends))
    kept = select(
        held.lot_id,
        held.place_id,
        no_amount,
        type_coerce(held.quantity, BigInteger),
        no_moment,
        type_coerce(held.last_at, String),
    )
    both = union_all(arrived, left, kept).subquery().c
    sums = (func.sum(both.moved), func.sum(both.held), func.max(both.moved_at), func.max(both.held_at))
    return (
        select(both.lot_id, both.place_id, *sums)
        .group_by(both.lot_id, both.place_id)
        .having(or_(sums[0].is_distinct_from(sums[1]), sums[2].is_distinct_from(sums[3])))
    )


def _balances(connection: Connection, findings: Findings) -> None:
    """Every balance is what the ledger gives, and none is below zero."""
    for lot, place, moved, held, moved_at, held_at in stream(connection, findings, "balance", _against_ledger()):
        row = _lot_at(connection, lot, place)
        if held is None:
            findings.add(NO_BALANCE, "balance", row, moved=_said(moved))
        elif moved is None:
            findings.add(NO_LEDGER, "balance", row, held=_said(held))
        elif moved != held:
            findings.add(UNPROVED, "balance", row, held=_said(held), moved=_said(moved))
        else:
            findings.add(MOVED_WHEN, "balance", row, held=held_at, moved=moved_at)
    held_amount = type_coerce(Balance.__table__.c.quantity, BigInteger)
    below = select(Balance.lot_id, Balance.place_id, held_amount).where(held_amount < 0)
    for lot, place, held in stream(connection, findings, "balance", below):
        findings.add(NEGATIVE, "balance", _lot_at(connection, lot, place), held=_said(held))


def _lot_at(connection: Connection, lot: int, place: int) -> str:
    """A balance as people call it: the lot's number and the place's code."""
    quiet = Findings(None, 0)
    numbers_of = ((Lot.number, Lot.id == lot), (Place.code, Place.id == place))
    names = [
        next((str(name) for (name,) in stream(connection, quiet, "", select(column).where(this))), "?")
        for column, this in numbers_of
    ]
    return f"{names[0]} @ {names[1]}"


def _said(stored: object) -> str:
    """An amount for people; what is no amount, as it stands."""
    whole = isinstance(stored, int) or (isinstance(stored, Decimal) and stored == int(stored))
    return f"{amount(int(stored)):,}" if whole else str(stored)  # type: ignore[call-overload]


def _numbers(connection: Connection, findings: Findings) -> None:
    """The vouchers of each kind and year are numbered without a gap, up to where their series has come."""
    seen: dict[tuple[str, str], int] = {}
    for (number,) in stream(connection, findings, "voucher", select(Voucher.number).order_by(Voucher.id)):
        form = NUMBER.fullmatch(number)
        if form is None:
            findings.add(NO_NUMBER, "voucher", number)
            continue
        series, count = (form[1], form[2]), int(form[3])
        if count != seen.get(series, 0) + 1:
            findings.add(GAP, "voucher", number, before=f"{form[1]}-{form[2]}-{seen.get(series, 0):04d}")
        seen[series] = count
    kinds = [kind.value for kind in VoucherKind]
    come = select(NumberSeries.kind, NumberSeries.year, NumberSeries.last).where(NumberSeries.kind.in_(kinds))
    for kind, year, last in stream(connection, findings, "number_series", come):
        found = seen.pop((kind, str(year)), 0)
        if found != last:
            findings.add(SERIES, "number_series", f"{kind}-{year}", last=last, seen=found)
    for (kind, year), found in seen.items():
        findings.add(SERIES, "number_series", f"{kind}-{year}", last=0, seen=found)


# Posted checks -------------------------------------------------------------------------------------------------


def _counted() -> Executable:
    """The outcomes of posted checks with which the ledger no longer agrees.

    What a check posts itself bears the instants of its counts: it is no part of the book that they were compared with.
    """
    entry, line, found = CountEntry.__table__.c, CountLine.__table__.c, CountOutcome.__table__.c
    move, step = Movement.__table__.c, CountStep.__table__.c
    quantity: ColumnElement[int] = type_coerce(move.quantity, BigInteger)
    signed = case((move.to_id == line.place_id, quantity), else_=-quantity)
    own = func.coalesce(move.voucher_id == step.voucher_id, False)
    by_then = or_(
        move.occurred_at < entry.counted_at, and_(move.occurred_at == entry.counted_at, move.id <= entry.seen_id)
    )
    nowhere, between = (
        select(Place.id).where(Place.kind == kind).scalar_subquery()
        for kind in (PlaceKind.DIFFERENCE, PlaceKind.RECLASSIFIED)
    )
    book = func.coalesce(func.sum(case((and_(~own, by_then), signed), else_=0)), 0)
    brought = func.coalesce(func.sum(case((and_(own, or_(move.from_id == nowhere, move.to_id == nowhere)), signed))), 0)
    sorted_out = func.coalesce(func.sum(case((and_(own, move.to_id == between), quantity))), 0)
    said = [type_coerce(one, BigInteger) for one in (found.book, entry.quantity, entry.unfit)]
    return (
        select(Count.number, line.line, book, said[0] + brought, sorted_out, *said)
        .select_from(CountOutcome)
        .join(CountEntry, entry.id == found.entry_id)
        .join(CountLine, line.id == found.line_id)
        .join(Count, Count.id == line.count_id)
        .join(CountStep, and_(step.count_id == line.count_id, step.kind == StepKind.POSTED))
        .outerjoin(
            Movement,
            and_(move.lot_id == found.lot_id, or_(move.to_id == line.place_id, move.from_id == line.place_id)),
        )
        .where(found.lot_id.is_not(None), entry.found != Found.UNREACHABLE)
        .group_by(found.id, Count.number, line.line, found.book, entry.quantity, entry.unfit)
        .having(or_(book != said[0], said[0] + brought != said[1], sorted_out != said[2]))
        .order_by(Count.number, line.line)
    )


def _checks(connection: Connection, findings: Findings) -> None:
    """Every line of a posted check has an outcome; book and posting together are what was counted."""
    posted = select(CountStep.count_id).where(CountStep.kind == StepKind.POSTED)
    lost = (
        select(Count.number, CountLine.line)
        .join(Count, Count.id == CountLine.count_id)
        .outerjoin(CountOutcome, CountOutcome.line_id == CountLine.id)
        .where(CountLine.count_id.in_(posted), CountOutcome.id.is_(None))
        .order_by(Count.number, CountLine.line)
    )
    for number, line in stream(connection, findings, "stock_count", lost):
        findings.add(NO_OUTCOME, "stock_count", number, line=line)
    for number, line, *have, book, counted, unfit in stream(connection, findings, "stock_count", _counted()):
        for message, moved, held in zip(COUNTED, have, (book, counted, unfit), strict=True):
            if moved != held:
                findings.add(message, "stock_count", number, line=line, held=_said(held), moved=_said(moved))


COUNTED = (BOOK_CHANGED, NOT_AS_COUNTED, NOT_AS_SORTED)

NUMBER = re.compile(rf"([A-Z]+)-(\d+)[{DASH}{EXERCISE}](\d{{4,}})")

CHECKS: tuple[Callable[[Connection, Findings], None], ...] = (
    _version,
    _whole_file,
    _references,
    _triggers,
    walk,
    signatures,
    _balances,
    _numbers,
    _checks,
)
