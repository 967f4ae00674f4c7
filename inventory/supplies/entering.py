"""Entering a check: found amounts are keyed blind and handed in; what differs too much is counted again by others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.schema import Prepared
from inventory.ground.settings import value_of, zone
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.supplies.catalog import countable
from inventory.supplies.counting import must_be_open, part_of_count
from inventory.supplies.counts import (
    Count,
    CountEntry,
    CountLine,
    CountPerson,
    CountRound,
    CountStep,
    Found,
    StepKind,
)
from inventory.supplies.ledger import Movement
from inventory.supplies.lots import Condition
from inventory.supplies.reckoning import ZERO, Reckoned, reckon, reckon_one

# Rules ---------------------------------------------------------------------------------------------------------


class NoSuchLine(Refused):
    """A number that is not on the sheet."""

    message = N_("{count} has no line {line}; its lines are 1 to {last}.")


class HandedIn(Refused):
    """What was handed in stays as it is."""

    message = N_("Line {line} was handed in: only a line that is sent back is counted again.")


class NotACounter(Refused):
    """Only who was named counts."""

    message = N_("{who} is not among those who count part {part}: name them first.")


class CountedByAnother(Refused):
    """Two people keyed the same line."""

    message = N_("Line {line} was entered by {who} at {time}: say that yours replaces it, or leave it.")


class SameCounter(Refused):
    """A second count is another person's."""

    message = N_(
        "{who} has counted line {line} before: another person counts it again, or say why nobody else is there."
    )


class BadCount(Refused):
    """An amount that can't have been counted."""

    message = N_("Line {line}: {quantity} does not fit; give an amount of 0 or more with at most {decimals} decimals.")


class KeyedTwice(Refused):
    """One of the two would be lost without a word."""

    message = N_("Line {line} stands twice among these entries: leave one of them out.")


class MoreUnfit(Refused):
    """A part is not more than the whole."""

    message = N_("Line {line}: {unfit} in another condition are more than the {quantity} found.")


class NeedsCondition(Refused):
    """What isn't as it was is in some condition."""

    message = N_("Line {line}: say in which condition the {unfit} are.")


class NeedsWhy(Refused):
    """What could not be counted needs a reason."""

    message = N_("Line {line}: say why it can't be reached.")


class BeforeOpening(Refused):
    """What was there before the check was opened is not this check's."""

    message = N_("{count} was opened at {opened}: it can't have been counted before.")


class Unfinished(Refused):
    """A part is complete, or it isn't handed in."""

    message = N_("{n} lines of part {part} have no outcome yet: {lines}.")


class NothingToHandIn(Refused):
    """A part is handed in once a round."""

    message = N_("Part {part} was handed in before, and nothing of it is to be counted again.")


@dataclass(frozen=True)
class Keyed:
    """What was found for a line: all of it, and what of it is in another condition.

    `quantity` is in the item's unit; without one, `found` says that it wasn't there or couldn't be reached.
    """

    line: int
    quantity: Decimal | None = None
    found: Found = Found.COUNTED
    unfit: Decimal = Decimal(0)
    condition: Condition | None = None
    note: str = ""


# Work shared by services ---------------------------------------------------------------------------------------


def step(session: Session, by: Person, count: Count, kind: StepKind, **more: object) -> CountStep:
    """Write that a check has come on."""
    row = {
        "id": next_id(session, CountStep),
        "count_id": count.id,
        "part_id": None,
        "round": 0,
        "kind": kind,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
        "note": "",
        "alone": "",
        "seal": "",
        "voucher_id": None,
        **more,
    }
    write(session, CountStep, [row])
    return session.get_one(CountStep, row["id"])


def some(lines: Sequence[str]) -> str:
    """The first of many line numbers, as a refusal tells them."""
    most = 20
    return _(", ").join(lines[:most]) + (" …" if len(lines) > most else "")


def order_again(session: Session, by: Person, lines: Sequence[Reckoned], rounds: int, note: str) -> None:
    """Have lines counted once more, after so many rounds of their part."""
    first = next_id(session, CountRound)
    same = {"round": rounds + 1, "by_id": by.id, "recorded_at": recorded_at(session), "note": note}
    write(session, CountRound, [{"id": first + at, "line_id": one.line_id, **same} for at, one in enumerate(lines)])


# Services -----------------------------------------------------------------------------------------------------


@service(Permission.COUNT_STOCK, on="count")
def enter_count(
    session: Session,
    by: Person,
    *,
    count: Count,
    entries: Sequence[Keyed],
    counted_at: datetime | None = None,
    replace: bool = False,
    alone: str = "",
) -> Count:
    """Enter what was found, each compared with the book at the instant it was counted (now, or an earlier one).

    Nothing is answered of what the book says. A line that another person entered is replaced only if `replace` says
    so; a second count by the same person takes a reason in `alone` (nobody else is there).
    """
    must_be_open(session, count)
    when = counted(session, count, counted_at)
    lines = _asked(session, count, entries)
    first, seen = next_id(session, CountEntry), next_id(session, Movement) - 1
    rows: list[dict[str, object]] = []
    alone = clean(alone, field="alone", longest=200, blank=True)
    counts_for = parts_of(session, count, by)
    for number, times in Counter(keyed.line for keyed in entries).items():
        if times > 1:
            raise KeyedTwice(field="line", line=number)
    for keyed in entries:
        line = lines.get(keyed.line)
        if line is None:
            raise NoSuchLine(field="line", count=count.number, line=keyed.line, last=last_line(session, count))
        _may_enter(session, by, line, counts_for, replace=replace, alone=alone)
        rows.append(
            {
                "id": first + len(rows),
                "line_id": line.line_id,
                "round": line.round,
                "by_id": by.id,
                "counted_at": when,
                "recorded_at": recorded_at(session),
                "seen_id": seen,
                "alone": alone,
                **_what(line, keyed),
            }
        )
    write(session, CountEntry, rows)
    return count


def _asked(session: Session, count: Count, entries: Sequence[Keyed]) -> dict[int, Reckoned]:
    """The lines that are to be entered: one at a time is how people key."""
    if len(entries) == 1:
        one = reckon_one(session, count, entries[0].line)
        return {one.line: one} if one else {}
    return {one.line: one for one in reckon(session, count, [one.line for one in entries], books=False)}


def counted(session: Session, count: Count, counted_at: datetime | None) -> datetime:
    """When it was counted: now or earlier, not before the check was opened."""
    when = instant(session, counted_at, field="counted_at")
    if when < count.opened_at:
        opened = count.opened_at.astimezone(zone(session))
        raise BeforeOpening(field="counted_at", count=count.number, opened=f"{opened:%Y-%m-%d %H:%M}")
    return when


def last_line(session: Session, count: Count) -> int:
    """The number of the last line of a check."""
    found = select(CountLine.line).where(CountLine.count_id == count.id).order_by(CountLine.line.desc()).limit(1)
    return session.scalars(found).one()


_NAMED = Prepared(
    select(CountPerson.part_id).where(
        CountPerson.count_id == bindparam("count"), CountPerson.person_id == bindparam("person")
    )
)


def parts_of(session: Session, count: Count, person: Person) -> set[int | None]:
    """The parts that somebody was named for; None is in it for who counts again."""
    return {row[0] for row in _NAMED.rows(session.connection(), count=count.id, person=person.id)}


def _may_enter(
    session: Session, by: Person, line: Reckoned, counts_for: set[int | None], *, replace: bool, alone: str
) -> None:
    if line.settled:
        raise HandedIn(field="line", line=line.line)
    if not counts_for or (line.round == 1 and line.part_id not in counts_for):
        raise NotACounter(field="part", who=by.name, part=line.part)
    if line.round > 1 and by.id in line.counters and not alone:
        raise SameCounter(field="alone", who=by.name, line=line.line)
    if line.entry is not None and line.entry.by_id != by.id and not replace:
        who, at = session.get_one(Person, line.entry.by_id), line.entry.counted_at.astimezone(zone(session))
        raise CountedByAnother(field="line", line=line.line, who=who.name, time=f"{at:%H:%M}")


def _what(line: Reckoned, keyed: Keyed) -> dict[str, object]:
    """What was found, as it is kept."""
    found = keyed.found
    quantity = Decimal(0) if found is not Found.COUNTED or keyed.quantity is None else keyed.quantity
    if found is Found.COUNTED and (keyed.quantity is None or not _fits(line, quantity)):
        raise BadCount(field="quantity", line=keyed.line, quantity=keyed.quantity, decimals=line.decimals)
    if not _fits(line, keyed.unfit):
        raise BadCount(field="unfit", line=keyed.line, quantity=keyed.unfit, decimals=line.decimals)
    if keyed.unfit > quantity:
        raise MoreUnfit(field="unfit", line=keyed.line, unfit=keyed.unfit, quantity=quantity)
    if keyed.unfit and keyed.condition in (None, line.condition):
        raise NeedsCondition(field="condition", line=keyed.line, unfit=keyed.unfit)
    if found is Found.UNREACHABLE and not keyed.note.strip():
        raise NeedsWhy(field="note", line=keyed.line)
    if found is Found.COUNTED and quantity == 0:
        found = Found.NOT_FOUND
    return {
        "found": found,
        "quantity": quantity,
        "unfit": keyed.unfit,
        "condition": keyed.condition if keyed.unfit else None,
        "note": clean(keyed.note, field="note", longest=400, blank=True),
    }


def _fits(line: Reckoned, quantity: Decimal) -> bool:
    """Whether the item's unit takes such an amount."""
    return countable(line.decimals, quantity)


@service(Permission.COUNT_STOCK, on="count")
def hand_in(session: Session, by: Person, *, count: Count, part: int = 1) -> CountStep:
    """Hand a part in, for the first time or again, once every line has an outcome.

    What differs by more than the thresholds allow is sent to a second count at once.
    """
    must_be_open(session, count)
    of = part_of_count(session, count, part)
    if not parts_of(session, count, by):
        raise NotACounter(field="part", who=by.name, part=part)
    lines = [one for one in reckon(session, count) if one.part_id == of.id]
    waiting = [one for one in lines if not one.settled]
    if not waiting:
        raise NothingToHandIn(field="part", part=part)
    if missing := [str(one.line) for one in waiting if one.entry is None]:
        raise Unfinished(field="part", n=len(missing), part=part, lines=some(missing))
    rounds = max(one.round for one in waiting)
    done = step(session, by, count, StepKind.HANDED_IN, part_id=of.id, round=rounds)
    share, units = thresholds(session, count)
    over = [one for one in waiting if not one.counters and _is_over(one, share, units)]
    order_again(session, by, over, rounds, "")
    return done


def thresholds(session: Session, count: Count) -> tuple[Decimal, Decimal]:
    """The share of the book (in hundredths) and the amount up to which a difference needs no second count."""
    owner = session.get_one(Organisation, count.organisation_id)
    return Decimal(value_of(session, "recount_share", owner)), Decimal(value_of(session, "recount_units", owner))


def _is_over(line: Reckoned, share: Decimal, units: Decimal) -> bool:
    """Whether a difference goes to a second count: what is small in amount or in share needs none."""
    by = abs(line.difference or ZERO)
    return by > units and by * 100 > share * (line.book or ZERO)
