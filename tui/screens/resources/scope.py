"""What an agreement promises: its lines, each an item, a class or a thing in words, with how much and how soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session, object_session
from textual.app import ComposeResult
from textual.binding import Binding

from inventory.ground import typed
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.resources import calloffs, promises
from inventory.resources.agreements import Agreement
from inventory.resources.calloffs import TakenLine
from inventory.resources.promises import Promise
from inventory.supplies import catalog
from inventory.supplies.catalog import Category, Item
from reports.agreements import Standing, taken_columns
from reports.table import Column, figure
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen, row_of
from tui.screens.register import Answers, Keeping, KeptRegister, words
from tui.screens.resources.ordering import counter_of, left_words
from tui.screens.retired import SHOW
from tui.widgets.answers import Choice
from tui.widgets.card import Facts
from tui.widgets.fields import Amount, Field, Text
from tui.widgets.fields import Facts as Known
from tui.widgets.pick import Option, Pick, among
from tui.widgets.top import TopLine

KEEP = Permission.KEEP_RESOURCES
OF, ITEM, CLASS, WORDS = "of", "item", "category", "what"


class ScopeScreen(KeptRegister[TakenLine]):
    """The lines of one agreement."""

    KEEPING = Keeping(
        Promise, "promise", promises.add_promise, promises.change_promise, promises.retire_promise,
        promises.revive_promise,
    )  # fmt: skip
    ACTS = (
        Act("change", N_("Change"), KEEP),
        Act("retire", N_("Retire"), KEEP),
        Act("revive", N_("Take back into use"), KEEP),
        Act("add", N_("Add a line"), KEEP, on_row=False),
        SHOW,
    )
    BINDINGS = [Binding("escape", "back", N_("Back"), key_display="Esc")]

    def __init__(self, standing: Standing) -> None:
        """Take the agreement."""
        super().__init__()
        self._held = standing.line

    def compose(self) -> ComposeResult:
        """As every list that lies on top of another."""
        return KeepingScreen.compose(self)

    def _tick(self) -> None:
        """The top line says whose promises these are."""
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=self.label)

    @property
    def label(self) -> str:
        """Whose promises these are."""
        return _("{company}: what it promises").format(company=self._held.company)

    # The list

    def own_columns(self) -> Sequence[Column[TakenLine]]:
        """As in the ledger."""
        return taken_columns()

    def read(self, session: Session, reader: Person) -> Sequence[TakenLine]:
        """The lines with what was called on them."""
        agreement = session.get_one(Agreement, self._held.agreement_id)
        return calloffs.taken_up(session, reader, agreement=agreement, retired=self.with_retired)

    def number(self, row: TakenLine) -> int:
        """The line's own number."""
        return row.promise.promise_id

    def named(self, row: TakenLine) -> str:
        """What is promised."""
        return row.promise.what

    def words(self, row: TakenLine) -> str:
        """What is promised, its class, its number."""
        return key(row.promise.what, row.promise.category, row.promise.code)

    def called(self, one: Promise) -> str:
        """What a line promises, once it was kept."""
        session = object_session(one)
        if session is None or one.what:
            return one.what
        return str(
            session.get_one(Item, one.item_id) if one.item_id else session.get_one(Category, one.category_id).name
        )

    def summary(self) -> str:
        """How many lines."""
        n = sum(not row.retired for row in self._rows)
        return ngettext("{n} line", "{n} lines", n).format(n=figure(n))

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("Nothing is promised yet. Insert enters the first line: an item, a class, or in words.")
        return super().empty(text) if text else said

    def facts(self, row: TakenLine) -> Facts:
        """How much, how soon, where to; what was called of it."""
        promise, used = row.promise, row.usage
        hours = _("within {hours} h").format(hours=figure(promise.hours)) if promise.hours else ""
        return self.about(
            row,
            [
                (_("Promised"), "" if promise.quantity is None else f"{figure(promise.quantity)} {promise.unit}"),
                (_("Within"), hours),
                (_("Brought to"), promise.place),
                (_("Can still be called off"), left_words(row) or _("○ not known")),
                (_("Called off"), figure(used.called)),
                (_("Has come"), figure(used.delivered)),
                *([(_("Lacking"), f"▲ {figure(used.missing)}")] if used.missing else []),
                *([(_("Remarks"), promise.note)] if promise.note else []),
                (_("Number"), promise.code),
            ],
        )

    # Entering and changing

    def known(self, row: TakenLine) -> dict[str, Any]:
        """What its form shows at first; what isn't in words has none to change."""
        promise = row.promise
        is_words = promise.item_id is None and promise.category_id is None
        return vars(promise) | ({WORDS: promise.name} if is_words else {})

    def fields(self, known: Mapping[str, Any]) -> list[Field]:
        """What, how much, how soon, where to."""
        item_id = known.get("item_id")
        counter = counter_of(self)

        def read(raw: str, typed_so_far: Known) -> Decimal:
            item = item_id or typed_so_far.get(ITEM)
            return counter.quantity(item, raw) if isinstance(item, int) else typed.number(raw, field="quantity")

        def shown(name: str) -> str:
            value = known.get(name)
            return "" if value is None else f"{value:f}"

        def in_units(typed_so_far: Known) -> str:
            item = item_id or typed_so_far.get(ITEM)
            return counter.item(item).unit if isinstance(item, int) else ""

        def has_unit(typed_so_far: Known) -> bool:
            return not item_id and typed_so_far.get(OF) != ITEM

        return [
            *self._thing(known),
            Amount(
                "quantity", _("Quantity"), parse=read, default=shown("quantity"), required=False, width=14,
                hint=lambda so_far: in_units(so_far) or _("empty: nobody has said"),
            ),
            words("unit", _("Counted in"), known, longest=20, width=10, when=has_unit),
            Amount(
                "hours", _("Within hours"), default=shown("hours"), required=False, width=10,
                hint=_("until it is there; empty: nobody has said"),
            ),
            words("place", _("Brought to"), known, longest=200),
            words("note", _("Remarks"), known),
        ]  # fmt: skip

    def _thing(self, known: Mapping[str, Any]) -> list[Field]:
        """What is promised; of a line that is there, only its words can be corrected."""
        if known:
            return [Text(WORDS, _("In words"), longest=200, default=known[WORDS])] if WORDS in known else []
        classes = self.look(lambda session, _reader: catalog.categories(session))
        options = [Option(number, name, code) for number, code, name in classes]

        def of(which: str) -> Any:  # noqa: ANN401 - a field's own question
            return lambda so_far: so_far.get(OF) == which

        sorts = [(ITEM, _("an item")), (CLASS, _("a class of supplies")), (WORDS, _("in words"))]
        return [
            Choice(OF, _("What is promised"), sorts),
            Pick(ITEM, _("Item"), counter_of(self).items, when=of(ITEM), hint=_("initials will do")),
            Pick(CLASS, _("Class"), among(options, [key(one.label, one.detail) for one in options]), when=of(CLASS)),
            Text(WORDS, _("In words"), longest=200, when=of(WORDS), hint=_("a machine, a vehicle, a service")),
        ]

    def meant(self, facts: Answers) -> Answers:
        """Rows for what was picked; a new line, which says what sort it is, says whose it is too."""
        rows = {ITEM: Item, CLASS: Category}
        given = {name: row_of(rows[name], fact) if name in rows else fact for name, fact in facts.items()}
        if given.pop(OF, None):
            given["agreement"] = row_of(Agreement, self._held.agreement_id)
        return given
