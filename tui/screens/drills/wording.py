"""What a version of a checklist says is to be done; writing in one that was printed goes on in the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.practice import running, sheets, wording
from inventory.practice.checklists import (
    SECTION_NAMES,
    Checklist,
    ChecklistLine,
    ChecklistVersion,
    ChecklistVersionLine,
    Section,
    checklist_versions,
)
from inventory.practice.wording import CheckLine, lines_of
from reports.table import ROOM, Cell, Column, Kind, Level, figure
from tui.desk import Desk
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills import listforms
from tui.screens.drills.script import ScriptScreen
from tui.screens.duty import papers
from tui.screens.keeping import KeepingScreen, row_of
from tui.screens.register import Once
from tui.telling import told
from tui.widgets.card import Facts
from tui.widgets.menu import Entry, Menu
from tui.widgets.top import TopLine

KEEP = Permission.KEEP_CHECKLISTS
WRITES = frozenset({"add", "change", "drop"})


class LinesScreen(KeepingScreen[CheckLine]):
    """One version of a checklist."""

    ENTER_SAYS = N_("Change")
    ACTS = (
        Act("change", N_("Change the line"), KEEP),
        Act("drop", N_("Strike the line"), KEEP),
        Act("add", N_("Write a line"), KEEP, on_row=False),
        Act("script", N_("The script: who says what when"), on_row=False),
        Act("version", N_("Another version"), on_row=False),
        Act("give_up", N_("Give the version up"), KEEP, on_row=False),
        Act("paper", N_("On paper"), on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Write a line"), key_display="Insert"),
        Binding("delete", "drop", N_("Strike out"), key_display="Del"),
        Binding("ctrl+t", "version", N_("Version"), key_display="^T"),
    ]

    def __init__(self, checklist_id: int, name: str, version_id: int) -> None:
        """Take the checklist and the version to begin with."""
        super().__init__()
        self._checklist_id, self._checklist, self._version_id = checklist_id, name, version_id
        self.versions: Sequence[ChecklistVersionLine] = ()

    @property
    def desk(self) -> Desk:
        """The desk that it stands at."""
        if self.app.desk is None:  # opened from a register, which stands at one
            raise RuntimeError
        return self.app.desk

    @property
    def version(self) -> ChecklistVersionLine | None:
        """The version in front."""
        return next((one for one in self.versions if one.version_id == self._version_id), None)

    def _tick(self) -> None:
        """The top line says which version of which checklist this is."""
        code = self.version.code if self.version else ""
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=f"{self._checklist} {code}")

    # The list

    def columns(self) -> Sequence[Column[CheckLine]]:
        """The number that is printed, when, what, by whom, to which standard."""
        return [
            Column("number", _("Line"), lambda one: one.number, Kind.NUMBER, 4),
            Column("section", _("Phase"), lambda one: _(SECTION_NAMES[one.section]), width=16),
            Column("minutes", _("Minutes"), when, width=7, absent=""),
            Column("what", _("Action"), lambda one: one.what, width=30),
            Column("who", _("Role or unit"), lambda one: one.who or None, width=12),
            Column("critical", _("Critical"), _critical, Kind.STATE, 9, ROOM, absent="", level=_level),
            Column("standard", _("Standard"), lambda one: one.standard or None, width=24, on_screen=ROOM, absent=""),
            Column("topic", _("Indicators"), lambda one: one.topic or None, width=12, on_screen=ROOM, absent=""),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[CheckLine]:
        """The version's lines; where it was given up, those of the latest that is left."""
        self.versions = checklist_versions(session, reader, session.get_one(Checklist, self._checklist_id))
        if self.version is None and self.versions:
            self._version_id = self.versions[0].version_id
        held = session.get(ChecklistVersion, self._version_id)
        return [] if held is None else lines_of(session, reader, held)

    def number(self, row: CheckLine) -> int:
        """The line's own number."""
        return row.line_id

    def words(self, row: CheckLine) -> str:
        """What is done, by whom."""
        return key(row.what, row.who, row.topic)

    def summary(self) -> str:
        """How the version stands, how many lines it has, and how many of them all hangs on."""
        one, grave = self.version, sum(line.critical for line in self._rows)
        said = [ngettext("{n} line", "{n} lines", len(self._rows)).format(n=figure(len(self._rows)))]
        if grave:
            said.append(ngettext("{n} critical", "{n} critical", grave).format(n=figure(grave)))
        if one is not None:
            said.insert(0, _state(one))
        return " · ".join(said)

    def empty(self, text: str) -> str:
        """Where to begin."""
        return super().empty(text) if text else _("Nothing is written yet. Insert writes the first line.")

    def facts(self, row: CheckLine) -> Facts:
        """The line in full."""
        unset = _("○ not set")
        return Facts(
            f"{row.number} {row.what}",
            [
                (_("Phase"), _(SECTION_NAMES[row.section])),
                (_("Minutes"), str(when(row) or unset)),
                (_("Role or unit"), row.who or unset),
                (_("Standard"), row.standard or unset),
                (_("Critical"), " ".join((Level.ATTENTION.value, _("all hangs on it"))) if row.critical else _("no")),
                (_("Indicators"), row.topic or unset),
                (_("Code"), row.code),
            ],
        )

    def menu_title(self) -> str:
        """The highlighted line, or the checklist."""
        return f"{self.row.number} {self.row.what[:40]}" if self.row is not None else self._checklist

    def why_not(self, action: str) -> str:
        """After rights: what has been followed by another version is history."""
        why = super().why_not(action)
        if why or not self.versions or self.version is None:
            return why
        last = self.versions[0]
        if action in {*WRITES, "give_up"} and last.version_id != self._version_id:
            return _("{version} has been followed by {later}: write in that one (^T).").format(
                version=self.version.code, later=last.code
            )
        if action == "give_up" and (last.printed_at is not None or len(self.versions) == 1):
            return _("{version} can't be given up: it was printed, or it is the only one.").format(version=last.code)
        return ""

    def opened(self, row: CheckLine) -> None:
        """Enter: change it, or say why not."""
        del row
        if why := self.why_not("change"):
            self.tell(why, "ATTENTION")
        else:
            self.action_change()

    # Writing

    def _roles(self) -> list[str]:
        return list(dict.fromkeys(role for one in self._rows for role in sheets.roles(one.who) if role))

    @asks
    async def action_add(self) -> None:
        """Write a line in the section that is in front."""
        section = self.row.section if self.row is not None else Section.BEFORE
        await self._write(None, section)

    @asks
    async def action_change(self) -> None:
        """Write the highlighted line anew."""
        if (row := self.row) is not None:
            await self._write(row, row.section)

    async def _write(self, line: CheckLine | None, section: Section) -> None:
        form = listforms.line_form(Once(self.app), self._version_id, line, section, self._roles())
        given = await self.app.ask(form)
        if given is not None and isinstance(made := given.get("made"), int):
            self._follow(made)

    def _follow(self, line_id: int) -> None:
        """Where the version was printed, the line stands in the next one: that is in front from now on."""
        with self.desk.store.read() as session:
            self._version_id = session.get_one(ChecklistLine, line_id).version_id
        self.bring_to(line_id)
        self._tick()

    @asks
    async def action_drop(self) -> None:
        """Strike the highlighted line."""
        if (row := self.row) is None:
            return
        if await self.sure(_("Strike line {n}?").format(n=row.number), _("Strike it: {what}").format(what=row.what)):
            version = row_of(ChecklistVersion, self._version_id)
            self.app.perform(wording.drop_line, told=told(self._struck), version=version, code=row.code)

    def _struck(self, version: ChecklistVersion) -> str:
        self._version_id = version.id
        return _("It is struck from {version}.").format(version=version.code)

    def action_script(self) -> None:
        """Who says what when."""
        self.app.push_screen(ScriptScreen(self._checklist_id, self._checklist, self._version_id))

    @asks
    async def action_version(self) -> None:
        """Another version of the same checklist."""
        entries = [Entry(str(one.version_id), f"{one.code}  {_state(one)}") for one in self.versions]
        if answer := await self.app.ask(Menu(self._checklist, entries)):
            self._version_id = int(answer)
            self.reload(keep=False)
            self._tick()

    @asks
    async def action_give_up(self) -> None:
        """Give the latest version up, which nobody printed."""
        if await self.sure(_("Give the version up?"), _("Give it up, with all that was written in it")):
            said = told(lambda _one: _("The version is gone."))
            checklist = row_of(Checklist, self._checklist_id)
            self.app.perform(running.drop_checklist_version, told=said, checklist=checklist)

    def action_paper(self) -> None:
        """The version as it is printed."""
        with self.desk.store.read() as session:
            code = session.get_one(Checklist, self._checklist_id).code
        if self.version is not None:
            papers.show(self.app, "checklist-template", checklist=code, checklist_version=self.version.version)


def _state(one: ChecklistVersionLine) -> str:
    level, said = (Level.FINE, _("printed")) if one.printed_at else (Level.UNKNOWN, _("not printed"))
    return f"{level.value} {said}"


def when(line: CheckLine) -> str | None:
    """When a line is to be done, from the start or the end: `-30`, `+15`, `end +20`."""
    if line.minutes is None:
        return None
    if line.section is Section.BEFORE:
        return f"-{line.minutes}"
    return _("end +{n}").format(n=line.minutes) if line.section is Section.AFTER else f"+{line.minutes}"


def _critical(line: CheckLine) -> Cell:
    return _("critical") if line.critical else None


def _level(line: CheckLine) -> Level | None:
    return Level.ATTENTION if line.critical else None
