"""Commitments: how every agreement stands today, and how much can still be called on each of its lines.

It says the same as the lists of agreements and promises do, in two questions and without their cards.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.people import Organisation, Person, branch
from inventory.ground.schema import Prepared
from inventory.resources.agreements import Agreement, AgreementTest, Validity, validity
from inventory.resources.calloffs import Usage, usage
from inventory.resources.promises import Promise, PromiseLine
from inventory.supplies.catalog import Category, Item

ZERO = Decimal(0)
HOLDING = frozenset({Validity.VALID, Validity.RENEW, Validity.UNSET})
"""How an agreement stands that can be called on; where no end is set, nobody can say that it has ended."""

# Rows ----------------------------------------------------------------------------------------------------------


class AgreementCard(NamedTuple):
    """An agreement as far as it matters whether it can be called on; `reached` is what its last test call found."""

    agreement_id: int
    code: str
    company: str
    organisation: str
    valid_from: date | None
    valid_until: date | None
    validity: Validity
    has_phone: bool
    tested_at: datetime | None
    reached: bool | None


class Promised(NamedTuple):
    """A line of an agreement that holds: what, how much at most, within how many hours, and how much is `left` of it.

    Without a quantity it doesn't say how much, and nothing is counted on.
    """

    promise_id: int
    code: str
    agreement_id: int
    agreement: str
    item_id: int | None
    category_id: int | None
    category: str
    what: str
    quantity: Decimal | None
    unit: str
    hours: Decimal | None
    valid_from: date | None
    left: Decimal


# Queries -------------------------------------------------------------------------------------------------------


def commitments(session: Session, reader: Person) -> tuple[list[AgreementCard], list[Promised]]:
    """The agreements of the reader's branch, by code, and the lines of those that can be called on today."""
    today, nearest = settings.today(session), settings.along(session, "renewal_days")
    cards: dict[int, AgreementCard] = {}
    held: list[Promised] = []
    for row in _question(branch(reader)).rows(session.connection()):
        agreement_id, code, company, owner, path, begin, until, *contact = row[:10]
        if agreement_id not in cards:
            days, _basis = nearest(path)
            stands = validity(begin, until, today, int(days) if days else None)
            cards[agreement_id] = AgreementCard(agreement_id, code, company, owner, begin, until, stands, *contact)
        if row[10] is not None and cards[agreement_id].validity in HOLDING:
            held.append(_promised(agreement_id, code, begin, row[10:]))
    mine = Promise.organisation_id.in_(branch(reader))
    used = usage(session, cast("list[PromiseLine]", held), mine) if held else {}  # all that is asked of one they have
    return list(cards.values()), [_less(one, used[one.promise_id]) for one in held]


def _less(line: Promised, used: Usage) -> Promised:
    """A line without what was called on it."""
    if not used.called:
        return line
    return line._replace(left=max(used.left(line.quantity) or ZERO, ZERO))


def _promised(agreement_id: int, agreement: str, begin: date | None, row: tuple[Any, ...]) -> Promised:
    promise_id, code, item_id, category_id, what, quantity, unit, hours, item, spec, item_unit, category = row
    called = f"{item} {spec}" if spec else item or what or category
    said = (category or "", called, quantity, item_unit or unit, hours, begin, quantity or ZERO)
    return Promised(promise_id, code, agreement_id, agreement, item_id, category_id, *said)


@lru_cache(maxsize=64)
def _question(mine: Select[int]) -> Prepared:
    """Every agreement of a branch with its last test call, and its lines."""
    last = (
        select(AgreementTest.id)
        .where(AgreementTest.agreement_id == Agreement.id)
        .order_by(AgreementTest.tested_at.desc(), AgreementTest.id.desc())
        .limit(1)
        .correlate(Agreement)
        .scalar_subquery()
    )
    return Prepared(
        select(
            Agreement.id, Agreement.code, Agreement.name, Organisation.name, Organisation.path, Agreement.valid_from,
            Agreement.valid_until, func.length(Agreement.contact_phone) > 0, AgreementTest.tested_at,
            AgreementTest.reached, Promise.id, Promise.code, Promise.item_id, Promise.category_id, Promise.what,
            Promise.quantity, Promise.unit, Promise.hours, Item.name, Item.spec, Item.unit, Category.name,
        )
        .join(Organisation, Organisation.id == Agreement.organisation_id)
        .outerjoin(AgreementTest, AgreementTest.id == last)
        .outerjoin(Promise, and_(Promise.agreement_id == Agreement.id, Promise.retired.is_(False)))
        .outerjoin(Item, Item.id == Promise.item_id)
        .outerjoin(Category, Category.id == func.coalesce(Promise.category_id, Item.category_id))
        .where(Agreement.organisation_id.in_(mine), Agreement.retired.is_(False))
        .order_by(Agreement.code, Agreement.id, Promise.turn)
    )  # fmt: skip
