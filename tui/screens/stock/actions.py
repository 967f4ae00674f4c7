"""What can be done with stock, wherever it is shown: the list, the lots, the ledger, a voucher."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission
from inventory.ground.search import Finder
from inventory.supplies import catalog
from tui.keyboard import asks
from tui.screens.base import Act, PlaceScreen
from tui.screens.stock import goods
from tui.screens.stock.counter import Counter, Subject
from tui.widgets.form import Form
from tui.widgets.menu import Entry, Menu

FIRST = 9
MORE = "more"

GOODS = (
    Act("receive", N_("Receive"), Permission.RECEIVE_STOCK),
    Act("issue", N_("Issue"), Permission.ISSUE_STOCK),
    Act("transfer", N_("Transfer"), Permission.TRANSFER_STOCK),
    Act("take_back", N_("Take back"), Permission.TAKE_BACK_STOCK),
    Act("write_off", N_("Write off"), Permission.WRITE_OFF_STOCK),
)


class StockActs(PlaceScreen):
    """A screen that shows stock and lets the officer do something with it."""

    # What a screen says

    def subject(self) -> Subject | None:
        """What the officer points at."""
        raise NotImplementedError

    def catalogue(self) -> Finder:
        """The finder over the catalogue; a list that keeps one gives its own."""
        if self.app.desk is None:
            return Finder([])
        with self.app.desk.store.read() as session:
            return Finder(catalog.keys(session))

    # The menu

    @asks
    async def action_menu(self) -> None:
        """The numbered menu: what is done daily, then the rest one step further."""
        entries = [Entry(action, label, why_not) for label, action, why_not in self.acts()]
        first, rest = entries[:FIRST], entries[FIRST:]
        if len(entries) <= FIRST + 1:
            first, rest = entries, []
        answer = await self.app.ask(Menu(self.menu_title(), [*first, *([Entry(MORE, _("More …"))] if rest else [])]))
        if answer == MORE:
            answer = await self.app.ask(Menu(self.menu_title(), rest))
        if answer:
            await self.app.run_action(answer, self)

    # Forms

    def counter(self) -> Counter | None:
        """A fresh view of the store for one form."""
        return Counter(self.app, self.app.desk, self.catalogue) if self.app.desk else None

    async def ask_form(self, make: Callable[[Counter, Subject], Form]) -> bool:
        """Show a form about what the officer points at."""
        counter, subject = self.counter(), self.subject()
        if counter is None or subject is None:
            return False
        return await self.app.ask(make(counter, subject)) is not None

    @asks
    async def action_receive(self) -> None:
        """Take stock in."""
        await self.ask_form(goods.receive)

    @asks
    async def action_issue(self) -> None:
        """Give stock out."""
        await self.ask_form(goods.issue)

    @asks
    async def action_transfer(self) -> None:
        """Move stock to another depot."""
        await self.ask_form(goods.transfer)

    @asks
    async def action_take_back(self) -> None:
        """Take stock back."""
        await self.ask_form(goods.take_back)

    @asks
    async def action_write_off(self) -> None:
        """Take stock out of the books."""
        await self.ask_form(goods.write_off)

    @asks
    async def action_opening(self) -> None:
        """Enter what was there when the books began."""
        await self.ask_form(goods.opening)
