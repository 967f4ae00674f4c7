"""A small known world: one headquarters, two towns, an enterprise, their depots, and what lies in them.

Everything in it is an example (示例). It is built through the services, once a run, and copied for every test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import accounts, settings
from inventory.ground.people import Organisation, OrganisationKind, Person, Role
from inventory.ground.schema import Base
from inventory.ground.store import Store, now
from inventory.supplies import catalog, places, stock
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Category, Item
from inventory.supplies.ledger import Movement, Voucher
from inventory.supplies.lots import Line, Lot
from inventory.supplies.places import Place, PlaceKind
from inventory.upkeep.verify import verify
from tests.kept import Kept

Made = TypeVar("Made")

# What a test calls them: the model, and the code or login in the store.
NAMES: dict[str, tuple[type[Base], str]] = {
    "headquarters": (Organisation, "HQ"),
    "town": (Organisation, "ZA"),
    "neighbour": (Organisation, "ZB"),
    "enterprise": (Organisation, "QY"),
    "leader": (Person, "leader"),  # administrator and leader at the headquarters
    "officer": (Person, "officer"),  # duty officer at the headquarters
    "keeper": (Person, "keeper"),  # storekeeper at the headquarters
    "townkeeper": (Person, "townkeeper"),  # storekeeper in the town alone
    "neighbourkeeper": (Person, "neighbourkeeper"),  # storekeeper in the other town alone
    "planner": (Person, "planner"),  # planner at the headquarters
    "watcher": (Person, "watcher"),  # reader at the headquarters
    "east": (Place, "CK01"),  # the headquarters' depot, with one room
    "room": (Place, "KF01"),
    "west": (Place, "CK02"),  # the town's depot
    "entrusted": (Place, "CK03"),  # the enterprise's depot
    "away": (Place, "CK05"),  # the other town's depot, with nothing in it
    "bare": (Place, "CK04"),  # a depot of the headquarters with nothing in it
    "team": (Place, "DW01"),
    "shelter": (Place, "AZ01"),
    "works": (Place, "GC01"),
    "bags": (Item, "WZ0001"),  # 条, 包 of 100; 2,000 east, 1,000 west, 300 entrusted; quota 5,000
    "jackets": (Item, "WZ0002"),  # 件; 200 in the room
    "pump": (Item, "WZ0003"),  # 台; 3 east, to be tried every 180 days, never tried
    "sand": (Item, "WZ0004"),  # 吨 with three decimals; 24.8 east
    "biscuits": (Item, "WZ0005"),  # 箱; east: 5 expired 10 days ago, 40 expire in 20 days, 60 in 300 days
    "sacks": (Category, "DL"),
}


class Here:
    """The world within one transaction: `here.session`, and every name above as its row."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __getattr__(self, name: str) -> Any:
        if name not in NAMES:
            raise AttributeError(name)
        model, code = NAMES[name]
        return self.session.scalars(select(model).filter_by(**{model.called: code})).one()


@dataclass(frozen=True)
class World:
    """An open store with the world in it."""

    store: Store
    by: str = "leader"
    kept: Kept | None = field(default=None, repr=False, compare=False)

    def as_(self, login: str) -> World:
        """The same world, acted on and looked at by another officer."""
        return replace(self, by=login)

    def once(self, name: str, make: Callable[[World], Made]) -> Made:
        """What `make` makes of the world as it began: made by the first test that asks, put back for the others."""
        return make(self) if self.kept is None else self.kept.once(name, lambda: make(self))

    def do(self, service: Callable[..., Made], *, request: str | None = None, **facts: Any) -> Made:
        """Press one key: a transaction, every row that the facts name looked up again, the service."""
        with self.store.begin(request) as session:
            again = {name: _again(session, value) for name, value in facts.items()}
            return service(session, getattr(Here(session), self.by), **again)

    def ask(self, query: Callable[..., Any], *rows: Any, **facts: Any) -> list[Any]:
        """What a query gives the officer."""
        with self.store.read() as session:
            again = {name: _again(session, value) for name, value in facts.items()}
            return list(query(session, getattr(Here(session), self.by), *_again(session, rows), **again))

    def __getattr__(self, name: str) -> Any:
        """A row by its name above, as it is now."""
        if name not in NAMES:
            raise AttributeError(name)
        with self.read() as here:
            return getattr(here, name)

    def lots(self, voucher: Voucher) -> list[Lot]:
        """The lots that a voucher moved, in the order of its lines."""
        with self.store.read() as session:
            moved = select(Lot).join(Movement, Movement.lot_id == Lot.id).where(Movement.voucher_id == voucher.id)
            return list(dict.fromkeys(session.scalars(moved.order_by(Movement.line))))

    def held(self, place: Place, what: Item | Lot) -> Decimal | int:
        """How much of an item or a lot is at a place, rooms left aside."""
        with self.store.read() as session:
            mine = Lot.item_id == what.id if isinstance(what, Item) else Lot.id == what.id
            found = select(Balance.quantity).join(Lot, Lot.id == Balance.lot_id).where(mine)
            return sum(session.scalars(found.where(Balance.place_id == place.id)))

    def held_lot(self, lot_id: int, place_id: int) -> Decimal | int:
        """How much of a lot is at the very place with this id."""
        with self.store.read() as session:
            found = select(Balance.quantity).where(Balance.lot_id == lot_id, Balance.place_id == place_id)
            return session.scalar(found) or 0

    def faults(self) -> list[str]:
        """What verify finds wrong."""
        return [str(fault) for fault in verify(self.store)]

    @contextmanager
    def begin(self, request: str | None = None) -> Iterator[Here]:
        """Change the world: `with world.begin() as here: stock.issue(here.session, here.officer, ...)`."""
        with self.store.begin(request) as session:
            yield Here(session)

    @contextmanager
    def read(self) -> Iterator[Here]:
        """Look at the world."""
        with self.store.read() as session:
            yield Here(session)


def _again(session: Session, value: Any) -> Any:
    """The same fact with its rows looked up in this session."""
    if isinstance(value, Base):
        return session.get_one(type(value), value.id)  # type: ignore[attr-defined]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _again(session, getattr(value, one.name)) for one in fields(value)})
    if isinstance(value, tuple):
        return tuple(_again(session, one) for one in value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_again(session, one) for one in value]
    return value


def build(address: str) -> None:
    """Make the world in an empty store."""
    store = Store.open(address)
    with store.begin() as session:
        leader = accounts.found_headquarters(
            session,
            name="示例区防汛指挥部",
            code="HQ",
            login="leader",
            person="示例领导",
            also=lambda root: places.make_ends(session, root),
        )
        here = Here(session)
        _people(session, leader, here.headquarters)
        _places(session, leader, here)
        _catalog(session, leader)
        _stock(session, leader, here)
    store.close()


def _people(session: Session, by: Person, root: Organisation) -> None:
    town = accounts.add_organisation(session, by, parent=root, code="ZA", name="示例镇", kind=OrganisationKind.TOWN)
    other = accounts.add_organisation(session, by, parent=root, code="ZB", name="示例邻镇", kind=OrganisationKind.TOWN)
    accounts.add_organisation(session, by, parent=root, code="QY", name="示例企业", kind=OrganisationKind.ENTERPRISE)
    for login, name, role, where in (
        ("officer", "示例值班员", Role.DUTY_OFFICER, root),
        ("keeper", "示例保管员", Role.STOREKEEPER, root),
        ("townkeeper", "示例镇保管员", Role.STOREKEEPER, town),
        ("neighbourkeeper", "示例邻镇保管员", Role.STOREKEEPER, other),
        ("planner", "示例计划员", Role.PLANNER, root),
        ("watcher", "示例查阅员", Role.READER, root),
    ):
        accounts.add_person(session, by, organisation=where, login=login, name=name, phone="000-示例", role=role)


def _places(session: Session, by: Person, here: Here) -> None:
    for code, name, kind, where in (
        ("CK01", "示例东仓库", PlaceKind.DEPOT, here.headquarters),
        ("CK02", "示例西仓库", PlaceKind.DEPOT, here.town),
        ("CK03", "示例企业代储点", PlaceKind.DEPOT, here.enterprise),
        ("CK04", "示例空仓库", PlaceKind.DEPOT, here.headquarters),
        ("CK05", "示例邻镇仓库", PlaceKind.DEPOT, here.neighbour),
        ("DW01", "示例抢险队", PlaceKind.TEAM, here.headquarters),
        ("AZ01", "示例安置点", PlaceKind.SHELTER, here.town),
        ("GC01", "示例工地", PlaceKind.WORKS, here.headquarters),
    ):
        places.add_place(
            session, by, organisation=where, code=code, name=name, kind=kind, keeper="示例保管员", phone="000-示例"
        )
    places.add_place(
        session, by, organisation=here.headquarters, code="KF01", name="示例库房", kind=PlaceKind.ROOM, parent=here.east
    )


def _catalog(session: Session, by: Person) -> None:
    sacks = catalog.add_category(session, by, code="DL", name="袋类")
    bags = catalog.add_item(session, by, name="编织袋", unit="条", code="WZ0001", category=sacks, aliases="蛇皮袋")
    catalog.set_pack(session, by, item=bags, name="包", quantity=Decimal(100))
    catalog.set_quota(session, by, item=bags, quantity=Decimal(5000), basis="示例依据")
    catalog.add_item(session, by, name="救生衣", unit="件", code="WZ0002")
    catalog.add_item(session, by, name="排水泵", spec="拖车式", unit="台", code="WZ0003", test_interval_days=180)
    catalog.add_item(session, by, name="砂", unit="吨", decimals=3, code="WZ0004")
    catalog.add_item(session, by, name="压缩饼干", unit="箱", code="WZ0005", shelf_life_months=24)


def _stock(session: Session, by: Person, here: Here) -> None:
    month_ago = now() - timedelta(days=30)
    today = settings.today(session)

    def put(place: Place, *lines: Line) -> None:
        stock.opening(session, by, place=place, lines=lines, occurred_at=month_ago, basis="示例")

    put(
        here.east,
        Line(here.bags, Decimal(2000), batch="示例批"),
        Line(here.pump, Decimal(3)),
        Line(here.sand, Decimal("24.8")),
        *(
            _box(here.biscuits, number, today + timedelta(days=days))
            for number, days in ((5, -10), (40, 20), (60, 300))
        ),
    )
    put(here.room, Line(here.jackets, Decimal(200)))
    put(here.west, Line(here.bags, Decimal(1000)))
    put(here.entrusted, Line(here.bags, Decimal(300)))


def _box(item: Item, number: int, expires_on: date) -> Line:
    return Line(item, Decimal(number), expires_on=expires_on)
