"""Forms for the catalogue: items, their packs and quotas."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import cast

from inventory.ground.i18n import _
from inventory.ground.search import key
from inventory.supplies import catalog, corrections
from inventory.supplies.catalog import Category, Item, ItemLine, Quota, QuotaLine
from inventory.supplies.places import STORES, Place
from reports.table import figure
from tui.screens.stock.counter import Counter, ItemFacts, row
from tui.screens.stock.fields import HowMuch, text, where
from tui.screens.stock.subject import Subject
from tui.screens.stock.telling import Teller
from tui.widgets.answers import Choice
from tui.widgets.fields import Amount, Field, Text
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among

Answers = dict[str, object]
SPANS = ("shelf_life_months", "test_interval_days")


def _class(counter: Counter, default: str = "") -> Pick:
    with counter.read() as (session, _officer):
        found = catalog.categories(session)
    options = [Option(number, name, code) for number, code, name in found]
    first = next((one for one in options if one.label == default), None) if default else None
    find = among(options, [key(one.label, one.detail) for one in options])
    return Pick("category", _("Class"), find, default=first, required=False)


def _described(counter: Counter, line: ItemLine | None) -> list[Field]:
    """What may be said of an item, and corrected later."""

    def held(name: str) -> str:
        value = getattr(line, name) if line else ""
        return str(value or "")

    return [
        text("barcode", _("Barcode"), 64, default=held("barcode"), hint=_("scan it")),
        text("aliases", _("Also called"), 400, default=held("aliases")),
        _class(counter, held("category")),
        text("gb_code", _("GB/T 38565"), 7, default=held("gb_code"), width=10),
        Amount(
            "shelf_life_months",
            _("Keeps"),
            required=False,
            default=held("shelf_life_months"),
            width=8,
            hint=_("months"),
        ),
        Amount(
            "test_interval_days",
            _("Trial run"),
            required=False,
            default=held("test_interval_days"),
            width=8,
            hint=_("days apart; empty where none is needed"),
        ),
        text("note", _("Note"), 2000, default=held("note")),
    ]


def _spans(facts: Answers) -> Answers:
    """Months and days as whole numbers; what is no whole number is left for the rule to refuse."""
    spans = {name: cast("Decimal | None", facts.get(name)) for name in SPANS}
    return {
        name: None if value is None else int(value) if value == value.to_integral_value() else value
        for name, value in spans.items()
    }


def add_item(counter: Counter, name: str = "") -> Form:
    """新增物资: a new kind of thing; the form answers with its number in the fact `made`."""
    decimals = [(0, _("whole")), (1, "0.1"), (2, "0.01"), (3, "0.001")]

    def submit(facts: Answers) -> None:
        def told(teller: Teller, item: Item) -> str:
            facts["made"] = item.id
            return _entered(teller, item, _("entered; Space 1 receives it"))

        given = {**facts, **_spans(facts), "category": row(Category, facts.get("category"))}
        counter.do(catalog.add_item, told, **given)

    return Form(
        _("New item"),
        Text("name", _("Name"), default=name),
        text("spec", _("Spec")),
        Text("unit", _("Unit"), longest=20, width=10, hint=_("the unit stays: the ledger counts in it")),
        Choice("decimals", _("Counted to"), decimals),
        text("code", _("Code"), 40, hint=_("empty: the next free one"), width=16),
        *_described(counter, None),
        submit=submit,
        verb=_("Enter the item"),
        draft="add_item",
        sender=counter,
    )


def change_item(counter: Counter, subject: Subject) -> Form:
    """修改物资: what is known of an item; unit and code stay."""
    with counter.read() as (session, _officer):
        line = catalog.item_line(session, session.get_one(Item, subject.item_id))

    def submit(facts: Answers) -> None:
        spans = {name: value or 0 for name, value in _spans(facts).items()}
        given = {**facts, **spans, "category": row(Category, facts.get("category"))}
        counter.do(
            catalog.change_item,
            lambda teller, item: _entered(teller, item, _("changed")),
            **{**given, "item": row(Item, subject.item_id)},
        )

    return Form(
        _("Change {item}").format(item=f"{line.name} ({line.code})"),
        Text("name", _("Name"), default=line.name),
        text("spec", _("Spec"), default=line.spec),
        *_described(counter, line),
        submit=submit,
        verb=_("Change"),
        draft=f"change_item.{subject.item_id}",
        sender=counter,
    )


def _entered(teller: Teller, item: Item, done: str) -> str:
    return teller.remarked(f"{item.code} {item}  {done}")


def set_pack(counter: Counter, subject: Subject) -> Form:
    """包装: how many units a pack holds."""
    item = counter.item(subject.item_id)
    packs = ", ".join(f"1 {name} = {figure(size)} {item.unit}" for name, size in item.packs.items())

    def submit(facts: Answers) -> None:
        def told(teller: Teller, one: Item) -> str:
            size = figure(cast("Decimal", facts["quantity"]))
            return teller.remarked(f"{one}  1 {facts['name']} = {size} {one.unit}")

        counter.do(catalog.set_pack, told, **{**facts, "item": row(Item, subject.item_id)})

    return Form(
        _("Packs of {item}").format(item=item.name),
        Text("name", _("Pack"), longest=20, width=10, hint=packs),
        Amount("quantity", _("Holds"), width=12, hint=_("{unit}; 0 takes the pack away").format(unit=item.unit)),
        submit=submit,
        verb=_("Set"),
    )


def set_quota(counter: Counter, subject: Subject) -> Form:
    """定额: how much there should be, and on what basis."""
    item = counter.item(subject.item_id)
    held = next((one for one in _quotas(counter, subject) if (one.place_id or 0) == subject.place_id), None)

    def submit(facts: Answers) -> None:
        def told(teller: Teller, quota: Quota) -> str:
            place = str(teller.session.get_one(Place, quota.place_id)) if quota.place_id else ""
            return teller.remarked(_quota(item, place, quota.quantity))

        given = {**facts, "item": row(Item, subject.item_id), "place": row(Place, facts.get("place"))}
        counter.do(catalog.set_quota, told, **given)

    return Form(
        _("Quota of {item}").format(item=item.name),
        HowMuch(counter, item.item_id, label=_("Quota"), default=f"{held.quantity:f}" if held else "", zero=True),
        Text("basis", _("Basis"), longest=400, default=held.basis if held else ""),
        where(counter, "place", _("Only at"), STORES, default=subject.place_id, required=False),
        submit=submit,
        verb=_("Set the quota"),
    )


def _quotas(counter: Counter, subject: Subject) -> list[QuotaLine]:
    with counter.read() as (session, officer):
        return catalog.quotas(session, officer, session.get_one(Item, subject.item_id))


def _quota(item: ItemFacts, place: str, quantity: Decimal) -> str:
    return _("Quota of {item} {place}: {quantity} {unit}").format(
        item=item.name, place=place or _("in all"), quantity=figure(quantity), unit=item.unit
    )


def quotas_of(counter: Counter, subject: Subject) -> list[tuple[str, int]]:
    """The quotas that can be taken away, in words, with their places; where one is pointed at, that one alone."""
    item, found = counter.item(subject.item_id), _quotas(counter, subject)
    meant = [one for one in found if one.place_id == subject.place_id] or found
    return [(_quota(item, one.place, one.quantity), one.place_id or 0) for one in meant]


def lift(counter: Counter, subject: Subject, place_id: int) -> None:
    """取消定额: how much there should be is not set any more."""

    def told(teller: Teller, item: Item) -> str:
        place = str(teller.session.get_one(Place, place_id)) if place_id else _("in all")
        return teller.remarked(_("Quota of {item} {place}: not set any more").format(item=item, place=place))

    counter.perform(catalog.lift_quota, told, item=row(Item, subject.item_id), place=row(Place, place_id))


def retire(counter: Counter, subject: Subject) -> None:
    """停用: off the lists; its history stays."""
    _turn(counter, subject, corrections.retire_item, _("retired"))


def revive(counter: Counter, subject: Subject) -> None:
    """恢复使用: on the lists again."""
    _turn(counter, subject, corrections.revive_item, _("in use again"))


def _turn(counter: Counter, subject: Subject, service: Callable[..., Item], done: str) -> None:
    counter.perform(service, lambda teller, item: _entered(teller, item, done), item=row(Item, subject.item_id))
