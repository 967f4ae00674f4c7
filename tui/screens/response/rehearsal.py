"""The rehearsal: what would be lacking if a level came now, or people had to be sheltered; nothing is changed by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.duty import levels
from inventory.duty.levels import LevelLine, ResponseLevel
from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation, Person
from inventory.ground.search import key
from inventory.response.lacking import GRADE_NAMES, SUBJECT_NAMES, Grade, ReadinessLine, Subject
from inventory.response.needs import must_be_planned_for
from inventory.response.readiness import Readiness, readiness
from inventory.response.tiers import TierLine
from reports.readiness import columns, tier_columns
from reports.table import Column, Level, figure
from tui.desk import Desk
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.duty import papers
from tui.screens.keeping import KeepingScreen
from tui.screens.register import Answers, count
from tui.widgets.card import Facts
from tui.widgets.form import Form
from tui.widgets.menu import Entry, Menu
from tui.widgets.top import TopLine

GRADE_LEVELS = {Grade.LACKING: Level.URGENT, Grade.WATCH: Level.ATTENTION, Grade.UNKNOWN: Level.UNKNOWN}
LEADS = {
    Subject.POST: "roster",
    Subject.TEAM: "teams",
    Subject.SUPPLY: "stock",
    Subject.SHELTER: "shelters",
    Subject.AGREEMENT: "agreements",
    Subject.ACTION: "plans",
    Subject.NEED: "shelters",
}
"""Where what is lacking can be closed."""
NONE = "0"


class RehearsalScreen(KeepingScreen[ReadinessLine]):
    """Every line says what is lacking, why, and what would close it."""

    ACTS = (
        Act("level", N_("For another level"), on_row=False),
        Act("people", N_("With people to be sheltered"), on_row=False),
        Act("tiers", N_("Supplies by hours"), on_row=False),
        Act("paper", N_("On paper"), on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "level", N_("Level"), key_display="^T"),
        Binding("insert", "people", N_("People"), key_display="Insert"),
    ]

    def __init__(self, house_id: int, level_id: int) -> None:
        """Take the headquarters, and the level to begin with; none at all is possible."""
        super().__init__()
        self._house_id, self.level_id = house_id, level_id
        self.people: int | None = None
        self.days = 1
        self.found: Readiness | None = None
        self._levels: Sequence[LevelLine] = ()
        self._asked: object = None

    @property
    def desk(self) -> Desk:
        """The desk that it stands at."""
        if self.app.desk is None:  # opened from a place, which stands at one
            raise RuntimeError
        return self.app.desk

    def _tick(self) -> None:
        """The top line says that it is a rehearsal, and of what."""
        level = self.found.level if self.found else ""
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=_("Rehearsal {level}").format(level=level).rstrip())

    # The list

    def read(self, session: Session, reader: Person) -> Sequence[ReadinessLine]:
        """What is lacking; it is asked anew where something was written, not at every letter that is typed."""
        asked = (self.desk.mark(), self.level_id, self.people, self.days)
        if self.found is None or asked != self._asked:
            self._asked = asked
            self._levels = sorted(levels.levels(session, reader), key=lambda one: one.rank)
            level = session.get_one(ResponseLevel, self.level_id) if self.level_id else None
            house = session.get_one(Organisation, self._house_id)
            facts = {"level": level, "people": self.people, "days": self.days, "organisation": house}
            self.found = readiness(session, reader, **facts)  # type: ignore[arg-type]
        return self.found.lines

    def columns(self) -> Sequence[Column[ReadinessLine]]:
        """As in the report."""
        return columns()

    def number(self, row: ReadinessLine) -> object:
        """What it is about, and what."""
        return row.subject, row.code, row.what, row.why

    def words(self, row: ReadinessLine) -> str:
        """What it is about, what, why."""
        return key(_(SUBJECT_NAMES[row.subject]), row.what, row.why, row.where)

    def summary(self) -> str:
        """How much is lacking, to be watched, not known."""
        grades = [one.grade for one in self._rows]
        said = [
            f"{GRADE_LEVELS[one].value} {figure(n)} {_(GRADE_NAMES[one])}" for one in Grade if (n := grades.count(one))
        ]
        return " · ".join(said)

    def empty(self, text: str) -> str:
        """That nothing is lacking is said of what is known."""
        return super().empty(text) if text else _("Nothing that is known of would be lacking.")

    def facts(self, row: ReadinessLine) -> Facts:
        """The line in full."""
        unit = f" {row.unit}" if row.unit else ""
        pairs = [
            (_("Why"), row.why),
            (_("What closes it"), row.close),
            (_("Needed"), f"{figure(row.needed)}{unit}" if row.needed is not None else ""),
            (_("There"), f"{figure(row.there)}{unit}" if row.there is not None else ""),
            (_("Belongs to"), row.where),
            (_("Code"), row.code),
        ]
        title = f"{_(SUBJECT_NAMES[row.subject])} · {row.what}"
        return Facts(title, [pair for pair in pairs if pair[1]])

    def menu_title(self) -> str:
        """The level that is rehearsed."""
        level = self.found.level if self.found else ""
        return _("Rehearsal {level}").format(level=level).rstrip()

    # Asking otherwise

    @asks
    async def action_level(self) -> None:
        """Another level, or the one in force."""
        entries = [Entry(str(one.level_id), one.name) for one in self._levels]
        entries.append(Entry(NONE, _("as it is now, without another level")))
        if answer := await self.app.ask(Menu(_("If which level came?"), entries)):
            self._ask(level_id=int(answer))

    @asks
    async def action_people(self) -> None:
        """So many people more, for so many days."""
        known = {"people": self.people, "days": self.days}

        def send(given: Answers) -> None:
            must_be_planned_for(given.get("people") or 1, given.get("days") or 1)

        given = await self.app.ask(
            Form(
                _("With people to be sheltered"),
                count("people", _("People"), known, hint=_("to be sheltered besides; empty: nobody")),
                count("days", _("For days"), known, hint=_("empty: one")),
                submit=send,
                verb=_("look"),
                intro=_("nothing is changed by asking"),
            )
        )
        if given is not None:
            people, days = given.get("people"), given.get("days")
            self.people = people if isinstance(people, int) else None
            self.days = days if isinstance(days, int) else 1
            self._ask(level_id=self.level_id)

    def _ask(self, *, level_id: int) -> None:
        self.level_id = level_id
        self.reload(keep=False)
        self._tick()

    def action_tiers(self) -> None:
        """What of the supplies can be used by when."""
        if self.found is not None:
            self.app.push_screen(TiersScreen(self.found))

    def action_paper(self) -> None:
        """备勤态势, asked as the screen was."""
        code = next((one.code for one in self._levels if one.level_id == self.level_id), None)
        days = self.days if self.people else None
        papers.show(self.app, "readiness", level=code, people=self.people, days=days)

    def opened(self, row: ReadinessLine) -> None:
        """Enter: to where it can be closed."""
        place = LEADS[row.subject]
        if place in {one.name for one in self.app.places}:
            self.app.action_go(place)


class TiersScreen(KeepingScreen[TierLine]):
    """The supplies by the hours within which they can be used: own, entrusted, promised."""

    TITLE_HERE = N_("Supplies by hours")

    def __init__(self, found: Readiness) -> None:
        """Take the answer that they are part of."""
        super().__init__()
        self._answer = found

    def read(self, session: Session, reader: Person) -> Sequence[TierLine]:
        """As they were when the rehearsal asked."""
        del session, reader
        return self._answer.tiers

    def columns(self) -> Sequence[Column[TierLine]]:
        """As in the report."""
        return tier_columns()

    def number(self, row: TierLine) -> object:
        """What it is."""
        return row.item_id, row.code, row.what

    def words(self, row: TierLine) -> str:
        """Its name, its class."""
        return key(row.what, row.category, row.code)

    def summary(self) -> str:
        """Within how many hours stock can be used, or that nobody has said."""
        return " · ".join(
            f"{label} {_hours(hours)}"
            for label, hours in ((_("own"), self._answer.own_hours), (_("entrusted"), self._answer.entrusted_hours))
        )

    def empty(self, text: str) -> str:
        """Where supplies come from."""
        return super().empty(text) if text else _("Nothing is in store and nothing is promised.")


def _hours(hours: int | None) -> str:
    return _("not set") if hours is None else _("{n} h").format(n=hours)
