"""Opening a check: what is to be counted where, in which parts, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.instants import instant
from inventory.ground.names import Retired
from inventory.ground.numbers import next_number
from inventory.ground.people import Permission, Person
from inventory.ground.schema import Prepared
from inventory.ground.settings import zone
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import LISTED, Category, Item
from inventory.supplies.counts import (
    CLOSING,
    Count,
    CountKind,
    CountLine,
    CountPart,
    CountPerson,
    CountStep,
    counts_blind,
    open_counts,
)
from inventory.supplies.lots import Lot
from inventory.supplies.places import Place, must_keep

# Rules ---------------------------------------------------------------------------------------------------------


class NothingThere(Refused):
    """A check of nothing proves nothing."""

    message = N_("The book knows nothing at {place} that this check would count.")


class OpenAlready(Refused):
    """Two checks over the same lines would undo each other."""

    message = N_("{count} is counting {item} at {place} already: post or cancel it first.")


class NobodyCounts(Refused):
    """Somebody must count."""

    message = N_("Part {part} has nobody to count it: name at least one person.")


class NothingInPart(Refused):
    """A part of nothing would never be handed in."""

    message = N_("Part {part} would have nothing to count: name places of this check that hold something.")


class TwoKeepers(Refused):
    """A keeper hands over to another one."""

    message = N_("A handover of a keeper names who hands over and who takes over, two persons.")


class Closed(Refused):
    """What was posted or cancelled is done with."""

    message = N_("{count} has been closed: nothing more is entered.")


class NoSuchPart(Refused):
    """A part that the check doesn't have."""

    message = N_("{count} has no part {part}; its parts are 1 to {last}.")


class CountsBlind(Refused):
    """All of the books would tell a counter what should be there."""

    message = N_(
        "{name} is counting blind in {count}, and a copy of the store tells what should be there: "
        "let somebody else do it, or wait until all of {count} is handed in."
    )


@dataclass(frozen=True)
class Team:
    """Who counts a part, and which places below the check's make it up (none: what no other part has)."""

    people: tuple[Person, ...]
    places: tuple[Place, ...] = ()
    name: str = ""


_CLOSED = Prepared(
    select(CountStep.id).where(
        CountStep.count_id == bindparam("count"), or_(*(CountStep.kind == kind for kind in CLOSING))
    )
)


def must_be_open(session: Session, count: Count) -> None:
    """Refuse a check that has been posted or cancelled."""
    if _CLOSED.rows(session.connection(), count=count.id):
        raise Closed(field="count", count=count.number)


def must_not_count_blind(session: Session, by: Person) -> None:
    """Refuse whoever would carry away, or go into, a copy of the books while figures of them are hidden from them."""
    if count := counts_blind(session, by):
        raise CountsBlind(name=by.name, count=count.number)


LONGEST_SCOPE = 400

# Work shared by services ---------------------------------------------------------------------------------------


def part_of_count(session: Session, count: Count, number: int) -> CountPart:
    """A part of a check by its number; NoSuchPart."""
    parts = session.scalars(select(CountPart).where(CountPart.count_id == count.id).order_by(CountPart.number)).all()
    for part in parts:
        if part.number == number:
            return part
    raise NoSuchPart(field="part", count=count.number, part=number, last=len(parts))


def _name(session: Session, count: Count, people: Iterable[tuple[Person, int | None]]) -> None:
    first = next_id(session, CountPerson)
    rows = []
    for at, (person, part_id) in enumerate(people):
        if person.retired:
            raise Retired(field="person", name=person.name)
        ids = {"id": first + at, "count_id": count.id, "part_id": part_id, "person_id": person.id}
        rows.append({**ids, "recorded_at": recorded_at(session)})
    write(session, CountPerson, rows)


def taken(session: Session) -> dict[tuple[int, int], str]:
    """The lots at places that open checks are counting, with the number of the check."""
    found = (
        select(CountLine.lot_id, CountLine.place_id, Count.number)
        .join(Count, Count.id == CountLine.count_id)
        .where(Count.id.in_(open_counts()), CountLine.lot_id.is_not(None))
    )
    return {(lot, place): number for lot, place, number in session.execute(found) if lot is not None}


# Services ------------------------------------------------------------------------------------------------------

_KNOWN = (
    select(Balance.lot_id, Balance.place_id, Lot.item_id, Place.path, Item.name)
    .join(Lot, Lot.id == Balance.lot_id)
    .join(Item, Item.id == Lot.item_id)
    .join(Place, Place.id == Balance.place_id)
    .order_by(Place.path, *LISTED, Lot.expires_on, Lot.id)
)


@service(Permission.KEEP_COUNTS, on="place")
def open_count(
    session: Session,
    by: Person,
    *,
    place: Place,
    kind: CountKind,
    parts: Sequence[Team] = (),
    categories: Sequence[Category] = (),
    items: Sequence[Item] = (),
    blind: bool = True,
    witness: str = "",
    keeper_from: Person | None = None,
    keeper_to: Person | None = None,
    note: str = "",
) -> Count:
    """Open a check of a place and all that lies in it: a line for every lot that the book knows there, zero included.

    `categories` or `items` make it a check of a part of the stock. Without `parts` whoever opens it counts it.
    """
    must_keep(place, "place")
    teams = list(parts) or [Team((by,))]
    if kind is CountKind.HANDOVER and (keeper_from is None or keeper_to is None or keeper_from.id == keeper_to.id):
        raise TwoKeepers(field="keeper_to")
    for at, team in enumerate(teams, 1):
        if not team.people:
            raise NobodyCounts(field="parts", part=at)
    known = _known(session, place, categories, items)
    dealt = _dealt(known, teams)
    for at, _team in enumerate(teams):
        if at not in dealt:
            raise NothingInPart(field="parts", part=at + 1)
    when = instant(session, None)
    count_id = next_id(session, Count)
    head = {
        "id": count_id,
        "number": next_number(session, "PD", when.astimezone(zone(session)).year),
        "kind": kind,
        "place_id": place.id,
        "organisation_id": place.organisation_id,
        "scope": _scope([*(one.code for one in categories), *(one.code for one in items)]),
        "blind": blind,
        "opened_at": when,
        "recorded_at": recorded_at(session),
        "by_id": by.id,
        "witness": clean(witness, field="witness", blank=True),
        "note": clean(note, field="note", longest=400, blank=True),
        "keeper_from_id": keeper_from.id if keeper_from else None,
        "keeper_to_id": keeper_to.id if keeper_to else None,
    }
    write(session, Count, [head])
    count = session.get_one(Count, count_id)
    first = next_id(session, CountPart)
    names = [clean(team.name, field="parts", blank=True) or f"{at}" for at, team in enumerate(teams, 1)]
    rows = [{"id": first + at, "count_id": count_id, "number": at + 1, "name": name} for at, name in enumerate(names)]
    write(session, CountPart, rows)
    _name(session, count, [(one, first + at) for at, team in enumerate(teams) for one in team.people])
    _write_lines(session, count_id, [(first + at, *line) for line, at in zip(known, dealt, strict=True)])
    return count


Known = tuple[int, int, int, str, str]  # lot, place, item, the place's path, the item's name


def _known(session: Session, place: Place, categories: Sequence[Category], items: Sequence[Item]) -> list[Known]:
    """What the book knows below a place, unless another check is counting it."""
    wanted = _KNOWN.where(Place.path.startswith(place.path))
    if categories:
        wanted = wanted.where(Item.category_id.in_([one.id for one in categories]))
    if items:
        wanted = wanted.where(Item.id.in_([one.id for one in items]))
    found = session.connection().execute(wanted)
    known: list[Known] = [(lot_id, place_id, item_id, path, name) for lot_id, place_id, item_id, path, name in found]
    if not known:
        raise NothingThere(field="place", place=place)
    if others := taken(session):
        for lot_id, place_id, _item, _path, name in known:
            if number := others.get((lot_id, place_id)):
                where = session.get_one(Place, place_id)
                raise OpenAlready(field="place", count=number, item=name, place=where)
    return known


def _scope(codes: Sequence[str]) -> str:
    """What of the stock is counted, by its codes; of a long list the first ones and how many there are."""
    told = " ".join(codes)
    return told if len(told) <= LONGEST_SCOPE else f"{told[: LONGEST_SCOPE - 20]} … ({len(codes)})"


def _dealt(known: Sequence[Known], teams: Sequence[Team]) -> list[int]:
    """Which part each line belongs to: by its place, the rest in equal runs among the parts without places."""
    paths = [(place.path, at) for at, team in enumerate(teams) for place in team.places]
    rest = [at for at, team in enumerate(teams) if not team.places] or [0]
    if not paths and len(rest) == 1:
        return rest * len(known)
    placed = [max(((path, at) for path, at in paths if line[3].startswith(path)), default=None) for line in known]
    free = [at for at, one in enumerate(placed) if one is None]
    runs = {line: rest[number * len(rest) // len(free)] for number, line in enumerate(free)}
    return [runs[at] if one is None else one[1] for at, one in enumerate(placed)]


def _write_lines(session: Session, count_id: int, lines: Sequence[tuple[int, int, int, int, str, str]]) -> None:
    first = next_id(session, CountLine)
    rows = [
        {
            "id": first + at,
            "count_id": count_id,
            "part_id": part_id,
            "line": at + 1,
            "place_id": place_id,
            "item_id": item_id,
            "lot_id": lot_id,
        }
        for at, (part_id, lot_id, place_id, item_id, _path, _name) in enumerate(sorted(lines, key=lambda one: one[0]))
    ]
    write(session, CountLine, rows)


@service(Permission.KEEP_COUNTS, on="count")
def name_counter(session: Session, by: Person, *, count: Count, person: Person, part: int | None = None) -> Count:
    """Name somebody else to count a part, or (without one) to count again what is sent back; they see no figures."""
    must_be_open(session, count)
    of = part_of_count(session, count, part).id if part is not None else None
    _name(session, count, [(person, of)])
    return count
