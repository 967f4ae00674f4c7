"""Stop orders (熔断令): all of them, and one with its departments, their receipts and what checks found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.response.stoporders import (
    HOLDING,
    STOP_STATE_NAMES,
    StopLine,
    StopOrder,
    StopState,
    StopStepKind,
    StopStepLine,
    departments_of,
    stop_order,
    stop_orders,
)
from reports.table import ROOM, Column, Kind, Level, figure
from tui.desk import Desk
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.duty import papers
from tui.screens.keeping import KeepingScreen
from tui.screens.register import OTHER, PAPER, Once, RegisterScreen
from tui.screens.response import stopforms
from tui.screens.response.asking import BesideBoard
from tui.screens.response.looking import look
from tui.screens.response.words import measures_said, receipts, stop_level
from tui.widgets.card import Facts, Section
from tui.widgets.fitting import Clock
from tui.widgets.top import TopLine

RECORD, APPROVE = Permission.RECORD_STOPS, Permission.APPROVE_STOPS
ORDER = "stop-order"
STEP_NAMES = {
    StopStepKind.APPROVED: N_("approved"),
    StopStepKind.WITHDRAWN: N_("withdrawn"),
    StopStepKind.RECEIPT: N_("confirmed"),
    StopStepKind.CHECKED: N_("checked"),
    StopStepKind.ENDED: N_("ended"),
}


def card(one: StopLine, clock: Clock) -> Facts:
    """All that an order says, and what became of it."""
    pairs = [
        (_("State"), f"{stop_level(one).value} {_(STOP_STATE_NAMES[one.state])}"),
        (_("Stopped"), _("; ").join(f"{it.name} {it.department}".rstrip() for it in one.measures)),
        (_("Area"), one.area),
        (_("From"), clock.said(one.begins_at) or _("its approval")),
        (_("Until"), clock.said(one.ends_at) or _("it is ended")),
        (_("Not for"), one.exempt),
        (_("Issued by"), one.issuer),
        (_("Basis"), one.basis),
        (_("Warning"), one.warning),
        (_("Response"), f"{one.level} {one.response}".strip()),
        (_("Drafted"), f"{one.by} {clock.said(one.recorded_at)}"),
    ]
    steps = [[clock.said(it.at), _step(it)] for it in one.steps]
    return Facts(one.number, [pair for pair in pairs if pair[1]], [Section(_("Since then"), steps)] if steps else [])


def _step(one: StopStepLine) -> str:
    alone = _("alone: {why}").format(why=one.alone) if one.alone else ""
    failed = _("not carried out") if one.carried_out is False else ""
    said = (one.department, _(STEP_NAMES[one.kind]), one.number, one.who, failed, one.note, alone)
    return " ".join(part for part in said if part)


class StopsScreen(BesideBoard, RegisterScreen[StopLine]):
    """The stop orders of the officer's branch, the last first."""

    NAME, REPORT = "stops", "stops"
    ACTS = (
        Act("look", N_("Its departments, receipts and checks")),
        Act("approve", N_("Approve it"), APPROVE),
        Act("end", N_("End it"), APPROVE),
        Act("withdraw", N_("Withdraw the draft"), RECORD),
        Act("paper_order", N_("The order on paper")),
        Act("add", N_("Draft a stop order"), RECORD, on_row=False),
        PAPER,
        OTHER,
    )

    def columns(self) -> Sequence[Column[StopLine]]:
        """Which, what, where, until when, how it stands."""
        return [
            Column("number", _("Number"), lambda one: one.number, width=12),
            Column("measures", _("Stopped"), measures_said, width=16),
            Column("area", _("Area"), lambda one: one.area, width=14),
            Column("state", _("State"), lambda one: _(STOP_STATE_NAMES[one.state]), Kind.STATE, 14, level=stop_level),
            Column("receipts", _("Receipts"), lambda one: receipts(one) or None, width=10, absent=""),
            Column("begins_at", _("From"), lambda one: one.begins_at, Kind.MOMENT, 11, ROOM, absent=""),
            Column("ends_at", _("Until"), lambda one: one.ends_at, Kind.MOMENT, 11, ROOM, absent=""),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[StopLine]:
        """All of them."""
        return stop_orders(session, reader)

    def number(self, row: StopLine) -> int:
        """The order's own number."""
        return row.order_id

    def words(self, row: StopLine) -> str:
        """Number, what is stopped, where."""
        return key(row.number, measures_said(row), row.area, row.issuer)

    def summary(self) -> str:
        """How many hold."""
        n = sum(one.state is StopState.IN_FORCE for one in self._rows)
        return ngettext("{n} in force", "{n} in force", n).format(n=figure(n))

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No stop order yet. Insert drafts one; it holds once somebody has approved it.")
        return super().empty(text) if text else said

    def facts(self, row: StopLine) -> Facts:
        """All that it says, and what became of it."""
        return card(row, self.lines.clock)

    def menu_title(self) -> str:
        """The highlighted order."""
        return f"{self.row.number} {measures_said(self.row)}" if self.row is not None else self.label

    def why_not(self, action: str) -> str:
        """After rights: how the order stands."""
        why = super().why_not(action)
        return why if why or not self.has_row() or self.row is None else why_not(self.row, action)

    def opened(self, row: StopLine) -> None:
        """Enter: its departments."""
        self.app.push_screen(StopScreen(row.order_id))

    def action_look(self) -> None:
        """As Enter."""
        if self.row is not None:
            self.opened(self.row)

    @asks
    async def action_add(self) -> None:
        """Draft one."""
        if why := stopforms.why_no_draft(self.desk):
            self.tell(why, "ATTENTION")
        else:
            await self.enter(stopforms.draft(self.desk, self.once(), look(self.desk), None))

    @asks
    async def action_approve(self) -> None:
        """Let it hold."""
        if self.row is not None:
            await self.app.ask(stopforms.approve(self.desk, self.once(), self.row))

    @asks
    async def action_end(self) -> None:
        """End it by another order."""
        if self.row is not None:
            await self.app.ask(stopforms.end(self.desk, self.once(), self.row))

    @asks
    async def action_withdraw(self) -> None:
        """Give the draft up."""
        if self.row is not None:
            await self.app.ask(stopforms.withdraw(self.once(), self.row))

    def action_paper_order(self) -> None:
        """The order, ready to print."""
        if self.row is not None:
            papers.show(self.app, ORDER, stop=self.row.number)


def why_not(one: StopLine, action: str) -> str:
    """Why this can't become of an order as it stands; empty where it can."""
    state = _("{number} is {state}.").format(number=one.number, state=_(STOP_STATE_NAMES[one.state]))
    if action in {"approve", "withdraw"} and one.state is not StopState.DRAFT:
        return state
    if action == "end" and one.state not in HOLDING:
        return state
    if action in {"receipt", "check"} and one.approved is None:
        return state
    return ""


# One order -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DepartmentLine:
    """A department of an order: that it confirmed, and what the last check found."""

    name: str
    receipt: StopStepLine | None
    check: StopStepLine | None


def departments(one: StopLine) -> list[DepartmentLine]:
    """The departments that an order names, and those of which something was entered besides."""
    names = dict.fromkeys(
        [*departments_of([it.department for it in one.measures]), *(it.department for it in one.steps)]
    )
    return [
        DepartmentLine(
            name,
            next((it for it in one.of(StopStepKind.RECEIPT) if it.department == name), None),
            next((it for it in reversed(one.of(StopStepKind.CHECKED)) if it.department == name), None),
        )
        for name in names
        if name
    ]


class StopScreen(KeepingScreen[DepartmentLine]):
    """One stop order: every department that carries it out."""

    ACTS = (
        Act("receipt", N_("It has confirmed"), RECORD),
        Act("check", N_("What a check found"), RECORD),
        Act("approve", N_("Approve the order"), APPROVE, on_row=False),
        Act("withdraw", N_("Withdraw the draft"), RECORD, on_row=False),
        Act("end", N_("End the stop"), APPROVE, on_row=False),
        Act("paper_order", N_("The order on paper"), on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "receipt", N_("Receipt"), key_display="Insert"),
    ]

    def __init__(self, order_id: int) -> None:
        """Take the order."""
        super().__init__()
        self._order_id = order_id
        self.order: StopLine | None = None

    @property
    def desk(self) -> Desk:
        """The desk that it stands at."""
        if self.app.desk is None:  # opened from a place, which stands at one
            raise RuntimeError
        return self.app.desk

    def _tick(self) -> None:
        """The top line says which order this is."""
        for top in self.query(TopLine) if self.is_current else ():
            title = f"{self.order.number} {measures_said(self.order)}" if self.order else _("Stop order")
            top.heading = replace(self.app.heading, place=title)

    def read(self, session: Session, reader: Person) -> Sequence[DepartmentLine]:
        """Its departments."""
        self.order = stop_order(session, reader, session.get_one(StopOrder, self._order_id))
        return departments(self.order) if self.order else []

    def columns(self) -> Sequence[Column[DepartmentLine]]:
        """Who, when it confirmed and through whom, what a check found."""
        return [
            Column("name", _("Carried out by"), lambda one: one.name, width=18),
            Column("receipt", _("Receipt"), self._receipt, Kind.STATE, 12, level=self._confirmed),
            Column("who", _("Confirmed by"), lambda one: one.receipt.who if one.receipt else None, width=12, absent=""),
            Column("check", _("Check on site"), _checked, Kind.STATE, 16, level=_found),
            Column("note", _("What was seen"), lambda one: one.check.note if one.check else None, width=18, absent=""),
        ]

    def _receipt(self, one: DepartmentLine) -> str:
        if one.receipt is not None:
            return self.lines.clock.said(one.receipt.at)
        return _("owed") if self.order is not None and self.order.approved is not None else _("not ordered yet")

    def _confirmed(self, one: DepartmentLine) -> Level:
        if one.receipt is not None:
            return Level.FINE
        is_over = self.order is None or self.order.state not in HOLDING
        return Level.UNKNOWN if is_over else Level.ATTENTION

    def number(self, row: DepartmentLine) -> str:
        """The department's name."""
        return row.name

    def words(self, row: DepartmentLine) -> str:
        """The department's name."""
        return key(row.name)

    def summary(self) -> str:
        """How the order stands."""
        if self.order is None:
            return ""
        state = f"{stop_level(self.order).value} {_(STOP_STATE_NAMES[self.order.state])}"
        return " · ".join(part for part in (state, receipts(self.order)) if part)

    def empty(self, text: str) -> str:
        """An order whose stops name no department."""
        return super().empty(text) if text else _("Its stops name no department: Space says what becomes of it.")

    def facts(self, row: DepartmentLine) -> Facts:
        """All that the order says, and what became of it."""
        del row
        return card(self.order, self.lines.clock) if self.order else Facts("")

    def menu_title(self) -> str:
        """The highlighted department."""
        return self.row.name if self.row is not None else self.order.number if self.order else ""

    def why_not(self, action: str) -> str:
        """After rights: how the order stands, and whether the department has confirmed."""
        why = super().why_not(action)
        if why or self.order is None:
            return why
        row = self.row if self.has_row() else None
        if action == "receipt" and row is not None and row.receipt is not None:
            return _("{department} has confirmed already.").format(department=row.name)
        return why_not(self.order, action)

    def opened(self, row: DepartmentLine) -> None:
        """Enter: its receipt, or a check once it has confirmed."""
        action = "check" if row.receipt is not None else "receipt"
        if why := self.why_not(action):
            self.tell(why, "ATTENTION")
        elif action == "check":
            self.action_check()
        else:
            self.action_receipt()

    @asks
    async def action_receipt(self) -> None:
        """The highlighted department has confirmed."""
        if self.row is not None and self.order is not None:
            await self.app.ask(stopforms.receipt(self.desk, Once(self.app), self.order, self.row.name))

    @asks
    async def action_check(self) -> None:
        """Somebody looked there."""
        if self.row is not None and self.order is not None:
            await self.app.ask(stopforms.check(self.desk, Once(self.app), self.order, self.row.name))

    @asks
    async def action_approve(self) -> None:
        """Let it hold."""
        if self.order is not None:
            await self.app.ask(stopforms.approve(self.desk, Once(self.app), self.order))

    @asks
    async def action_withdraw(self) -> None:
        """Give the draft up."""
        if self.order is not None:
            await self.app.ask(stopforms.withdraw(Once(self.app), self.order))

    @asks
    async def action_end(self) -> None:
        """End it by another order."""
        if self.order is not None:
            await self.app.ask(stopforms.end(self.desk, Once(self.app), self.order))

    def action_paper_order(self) -> None:
        """The order, ready to print."""
        if self.order is not None:
            papers.show(self.app, ORDER, stop=self.order.number)


def _checked(one: DepartmentLine) -> str:
    if one.check is None:
        return _("not checked")
    return _("carried out") if one.check.carried_out else _("not carried out")


def _found(one: DepartmentLine) -> Level:
    if one.check is None:
        return Level.UNKNOWN
    return Level.FINE if one.check.carried_out else Level.URGENT
