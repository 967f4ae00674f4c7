"""What a plan says is done: at which level, in which order, by which unit, within how long, and what it needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Row, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.duty.levels import ResponseLevel, must_reach
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import next_code
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.text import clean, visible
from inventory.response.plans import Plan, PlanVersion, VersionState, must_be_draft
from inventory.supplies.catalog import Category, Item, countable
from inventory.supplies.places import Place, must_hold, must_live

MOST_MINUTES = 30 * 24 * 60
MOST_TURN = 9_999
FINEST = 3  # decimals of what the catalogue doesn't know

# Models --------------------------------------------------------------------------------------------------------


class PlanAction(Base):
    """Something that is to be done at a level; without minutes no limit is set."""

    __tablename__ = "plan_action"
    sealed = {1: "id code version_id organisation_id level_id turn what unit minutes basis"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(80), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    level_id: Mapped[int] = mapped_column(ForeignKey("response_level.id"))
    turn: Mapped[int]
    what: Mapped[str] = mapped_column(Name(400))
    unit: Mapped[str] = mapped_column(Name(120), default="")
    minutes: Mapped[int | None]
    basis: Mapped[str] = mapped_column(Name(400), default="")


class PlanNeed(Base):
    """What an action needs: an item, a class of supplies, a team or shelter, or something in words."""

    __tablename__ = "plan_need"
    __table_args__ = (CheckConstraint("quantity > 0", name="some"),)
    sealed = {1: "id code action_id organisation_id item_id category_id place_id what quantity unit"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(80), unique=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("plan_action.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    what: Mapped[str] = mapped_column(Name(200), default="")
    quantity: Mapped[Decimal | None]
    unit: Mapped[str] = mapped_column(Name(20), default="")


# Rules ---------------------------------------------------------------------------------------------------------


class BadLimit(Refused):
    """A limit of nothing, or of months."""

    message = N_("{minutes} minutes do not fit: give 1 to {most}, or 0 where no limit is set.")


class BadTurn(Refused):
    """Turns put actions in order."""

    message = N_("A turn is a whole number from 1 to {most}: {turn} does not fit.")


class OneNeed(Refused):
    """A need is one thing."""

    message = N_("A need is one thing: name an item, a class, a team or shelter, or say it in words, one of the four.")


class BadNeeded(Refused):
    """An amount that nothing can be given in."""

    message = N_("{quantity} does not fit: {name} takes an amount above zero with at most {decimals} decimals.")


class UnitMissing(Refused):
    """An amount of no item is in no unit that is known."""

    message = N_("Say in which unit: {name} has none of its own.")


class NoAmount(Refused):
    """A team is a team."""

    message = N_("{name} is one place and takes no amount: leave it out.")


class NotThere(Refused):
    """What isn't there can't be struck."""

    message = N_("{where} has no {code}: look at it again.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NeedLine:
    """What an action needs, by whatever names it; without a quantity how much isn't set."""

    need_id: int
    code: str
    action_id: int
    item_id: int | None
    category_id: int | None
    place_id: int | None
    what: str
    quantity: Decimal | None
    unit: str


@dataclass(frozen=True)
class ActionLine:
    """An action of a version, with what it needs; without a unit or minutes none is set."""

    action_id: int
    code: str
    plan_id: int
    plan: str
    version_id: int
    level_id: int
    level: str
    rank: int
    turn: int
    what: str
    unit: str
    minutes: int | None
    basis: str
    needs: tuple[NeedLine, ...]


def actions_of(session: Session, reader: Person, version: PlanVersion) -> list[ActionLine]:
    """The actions of a version that the reader may see: the lowest level first, in their turn."""
    mine = PlanAction.organisation_id.in_(branch(reader))
    return _lines(session, PlanAction.version_id == version.id, mine)


def at_level(
    session: Session, organisation: Organisation, level: ResponseLevel, versions: Sequence[PlanVersion] = ()
) -> list[ActionLine]:
    """What is to be done on an organisation at a level, which includes the lower ones of the same scale.

    It is that of the versions named, or else of all approved plans of the organisation and of those above it.
    """
    return _lines(
        session,
        ResponseLevel.organisation_id == level.organisation_id,
        ResponseLevel.rank <= level.rank,
        PlanVersion.id.in_([one.id for one in versions])
        if versions
        else PlanAction.version_id.in_(_holding(organisation)),
    )


def _holding(organisation: Organisation) -> Select[int]:
    """The approved versions of the plans in use of an organisation and of those above it."""
    steps = [int(step) for step in organisation.path.strip("/").split("/")]
    return (
        select(PlanVersion.id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(
            PlanVersion.state == VersionState.APPROVED, Plan.retired.is_(False), PlanVersion.organisation_id.in_(steps)
        )
    )


def _lines(session: Session, *conditions: ColumnElement[bool]) -> list[ActionLine]:
    """Actions that are chosen otherwise with their needs, in two questions."""
    chosen = (
        select(PlanAction.id)
        .join(PlanVersion, PlanVersion.id == PlanAction.version_id)
        .join(ResponseLevel, ResponseLevel.id == PlanAction.level_id)
        .where(*conditions)
    )
    needs: defaultdict[int, list[NeedLine]] = defaultdict(list)
    wanted = (
        select(PlanNeed, Item, Category, Place)
        .outerjoin(Item, Item.id == PlanNeed.item_id)
        .outerjoin(Category, Category.id == PlanNeed.category_id)
        .outerjoin(Place, Place.id == PlanNeed.place_id)
        .where(PlanNeed.action_id.in_(chosen))
        .order_by(PlanNeed.id)
    )
    for row in session.execute(wanted):
        needs[row[0].action_id].append(_need(row))
    found = session.execute(
        select(PlanAction, Plan, ResponseLevel)
        .join(PlanVersion, PlanVersion.id == PlanAction.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .join(ResponseLevel, ResponseLevel.id == PlanAction.level_id)
        .where(PlanAction.id.in_(chosen))
        .order_by(Plan.code, ResponseLevel.rank, PlanAction.turn, PlanAction.id)
    )
    return [
        ActionLine(
            one.id, one.code, plan.id, plan.name, one.version_id, level.id, level.name, level.rank, one.turn, one.what,
            one.unit, one.minutes, one.basis, tuple(needs[one.id]),
        )
        for one, plan, level in found
    ]  # fmt: skip


def _need(row: Row[*tuple[Any, ...]]) -> NeedLine:
    one, item, category, place = row
    named = item or (category.name if category else place) or one.what
    ids = (one.item_id, one.category_id, one.place_id)
    return NeedLine(one.id, one.code, one.action_id, *ids, str(named), one.quantity, item.unit if item else one.unit)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_PLANS, on="version")
def add_action(
    session: Session,
    by: Person,
    *,
    version: PlanVersion,
    level: ResponseLevel,
    what: str,
    unit: str = "",
    minutes: int | None = None,
    turn: int | None = None,
    basis: str = "",
) -> PlanAction:
    """Say in a draft what is done at a level, by which unit, within how many minutes; without a turn it comes last."""
    must_be_draft(version, "version")
    one = PlanAction(version_id=version.id, organisation_id=version.organisation_id)
    one.code = next_code(session, PlanAction.code, f"{version.code}/", 2)
    _describe(
        session,
        one,
        level=level,
        what=what,
        unit=unit,
        minutes=minutes,
        turn=turn or next_turn(session, version),
        basis=basis,
    )
    session.add(one)
    session.flush()
    return one


def next_turn(session: Session, version: PlanVersion) -> int:
    """The turn of an action that comes last."""
    turns = session.scalars(select(PlanAction.turn).where(PlanAction.version_id == version.id))
    return max(turns, default=0) + 1


@service(Permission.KEEP_PLANS, on="action")
def change_action(
    session: Session,
    by: Person,
    *,
    action: PlanAction,
    level: ResponseLevel | None = None,
    what: str | None = None,
    unit: str | None = None,
    minutes: int | None = None,
    turn: int | None = None,
    basis: str | None = None,
) -> PlanAction:
    """Change an action of a draft; a limit is taken away with 0 minutes."""
    must_be_draft(session.get_one(PlanVersion, action.version_id), "action")
    _describe(session, action, level=level, what=what, unit=unit, minutes=minutes, turn=turn, basis=basis)
    return action


def _describe(
    session: Session,
    one: PlanAction,
    *,
    level: ResponseLevel | None,
    what: str | None,
    unit: str | None,
    minutes: int | None,
    turn: int | None,
    basis: str | None,
) -> None:
    if level is not None:
        must_reach(session, level, session.get_one(Organisation, one.organisation_id))
        one.level_id = level.id
    if minutes is not None:
        if not 0 <= minutes <= MOST_MINUTES:
            raise BadLimit(field="minutes", minutes=minutes, most=MOST_MINUTES)
        one.minutes = minutes or None
    if turn is not None:
        if not 1 <= turn <= MOST_TURN:
            raise BadTurn(field="turn", turn=turn, most=MOST_TURN)
        one.turn = turn
    one.what = one.what if what is None else clean(what, field="what", longest=400)
    one.unit = one.unit if unit is None else clean(unit, field="unit", blank=True)
    one.basis = one.basis if basis is None else clean(basis, field="basis", longest=400, blank=True)


@service(Permission.KEEP_PLANS, on="version")
def drop_action(session: Session, by: Person, *, version: PlanVersion, code: str) -> PlanVersion:
    """Strike an action from a draft, with what it needs."""
    must_be_draft(version, "version")
    own = select(PlanAction).where(PlanAction.version_id == version.id, PlanAction.code == code)
    if (action := session.scalars(own).one_or_none()) is None:
        raise NotThere(field="code", code=visible(code), where=version.code)
    strike(session, [action])
    return version


def strike(session: Session, actions: Sequence[PlanAction]) -> None:
    """Delete actions with what they need."""
    ids = [one.id for one in actions]
    for need in session.scalars(select(PlanNeed).where(PlanNeed.action_id.in_(ids))):
        session.delete(need)
    session.flush()
    for one in actions:
        session.delete(one)
    session.flush()


@service(Permission.KEEP_PLANS, on="action")
def add_plan_need(
    session: Session,
    by: Person,
    *,
    action: PlanAction,
    item: Item | None = None,
    category: Category | None = None,
    place: Place | None = None,
    what: str = "",
    quantity: Decimal | None = None,
    unit: str = "",
) -> PlanNeed:
    """Say what an action needs: an item, a class, a team or shelter, or something in words, and how much of it."""
    must_be_draft(session.get_one(PlanVersion, action.version_id), "action")
    what = clean(what, field="what", longest=200, blank=True)
    if [item, category, place, what or None].count(None) != 3:  # noqa: PLR2004 - of four, one is named
        raise OneNeed(field="item")
    unit = clean(unit, field="unit", longest=20, blank=True)
    if place is not None:
        must_hold(place, "place")
        must_live(place, "place")
    if quantity is not None:
        _must_count(item, place, what or str(category.name if category else ""), quantity, unit)
    one = PlanNeed(
        code=next_code(session, PlanNeed.code, f"{action.code}/", 1),
        action_id=action.id,
        organisation_id=action.organisation_id,
        item_id=item.id if item else None,
        category_id=category.id if category else None,
        place_id=place.id if place else None,
        what=what,
        quantity=quantity,
        unit="" if item else unit,
    )
    session.add(one)
    session.flush()
    return one


def _must_count(item: Item | None, place: Place | None, what: str, quantity: Decimal, unit: str) -> None:
    """Refuse an amount that can't be had: none of a place, in an item's unit, or in one that is told."""
    if place is not None:
        raise NoAmount(field="quantity", name=place)
    decimals = item.decimals if item else FINEST
    if not quantity or not countable(decimals, quantity):
        raise BadNeeded(field="quantity", quantity=quantity, name=item or what, decimals=decimals)
    if item is None and not unit:
        raise UnitMissing(field="unit", name=what)


@service(Permission.KEEP_PLANS, on="action")
def drop_plan_need(session: Session, by: Person, *, action: PlanAction, code: str) -> PlanAction:
    """Strike what an action of a draft needs."""
    must_be_draft(session.get_one(PlanVersion, action.version_id), "action")
    own = select(PlanNeed).where(PlanNeed.action_id == action.id, PlanNeed.code == code)
    if (need := session.scalars(own).one_or_none()) is None:
        raise NotThere(field="code", code=visible(code), where=action.code)
    session.delete(need)
    return action
