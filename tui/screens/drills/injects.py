"""The injects of a drill: what is thrown in when, to whom, what is expected, and when it was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.practice import parts, told
from inventory.practice.drills import Drill, DrillState, Inject
from inventory.practice.parts import InjectLine
from inventory.practice.told import MomentKind, MomentLine
from reports.table import ROOM, Column, Kind, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills import partforms
from tui.screens.drills.parts import OVER, PartScreen
from tui.screens.drills.words import clock, drill_state
from tui.screens.keeping import row_of
from tui.telling import told as saying
from tui.widgets.card import Facts

PLAN, RUN = Permission.PLAN_DRILLS, Permission.RUN_DRILLS


class InjectsScreen(PartScreen[InjectLine]):
    """What is thrown in: before the drill Enter changes it, while it runs gives it now, afterwards says when it was."""

    PART = "injects"
    WHILE_OPEN = frozenset({"add", "change", "drop", "give"})
    ACTS = (
        Act("give", N_("It is given, now"), RUN),
        Act("give_at", N_("It was given: when, and in which words"), RUN),
        Act("change", N_("Change"), PLAN),
        Act("drop", N_("Strike it"), PLAN),
        Act("add", N_("Add an inject"), PLAN, on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add an inject"), key_display="Insert"),
        Binding("delete", "drop", N_("Strike out"), key_display="Del"),
    ]

    def __init__(self, drill_id: int) -> None:
        """Take the drill."""
        super().__init__(drill_id)
        self._given: Mapping[str, MomentLine] = {}

    def columns(self) -> Sequence[Column[InjectLine]]:
        """When, whether it was given, what, to whom."""
        zone = self.desk.zone
        return [
            Column("minutes", _("Minutes"), lambda one: f"+{one.minutes}", width=7),
            Column("due_at", _("Due"), lambda one: clock(one.due_at, zone), width=5),
            Column("state", _("State"), self._state, Kind.STATE, 14, level=self._level),
            Column("what", _("What is thrown in"), lambda one: one.what, width=30),
            Column("to_whom", _("Addressee"), lambda one: one.to_whom or None, width=12),
            Column("expected", _("Expected"), lambda one: one.expected or None, width=24, on_screen=ROOM, absent=""),
        ]

    def _state(self, one: InjectLine) -> str:
        given = self._given.get(one.code)
        if given and given.at:
            return _("given {time}").format(time=clock(given.at, self.desk.zone))
        return _("not given") if self._is_over else _("waits")

    def _level(self, one: InjectLine) -> Level:
        if one.code in self._given:
            return Level.FINE
        late = one.due_at is not None and one.due_at < self.desk.now()
        return Level.URGENT if late and self._runs else Level.UNKNOWN

    @property
    def _runs(self) -> bool:
        return self.drill is not None and self.drill.state is DrillState.RUNNING

    @property
    def _is_over(self) -> bool:
        return self.drill is not None and self.drill.state in OVER

    @property
    def _meant(self) -> str:
        """What Enter does now."""
        return "give" if self._runs else "give_at" if self._is_over else "change"

    @property
    def enter_says(self) -> str:
        """Before, in and after the drill."""
        return {"give": _("Give it now"), "give_at": _("Given at")}.get(self._meant, _("Change"))

    def of(self, session: Session, reader: Person, drill: Drill) -> Sequence[InjectLine]:
        """The injects in the order of time, and which were given."""
        course = told.timeline(session, reader, drill)
        self._given = {one.inject: one for one in course if one.kind is MomentKind.INJECT and one.at is not None}
        return parts.injects(session, reader, drill)

    def number(self, row: InjectLine) -> int:
        """The inject's own number."""
        return row.inject_id

    def words(self, row: InjectLine) -> str:
        """What, to whom."""
        return key(row.what, row.to_whom, row.expected)

    def summary(self) -> str:
        """How many, and how many were given."""
        many = len(self._rows)
        said = ngettext("{n} inject", "{n} injects", many).format(n=figure(many))
        return " · ".join((said, _("{n} given").format(n=figure(len(self._given))))) if self._given else said

    def empty(self, text: str) -> str:
        """Where to begin."""
        return super().empty(text) if text else _("Nothing is thrown in yet. Insert adds the first inject.")

    def facts(self, row: InjectLine) -> Facts:
        """The inject in full."""
        unset = _("○ not set")
        said = self._given.get(row.code)
        given = f"{clock(said.at, self.desk.zone)} {said.who}" if said else ""
        pairs = [
            (_("State"), f"{self._level(row).value} {self._state(row)}"),
            (_("Addressee"), row.to_whom or unset),
            (_("Expected"), row.expected or unset),
            (_("Given"), given),
            (_("Code"), row.code),
        ]
        return Facts(row.what, [pair for pair in pairs if pair[1]])

    def menu_title(self) -> str:
        """The inject that is meant."""
        return self.row.what[:40] if self.row is not None else super().menu_title()

    def why_not(self, action: str) -> str:
        """After rights: nothing is given before the drill has begun, or twice."""
        why = super().why_not(action)
        row = self.row if self.has_row() else None
        if why or self.drill is None or row is None or action not in {"give", "give_at"}:
            return why
        if self.drill.started_at is None:
            return _("{drill} is {state}: say first when it began.").format(
                drill=self.drill.number, state=drill_state(self.drill)
            )
        if row.code in self._given:
            at = clock(self._given[row.code].at, self.desk.zone)
            return _("{inject} was given at {at} already.").format(inject=row.code, at=at)
        return ""

    def opened(self, row: InjectLine) -> None:
        """Enter: change it, give it, or say when it was given."""
        del row
        if why := self.why_not(self._meant):
            self.tell(why, "ATTENTION")
        else:
            getattr(self, f"action_{self._meant}")()

    def action_give(self) -> None:
        """It is given now; the next one that waits is highlighted."""
        if (row := self.row) is None:
            return
        said = saying(lambda _one: _("Given: {what}").format(what=row.what))
        self.app.perform(told.give_inject, told=said, inject=row_of(Inject, row.inject_id))
        later = [at for at, one in enumerate(self._rows) if one.code not in self._given and one != row]
        self.lines.cursor = next((at for at in later if at > self._rows.index(row)), self.lines.cursor)

    @asks
    async def action_give_at(self) -> None:
        """It was given at another time, or in other words."""
        if self.row is not None and self.drill is not None:
            await self.app.ask(partforms.give(self.desk, self.once(), self.drill, self.row))

    @asks
    async def action_add(self) -> None:
        """Add an inject."""
        given = await self.app.ask(partforms.inject(self.once(), self.drill_id, None))
        if given is not None and given.get("made") is not None:
            self.bring_to(given["made"])

    @asks
    async def action_change(self) -> None:
        """Change what is to be thrown in."""
        if self.row is not None:
            await self.app.ask(partforms.inject(self.once(), self.drill_id, self.row))

    @asks
    async def action_drop(self) -> None:
        """Strike the inject."""
        if (row := self.row) is None:
            return
        if await self.sure(_("Strike {name}?").format(name=row.what[:40]), _("Strike it")):
            said = saying(lambda _drill: _("{name} was struck.").format(name=row.code))
            self.app.perform(told.drop_inject, told=said, code=row.code, **self.about)
