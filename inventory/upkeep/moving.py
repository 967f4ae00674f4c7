"""Moving in: catalogue, places, persons and opening stock taken over at once, all of it or nothing.

What is there already with the same content is left as it is, so the same rows can be taken over twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from inventory.ground import accounts, audit, settings, typed
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.names import Retired
from inventory.ground.people import ROLE_NAMES, Organisation, Permission, Person, Role, headquarters, require
from inventory.ground.text import clean
from inventory.supplies import catalog, places, stock
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Voucher, VoucherKind
from inventory.supplies.lots import Condition, Line, Mode, expiry, make_lots
from inventory.supplies.places import Place, PlaceKind, end
from inventory.supplies.posting import Step, post
from inventory.upkeep.rows import ItemRow, Moved, OpeningRow, PersonRow, PlaceRow, RowFault, Told
from inventory.upkeep.there import OpeningKey, There

# Rules ---------------------------------------------------------------------------------------------------------


class NotMovedIn(Refused):
    """All or nothing; `faults` are all that is wrong."""

    message = N_("Nothing was taken over: {n} things must be put right first.")

    def __init__(self, faults: Sequence[RowFault]) -> None:
        """Keep every fault for whoever can say where it stands."""
        super().__init__(n=len(faults))
        self.faults = list(faults)


class OtherContent(Refused):
    """A code stands for one thing."""

    message = N_("{code} is there already, with another content: {held}")


class OpenedOtherwise(Refused):
    """Opening stock is entered once."""

    message = N_("{voucher} has opened {item} at {place} with {quantity} already: reverse it first, or leave this out.")


class RowTwice(Refused):
    """Two rows that nothing tells apart."""

    message = N_("{name} stands here twice: leave one out, or make one of both.")


class NeedsBasis(Refused):
    """A quota without its basis is a rumour."""

    message = N_("The quota of {item} needs its basis.")


# Work ----------------------------------------------------------------------------------------------------------


class _Moving:
    """One moving in, fault by fault."""

    def __init__(self, session: Session, by: Person, when: datetime) -> None:
        self.session, self.by, self.when = session, by, when
        self.root = headquarters(session)
        self.there = There(session)
        self.moved = Moved()
        self.faults: list[RowFault] = []
        self.seen: set[tuple[str, object]] = set()
        self.allowed: set[int] = set()

    @contextmanager
    def row(self, part: str, at: int, of: str = "") -> Iterator[None]:
        """One row, or one fact of it: what is refused is noted, and the next row comes."""
        try:
            yield
        except Refused as refusal:
            self.faults.append(RowFault(part, at, of or refusal.field or "", str(refusal)))

    def once(self, part: str, key: object, name: object) -> None:
        """Refuse a second row of the same thing."""
        if (part, key) in self.seen:
            raise RowTwice(name=name)
        self.seen.add((part, key))

    def same(self, part: str, at: int, told: Told, pairs: Sequence[tuple[str, object, object]]) -> None:
        """Leave what is there as it is; a fault for each fact in which the row says something else."""
        self.moved.kept.append(told)
        for of, said, held in pairs:
            if said != held:
                with self.row(part, at, of):
                    raise OtherContent(code=told.code, held=_said(held))

    # The lists

    def item(self, at: int, row: ItemRow) -> None:
        """One item with its packs and its quota."""
        held = self.there.item_of(_code(row.code), _whole(row.name, row.spec))
        self.once("items", _code(row.code) or _whole(row.name, row.spec), row.code or row.name)
        if row.quota is not None and not row.basis.strip():
            raise NeedsBasis(field="basis", item=row.name)
        if held is not None:
            self._same_item(at, row, held)
            return
        facts = {"name": row.name, "unit": row.unit, "code": row.code, "spec": row.spec, "gb_code": row.gb_code}
        made = audit.part(catalog.add_item)(
            self.session,
            self.by,
            **facts,
            decimals=row.decimals,
            category=self._category(row.category),
            barcode=row.barcode,
            aliases=row.aliases,
            shelf_life_months=row.shelf_life_months,
            test_interval_days=row.test_interval_days,
            note=row.note,
        )
        self.there.add_item(made)
        for name, quantity in row.packs:
            with self.row("items", at, "packs"):
                audit.part(catalog.set_pack)(self.session, self.by, item=made, name=name, quantity=quantity)
                self.there.packs.setdefault(made.id, {})[name] = quantity
        if row.quota is not None:
            with self.row("items", at, "quota"):
                audit.part(catalog.set_quota)(self.session, self.by, item=made, quantity=row.quota, basis=row.basis)
        self.moved.made.append(Told("items", at, made.code, str(made)))

    def _same_item(self, at: int, row: ItemRow, held: Item) -> None:
        if held.retired:
            raise Retired(field="code", name=held)
        quota, basis = self.there.quotas.get(held.id, (None, ""))
        category = self.there.category_of(held.category_id)
        texts = ("name", "spec", "unit", "gb_code", "aliases", "note")
        pairs: list[tuple[str, object, object]] = [(of, _kept(getattr(row, of)), getattr(held, of)) for of in texts]
        pairs += [(of, getattr(row, of), getattr(held, of)) for of in ("decimals", *catalog.SPANS)]
        called = category.name if category and _kept(row.category) != category.code else _kept(row.category)
        pairs += [
            ("barcode", _kept(row.barcode), held.barcode or ""),
            ("category", _kept(row.category), called if category else ""),
            ("packs", dict(row.packs), self.there.packs.get(held.id, {})),
            ("quota", row.quota, quota),
            ("basis", _kept(row.basis), basis),
        ]
        self.same("items", at, Told("items", at, held.code, str(held)), pairs)

    def _category(self, text: str) -> catalog.Category | None:
        """A category by code or name; one that isn't there is made."""
        if not (name := _kept(text)):
            return None
        found = self.there.categories.get(name)
        if found is None:
            code = self.there.free_category_code()
            found = audit.part(catalog.add_category)(self.session, self.by, code=code, name=name)
            self.there.add_category(found)
        return found

    def place(self, at: int, row: PlaceRow) -> None:
        """One place."""
        owner = self._organisation(row.organisation)
        parent = self.there.place(row.parent, "parent") if row.parent.strip() else None
        above = parent.id if parent else None
        held = self.there.place_of(_code(row.code), _kept(row.name), above)
        self.once("places", _code(row.code) or (_kept(row.name), above), row.code or row.name)
        if held is not None:
            if held.retired:
                raise Retired(field="code", name=held)
            texts = ("name", "keeper", "phone", "address", "note")
            pairs: list[tuple[str, object, object]] = [(of, _kept(getattr(row, of)), getattr(held, of)) for of in texts]
            kinds = (_(places.KIND_NAMES[row.kind]), _(places.KIND_NAMES[held.kind]))
            pairs += [("kind", *kinds), ("parent", parent, self.there.parent_of(held))]
            pairs += [("organisation", owner.name, self.there.owner_of(held).name)]
            self.same("places", at, Told("places", at, held.code, str(held)), pairs)
            return
        made = audit.part(places.add_place)(
            self.session,
            self.by,
            organisation=owner,
            name=row.name,
            kind=row.kind,
            parent=parent,
            code=row.code,
            keeper=row.keeper,
            phone=row.phone,
            address=row.address,
            note=row.note,
        )
        self.there.add_place(made)
        self.moved.made.append(Told("places", at, made.code, str(made)))

    def person(self, at: int, row: PersonRow) -> None:
        """One person with their roles."""
        owner, login = self._organisation(row.organisation), _kept(row.login)
        self.once("persons", login, login)
        held = self.there.persons.get(login)
        if held is not None:
            if held.retired:
                raise Retired(field="login", name=held.name)
            texts = ("name", "post", "phone")
            pairs: list[tuple[str, object, object]] = [(of, _kept(getattr(row, of)), getattr(held, of)) for of in texts]
            pairs += [("organisation", owner.name, self.there.owner_of(held).name)]
            pairs += [("roles", _roles(row.roles), _roles(self.there.roles_of(held)))]
            self.same("persons", at, Told("persons", at, held.login, held.name), pairs)
            return
        made = audit.part(accounts.add_person)(
            self.session,
            self.by,
            organisation=owner,
            login=row.login,
            name=row.name,
            post=row.post,
            phone=row.phone,
        )
        for role in dict.fromkeys(row.roles):
            with self.row("persons", at, "roles"):
                audit.part(accounts.give_role)(self.session, self.by, person=made, organisation=owner, role=role)
        self.moved.made.append(Told("persons", at, made.login, made.name))

    def _organisation(self, text: str) -> Organisation:
        return self.there.organisation(text, "organisation") if text.strip() else self.root

    def opening(self, rows: Sequence[OpeningRow]) -> list[tuple[Line, Place, Mode, Condition]]:
        """What comes in: the rows that nobody has entered before."""
        coming = []
        for at, row in enumerate(rows):
            with self.row("opening", at):
                if (one := self._coming(at, row)) is not None:
                    coming.append(one)
        return coming

    def _coming(self, at: int, row: OpeningRow) -> tuple[Line, Place, Mode, Condition] | None:
        item, place = self.there.item(row.item, "item"), self.there.place(row.place, "place")
        self._must_store(item, place)
        packs = self.there.packs.get(item.id, {})
        quantity = typed.quantity(row.quantity, unit=item.unit, packs=packs, places=item.decimals)
        batch = clean(row.batch, field="batch", longest=80, blank=True)
        maker = clean(row.maker, field="maker", blank=True)
        quality = clean(row.quality, field="quality", longest=200, blank=True)
        line = Line(item, quantity, None, "", batch, maker, row.produced_on, row.expires_on, quality)
        mode = row.mode or stock.mode_of(self.session, place)
        expires = expiry(line, settings.today(self.session, self.when))
        key = OpeningKey(item.id, place.id, batch, maker, quality, row.produced_on, expires, row.condition, mode)
        self.once("opening", key, f"{item} ({place})")
        told = Told("opening", at, item.code, f"{item} · {place} · {quantity:,f} {item.unit}")
        if (held := self.there.opened.get(key)) is None:
            self.moved.made.append(told)
            return line, place, mode, row.condition
        if held[0] != quantity:
            facts = {"voucher": held[1], "item": item, "place": place, "quantity": f"{held[0]:,f}"}
            raise OpenedOtherwise(field="quantity", **facts)
        self.moved.kept.append(told)
        return None

    def _must_store(self, item: Item, place: Place) -> None:
        stock.must_store(place, "place")
        if item.retired:
            raise Retired(field="item", name=item)
        if place.organisation_id not in self.allowed:
            require(self.session, self.by, Permission.OPEN_BOOKS, place.organisation_id)
            self.allowed.add(place.organisation_id)

    def book(self, coming: Sequence[tuple[Line, Place, Mode, Condition]], **papers: str) -> Voucher:
        """One voucher for all of it, wherever it lies."""
        lots = make_lots(self.session, [(line, mode, condition) for line, _place, mode, condition in coming], self.when)
        supply, target = end(self.session, PlaceKind.SUPPLY), coming[0][1]
        owners = {place.organisation_id for _line, place, _mode, _condition in coming}
        steps = [Step(lot, supply.id, one[1].id, one[0].quantity) for lot, one in zip(lots, coming, strict=True)]
        return post(
            self.session,
            self.by,
            kind=VoucherKind.OPENING,
            occurred_at=self.when,
            source=supply,
            target=target,
            steps=steps,
            organisation_id=owners.pop() if len(owners) == 1 else self.root.id,
            **papers,
        )


DEPTH = {PlaceKind.ROOM: 1, PlaceKind.SHELF: 2}  # what lies in another place comes after it


def _said(held: object) -> str:
    """What the store holds, as a fault tells it."""
    if isinstance(held, Decimal):
        return f"{held:,f}"
    if isinstance(held, dict):
        held = _("; ").join(f"{name}={quantity:f}" for name, quantity in held.items())
    return "—" if held in (None, "") else str(held)


def _roles(roles: Iterable[Role]) -> str:
    return _(", ").join(_(name) for role, name in ROLE_NAMES.items() if role in set(roles))


def _kept(text: str) -> str:
    """A text as it is kept, where it is one that can be."""
    return clean(text, field="name", longest=4000, blank=True)


def _code(text: str) -> str:
    return clean(text, field="code", longest=40, blank=True)


def _whole(name: str, spec: str) -> str:
    return f"{_kept(name)} {_kept(spec)}".strip()


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.OPEN_BOOKS)
def move_in(
    session: Session,
    by: Person,
    *,
    items: Sequence[ItemRow] = (),
    places: Sequence[PlaceRow] = (),
    persons: Sequence[PersonRow] = (),
    opening: Sequence[OpeningRow] = (),
    occurred_at: datetime | None = None,
    basis: str = "",
    note: str = "",
) -> Voucher | None:
    """Take over a catalogue, places, persons and what was there when the books began; all of it or nothing.

    Each row takes the right that it would take alone; the opening stock of all places is one voucher. `told` says
    what came of each row. The right is asked for the whole headquarters: each row is held against all that is there,
    whosever it is, and a fault tells it.
    """
    moving = _Moving(session, by, instant(session, occurred_at))
    given_codes_first = sorted(enumerate(items), key=lambda one: not one[1].code.strip())
    for at, item in given_codes_first:
        with moving.row("items", at):
            moving.item(at, item)
    for at, place in sorted(enumerate(places), key=lambda one: (DEPTH.get(one[1].kind, 0), not one[1].code.strip())):
        with moving.row("places", at):
            moving.place(at, place)
    for at, person in enumerate(persons):
        with moving.row("persons", at):
            moving.person(at, person)
    coming = moving.opening(opening)
    if moving.faults:
        raise NotMovedIn(moving.faults)
    if coming:
        moving.moved.voucher = moving.book(coming, basis=basis, note=note)
    session.info["moved"] = moving.moved
    return moving.moved.voucher


def told(session: Session) -> Moved:
    """What came of moving in, in this transaction."""
    moved: Moved = session.info["moved"]
    return moved
