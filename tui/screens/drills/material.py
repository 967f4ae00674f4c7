"""The material of a drill: what it needs, which lots would go out first, what is out, and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.practice import material
from inventory.practice.drills import Drill
from inventory.practice.material import DrillSlip, MaterialLine, OutLine
from inventory.supplies.ledger import VOUCHER_NAMES
from reports.table import ROOM, Column, Kind, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills import materialforms
from tui.screens.drills.parts import OVER, PartScreen
from tui.screens.resources.ordering import counter_of
from tui.screens.stock.ledger import VoucherScreen
from tui.telling import told
from tui.widgets.card import Facts, Section

PLAN = Permission.PLAN_DRILLS


class MaterialScreen(PartScreen[MaterialLine]):
    """What a drill needs; what goes out and comes back are real slips of the depots."""

    PART = "material"
    ENTER = "change"
    ENTER_SAYS = N_("Change")
    WHILE_OPEN = frozenset({"add", "change", "drop", "issue"})
    ACTS = (
        Act("issue", N_("Issue what is on the list"), Permission.ISSUE_STOCK, on_row=False),
        Act("all_back", N_("All that is out has come back"), Permission.TAKE_BACK_STOCK, on_row=False),
        Act("some_back", N_("Some of it has come back"), Permission.TAKE_BACK_STOCK, on_row=False),
        Act("change", N_("Change"), PLAN),
        Act("drop", N_("Strike it"), PLAN),
        Act("add", N_("Add material"), PLAN, on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add material"), key_display="Insert"),
        Binding("delete", "drop", N_("Strike out"), key_display="Del"),
    ]

    def __init__(self, drill_id: int) -> None:
        """Take the drill."""
        super().__init__(drill_id)
        self._out: Sequence[OutLine] = ()
        self._slips: Sequence[DrillSlip] = ()

    def columns(self) -> Sequence[Column[MaterialLine]]:
        """What, how much, from where, how it stands, which lots are next."""
        return [
            Column("item", _("Item"), lambda one: f"{one.item} {one.spec}".strip(), width=18),
            Column("needed", _("Needed"), lambda one: one.needed, Kind.QUANTITY, 8),
            Column("unit", _("Unit"), lambda one: one.unit, width=4),
            Column("out", _("Out"), lambda one: one.out, Kind.QUANTITY, 8),
            Column("state", _("State"), _state, Kind.STATE, 14, level=_level),
            Column("place", _("Depot"), lambda one: one.place, width=14),
            Column(
                "lots", _("Lots that go first"), lambda one: _lots(one) or None, width=30, on_screen=ROOM, absent=""
            ),
            Column("note", _("Remarks"), lambda one: one.note or None, width=14, on_screen=ROOM, absent=""),
        ]

    def of(self, session: Session, reader: Person, drill: Drill) -> Sequence[MaterialLine]:
        """The list, what is out, and by which slips."""
        self._out = material.not_returned(session, reader, drill)
        self._slips = material.slips(session, reader, drill)
        return material.material(session, reader, drill)

    def number(self, row: MaterialLine) -> int:
        """The need's own number."""
        return row.need_id

    def words(self, row: MaterialLine) -> str:
        """Item, depot."""
        return key(row.item, row.place)

    def summary(self) -> str:
        """How much is on the list, and how much is out."""
        many = len(self._rows)
        said = [ngettext("{n} line", "{n} lines", many).format(n=figure(many))]
        if short := sum(one.short for one in self._rows):
            said.append(f"{Level.ATTENTION.value} " + _("{n} short").format(n=figure(short)))
        if out := len(self._out):
            said.append(ngettext("{n} still out", "{n} still out", out).format(n=figure(out)))
        return " · ".join(said)

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No material yet. Insert adds what is needed; the oldest lots go out first.")
        return super().empty(text) if text else said

    def facts(self, row: MaterialLine) -> Facts:
        """The lots that would go, what is out of it, and all slips of the drill."""
        state = f"{_level(row).value} {_state(row)}"
        amount = f"{figure(row.needed)} {row.unit}"
        pairs = [(_("State"), state), (_("Needed"), amount), (_("Depot"), row.place), (_("Remarks"), row.note)]
        lots = [[one.number, f"{figure(one.quantity)} {row.unit}", str(one.expires_on or "")] for one in row.lots]
        out = [
            [one.lot, f"{figure(one.left)} {one.unit}", one.holder, one.voucher]
            for one in self._out
            if one.item_id == row.item_id
        ]
        slips = [[one.number, _(VOUCHER_NAMES[one.kind])] for one in self._slips]
        sections = [(_("Lots that go first"), lots), (_("Still out"), out), (_("Slips"), slips)]
        return Facts(
            row.item, [pair for pair in pairs if pair[1]], [Section(title, lines) for title, lines in sections if lines]
        )

    def menu_title(self) -> str:
        """The item that is meant."""
        return self.row.item if self.row is not None else super().menu_title()

    def why_not(self, action: str) -> str:
        """After rights: what was issued already isn't issued again, and only what is out comes back."""
        why = super().why_not(action)
        if why or self.drill is None:
            return why
        if action in {"all_back", "some_back"} and not self._out:
            return _("Nothing of {drill} is out.").format(drill=self.drill.number)
        if action == "issue" and not any(one.left for one in self._rows):
            return _("Nothing on the list of {drill} is left to be issued.").format(drill=self.drill.number)
        return ""

    @property
    def enter_says(self) -> str:
        """Once the drill is over, what is out comes back."""
        is_over = self.drill is not None and self.drill.state in OVER
        return (_("Take back") if self._out else _("Its slip")) if is_over else super().enter_says

    def opened(self, row: MaterialLine) -> None:
        """Enter changes what is needed; once the drill is over it takes back what is out, or shows the slip."""
        if self.drill is None or self.drill.state not in OVER:
            super().opened(row)
            return
        out = [one for one in self._out if one.item_id == row.item_id]
        if out and not self.why_not("some_back"):
            self.action_some_back(row.item_id)
        elif slip := out[0].voucher if out else next((one.number for one in reversed(self._slips)), ""):
            self.app.push_screen(VoucherScreen(slip))
        else:
            super().opened(row)

    @asks
    async def action_add(self) -> None:
        """Add what is needed."""
        counter = counter_of(self)
        given = await self.app.ask(materialforms.need(counter, self.once(), self.drill_id))
        if given is not None and given.get("made") is not None:
            self.bring_to(given["made"])

    @asks
    async def action_change(self) -> None:
        """Change how much is needed."""
        if self.row is not None:
            await self.app.ask(materialforms.amount(counter_of(self), self.once(), self.row))

    @asks
    async def action_drop(self) -> None:
        """Strike it from the list."""
        if (row := self.row) is None:
            return
        if await self.sure(_("Strike {name}?").format(name=row.item), _("Strike it")):
            said = told(lambda _drill: _("{name} was struck.").format(name=row.item))
            self.app.perform(material.drop_material, told=said, code=row.code, **self.about)

    @asks
    async def action_issue(self) -> None:
        """Issue what is left on the list."""
        if self.drill is not None:
            await self.app.ask(materialforms.issue(counter_of(self), self.once(), self.drill, self._rows))

    @asks
    async def action_all_back(self) -> None:
        """All that is out has come back."""
        if self.drill is not None:
            await self.app.ask(materialforms.back(counter_of(self), self.once(), self.drill, self._out))

    @asks
    async def action_some_back(self, item_id: int | None = None) -> None:
        """Some of it has come back, of all that is out or of one item."""
        if self.drill is not None:
            out = [one for one in self._out if item_id in {None, one.item_id}]
            await self.app.ask(materialforms.some_back(counter_of(self), self.once(), self.drill, out))


def _state(one: MaterialLine) -> str:
    if one.short:
        return _("not enough")
    if one.left:
        return _("to be issued")
    return _("out") if one.out else _("back")


def _level(one: MaterialLine) -> Level:
    if one.short:
        return Level.URGENT
    return Level.ATTENTION if one.left or one.out else Level.FINE


def _lots(one: MaterialLine) -> str:
    return _(", ").join(f"{lot.number} {figure(lot.quantity)}" for lot in one.lots)
