"""The month as a list: a line for every shift, a column for every post, keys for what can be done with a cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.duty.calendar import DAY_NAMES
from inventory.duty.months import Month, next_month
from inventory.duty.posts import PostLine
from inventory.duty.shifts import ChangeKind
from inventory.duty.tallies import tallies
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Person
from reports.table import ROOM, Column, Kind, Level, figure
from tui.screens.keeping import KeepingScreen
from tui.screens.roster.acts import AFTERWARDS, POST, RosterActs
from tui.screens.roster.looking import Sheet, ShiftLine, look, weekday, words
from tui.screens.roster.papers import rest
from tui.screens.where import way_to
from tui.widgets.card import Facts, Section
from tui.widgets.source import Source

ADDED = {
    ChangeKind.SWAPPED: N_("swapped in ({number})"),
    ChangeKind.REINFORCED: N_("reinforces ({number})"),
}


class RosterScreen(RosterActs):
    """F5: the joint roster of the officer's duty room, month by month."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "assign", N_("Assign"), key_display="Insert"),
        Binding("delete", "unassign", N_("Take out"), key_display="Del"),
        Binding("ctrl+left,ctrl+pageup", "month(-1)", N_("Other month"), key_display="^← ^→"),
        Binding("ctrl+right,ctrl+pagedown", "month(1)", N_("Next month"), show=False),
        Binding("escape", "back", N_("Back"), key_display="Esc", show=False),
    ]

    def _tick(self) -> None:
        """The top line says what it says at every place."""
        super(KeepingScreen, self)._tick()

    def reload(self, *, keep: bool = True) -> None:
        """Read the month again; one that is shown anew begins with today, where today lies in it."""
        was_empty = not self.lines.count
        super().reload(keep=keep)
        today = self.app.desk.today if self.app.desk else None
        if (was_empty or not keep) and not self.find.text:
            self.lines.cursor = next((at for at, row in enumerate(self._rows) if row.day.on == today), 0)

    # The list

    def read(self, session: Session, reader: Person) -> Sequence[ShiftLine]:
        """The shifts of the month."""
        if self.first is None and self.app.desk is not None:
            self.first = self.app.desk.today.replace(day=1)
        self.sheet = look(session, reader, self.first or date.min)
        return self.sheet.lines

    def source(self, text: str) -> Source[ShiftLine]:
        """The shifts; with the month that they are of, its posts are the columns."""
        made = super().source(text)
        self.lines.columns, self.lines.empty = self.columns(), self.empty(text)
        return made

    def number(self, row: ShiftLine) -> str:
        """The date and the shift."""
        return row.number

    def words(self, row: ShiftLine) -> str:
        """Date, weekday, everybody who sits there."""
        return words(self.sheet, row) if self.sheet else ""

    def find_hint(self) -> str:
        """What may be typed to find a shift."""
        return _("date such as 0703, or a name")

    def columns(self) -> Sequence[Column[ShiftLine]]:
        """The day, then every post."""
        sheet = self.sheet
        posts = sheet.posts if sheet else []
        has_several = sheet is not None and sheet.month is not None and len(sheet.month.times) > 1
        shift = Column[ShiftLine]("shift", _("Shift"), lambda row: row.time.name, width=8)
        span = Column[ShiftLine]("span", _("From – until"), lambda row: row.time.span, width=16, on_screen=ROOM)
        return [
            Column("date", _("Date"), lambda row: f"{row.day.on:%m-%d}", width=5),
            Column("weekday", _("Day"), lambda row: weekday(row.day), width=6),
            *([shift] if has_several else []),
            *(self._post(one) for one in posts),
            span,
        ]

    def _post(self, post: PostLine) -> Column[ShiftLine]:
        def said(row: ShiftLine) -> str | None:
            return (self.sheet.said(row, post) if self.sheet else "") or None

        def level(row: ShiftLine) -> Level | None:
            return Level.ATTENTION if self.sheet and self.sheet.missing(row, post) else None

        return Column(f"{POST}{post.post_id}", post.name, said, Kind.STATE, 8, level=level, absent="")

    @property
    def post(self) -> PostLine | None:
        """The post whose column is current; none on the columns that say which day it is."""
        here = self.lines.column
        posts = self.sheet.posts if self.sheet else []
        return next((one for one in posts if here is not None and here.key == f"{POST}{one.post_id}"), None)

    def summary(self) -> str:
        """Which month, whether it is published, how much is missing."""
        sheet = self.sheet
        if sheet is None:
            return ""
        said = _("{year}-{n:02d}").format(year=sheet.first.year, n=sheet.first.month)
        none, published, draft, whole = _("no roster"), _("published"), _("draft"), _("no gap")
        if sheet.month is None:
            return f"{said} · {Level.UNKNOWN.value} {none}"
        state = f"{Level.FINE.value} {published}" if sheet.is_published else f"{Level.UNKNOWN.value} {draft}"
        gaps = sheet.gaps
        missing = ngettext("{n} missing", "{n} missing", gaps).format(n=figure(gaps))
        level = f" · {Level.ATTENTION.value} {missing}" if gaps else f" · {whole}"
        return f"{said} · {state}{level}"

    def empty(self, text: str) -> str:
        """What to do where there is no roster yet."""
        sheet = self.sheet
        if text or sheet is None:
            return super().empty(text)
        if not sheet.patterns:
            said = _("There is no shift pattern yet: {keys} (Shift patterns), then Insert enters one with its posts.")
            return _("No roster yet.") + "\n\n" + said.format(keys=way_to(self.app.places, "patterns"))
        if why := self.why_not("open_roster"):
            return _("No roster yet.") + "\n\n" + why
        month = f"{sheet.first:%Y-%m}"
        return "\n".join(
            (
                _("There is no roster for {month} yet.").format(month=month),
                "",
                _("Insert opens it; then Space, Fill fairly, or Enter on a post to name somebody."),
                _("Ctrl+← and Ctrl+→ go to other months."),
            )
        )

    # The card

    def facts(self, row: ShiftLine) -> Facts | None:
        """Who is there and how they came to it, then how much everybody does this month."""
        sheet = self.sheet
        if sheet is None or sheet.month is None:
            return None
        pairs = [(_("Shift"), f"{row.time.name} {row.time.span}"), (_("Day"), _day(row))]
        pairs += [(_("Response level"), said)] if (said := _level(sheet.month)) else []
        pairs += [(_("Away"), said)] if (said := self._away(sheet, row)) else []
        pairs += [(post.name, self._named(sheet, row, post) or _("○ nobody")) for post in sheet.posts]
        done = [
            [one.name, figure(one.duties), figure(one.weekends), figure(one.holidays), rest(one.shortest)]
            for one in tallies(sheet.month)
        ]
        title = f"{row.day.on:%Y-%m-%d} {weekday(row.day)}"
        return Facts(title, pairs, [Section(_("Duties, weekends, holidays, rest"), done, [1, 2, 3, 4])] if done else [])

    def _named(self, sheet: Sheet, row: ShiftLine, post: PostLine) -> str:
        said, came = [], sheet.came(row, post)
        for person_id in sheet.people(row, post):
            one = came.get(person_id)
            added = _(ADDED[one.kind]).format(number=one.number) if one is not None and one.kind in ADDED else ""
            said.append(f"{sheet.names.get(person_id, '?')} {added}".strip())
        return _(", ").join(said)

    def _away(self, sheet: Sheet, row: ShiftLine) -> str:
        if sheet.month is None:
            return ""
        names = {one.person_id: one.name for named in sheet.month.named.values() for one in named}
        return _(", ").join(
            f"{names[one.person_id]} {one.reason}".strip()
            for one in sheet.month.away
            if one.person_id in names and one.meets(row.day.on, row.day.on)
        )

    def menu_title(self) -> str:
        """The highlighted day and post."""
        if (row := self.row) is None:
            return _("Roster")
        said = f"{row.day.on:%m-%d} {weekday(row.day)}"
        return f"{said} · {self.post.name}" if self.post is not None else said

    def opened(self, row: ShiftLine) -> None:
        """Enter on a post: name somebody while it is planned, afterwards what may still be changed."""
        del row
        is_published = self.sheet is not None and self.sheet.is_published
        whys = [self.why_not(one.action) for one in AFTERWARDS] if is_published else [self.why_not("assign")]
        if all(whys):
            self.tell(whys[0], "ATTENTION")
        elif is_published:
            self.action_changes()
        else:
            self.action_assign()

    # Months

    def action_month(self, step: int) -> None:
        """The month before or after."""
        if self.first is not None:
            before = (self.first - timedelta(days=1)).replace(day=1)
            self.go(next_month(self.first) if step > 0 else before)


def _day(row: ShiftLine) -> str:
    return _(DAY_NAMES[row.day.kind]) + (f" · {row.day.remark}" if row.day.remark else "")


def _level(month: Month) -> str:
    """The level for which posts take other numbers, and since when."""
    if not month.level or month.level_since is None:
        return ""
    since = f"{month.level_since:%Y-%m-%d}"
    return _("{level} since {day}: from then on posts take what is set for it").format(level=month.level, day=since)
