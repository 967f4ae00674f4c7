"""Promises (承诺): the lines of an agreement, each so much of an item, a class or a thing in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import NotRetired, Retired
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.text import clean
from inventory.resources.agreements import Agreement, AgreementKind, Validity, must_hold, standing
from inventory.supplies.catalog import Category, Item, countable

# Models --------------------------------------------------------------------------------------------------------


class Promise(Base):
    """A line of an agreement: what, how much of it, within how many hours and where; unset where nothing was agreed.

    It is of one item, of one class of supplies, or of what no catalogue names. `unit` is kept where it isn't an item's.
    """

    __tablename__ = "promise"
    __table_args__ = (
        UniqueConstraint("agreement_id", "turn"),
        CheckConstraint("quantity > 0", name="some"),
        CheckConstraint("hours > 0", name="later"),
    )
    sealed = {
        1: "id code agreement_id organisation_id turn item_id category_id what quantity unit hours place note retired"
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(60), unique=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    turn: Mapped[int]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    what: Mapped[str] = mapped_column(Name(200), default="")
    quantity: Mapped[Decimal | None]
    unit: Mapped[str] = mapped_column(Name(20), default="")
    hours: Mapped[Decimal | None]
    place: Mapped[str] = mapped_column(Name(200), default="")
    note: Mapped[str] = mapped_column(Name(400), default="")
    retired: Mapped[bool] = mapped_column(default=False)


# Rules ---------------------------------------------------------------------------------------------------------

MOST_HOURS = Decimal(24 * 100)
DECIMALS = 3


class OneThing(Refused):
    """A promise of two things would be two promises."""

    message = N_("A line is of one item, of one class, or of what is described in words: give exactly one of them.")


class BadPromise(Refused):
    """A promise of nothing."""

    message = N_("{quantity} does not fit: give more than 0 with at most {decimals} decimals, or nothing if unknown.")


class BadHours(Refused):
    """Hours that nobody can have meant."""

    message = N_("{hours} hours do not fit: give more than 0 and at most {most}, or nothing where none were agreed.")


class UnitUnsaid(Refused):
    """A number of nothing in particular."""

    message = N_("{quantity} of what? Give the unit.")


class CountedOtherwise(Refused):
    """An item has one unit."""

    message = N_("{item} is counted in {unit}: give the amount in that unit.")


def must_count_in(item: Item, unit: str) -> None:
    """Refuse a unit that isn't the item's own."""
    if unit and unit != item.unit:
        raise CountedOtherwise(field="unit", item=item, unit=item.unit)


def must_fit(quantity: Decimal, item: Item | None) -> Decimal:
    """The amount; BadPromise where it isn't above zero or is finer than its unit allows."""
    decimals = item.decimals if item else DECIMALS
    if not quantity or not countable(decimals, quantity):
        raise BadPromise(field="quantity", quantity=quantity, decimals=decimals)
    return quantity


def _hours(hours: Decimal) -> Decimal:
    if not hours or not countable(DECIMALS, hours) or hours > MOST_HOURS:
        raise BadHours(field="hours", hours=hours, most=MOST_HOURS)
    return hours


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PromiseLine:
    """A promise on the list, with how its agreement stands today; `unit` and `spec` are the item's where it is of one.

    `name` is the item's, the class's, or what was described in words.
    """

    promise_id: int
    code: str
    agreement_id: int
    agreement: str
    kind: AgreementKind
    company: str
    organisation_id: int
    organisation: str
    item_id: int | None
    category_id: int | None
    category: str
    name: str
    spec: str
    quantity: Decimal | None
    unit: str
    hours: Decimal | None
    place: str
    note: str
    valid_from: date | None
    valid_until: date | None
    validity: Validity
    retired: bool

    @property
    def what(self) -> str:
        """What is promised, as people call it."""
        return f"{self.name} {self.spec}" if self.spec else self.name


def promises(
    session: Session, reader: Person, *, agreement: Agreement | None = None, retired: bool = False
) -> list[PromiseLine]:
    """What has been promised to the reader's branch, or by one agreement, line by line."""
    stands = standing(session)
    found = session.execute(
        select(Promise, Agreement, Organisation, Item, Category.name)
        .join(Agreement, Agreement.id == Promise.agreement_id)
        .join(Organisation, Organisation.id == Agreement.organisation_id)
        .outerjoin(Item, Item.id == Promise.item_id)
        .outerjoin(Category, Category.id == func.coalesce(Promise.category_id, Item.category_id))
        .where(
            Promise.organisation_id.in_(branch(reader)),
            *([Promise.agreement_id == agreement.id] if agreement else []),
            *(() if retired else (Promise.retired.is_(False), Agreement.retired.is_(False))),
        )
        .order_by(Agreement.code, Promise.turn)
    )
    return [
        PromiseLine(
            one.id, one.code, held.id, held.code, held.kind, held.name, held.organisation_id, owner.name, one.item_id,
            one.category_id, category or "", item.name if one.item_id else one.what or category,
            item.spec if one.item_id else "", one.quantity, item.unit if one.item_id else one.unit, one.hours,
            one.place, one.note, held.valid_from, held.valid_until, stands(held, owner.path),
            one.retired or held.retired,
        )
        for one, held, owner, item, category in found
    ]  # fmt: skip


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RESOURCES, on="agreement")
def add_promise(
    session: Session,
    by: Person,
    *,
    agreement: Agreement,
    item: Item | None = None,
    category: Category | None = None,
    what: str = "",
    quantity: Decimal | None = None,
    unit: str = "",
    hours: Decimal | None = None,
    place: str = "",
    note: str = "",
) -> Promise:
    """Enter a line of an agreement: one item, one class or a thing in words; `hours` is how long it takes to come."""
    must_hold(agreement)
    what = clean(what, field="what", longest=200, blank=True)
    if sum(map(bool, (item, category, what))) != 1:
        raise OneThing(field="what")
    if item is not None and item.retired:
        raise Retired(field="item", name=item)
    last = session.scalar(select(func.max(Promise.turn)).where(Promise.agreement_id == agreement.id)) or 0
    one = Promise(
        code=f"{agreement.code}/{last + 1}",
        agreement_id=agreement.id,
        organisation_id=agreement.organisation_id,
        turn=last + 1,
        item_id=item.id if item else None,
        category_id=category.id if category else None,
        what=what,
        quantity=None if quantity is None else must_fit(quantity, item),
        hours=None if hours is None else _hours(hours),
    )
    _describe(one, item, unit=unit, place=place, note=note)
    session.add(one)
    session.flush()
    return one


def _describe(one: Promise, item: Item | None, *, unit: str | None, place: str | None, note: str | None) -> None:
    if unit is not None:
        unit = clean(unit, field="unit", longest=20, blank=True)
        if item is not None:
            must_count_in(item, unit)
        one.unit = "" if item else unit
    if one.quantity and item is None and not one.unit:
        raise UnitUnsaid(field="unit", quantity=one.quantity)
    one.place = one.place if place is None else clean(place, field="place", longest=200, blank=True)
    one.note = one.note if note is None else clean(note, field="note", longest=400, blank=True)


@service(Permission.KEEP_RESOURCES, on="promise")
def change_promise(
    session: Session,
    by: Person,
    *,
    promise: Promise,
    what: str | None = None,
    quantity: Decimal | None = None,
    unit: str | None = None,
    hours: Decimal | None = None,
    place: str | None = None,
    note: str | None = None,
) -> Promise:
    """Correct a line of an agreement; an amount or hours are taken away with 0. Its item or class stays."""
    item = session.get(Item, promise.item_id) if promise.item_id else None
    if what is not None:
        if not promise.what:
            raise OneThing(field="what")
        promise.what = clean(what, field="what", longest=200)
    if quantity is not None:
        promise.quantity = must_fit(quantity, item) if quantity else None
    if hours is not None:
        promise.hours = _hours(hours) if hours else None
    _describe(promise, item, unit=unit, place=place, note=note)
    return promise


@service(Permission.KEEP_RESOURCES, on="promise")
def retire_promise(session: Session, by: Person, *, promise: Promise) -> Promise:
    """Take a line out of its agreement: nothing is called on it any more; what was called stays."""
    must_be_made(promise)
    promise.retired = True
    return promise


@service(Permission.KEEP_RESOURCES, on="promise")
def revive_promise(session: Session, by: Person, *, promise: Promise) -> Promise:
    """Take a line back into its agreement."""
    if not promise.retired:
        raise NotRetired(field="promise", name=promise.code)
    promise.retired = False
    return promise


def must_be_made(promise: Promise) -> None:
    """Refuse a line that was taken out of its agreement."""
    if promise.retired:
        raise Retired(field="promise", name=promise.code)
