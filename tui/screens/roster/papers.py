"""What can be looked at and printed of a month: the sheet, the duties really done, who does how much, call lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from inventory.duty.months import month
from inventory.duty.posts import PostLine
from inventory.duty.shifts import Roster
from inventory.duty.tallies import Tally, tallies
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Person
from inventory.ground.search import key
from reports.registry import REPORTS
from reports.table import Column, Kind, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen
from tui.screens.options import resolve
from tui.screens.preview import PreviewScreen
from tui.screens.roster import forms
from tui.screens.roster.looking import Sheet, ShiftLine
from tui.widgets.card import Facts

HOUR = timedelta(hours=1)
ALWAYS = (
    Act("sheet", N_("Print the roster"), on_row=False),
    Act("tallies", N_("Who does how much")),
    Act("actual", N_("What really happened, for allowances"), on_row=False),
    Act("call_list", N_("Call list"), on_row=False),
    Act("calendar", N_("Calendar file of one person"), on_row=False),
)


class RosterPapers(KeepingScreen[ShiftLine]):
    """What F5 shows of its month in other forms."""

    first: date | None = None
    sheet: Sheet | None = None

    @property
    def post(self) -> PostLine | None:
        """The post whose column is current."""
        raise NotImplementedError

    def _show(self, name: str, **facts: object) -> None:
        if self.app.desk is not None:
            report = REPORTS[name]
            self.app.push_screen(PreviewScreen(report, resolve(self.app.desk, report, facts)))

    def action_sheet(self) -> None:
        """联合值班表, for the wall."""
        self._show("roster", month=self.first)

    def action_actual(self) -> None:
        """Planned, changed, really came."""
        self._show("duty-actual", month=self.first)

    def action_call_list(self) -> None:
        """Everybody on duty with their telephones."""
        self._show("call-list")

    @asks
    async def action_calendar(self) -> None:
        """One person's duties from this month on, to look at or as a file for their own calendar."""
        if self.app.desk is None:
            return
        here = self.sheet.people(self.row, self.post) if self.sheet and self.row and self.post else ()
        facts = await self.app.ask(forms.whose(self.app.desk, here[0] if here else 0))
        if facts is not None:
            self._show("duty-calendar", person=facts["person"], month=self.first)

    def action_tallies(self) -> None:
        """How much everybody does in this month."""
        if self.sheet is not None and self.sheet.month is not None:
            self.app.push_screen(TalliesScreen(self.sheet.month.roster_id))


class TalliesScreen(KeepingScreen[Tally]):
    """How much everybody does in a month, as it is planned or was published."""

    TITLE_HERE = N_("Who does how much")

    def __init__(self, roster_id: int) -> None:
        """Of one roster."""
        super().__init__()
        self._roster_id = roster_id

    def read(self, session: Session, reader: Person) -> Sequence[Tally]:
        """In the order of the posts."""
        return tallies(month(session, reader, session.get_one(Roster, self._roster_id)))

    def number(self, row: Tally) -> int:
        """The person's own number."""
        return row.person_id

    def words(self, row: Tally) -> str:
        """Name and posts."""
        return key(row.name, row.posts)

    def columns(self) -> Sequence[Column[Tally]]:
        """Who, how often, how much on days off, how close together."""
        return [
            Column("name", _("Name"), lambda row: row.name, width=12),
            Column("posts", _("Posts"), lambda row: row.posts, width=14),
            Column("duties", _("Duties"), lambda row: row.duties, Kind.NUMBER, 4),
            Column("weekends", _("weekends"), lambda row: row.weekends, Kind.NUMBER, 4),
            Column("holidays", _("holidays"), lambda row: row.holidays, Kind.NUMBER, 4),
            Column("hours", _("Hours"), lambda row: row.hours, Kind.QUANTITY, 5),
            Column("shortest", _("least rest"), lambda row: rest(row.shortest), width=8),
        ]

    def summary(self) -> str:
        """How many people."""
        count = len(self._rows)
        return ngettext("{n} person", "{n} people", count).format(n=figure(count))

    def facts(self, row: Tally) -> Facts:
        """The same in words, with the longest rest."""
        pairs = [
            (_("Posts"), row.posts),
            (_("Duties"), figure(row.duties)),
            (_("least rest"), rest(row.shortest)),
            (_("most rest"), rest(row.longest)),
        ]
        return Facts(row.name, pairs)


def rest(span: timedelta | None) -> str:
    """A rest in hours, which a single duty doesn't have."""
    return "—" if span is None else _("{n} h").format(n=figure(round(span / HOUR)))
