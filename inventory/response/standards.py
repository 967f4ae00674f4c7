"""Standards of what people in a shelter need: rows that a headquarters sets, each with the basis (依据) it rests on.

None is set with the store. A template of second-hand figures may be taken over; each row says that it is second-hand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from functools import cache
from importlib import resources

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import NotRetired, Retired, next_code
from inventory.ground.people import Organisation, Permission, Person, headquarters
from inventory.ground.schema import Base, Name
from inventory.ground.text import alike, clean, visible
from inventory.resources.promises import must_count_in
from inventory.response.templates import NothingTaken, NotInTemplate
from inventory.supplies.catalog import Category, Item, countable

FILE = "standards.toml"
MOST = Decimal(1_000_000)
FINEST = 3

# Models --------------------------------------------------------------------------------------------------------


class Per(StrEnum):
    """How an amount is meant: for everybody every day, for everybody once, or one thing for so many people."""

    PERSON_DAY = "person_day"
    PERSON = "person"
    SHARED = "shared"


class Facility(StrEnum):
    """What of a shelter's own card is compared, where it is no stock."""

    AREA = "area_m2"
    BEDS = "beds"
    WATER_POINTS = "water_points"
    TOILETS = "toilets"


class NeedStandard(Base):
    """A row of a standard; it names an item, a class, or a fact of the shelter that what is needed is compared with."""

    __tablename__ = "need_standard"
    __table_args__ = (CheckConstraint("amount > 0", name="some"),)
    sealed = {
        1: "id code organisation_id standard what per amount unit item_id category_id facility basis retired",
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    standard: Mapped[str] = mapped_column(Name(80))
    what: Mapped[str] = mapped_column(Name(120))
    per: Mapped[Per]
    amount: Mapped[Decimal]
    unit: Mapped[str] = mapped_column(Name(20))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    facility: Mapped[Facility | None]
    basis: Mapped[str] = mapped_column(Name(400))
    retired: Mapped[bool] = mapped_column(default=False)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.what


# Rules ---------------------------------------------------------------------------------------------------------

PER_NAMES = {
    Per.PERSON_DAY: N_("per person and day"),
    Per.PERSON: N_("per person"),
    Per.SHARED: N_("people to one"),
}
FACILITY_NAMES = {
    Facility.AREA: N_("floor area"),
    Facility.BEDS: N_("beds"),
    Facility.WATER_POINTS: N_("water points"),
    Facility.TOILETS: N_("toilets"),
}


class BadStandard(Refused):
    """An amount that nobody needs."""

    message = N_("{amount} does not fit: give more than 0 and at most {most}, with at most {decimals} decimals.")


class OneCounterpart(Refused):
    """What is needed is compared with one thing."""

    message = N_("It is compared with one thing: an item, a class, or a fact of the shelter. Leave the others out.")


class UnitOfStandard(Refused):
    """A number of nothing in particular."""

    message = N_("Say in which unit {what} is counted.")


class TakenAlready(Refused):
    """What is there isn't taken over again."""

    message = N_("“{what}” is in the standard {standard} already ({code}): change it there.")


def needed(per: Per, amount: Decimal, people: int, days: int, decimals: int = FINEST) -> Decimal:
    """How much so many people need for so many days, rounded up to what can be counted."""
    whole = Decimal(1).scaleb(-decimals)
    if per is Per.SHARED:
        return (people / amount).to_integral_value(ROUND_CEILING)
    return (amount * people * (days if per is Per.PERSON_DAY else 1)).quantize(whole, ROUND_CEILING)


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StandardLine:
    """A row of a standard on the list, with what it is compared with; empty where that is nothing yet."""

    need_standard_id: int
    code: str
    organisation_id: int
    organisation: str
    standard: str
    what: str
    per: Per
    amount: Decimal
    unit: str
    decimals: int
    item_id: int | None
    category_id: int | None
    facility: Facility | None
    counterpart: str
    basis: str
    retired: bool


def standards(session: Session, reader: Person, *, standard: str = "", retired: bool = False) -> list[StandardLine]:
    """The rows that hold where the reader is: those of the organisations above and of their own; of one standard."""
    here = select(Organisation.path).where(Organisation.id == reader.organisation_id).scalar_subquery()
    found = session.execute(
        select(NeedStandard, Organisation.name, Item, Category.name)
        .join(Organisation, Organisation.id == NeedStandard.organisation_id)
        .outerjoin(Item, Item.id == NeedStandard.item_id)
        .outerjoin(Category, Category.id == NeedStandard.category_id)
        .where(
            here.startswith(Organisation.path),
            *([NeedStandard.standard == standard] if standard else []),
            *(() if retired else (NeedStandard.retired.is_(False),)),
        )
        .order_by(NeedStandard.standard, NeedStandard.code)
    )
    return [
        StandardLine(
            one.id, one.code, one.organisation_id, owner, one.standard, one.what, one.per, one.amount,
            item.unit if one.item_id else one.unit, item.decimals if one.item_id else FINEST, one.item_id,
            one.category_id, one.facility, str(item) if one.item_id else category or "", one.basis, one.retired,
        )
        for one, owner, item, category in found
    ]  # fmt: skip


@dataclass(frozen=True)
class StandardTemplate:
    """A row of the template: a figure that was heard of, and where from."""

    code: str
    standard: str
    what: str
    per: Per
    amount: Decimal
    unit: str
    facility: Facility | None
    basis: str


@cache
def template() -> tuple[StandardTemplate, ...]:
    """The rows of the template."""
    said = tomllib.loads(resources.files("seeds").joinpath(FILE).read_text(encoding="utf-8"), parse_float=Decimal)
    return tuple(
        StandardTemplate(
            one["code"], one["standard"], one["what"], Per(one["per"]), Decimal(one["amount"]), one["unit"],
            Facility(one["facility"]) if "facility" in one else None, said["basis"],
        )
        for one in said["standards"]
    )  # fmt: skip


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RULES, on="organisation")
def add_need_standard(
    session: Session,
    by: Person,
    *,
    standard: str,
    what: str,
    per: Per,
    amount: Decimal,
    basis: str,
    unit: str = "",
    item: Item | None = None,
    category: Category | None = None,
    facility: Facility | None = None,
    organisation: Organisation | None = None,
) -> NeedStandard:
    """Enter a row of a standard: how much people need of what, on what basis, and with what it is compared."""
    one = NeedStandard(
        code=next_code(session, NeedStandard.code, "BZ", 2),
        organisation_id=(organisation or headquarters(session)).id,
        per=per,
    )
    one.standard = clean(standard, field="standard", longest=80)
    one.what, one.basis = clean(what, field="what"), clean(basis, field="basis", longest=400)
    one.amount = _amount(amount)
    _compare(one, item, category, facility, unit)
    session.add(one)
    session.flush()
    return one


def _amount(amount: Decimal) -> Decimal:
    if not amount or not countable(FINEST, amount) or amount > MOST:
        raise BadStandard(field="amount", amount=amount, most=f"{MOST:,}", decimals=FINEST)
    return amount


def _compare(
    one: NeedStandard, item: Item | None, category: Category | None, facility: Facility | None, unit: str
) -> None:
    """Say with what a row is compared, in which unit."""
    if [item, category, facility].count(None) < 2:  # noqa: PLR2004 - of three, at most one is named
        raise OneCounterpart(field="item")
    unit = clean(unit, field="unit", longest=20, blank=True)
    if item is not None:
        must_count_in(item, unit)
    elif not unit:
        raise UnitOfStandard(field="unit", what=one.what)
    one.unit = item.unit if item else unit
    one.item_id, one.category_id = item.id if item else None, category.id if category else None
    one.facility = facility


@service(Permission.KEEP_RULES, on="standard")
def change_need_standard(
    session: Session,
    by: Person,
    *,
    standard: NeedStandard,
    amount: Decimal | None = None,
    basis: str | None = None,
    unit: str | None = None,
    item: Item | None = None,
    category: Category | None = None,
    facility: Facility | None = None,
) -> NeedStandard:
    """Change how much is needed, on what basis, or with what it is compared; that takes the place of what was named."""
    standard.amount = standard.amount if amount is None else _amount(amount)
    standard.basis = standard.basis if basis is None else clean(basis, field="basis", longest=400)
    if item is not None or category is not None or facility is not None:
        _compare(standard, item, category, facility, unit or (standard.unit if item is None else ""))
    elif unit is not None:
        held = session.get(Item, standard.item_id) if standard.item_id else None
        if held is not None:
            must_count_in(held, unit)
        standard.unit = clean(unit, field="unit", longest=20)
    return standard


@service(Permission.KEEP_RULES, on="standard")
def retire_need_standard(session: Session, by: Person, *, standard: NeedStandard) -> NeedStandard:
    """Let a row go: nothing is reckoned by it any more."""
    if standard.retired:
        raise Retired(field="standard", name=standard.what)
    standard.retired = True
    return standard


@service(Permission.KEEP_RULES, on="standard")
def revive_need_standard(session: Session, by: Person, *, standard: NeedStandard) -> NeedStandard:
    """Take a row back into use."""
    if not standard.retired:
        raise NotRetired(field="standard", name=standard.what)
    standard.retired = False
    return standard


@service(Permission.KEEP_RULES, on="organisation")
def take_over_standards(
    session: Session, by: Person, *, lines: Sequence[str], organisation: Organisation | None = None
) -> Organisation:
    """Take rows of the template over, with what it says of where they come from; they are edited like any other."""
    house = organisation or headquarters(session)
    if not lines:
        raise NothingTaken(field="lines")
    known = {one.code: one for one in template()}
    own = select(NeedStandard).where(NeedStandard.organisation_id == house.id)
    held = {(one.standard, one.what): one.code for one in session.scalars(own)}
    for code in lines:
        if (line := known.get(code.strip())) is None:
            unknown = NotInTemplate(field="lines", line=visible(code), known=", ".join(known))
            raise unknown.asking(alike(code, known))
        if before := held.get((line.standard, line.what)):
            raise TakenAlready(field="lines", what=line.what, standard=line.standard, code=before)
        one = NeedStandard(code=next_code(session, NeedStandard.code, "BZ", 2), organisation_id=house.id)
        one.standard, one.what, one.per, one.amount = line.standard, line.what, line.per, line.amount
        one.unit, one.facility, one.basis = line.unit, line.facility, line.basis
        held[line.standard, line.what] = one.code
        session.add(one)
        session.flush()
    return house
