"""The kinds of events that are reported upward, each with its clocks and the paper that sets them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.duty import eventkinds
from inventory.duty.eventkinds import AT_ONCE, EventKind
from inventory.ground import typed
from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from reports.table import Column, Kind, Level
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen, corrected, row_of
from tui.telling import told
from tui.widgets.card import Facts
from tui.widgets.fields import Amount, Field, Text
from tui.widgets.fields import Facts as Known
from tui.widgets.form import Form

CLOCKS = ("oral_minutes", "written_minutes", "following_minutes")


class EventKindsScreen(KeepingScreen[EventKind]):
    """Rows, since every headquarters has its own limits."""

    TITLE_HERE = N_("Kinds of events")
    ENTER = "change"
    ACTS = (
        Act("change", N_("Change"), Permission.KEEP_RULES),
        Act("add", N_("Add a kind of event"), Permission.KEEP_RULES, on_row=False),
        Act("retire", N_("Retire"), Permission.KEEP_RULES),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add"), key_display="Insert"),
        Binding("delete", "retire", N_("Retire"), key_display="Del"),
    ]

    def read(self, session: Session, reader: Person) -> Sequence[EventKind]:
        """All of them, the retired too."""
        del reader
        found = eventkinds.event_kinds(session, retired=True)
        session.expunge_all()
        return found

    def number(self, row: EventKind) -> str:
        """Its code."""
        return row.code

    def words(self, row: EventKind) -> str:
        """Code, name, basis."""
        return key(row.code, row.name, row.basis)

    def columns(self) -> Sequence[Column[EventKind]]:
        """Its name, its clocks in minutes, what they rest on."""
        return [
            Column("name", _("Kind of event"), lambda row: row.name, width=20),
            Column("oral", _("Word min"), lambda row: row.oral_minutes, Kind.NUMBER, 9, absent=_("not set")),
            Column("written", _("Writing min"), lambda row: row.written_minutes, Kind.NUMBER, 9, absent=_("not set")),
            Column("next", _("Next min"), lambda row: row.following_minutes, Kind.NUMBER, 9, absent=_("not set")),
            Column("basis", _("Basis"), lambda row: row.basis or None, width=20),
            Column("state", _("State"), _state, Kind.STATE, 8, level=_level),
        ]

    def empty(self, text: str) -> str:
        """What to do when there is none."""
        return super().empty(text) if text else _("No kind of event yet. Insert enters one.")

    def facts(self, row: EventKind) -> Facts:
        """What the clocks mean, and what the law says of every report."""
        labels = (_("First word"), _("In writing"), _("The next report"))
        pairs = [
            (label, _("{n} min").format(n=value) if value else _("○ not set"))
            for label, value in zip(labels, (getattr(row, name) for name in CLOCKS), strict=True)
        ]
        return Facts(f"{row.code} {row.name}", [*pairs, (_("Basis"), row.basis), (_("The law"), _(AT_ONCE))])

    def menu_title(self) -> str:
        """The kind that is meant."""
        return self.row.name if self.row else _("Kinds of events")

    def why_not(self, action: str) -> str:
        """What has been retired is not changed."""
        if (why := super().why_not(action)) or action == "add" or not self.has_row() or self.row is None:
            return why
        return _("It has been retired.") if self.row.retired and action in {"change", "retire"} else ""

    def _fields(self, row: EventKind | None) -> list[Field]:
        def clock(name: str, label: str, hint: str) -> Field:
            value = getattr(row, name) if row else None
            shown = "" if value is None else str(value)
            return Amount(name, label, parse=_minutes(name), default=shown, required=False, hint=hint, width=8)

        return [
            Text("name", _("Kind of event"), default=row.name if row else ""),
            clock("oral_minutes", _("First word"), _("minutes from when it was learned of; empty: no limit is set")),
            clock("written_minutes", _("In writing"), _("minutes from when it was learned of")),
            clock("following_minutes", _("The next report"), _("minutes from one report to the next")),
            Text("basis", _("Basis"), longest=400, required=False, default=row.basis if row else ""),
        ]

    @asks
    async def action_add(self) -> None:
        """Another kind, with its clocks where a paper sets any."""

        def send(facts: dict[str, Any]) -> None:
            self.app.do(eventkinds.add_event_kind, told=told(_kept), **facts)

        await self.app.ask(Form(_("Add a kind of event"), *self._fields(None), submit=send, verb=_("enter")))

    @asks
    async def action_change(self) -> None:
        """Its name, its clocks; what was reported keeps the limits that it had."""
        if (row := self.row) is None:
            return

        def send(facts: dict[str, Any]) -> None:
            said = corrected({"name": row.name, "basis": row.basis}, facts)
            for name in CLOCKS:
                said[name] = said[name] or 0
            self.app.do(eventkinds.change_event_kind, told=told(_kept), kind=row_of(EventKind, row.id), **said)

        await self.app.ask(Form(row.name, *self._fields(row), submit=send, verb=_("change")))

    @asks
    async def action_retire(self) -> None:
        """Out of use; its events stay what they are."""
        if (row := self.row) is None:
            return
        if await self.sure(_("Retire {name}?").format(name=row.name), _("Retire")):
            self.app.perform(eventkinds.retire_event_kind, told=told(_kept), kind=row_of(EventKind, row.id))


def _minutes(name: str) -> Any:  # noqa: ANN401 - what a field parses with
    def read(text: str, _known: Known) -> int:
        return int(typed.number(text, places=0, field=name))

    return read


def _kept(kind: EventKind) -> str:
    return _("{name} is kept.").format(name=kind.name)


def _state(row: EventKind) -> str:
    return _("retired") if row.retired else _("in use")


def _level(row: EventKind) -> Level:
    return Level.UNKNOWN if row.retired else Level.FINE
