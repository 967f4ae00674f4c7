"""What can be done with stock, wherever it is shown: the list, the lots, the ledger, a voucher."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission
from inventory.ground.search import Finder
from tui.keyboard import asks
from tui.screens.base import Act, PlaceScreen
from tui.screens.stock import finding, needs
from tui.screens.stock.subject import Subject, began
from tui.widgets.menu import Entry, Menu

if TYPE_CHECKING:
    from tui.screens.stock.counter import Counter
    from tui.widgets.form import Form

FIRST = 9
MORE, RETIRE = "more", "retire"
NEEDS_DEPOTS = {"receive": 1, "opening": 1, "transfer": 2}

GOODS = (
    Act("receive", N_("Receive"), Permission.RECEIVE_STOCK),
    Act("issue", N_("Issue"), Permission.ISSUE_STOCK),
    Act("transfer", N_("Transfer"), Permission.TRANSFER_STOCK),
    Act("take_back", N_("Take back"), Permission.TAKE_BACK_STOCK),
    Act("write_off", N_("Write off"), Permission.WRITE_OFF_STOCK),
    Act("lend", N_("Lend"), Permission.ISSUE_STOCK),
)
LATER = (
    Act("arrive", N_("Arrival"), Permission.TRANSFER_STOCK, on_row=False),
    Act("reclassify", N_("Condition"), Permission.SORT_STOCK),
    Act("papers", N_("Complete papers"), Permission.COMPLETE_PAPERS, on_row=False),
    Act("reverse", N_("Reverse a voucher"), Permission.REVERSE_STOCK, on_row=False),
    Act("record_test", N_("Trial run"), Permission.TEST_STOCK),
    Act("opening", N_("Opening stock"), Permission.OPEN_BOOKS),
)
CATALOGUE = (
    Act("add_item", N_("New item"), Permission.KEEP_CATALOG, on_row=False),
    Act("change_item", N_("Change the item"), Permission.KEEP_CATALOG),
    Act("retire_item", N_("Retire the item"), Permission.KEEP_CATALOG),
    Act("revive_item", N_("Take back into use"), Permission.KEEP_CATALOG),
    Act("set_pack", N_("Packs"), Permission.KEEP_CATALOG),
    Act("set_quota", N_("Quota"), Permission.KEEP_QUOTAS),
    Act("lift_quota", N_("Take a quota away"), Permission.KEEP_QUOTAS),
)
UNDO = Act("undo", N_("Reverse what I entered last"), Permission.REVERSE_STOCK, on_row=False)


class StockActs(PlaceScreen):
    """A screen that shows stock and lets the officer do something with it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+z", "undo", N_("Reverse"), key_display="^Z")]

    def on_mount(self) -> None:
        """Remember since when there is something to take back."""
        began(self.app)

    # What a screen says

    def subject(self) -> Subject | None:
        """What the officer points at."""
        raise NotImplementedError

    def catalogue(self) -> Finder:
        """The finder over the catalogue; a list that keeps one gives its own."""
        return finding.catalogue(self.app.desk)

    def held(self) -> tuple[Decimal, Decimal] | None:
        """How much of the item lies in depots, and how much is out; None where the screen doesn't say."""
        return None

    def why_not(self, action: str) -> str:
        """After rights: what must be there before this can be done, and then a line."""
        rights = (self.app.why_not(act.needs) for act in self.ACTS if act.action == action and act.needs)
        return next(rights, "") or self.lacks(action) or super().why_not(action)

    def lacks(self, action: str) -> str:
        """What isn't there yet, and how it comes to be."""
        if action in NEEDS_DEPOTS and (why := needs.why_no_depot(self.app, NEEDS_DEPOTS[action])):
            return why
        if action == "lend" and (why := needs.why_no_holder(self.app)):
            return why
        return needs.why_none(action, self.held())

    # The menu

    @asks
    async def action_menu(self) -> None:
        """The numbered menu: what is done daily, then the rest one step further."""
        entries = [Entry(action, label, why_not) for label, action, why_not in self.acts() if action != UNDO.action]
        first, rest = entries[:FIRST], entries[FIRST:]
        if len(entries) <= FIRST + 1:
            first, rest = entries, []
        answer = await self.app.ask(Menu(self.menu_title(), [*first, *([Entry(MORE, _("More …"))] if rest else [])]))
        if answer == MORE:
            answer = await self.app.ask(Menu(self.menu_title(), rest))
        if answer:
            await self.app.run_action(answer, self)

    # Forms

    @property
    def forms(self) -> ModuleType:
        """The forms' modules, imported when the first form is wanted."""
        return import_module("tui.screens.stock.forms")

    def counter(self) -> Counter | None:
        """A fresh view of the store for one form."""
        return self.forms.Counter(self.app, self.app.desk, self.catalogue) if self.app.desk else None

    async def ask_form(self, make: Callable[[Counter, Subject], Form]) -> bool:
        """Show a form about what the officer points at."""
        counter, subject = self.counter(), self.subject()
        if counter is None or subject is None:
            return False
        return await self.app.ask(make(counter, subject)) is not None

    @asks
    async def action_receive(self) -> None:
        """Take stock in."""
        await self.ask_form(self.forms.goods.receive)

    @asks
    async def action_issue(self) -> None:
        """Give stock out."""
        await self.ask_form(self.forms.goods.issue)

    @asks
    async def action_lend(self) -> None:
        """Give stock out that is to come back."""
        await self.ask_form(self.forms.goods.lend)

    @asks
    async def action_transfer(self) -> None:
        """Move stock to another depot."""
        await self.ask_form(self.forms.goods.transfer)

    @asks
    async def action_take_back(self) -> None:
        """Take stock back."""
        await self.ask_form(self.forms.goods.take_back)

    @asks
    async def action_write_off(self) -> None:
        """Take stock out of the books."""
        await self.ask_form(self.forms.goods.write_off)

    @asks
    async def action_opening(self) -> None:
        """Enter what was there when the books began."""
        await self.ask_form(self.forms.goods.opening)

    # Later facts and corrections

    @asks
    async def action_arrive(self) -> None:
        """Enter what came of a transfer."""
        counter = self.counter()
        if counter is None:
            return
        if self.forms.correcting.coming(counter):
            await self.app.ask(self.forms.correcting.arrive(counter))
        else:
            self.tell(_("Nothing is on the way."), "UNKNOWN")

    @asks
    async def action_reclassify(self) -> None:
        """Set a lot to another condition."""
        await self.ask_form(self.forms.correcting.reclassify)

    @asks
    async def action_record_test(self) -> None:
        """Record a trial run."""
        await self.ask_form(self.forms.correcting.record_test)

    @asks
    async def action_papers(self) -> None:
        """Complete the papers of an urgent issue."""
        counter = self.counter()
        if counter is None:
            return
        if self.forms.correcting.owed(counter):
            await self.app.ask(self.forms.correcting.papers(counter, self.subject() or Subject()))
        else:
            self.tell(_("No papers are owed."), "UNKNOWN")

    @asks
    async def action_reverse(self) -> None:
        """Reverse a voucher: the one in view, or one to be picked."""
        if (counter := self.counter()) is not None:
            await self.app.ask(self.forms.correcting.reverse(counter, self.subject() or Subject()))

    @asks
    async def action_undo(self) -> None:
        """Reverse what this officer entered last, after one confirmation."""
        counter = self.counter()
        if counter is None:
            return
        last = self.forms.correcting.last_of(counter)
        if last is None:
            self.tell(_("You have entered nothing since you opened the program that could be reversed."), "UNKNOWN")
            return
        await self.app.ask(
            self.forms.correcting.reverse(counter, Subject(voucher=last.number, voucher_id=last.voucher_id))
        )

    # The catalogue

    @asks
    async def action_add_item(self) -> None:
        """Enter a new item, and go to it."""
        if (counter := self.counter()) is None:
            return
        facts = await self.app.ask(self.forms.keeping.add_item(counter, self.unfound()))
        if facts is not None:
            self.show_item(facts.get("made"))

    def unfound(self) -> str:
        """What was sought in vain: the name of the item to be entered, unless it was initials or a code."""
        return ""

    def show_item(self, item_id: object) -> None:
        """Go to an item that was entered."""

    @asks
    async def action_change_item(self) -> None:
        """Correct what is known of the item."""
        await self.ask_form(self.forms.keeping.change_item)

    @asks
    async def action_set_pack(self) -> None:
        """Say what a pack holds."""
        await self.ask_form(self.forms.keeping.set_pack)

    @asks
    async def action_set_quota(self) -> None:
        """Say how much there should be."""
        await self.ask_form(self.forms.keeping.set_quota)

    @asks
    async def action_lift_quota(self) -> None:
        """Take a quota away, after one question that names it."""
        counter, subject = self.counter(), self.subject()
        if counter is None or subject is None:
            return
        found = self.forms.keeping.quotas_of(counter, subject)
        if not found:
            self.tell(_("No quota is set for {item}.").format(item=counter.item(subject.item_id).name), "UNKNOWN")
            return
        entries = [
            Entry("", _("Leave it as it is")),
            *(Entry(str(at), label) for at, (label, _place) in enumerate(found)),
        ]
        if answer := await self.app.ask(Menu(_("Which quota goes?"), entries)):
            self.forms.keeping.lift(counter, subject, found[int(answer)][1])

    @asks
    async def action_retire_item(self) -> None:
        """Take the item off the lists, after one confirmation."""
        counter, subject = self.counter(), self.subject()
        if counter is None or subject is None:
            return
        name = counter.item(subject.item_id).name
        entries = [Entry("", _("No, leave it")), Entry(RETIRE, _("Yes, retire it: its history stays"))]
        if await self.app.ask(Menu(_("Retire {item}?").format(item=name), entries)) == RETIRE:
            self.forms.keeping.retire(counter, subject)

    def action_revive_item(self) -> None:
        """Take the item back into use."""
        counter, subject = self.counter(), self.subject()
        if counter is not None and subject is not None:
            self.forms.keeping.revive(counter, subject)
