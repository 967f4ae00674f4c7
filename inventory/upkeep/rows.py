"""Rows that a headquarters moves in with: what its lists say, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from inventory.ground.people import Role
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Condition, Mode
from inventory.supplies.places import PlaceKind


@dataclass(frozen=True)
class ItemRow:
    """An item as a list names it; its category is made where there is none of that name."""

    name: str
    unit: str
    code: str = ""
    category: str = ""
    spec: str = ""
    decimals: int = 0
    packs: tuple[tuple[str, Decimal], ...] = ()
    aliases: str = ""
    barcode: str = ""
    gb_code: str = ""
    shelf_life_months: int | None = None
    test_interval_days: int | None = None
    quota: Decimal | None = None
    basis: str = ""
    note: str = ""


@dataclass(frozen=True)
class PlaceRow:
    """A place; without an organisation it is the headquarters'."""

    name: str
    kind: PlaceKind
    code: str = ""
    parent: str = ""
    organisation: str = ""
    keeper: str = ""
    phone: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class PersonRow:
    """A person with their roles on their organisation; without one it is the headquarters."""

    login: str
    name: str
    post: str = ""
    phone: str = ""
    organisation: str = ""
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class OpeningRow:
    """Stock that was there when the books began; `quantity` as it was written, in the item's unit or packs."""

    item: str
    place: str
    quantity: str
    batch: str = ""
    maker: str = ""
    produced_on: date | None = None
    expires_on: date | None = None
    condition: Condition = Condition.SERVICEABLE
    quality: str = ""
    mode: Mode | None = None


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a row: of which list, the how manieth (from 0), and with which of its facts."""

    part: str
    at: int
    field: str
    reason: str


@dataclass(frozen=True)
class Told:
    """A row that was taken over, or was there already: of which list, the how manieth, and how it is called."""

    part: str
    at: int
    code: str
    name: str


@dataclass
class Moved:
    """What came of moving in."""

    made: list[Told] = field(default_factory=list)
    kept: list[Told] = field(default_factory=list)
    voucher: Voucher | None = None
