"""The script of a checklist's version: so many minutes after the start, who says which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.practice import wording
from inventory.practice.checklists import Checklist, ChecklistVersion, ScriptLine, last_version
from inventory.practice.wording import SaidLine, script_of
from reports.table import Column, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills import listforms
from tui.screens.keeping import KeepingScreen, row_of
from tui.screens.register import Once
from tui.telling import told
from tui.widgets.card import Facts
from tui.widgets.top import TopLine

KEEP = Permission.KEEP_CHECKLISTS


class ScriptScreen(KeepingScreen[SaidLine]):
    """What is said in a live drill."""

    ENTER = "change"
    ENTER_SAYS = N_("Change")
    ACTS = (
        Act("change", N_("Change what is said"), KEEP),
        Act("drop", N_("Strike it"), KEEP),
        Act("add", N_("Write what is said"), KEEP, on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Write what is said"), key_display="Insert"),
        Binding("delete", "drop", N_("Strike out"), key_display="Del"),
    ]

    def __init__(self, checklist_id: int, name: str, version_id: int) -> None:
        """Take the checklist and its version."""
        super().__init__()
        self._checklist_id, self._checklist, self._version_id = checklist_id, name, version_id
        self._code, self._later = "", ""

    def _tick(self) -> None:
        """The top line says whose script this is."""
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=" · ".join((f"{self._checklist} {self._code}", _("Script"))))

    # The list

    def columns(self) -> Sequence[Column[SaidLine]]:
        """When, who, which words."""
        return [
            Column(
                "minutes", _("Minutes"), lambda one: f"+{one.minutes}" if one.minutes is not None else None, width=7
            ),
            Column("speaker", _("Speaker"), lambda one: one.speaker, width=14),
            Column("words", _("Words"), lambda one: one.words, width=44),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[SaidLine]:
        """The script, in the order of time."""
        version = session.get_one(ChecklistVersion, self._version_id)
        last = last_version(session, session.get_one(Checklist, self._checklist_id).id)
        self._code, self._later = version.code, last.code if last.id != version.id else ""
        return script_of(session, reader, version)

    def number(self, row: SaidLine) -> int:
        """The line's own number."""
        return row.line_id

    def words(self, row: SaidLine) -> str:
        """Who says what."""
        return key(row.speaker, row.words)

    def summary(self) -> str:
        """How much is said."""
        return ngettext("{n} line", "{n} lines", len(self._rows)).format(n=figure(len(self._rows)))

    def empty(self, text: str) -> str:
        """Where to begin."""
        return super().empty(text) if text else _("Nothing is said yet. Insert writes the first line of the script.")

    def facts(self, row: SaidLine) -> Facts:
        """The words in full."""
        unset = _("○ not set")
        minutes = f"+{row.minutes}" if row.minutes is not None else unset
        return Facts(row.speaker, [(_("Minutes"), minutes), (_("Words"), row.words), (_("Code"), row.code)])

    def menu_title(self) -> str:
        """Who speaks, or whose script."""
        return self.row.speaker if self.row is not None else self._checklist

    def why_not(self, action: str) -> str:
        """After rights: what has been followed by another version is history."""
        why = super().why_not(action)
        if not why and self._later and action in {"add", "change", "drop"}:
            said = _("{version} has been followed by {later}: write in that one (^T).")
            return said.format(version=self._code, later=self._later)
        return why

    # Writing

    @asks
    async def action_add(self) -> None:
        """Write who says what."""
        await self._write(None)

    @asks
    async def action_change(self) -> None:
        """Write the highlighted words anew."""
        if self.row is not None:
            await self._write(self.row)

    async def _write(self, line: SaidLine | None) -> None:
        given = await self.app.ask(listforms.words_form(Once(self.app), self._version_id, line))
        if given is not None and isinstance(made := given.get("made"), int) and self.app.desk is not None:
            with self.app.desk.store.read() as session:
                self._version_id = session.get_one(ScriptLine, made).version_id
            self.bring_to(made)
            self._tick()

    @asks
    async def action_drop(self) -> None:
        """Strike the highlighted words."""
        if (row := self.row) is None:
            return
        if await self.sure(_("Strike what {speaker} says?").format(speaker=row.speaker), _("Strike it")):
            version = row_of(ChecklistVersion, self._version_id)
            self.app.perform(wording.drop_words, told=told(self._struck), version=version, code=row.code)

    def _struck(self, version: ChecklistVersion) -> str:
        self._version_id = version.id
        return _("It is struck from {version}.").format(version=version.code)
