"""F10: the reports. One is chosen, asked what it wants to know, looked at, printed or written as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from inventory.ground.i18n import N_, _
from inventory.ground.search import Finder, key
from reports.asked import Report
from reports.registry import REPORTS
from reports.table import ROOM, Column
from tui.keyboard import asks
from tui.screens.base import Act, ListScreen
from tui.screens.options import Chosen, fields, lacking, resolve
from tui.screens.preview import PreviewScreen
from tui.widgets.card import Facts
from tui.widgets.form import Form
from tui.widgets.source import Source


def asked_of(report: Report) -> str | None:
    """What a report may be asked, in a few words."""
    return _(", ").join(_(option.label) for option in report.options) or None


class ReportsScreen(ListScreen[Report]):
    """The reports that there are."""

    ACTS = (
        Act("make", N_("Look at it")),
        Act("print", N_("Print")),
        Act("pack", N_("Make a field pack"), on_row=False),
        Act("compare", N_("Compare a field pack"), on_row=False),
    )

    def columns(self) -> Sequence[Column[Report]]:
        """What it is, and what it may be asked."""
        return [
            Column("title", _("Report"), lambda one: _(one.title), width=30),
            Column("name", _("On the command line"), lambda one: one.name, width=12, on_screen=ROOM),
            Column("asks", _("May be asked"), asked_of, width=30, absent=""),
        ]

    def source(self, text: str) -> Source[Report]:
        """The reports that are called so."""
        every = list(REPORTS.values())
        if text:
            words = ((at, key(_(one.title), one.name, _(one.doc))) for at, one in enumerate(every))
            every = [every[at] for at in Finder(words).find(text)]
        return Source.of(every, lambda one: one.name)

    def find_hint(self) -> str:
        """Reports have no barcodes."""
        return _("name or initials")

    def summary(self) -> str:
        """What Enter does."""
        return _("Enter: look at it, then print it or write it as a file")

    def facts(self, row: Report) -> Facts:
        """What the report is, and what it may be asked."""
        return Facts(_(row.title), [(_("What it is"), _(row.doc)), *((_(o.label), _(o.doc)) for o in row.options)])

    def menu_title(self) -> str:
        """The report that is meant."""
        return _(self.row.title) if self.row else _("Actions")

    def opened(self, row: Report) -> None:
        """Enter: ask, then show."""
        del row
        self.action_make()

    @asks
    async def action_make(self) -> None:
        """Ask what the report wants to know, and show it."""
        row = self.row
        if row is not None and (chosen := await self._asked(row, _("look at it"))) is not None:
            await self.app.push_screen(PreviewScreen(row, chosen))

    @asks
    async def action_print(self) -> None:
        """Ask what the report wants to know, say how many pages it is, and print it."""
        from tui.screens import printing  # noqa: PLC0415 - the list of reports opens without it

        row, desk = self.row, self.app.desk
        if row is not None and desk is not None and (chosen := await self._asked(row, _("print"))) is not None:
            await printing.print_report(self.app, desk, row, chosen)

    async def _asked(self, row: Report, verb: str) -> Chosen | None:
        """What the report is asked; None where it can't be made now or nobody wants it any more."""
        desk = self.app.desk
        if desk is None:
            return None
        if why := lacking(desk, row):
            self.tell(why, "ATTENTION")
            return None
        made: list[Chosen] = []
        if row.options:
            submit = self._trying(row, made.append)
            form = Form(
                _(row.title),
                *fields(desk, row),
                submit=submit,
                verb=verb,
                intro="" if all(one.needed for one in row.options) else _("what is left blank is not asked"),
            )
            if await self.app.ask(form) is None:
                return None
        else:
            self._trying(row, made.append)({})
        return made[0]

    @asks
    async def action_pack(self) -> None:
        """Ask where to, make it, say what is there."""
        from tui.screens import packing  # noqa: PLC0415 - the list of reports opens without it

        desk = self.app.desk
        facts = await self.app.ask(packing.ask_pack(desk)) if desk else None
        if desk is not None and facts is not None:
            where = packing.folder_of(facts)
            said = await self.app.ask(packing.PackingScreen(desk, where, phones=bool(facts.get("phones"))))
            if said:
                self.app.say(said)

    @asks
    async def action_compare(self) -> None:
        """Ask which pack has come back, compare it, show the list."""
        from tui.screens import packing  # noqa: PLC0415 - the list of reports opens without it

        desk = self.app.desk
        facts = await self.app.ask(packing.ask_compare()) if desk else None
        if desk is not None and facts is not None:
            comparing = packing.ComparingScreen(desk, packing.folder_of(facts))
            if await self.app.ask(comparing) and comparing.compared:
                await self.app.push_screen(packing.ComparedScreen(comparing.compared))

    def _trying(self, row: Report, keep: Callable[[Chosen], object]) -> Callable[[Mapping[str, object]], None]:
        """Take what was asked where it has a meaning; a refusal stays beside its field."""

        def submit(facts: Mapping[str, object]) -> None:
            if self.app.desk is not None:
                keep(resolve(self.app.desk, row, facts))

        return submit
