"""Call-offs: all of them, and one with what has come of each thing, entered as the lorries arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session
from textual.binding import Binding

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.resources import calloffs, deliveries
from inventory.resources.agreements import Agreement
from inventory.resources.calloffs import CalledLine, CallOff, CallOffLine, Delivery
from inventory.resources.deliveries import DeliveryLine
from reports.calloffs import destination, line_columns, order_columns, order_remarks, order_state, state
from reports.table import Column, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen, row_of
from tui.screens.register import Answers, Once
from tui.screens.resources.ordering import close_form, counter_of, deliver_form
from tui.widgets.card import Facts, Section
from tui.widgets.fields import Text
from tui.widgets.form import Form
from tui.widgets.menu import Entry, Menu
from tui.widgets.top import TopLine

CALL, RECEIVE = Permission.CALL_OFF, Permission.RECEIVE_STOCK


class CallOffsScreen(KeepingScreen[CallOffLine]):
    """The call-offs that the officer's branch made or that are for it, the last first."""

    TITLE_HERE = N_("Call-offs on agreements")
    ACTS = (
        Act("look", N_("Open it")),
        Act("show_open", N_("Only those that are open, or all"), on_row=False),
    )

    only_open = False

    def __init__(self, call_off_id: int = 0) -> None:
        """Take the call-off to begin at, if one is meant."""
        super().__init__()
        self._begin = call_off_id

    def on_mount(self) -> None:
        """Begin at the call-off that is meant, once the lines have been read."""
        if self._begin:
            self.call_later(self.bring_to, self._begin)

    def columns(self) -> Sequence[Column[CallOffLine]]:
        """As in the report."""
        return order_columns()

    def read(self, session: Session, reader: Person) -> Sequence[CallOffLine]:
        """All of them, or those that are open."""
        return calloffs.call_offs(session, reader, open_only=self.only_open)

    def number(self, row: CallOffLine) -> int:
        """The call-off's own number."""
        return row.call_off_id

    def words(self, row: CallOffLine) -> str:
        """Number, company, what was called, where to."""
        return key(row.number, row.company, *(one.what for one in row.lines), row.place, row.destination)

    def find_hint(self) -> str:
        """What may be typed to find one."""
        return _("number, company or item")

    def summary(self) -> str:
        """How many are open, and how many late."""
        waiting, late = sum(row.closed_at is None for row in self._rows), sum(row.late for row in self._rows)
        said = [ngettext("{n} open", "{n} open", waiting).format(n=figure(waiting))]
        if late:
            overdue = _("overdue")
            said.append(f"{Level.URGENT.value} {figure(late)} {overdue}")
        return " · ".join(said)

    def empty(self, text: str) -> str:
        """Where call-offs come from."""
        said = _("Nothing is called off. On the register of agreements Space, Call it off, does.")
        return super().empty(text) if text else said

    def facts(self, row: CallOffLine) -> Facts:
        """Who ordered it and why, whom to call, what is lacking."""
        clock = self.lines.clock
        pairs = [
            (_("Called off at"), f"{clock.said(row.ordered_at)} · {row.ordered_by} · {row.reason}"),
            (_("To come to"), destination(row)),
            (_("24-hour contact"), f"{row.contact} {row.contact_phone}".strip()),
            (_("Ended"), clock.said(row.closed_at)),
            (_("Remarks"), _("; ").join(order_remarks(row))),
        ]
        lines = [[one.what, f"{figure(one.delivered)} / {figure(one.quantity)} {one.unit}", _sign(one)]
                 for one in row.lines]  # fmt: skip
        section = Section(_("What was called off"), lines, right=[1])
        return Facts(f"{row.number} {row.company}", [one for one in pairs if one[1]], [section])

    def menu_title(self) -> str:
        """The highlighted call-off."""
        return self.row.number if self.row is not None else _(self.TITLE_HERE)

    def opened(self, row: CallOffLine) -> None:
        """Enter: what has come of it."""
        self.app.push_screen(CallOffScreen(row.call_off_id))

    def action_look(self) -> None:
        """As Enter."""
        if self.row is not None:
            self.opened(self.row)

    def action_show_open(self) -> None:
        """Show only those that are open, or all again."""
        self.only_open = not self.only_open
        self.reload()


def _sign(line: CalledLine) -> str:
    level, word = state(line)
    return f"{level.value} {word}"


class CallOffScreen(KeepingScreen[CalledLine]):
    """One call-off: every thing that was called, what has come of it, and what is awaited until when."""

    ACTS = (
        Act("deliver", N_("Enter what came"), RECEIVE),
        Act("close", N_("End it: nothing more is awaited"), CALL, on_row=False),
        Act("undo", N_("Take a delivery back"), RECEIVE, on_row=False),
    )
    BINDINGS = [Binding("insert", "deliver", N_("What came"), key_display="Insert")]

    _order: CallOffLine | None = None
    _came: Sequence[DeliveryLine] = ()

    def __init__(self, call_off_id: int) -> None:
        """Take the call-off."""
        super().__init__()
        self._call_off_id = call_off_id

    def on_mount(self) -> None:
        """Begin at the first thing that has not come, once the lines have been read."""
        self.call_later(self._begin)

    def _begin(self) -> None:
        self.lines.cursor = next((at for at, row in enumerate(self._rows) if row.short), 0)

    def _tick(self) -> None:
        """The top line says which call-off it is."""
        for top in self.query(TopLine) if self.is_current and self._order else ():
            top.heading = replace(self.app.heading, place=self.menu_title())

    # The list

    def columns(self) -> Sequence[Column[CalledLine]]:
        """As in the report."""
        return line_columns()

    def read(self, session: Session, reader: Person) -> Sequence[CalledLine]:
        """Its lines, and everything that came on it."""
        order = session.get_one(CallOff, self._call_off_id)
        agreement = session.get_one(Agreement, order.agreement_id)
        every = calloffs.call_offs(session, reader, agreement=agreement)
        self._order = next((one for one in every if one.call_off_id == self._call_off_id), None)
        self._came = deliveries.deliveries(session, reader, call_off=order)
        return self._order.lines if self._order else ()

    def number(self, row: CalledLine) -> int:
        """The line's own number."""
        return row.call_off_item_id

    def words(self, row: CalledLine) -> str:
        """What was called."""
        return key(row.what)

    def summary(self) -> str:
        """How it stands as a whole, and where it is to come."""
        if self._order is None:
            return ""
        level, word = order_state(self._order)
        return f"{level.value} {word} · {destination(self._order)}"

    def facts(self, row: CalledLine) -> Facts:
        """What came of the line when; whom to call about the rest."""
        order, clock = self._order, self.lines.clock
        if order is None:
            return Facts(row.what)
        pairs = [
            (_("24-hour contact"), f"{order.contact} {order.contact_phone}".strip()),
            (_("Called off at"), f"{clock.said(order.ordered_at)} · {order.ordered_by} · {order.reason}"),
            (_("To come to"), destination(order)),
            (_("Of the agreement"), f"{order.company} {row.promise}"),
            (
                _("Remarks"),
                _("; ").join([*([_("more than was promised")] if row.beyond else []), *order_remarks(order)]),
            ),
        ]
        came = [self._came_words(one) for one in self._came if one.line == row.line]
        sections = [Section(_("Deliveries"), came, right=[1])] if came else []
        return Facts(row.what, [one for one in pairs if one[1]], sections)

    def _came_words(self, one: DeliveryLine) -> list[str]:
        undone = _("○ taken back") if one.undone else ""
        return [self.lines.clock.said(one.delivered_at), f"{figure(one.quantity)} {one.unit}", one.voucher, undone]

    def menu_title(self) -> str:
        """Which call-off it is."""
        return f"{self._order.number} {self._order.company}" if self._order else _("Call-off")

    def opened(self, row: CalledLine) -> None:
        """Enter: what came, or why nothing can be entered."""
        del row
        if why := self.why_not("deliver"):
            self.tell(why, "ATTENTION")
        else:
            self.action_deliver()

    def why_not(self, action: str) -> str:
        """What was ended takes nothing more."""
        why = super().why_not(action)
        if not why and action in {"deliver", "close"} and self._order and self._order.closed_at:
            return _("It was ended: call off anew, or receive what came as stock at F3.")
        return why

    # What is done with it

    @asks
    async def action_deliver(self) -> None:
        """Enter what came of the highlighted line, and of others with it."""
        if self.row is not None and self._order is not None:
            await self.app.ask(deliver_form(Once(self.app), counter_of(self), self._order, self.row))

    @asks
    async def action_close(self) -> None:
        """End the call-off."""
        if self._order is not None and self.app.desk is not None:
            await self.app.ask(close_form(self.app.desk, Once(self.app), self._order))

    @asks
    async def action_undo(self) -> None:
        """Take back a delivery that was entered wrongly; what is in the books is reversed there."""
        standing = {one.delivery_id: one for one in reversed(self._came) if not one.undone}
        said = self.lines.clock.said
        entries = [
            Entry(str(number), f"{one.number} {said(one.delivered_at)}", self._in_books(one))
            for number, one in standing.items()
        ]
        if not entries:
            self.tell(_("Nothing has come on it yet."), "UNKNOWN")
        elif answer := await self.app.ask(Menu(_("Which delivery is taken back?"), entries)):
            await self._take_back(int(answer))

    def _in_books(self, one: DeliveryLine) -> str:
        """Why a delivery can't be taken back here: all that it brought came in by a receipt."""
        free = any(line.delivery_id == one.delivery_id and not line.voucher for line in self._came)
        return "" if free else _("reverse its receipt {voucher} at F3").format(voucher=one.voucher)

    async def _take_back(self, delivery_id: int) -> None:
        once = Once(self.app)

        def said(_made: object) -> str:
            return _("The delivery was taken back.")

        def send(given: Answers) -> None:
            once.send(deliveries.undo_delivery, said, delivery=row_of(Delivery, delivery_id), **given)

        note = Text("note", _("Why"), longest=400)
        await self.app.ask(Form(_("Take a delivery back"), note, submit=send, verb=_("take back"), sender=once))
