"""Response levels (响应级别): rows, since one headquarters has four and another three, and the orders that set them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, ScalarSelect, Select, func, or_, select, true
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.instants import instant
from inventory.ground.names import NotRetired, Retired, free_code, next_code
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.settings import zone
from inventory.ground.store import moment_of, recorded_at
from inventory.ground.text import clean

MOST_RANK = 99

# Models --------------------------------------------------------------------------------------------------------


class ResponseLevel(Base):
    """A level of response; the higher its rank, the graver."""

    __tablename__ = "response_level"
    sealed = {1: "id code name rank organisation_id basis retired"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    rank: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    basis: Mapped[str] = mapped_column(Name(400), default="")
    retired: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def within(cls, organisations: Select[int]) -> ColumnElement[bool]:  # noqa: ARG003 - every level, whoever asks
        """A level holds on all below it: a town names the district's, too."""
        return true()


class LevelOrder(Base):
    """An order (响应令) that puts a level in force on a branch from an instant on, or ends it where it names none."""

    __tablename__ = "level_order"
    called = "number"
    only_grows = True
    sealed = {1: "id number organisation_id level_id since ordered_by basis by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    level_id: Mapped[int | None] = mapped_column(ForeignKey("response_level.id"))
    since: Mapped[datetime]
    ordered_by: Mapped[str] = mapped_column(Name(120))
    basis: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------


class BadRank(Refused):
    """Ranks put levels in order."""

    message = N_("A rank is a whole number from 1 to {most}, the gravest the highest: {rank} does not fit.")


class RankTaken(Refused):
    """Two levels of one rank could not be told apart."""

    message = N_("{level} has the rank {rank} already.")


class InForceAlready(Refused):
    """Nothing would change."""

    message = N_("{level} has been in force since {since} ({number}).")


class NothingInForce(Refused):
    """What is not in force can't be ended."""

    message = N_("{organisation} has no response level in force that an order of its own could end.")


class BeforeLastOrder(Refused):
    """Orders follow one another."""

    message = N_("The last order ({number}) holds from {since}: a new one can't begin before it.")


class OthersLevel(Refused):
    """A level is that of the headquarters or branch it belongs to, and of everything below."""

    message = N_("{level} is a level of another organisation.")


def must_reach(session: Session, level: ResponseLevel, organisation: Organisation) -> None:
    """Refuse a level that has been retired, or that isn't one of the organisation or of those above it."""
    if level.retired:
        raise Retired(field="level", name=level.name)
    if not organisation.path.startswith(session.get_one(Organisation, level.organisation_id).path):
        raise OthersLevel(field="level", level=level.name)


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LevelLine:
    """A level on the list, the gravest last."""

    level_id: int
    code: str
    name: str
    rank: int
    organisation_id: int
    organisation: str
    basis: str
    retired: bool


@dataclass(frozen=True)
class InForce:
    """The level that holds somewhere now, since when and by which order."""

    level_id: int
    code: str
    name: str
    rank: int
    since: datetime
    number: str
    ordered_by: str


@dataclass(frozen=True)
class OrderLine:
    """An order on the list; without a level it ended what was in force."""

    number: str
    organisation: str
    level: str
    since: datetime
    ordered_by: str
    basis: str
    by: str
    recorded_at: datetime


def levels(session: Session, reader: Person, *, retired: bool = False) -> list[LevelLine]:
    """The levels of the reader's branch and of those above it, the gravest last."""
    above, own = aliased(Organisation), aliased(Organisation)
    over = select(above.id).join(own, own.path.startswith(above.path)).where(own.id == reader.organisation_id)
    found = session.execute(
        select(ResponseLevel, Organisation.name)
        .join(Organisation, Organisation.id == ResponseLevel.organisation_id)
        .where(
            or_(ResponseLevel.organisation_id.in_(branch(reader)), ResponseLevel.organisation_id.in_(over)),
            *(() if retired else (ResponseLevel.retired.is_(False),)),
        )
        .order_by(Organisation.path, ResponseLevel.rank)
    )
    return [
        LevelLine(one.id, one.code, one.name, one.rank, one.organisation_id, owner, one.basis, one.retired)
        for one, owner in found
    ]


Holding = tuple[int, str, str, int, datetime, str, str]


def in_force(session: Session, organisation_id: int, at: datetime | None = None) -> InForce | None:
    """The level in force on an organisation: the gravest of those that its own last order and those above have set."""
    found = session.execute(holding(organisation_id, at or moment_of(session))).one_or_none()
    return InForce(*found) if found else None


def holding(organisation_id: int | ScalarSelect[int], when: datetime) -> Select[*Holding]:
    """The level that holds on an organisation at an instant, as a question of one row at most."""
    order, later, house, here = LevelOrder, aliased(LevelOrder), aliased(Organisation), aliased(Organisation)
    last = (
        select(func.max(later.id))
        .where(later.organisation_id == order.organisation_id, later.since <= when)
        .correlate(order)
        .scalar_subquery()
    )
    return (
        select(
            ResponseLevel.id, ResponseLevel.code, ResponseLevel.name, ResponseLevel.rank, order.since, order.number,
            order.ordered_by,
        )
        .join(order, order.level_id == ResponseLevel.id)
        .join(house, house.id == order.organisation_id)
        .join(here, here.path.startswith(house.path))
        .where(here.id == organisation_id, order.id == last)
        .order_by(ResponseLevel.rank.desc(), house.path.desc())
        .limit(1)
    )  # fmt: skip


def course(
    session: Session, organisation_id: int, since: datetime, until: datetime
) -> list[tuple[datetime, int | None]]:
    """Which level is in force on an organisation between two instants, each with when it began; first that at `since`.

    An instant at which somebody ordered, here or above, counts as a beginning even where the same level holds on.
    """
    house, here = aliased(Organisation), aliased(Organisation)
    turns = session.scalars(
        select(LevelOrder.since)
        .distinct()
        .join(house, house.id == LevelOrder.organisation_id)
        .join(here, here.path.startswith(house.path))
        .where(here.id == organisation_id, LevelOrder.since > since, LevelOrder.since < until)
        .order_by(LevelOrder.since)
    )
    held = ((at, in_force(session, organisation_id, at)) for at in (since, *turns))
    return [(at, level.level_id if level else None) for at, level in held]


def orders(session: Session, reader: Person, *, most: int = 100) -> list[OrderLine]:
    """The orders on the reader's branch, the last first."""
    found = session.execute(
        select(
            LevelOrder.number, Organisation.name, ResponseLevel.name, LevelOrder.since, LevelOrder.ordered_by,
            LevelOrder.basis, Person.name, LevelOrder.recorded_at,
        )
        .join(Organisation, Organisation.id == LevelOrder.organisation_id)
        .join(Person, Person.id == LevelOrder.by_id)
        .outerjoin(ResponseLevel, ResponseLevel.id == LevelOrder.level_id)
        .where(LevelOrder.organisation_id.in_(branch(reader)))
        .order_by(LevelOrder.id.desc())
        .limit(most)
    )  # fmt: skip
    return [OrderLine(row[0], row[1], row[2] or "", *row[3:]) for row in found]


def last_order(session: Session, organisation_id: int) -> LevelOrder | None:
    """The last order of an organisation's own, whether it set a level or ended one."""
    own = select(LevelOrder).where(LevelOrder.organisation_id == organisation_id)
    return session.scalars(own.order_by(LevelOrder.id.desc()).limit(1)).one_or_none()


def first_order(session: Session, organisation_id: int) -> LevelOrder | None:
    """The order with which the response began that an organisation's own orders have running; None where none is."""
    own, ending = aliased(LevelOrder), aliased(LevelOrder)
    ended = select(func.max(ending.id)).where(ending.organisation_id == organisation_id, ending.level_id.is_(None))
    since_then = own.id > func.coalesce(ended.scalar_subquery(), 0)
    found = select(own).where(own.organisation_id == organisation_id, since_then).order_by(own.id).limit(1)
    return session.scalars(found).one_or_none()


# Work shared by services ---------------------------------------------------------------------------------------


def ordered(
    session: Session,
    by: Person,
    *,
    organisation: Organisation,
    level: ResponseLevel | None,
    ordered_by: str,
    basis: str,
    since: datetime | None,
) -> LevelOrder:
    """Put a level in force on an organisation and all below it, now or since an earlier instant; without one end it."""
    when = instant(session, since, field="since")
    if level is not None:
        must_reach(session, level, organisation)
    _follows(session, organisation, level, when)
    local = zone(session)
    row = {
        "id": next_id(session, LevelOrder),
        "number": next_number(session, "XY", when.astimezone(local).year),
        "organisation_id": organisation.id,
        "level_id": level.id if level else None,
        "since": when,
        "ordered_by": clean(ordered_by, field="ordered_by"),
        "basis": clean(basis, field="basis", longest=400, blank=True),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, LevelOrder, [row])
    return session.get_one(LevelOrder, row["id"])


def _follows(session: Session, organisation: Organisation, level: ResponseLevel | None, when: datetime) -> None:
    """Refuse an order that begins before the last one of the same organisation, or changes nothing."""
    last = last_order(session, organisation.id)
    if level is None and (last is None or last.level_id is None):
        raise NothingInForce(field="level", organisation=organisation.name)
    if last is None:
        return
    since = f"{last.since.astimezone(zone(session)):%Y-%m-%d %H:%M}"
    if when < last.since:
        raise BeforeLastOrder(field="since", number=last.number, since=since)
    if level is not None and last.level_id == level.id:
        raise InForceAlready(field="level", level=level.name, since=since, number=last.number)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RULES, on="organisation")
def add_level(
    session: Session, by: Person, *, organisation: Organisation, name: str, rank: int, code: str = "", basis: str = ""
) -> ResponseLevel:
    """Enter a response level; the graver it is, the higher its rank."""
    _free_rank(session, organisation.id, rank)
    one = ResponseLevel(
        code=free_code(session, ResponseLevel.code, code) if code else next_code(session, ResponseLevel.code, "XY", 2),
        name=clean(name, field="name"),
        rank=rank,
        organisation_id=organisation.id,
        basis=clean(basis, field="basis", longest=400, blank=True),
    )
    session.add(one)
    session.flush()
    return one


def _free_rank(session: Session, organisation_id: int, rank: int, own: int | None = None) -> None:
    if not 1 <= rank <= MOST_RANK:
        raise BadRank(field="rank", rank=rank, most=MOST_RANK)
    same = select(ResponseLevel).where(
        ResponseLevel.organisation_id == organisation_id, ResponseLevel.rank == rank, ResponseLevel.retired.is_(False)
    )
    for other in session.scalars(same):
        if other.id != own:
            raise RankTaken(field="rank", level=other.name, rank=rank)


@service(Permission.KEEP_RULES, on="level")
def change_level(
    session: Session,
    by: Person,
    *,
    level: ResponseLevel,
    name: str | None = None,
    rank: int | None = None,
    basis: str | None = None,
) -> ResponseLevel:
    """Rename a level, give it another rank, or say what it rests on."""
    if rank is not None:
        _free_rank(session, level.organisation_id, rank, level.id)
        level.rank = rank
    level.name = level.name if name is None else clean(name, field="name")
    level.basis = level.basis if basis is None else clean(basis, field="basis", longest=400, blank=True)
    return level


@service(Permission.KEEP_RULES, on="level")
def retire_level(session: Session, by: Person, *, level: ResponseLevel) -> ResponseLevel:
    """Let a level go: no order names it any more; one that has it in force holds until the next."""
    if level.retired:
        raise Retired(field="level", name=level.name)
    level.retired = True
    return level


@service(Permission.KEEP_RULES, on="level")
def revive_level(session: Session, by: Person, *, level: ResponseLevel) -> ResponseLevel:
    """Take a retired level back into use, where no other has its rank by now."""
    if not level.retired:
        raise NotRetired(field="level", name=level.name)
    _free_rank(session, level.organisation_id, level.rank, level.id)
    level.retired = False
    return level
