"""Agreements (协议): who has promised to bring supplies, machines or transport, from when until when, and whom to call.

What is promised is not on hand: nothing here touches the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import search, settings
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.instants import instant
from inventory.ground.names import Retired, free_code, next_code
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name, Phone, masked
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.resources.creditcodes import proven

# Models --------------------------------------------------------------------------------------------------------


class AgreementKind(StrEnum):
    """What is promised: supplies (保供), stock kept for us (代储), capacity (产能), transport (运输), machines (装备).

    Or what people and shops have registered as theirs to be called on (号料).
    """

    SUPPLY = "supply"
    ENTRUSTED = "entrusted"
    CAPACITY = "capacity"
    TRANSPORT = "transport"
    EQUIPMENT = "equipment"
    REGISTERED = "registered"


class Agreement(Base):
    """An agreement; `name` is the enterprise or person that it is with, who may have several."""

    __tablename__ = "agreement"
    sealed = {
        1: "id code name kind organisation_id credit_code trigger price compensation signed_on valid_from valid_until "
        "contact contact_phone basis note retired"
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    kind: Mapped[AgreementKind]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    credit_code: Mapped[str] = mapped_column(Name(18), default="")
    trigger: Mapped[str] = mapped_column(Name(400), default="")
    price: Mapped[str] = mapped_column(Name(400), default="")
    compensation: Mapped[str] = mapped_column(Name(400), default="")
    signed_on: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    contact: Mapped[str] = mapped_column(Name(120), default="")
    contact_phone: Mapped[str] = mapped_column(Phone(40), default="")
    basis: Mapped[str] = mapped_column(Name(400), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    retired: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(Text, default="")


class AgreementTest(Base):
    """One test call (核查): whether anybody answered at the number for any hour, and what they said."""

    __tablename__ = "agreement_test"
    called = "id"
    only_grows = True
    sealed = {1: "id agreement_id tested_at reached result by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    tested_at: Mapped[datetime]
    reached: Mapped[bool]
    result: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------

AGREEMENT_NAMES = {
    AgreementKind.SUPPLY: N_("supply agreement"),
    AgreementKind.ENTRUSTED: N_("storage agreement"),
    AgreementKind.CAPACITY: N_("production capacity"),
    AgreementKind.TRANSPORT: N_("transport agreement"),
    AgreementKind.EQUIPMENT: N_("machines and equipment"),
    AgreementKind.REGISTERED: N_("registered with the public"),
}
TEXTS = {"trigger": 400, "price": 400, "compensation": 400, "contact": 120, "contact_phone": 40, "basis": 400}
TEXTS |= {"note": 2000}


class EndsBeforeBegin(Refused):
    """An agreement that would never hold."""

    message = N_("It would be valid until {until}, before it is valid from {begin}: set one of the dates right.")


class SignedLater(Refused):
    """What isn't signed is no agreement yet."""

    message = N_("{day} is still to come: give the day on which it was signed, or none.")


class Validity(StrEnum):
    """How an agreement stands on a day; where no end is set, nobody can say that it has ended."""

    VALID = "valid"
    RENEW = "renew"
    EXPIRED = "expired"
    TO_COME = "to_come"
    UNSET = "unset"


VALIDITY_NAMES = {
    Validity.VALID: N_("valid"),
    Validity.RENEW: N_("to be renewed"),
    Validity.EXPIRED: N_("expired"),
    Validity.TO_COME: N_("not valid yet"),
    Validity.UNSET: N_("end not set"),
}


def validity(begin: date | None, until: date | None, on: date, renewal_days: int | None) -> Validity:
    """How an agreement with these dates stands on a day; it is called out so many days before its end."""
    if begin is not None and on < begin:
        return Validity.TO_COME
    if until is None:
        return Validity.UNSET
    if until < on:
        return Validity.EXPIRED
    return Validity.RENEW if renewal_days is not None and (until - on).days <= renewal_days else Validity.VALID


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgreementLine:
    """An agreement on the list, as it stands today, with its last test call."""

    agreement_id: int
    code: str
    kind: AgreementKind
    company: str
    credit_code: str
    organisation_id: int
    organisation: str
    trigger: str
    price: str
    compensation: str
    signed_on: date | None
    valid_from: date | None
    valid_until: date | None
    validity: Validity
    days_left: int | None
    contact: str
    contact_phone: str
    basis: str
    note: str
    tested_at: datetime | None
    reached: bool | None
    result: str
    retired: bool
    key: str


def standing(session: Session) -> Callable[[Agreement, str], Validity]:
    """How agreements stand today, each told by itself and its organisation's path: for lists, asked once."""
    today, nearest = settings.today(session), settings.along(session, "renewal_days")

    def stands(one: Agreement, path: str) -> Validity:
        days, _basis = nearest(path)
        return validity(one.valid_from, one.valid_until, today, int(days) if days else None)

    return stands


def agreements(session: Session, reader: Person, *, retired: bool = False) -> list[AgreementLine]:
    """The agreements of the reader's branch, by code."""
    today, stands = settings.today(session), standing(session)
    shown = Agreement.organisation_id.in_(branch(reader, Permission.SEE_PHONES))
    last = (
        select(AgreementTest.id)
        .where(AgreementTest.agreement_id == Agreement.id)
        .order_by(AgreementTest.tested_at.desc(), AgreementTest.id.desc())
        .limit(1)
        .correlate(Agreement)
        .scalar_subquery()
    )
    found = session.execute(
        select(Agreement, Organisation, AgreementTest.tested_at, AgreementTest.reached, AgreementTest.result, shown)
        .join(Organisation, Organisation.id == Agreement.organisation_id)
        .outerjoin(AgreementTest, AgreementTest.id == last)
        .where(Agreement.organisation_id.in_(branch(reader)), *(() if retired else (Agreement.retired.is_(False),)))
        .order_by(Agreement.code, Agreement.id)
    )
    return [
        AgreementLine(
            one.id, one.code, one.kind, one.name, one.credit_code, one.organisation_id, owner.name, one.trigger,
            one.price, one.compensation, one.signed_on, one.valid_from, one.valid_until, stands(one, owner.path),
            (one.valid_until - today).days if one.valid_until else None,
            one.contact, masked(one.contact_phone, shown=seen), one.basis, one.note,
            tested_at, reached, result or "", one.retired, one.key,
        )
        for one, owner, tested_at, reached, result, seen in found
    ]  # fmt: skip


def renewals(session: Session, reader: Person) -> list[AgreementLine]:
    """The agreements that have expired or must soon be renewed, the first to end first."""
    called = [one for one in agreements(session, reader) if one.validity in (Validity.RENEW, Validity.EXPIRED)]
    return sorted(called, key=lambda one: (one.valid_until or date.max, one.code))


@dataclass(frozen=True)
class AgreementTestLine:
    """A test call on the list."""

    tested_at: datetime
    reached: bool
    result: str
    by: str


def check_calls(session: Session, reader: Person, agreement: Agreement) -> list[AgreementTestLine]:
    """The test calls of an agreement, as far as the reader sees it, the last first."""
    found = session.execute(
        select(AgreementTest.tested_at, AgreementTest.reached, AgreementTest.result, Person.name)
        .join(Agreement, Agreement.id == AgreementTest.agreement_id)
        .join(Person, Person.id == AgreementTest.by_id)
        .where(Agreement.id == agreement.id, Agreement.organisation_id.in_(branch(reader)))
        .order_by(AgreementTest.tested_at.desc(), AgreementTest.id.desc())
    )
    return [AgreementTestLine(*row) for row in found]


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RESOURCES, on="organisation")
def add_agreement(
    session: Session,
    by: Person,
    *,
    organisation: Organisation,
    kind: AgreementKind,
    company: str,
    code: str = "",
    credit_code: str = "",
    trigger: str = "",
    price: str = "",
    compensation: str = "",
    signed_on: date | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    contact: str = "",
    contact_phone: str = "",
    basis: str = "",
    note: str = "",
) -> Agreement:
    """Enter an agreement; without dates it is valid, and its end is not set. `contact` answers at any hour."""
    one = Agreement(
        code=free_code(session, Agreement.code, code) if code else next_code(session, Agreement.code, "XE", 2),
        kind=kind,
        organisation_id=organisation.id,
    )
    texts = {"trigger": trigger, "price": price, "compensation": compensation, "basis": basis, "note": note}
    _describe(one, company=company, credit_code=credit_code, contact=contact, contact_phone=contact_phone, **texts)
    _date(session, one, signed_on=signed_on, valid_from=valid_from, valid_until=valid_until)
    session.add(one)
    session.flush()
    return one


def _describe(one: Agreement, *, company: str | None, **facts: str | None) -> None:
    one.name = one.name if company is None else clean(company, field="company")
    if (code := facts.pop("credit_code")) is not None:
        one.credit_code = proven(code)
    for name, value in facts.items():
        if value is not None:
            setattr(one, name, clean(value, field=name, longest=TEXTS[name], blank=True))
    one.key = search.key(one.name, one.code, one.contact, one.credit_code)


def _date(session: Session, one: Agreement, **days: date | None) -> None:
    for name, day in days.items():
        setattr(one, name, day or getattr(one, name))
    if one.signed_on and one.signed_on > settings.today(session):
        raise SignedLater(field="signed_on", day=one.signed_on)
    if one.valid_from and one.valid_until and one.valid_until < one.valid_from:
        raise EndsBeforeBegin(field="valid_until", until=one.valid_until, begin=one.valid_from)


@service(Permission.KEEP_RESOURCES, on="agreement")
def change_agreement(
    session: Session,
    by: Person,
    *,
    agreement: Agreement,
    kind: AgreementKind | None = None,
    company: str | None = None,
    credit_code: str | None = None,
    trigger: str | None = None,
    price: str | None = None,
    compensation: str | None = None,
    signed_on: date | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    open_ended: bool = False,
    contact: str | None = None,
    contact_phone: str | None = None,
    basis: str | None = None,
    note: str | None = None,
) -> Agreement:
    """Correct or renew an agreement; `open_ended` takes its end away. What was called on it stays as it was."""
    texts = {"trigger": trigger, "price": price, "compensation": compensation, "basis": basis, "note": note}
    people = {"contact": contact, "contact_phone": contact_phone}
    _describe(agreement, company=company, credit_code=credit_code, **people, **texts)
    agreement.kind = kind or agreement.kind
    agreement.valid_until = None if open_ended else agreement.valid_until
    _date(session, agreement, signed_on=signed_on, valid_from=valid_from, valid_until=valid_until)
    return agreement


@service(Permission.KEEP_RESOURCES, on="agreement")
def record_test_call(
    session: Session,
    by: Person,
    *,
    agreement: Agreement,
    reached: bool,
    result: str = "",
    tested_at: datetime | None = None,
) -> AgreementTest:
    """Record a test call of the contact that is to answer at any hour."""
    must_hold(agreement)
    row = {
        "id": next_id(session, AgreementTest),
        "agreement_id": agreement.id,
        "tested_at": instant(session, tested_at, field="tested_at"),
        "reached": reached,
        "result": clean(result, field="result", longest=400, blank=True),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, AgreementTest, [row])
    return session.get_one(AgreementTest, row["id"])


def must_hold(agreement: Agreement) -> None:
    """Refuse an agreement that has been retired."""
    if agreement.retired:
        raise Retired(field="agreement", name=agreement.name)
