"""What every list of one drill has: the drill in the top line, the other lists of it under that, ^→ to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar, TypeVar

from sqlalchemy.orm import Session
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _
from inventory.ground.people import Person
from inventory.practice.drills import Drill, DrillLine, DrillState, drill_line
from tui.commands import load
from tui.desk import Desk
from tui.keyboard import asks
from tui.places import Place
from tui.screens.base import Act
from tui.screens.drills.words import STEPS, drill_state
from tui.screens.keeping import KeepingScreen, row_of
from tui.screens.register import Answers, Once, RegisterLine
from tui.widgets.menu import Entry, Menu
from tui.widgets.top import TopLine

Row = TypeVar("Row")

KEY = "^→"
PARTS = (
    Place("sheets", KEY, N_("Sheets"), "tui.screens.drills.sheets:SheetsScreen"),
    Place("units", KEY, N_("Units"), "tui.screens.drills.units:UnitsScreen"),
    Place("injects", KEY, N_("Injects"), "tui.screens.drills.injects:InjectsScreen"),
    Place("material", KEY, N_("Material"), "tui.screens.drills.material:MaterialScreen"),
    Place("course", KEY, N_("Course"), "tui.screens.drills.course:CourseScreen"),
    Place("findings", KEY, N_("Findings"), "tui.screens.drills.findings:FindingsScreen"),
    Place("evaluation", KEY, N_("Scores"), "tui.screens.drills.evaluation:EvaluationScreen"),
)
OVER = frozenset({DrillState.ENDED, DrillState.CANCELLED})
OTHER = Act("other", N_("Another list of this drill"), on_row=False)


class PartScreen(KeepingScreen[Row]):
    """One list of a drill; which list, its lines and what is done with them differ."""

    PART: ClassVar[str] = ""
    STEPS = STEPS
    WHILE_OPEN: ClassVar[frozenset[str]] = frozenset()
    """What is only done while the drill isn't over."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+left,ctrl+pageup", "turn(-1)", N_("List before"), key_display="^←", show=False),
        Binding("ctrl+right,ctrl+pagedown", "turn(1)", N_("Next list"), key_display="^→", show=False),
    ]

    def __init__(self, drill_id: int) -> None:
        """Take the drill."""
        super().__init__()
        self.drill_id = drill_id
        self.drill: DrillLine | None = None

    # Frame

    def compose(self) -> ComposeResult:
        """As every list, with the drill's other lists under the top line."""
        parts = iter(super().compose())
        yield next(parts)
        yield RegisterLine(PARTS, self.PART, "screen.part")
        yield from parts

    def _tick(self) -> None:
        """The top line says which drill this is."""
        said = f"{self.drill.number} {self.drill.name}" if self.drill else ""
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=said)

    @property
    def desk(self) -> Desk:
        """The desk that it stands at."""
        if self.app.desk is None:  # opened from a register, which stands at one
            raise RuntimeError
        return self.app.desk

    def once(self) -> Once:
        """A question that is sent once."""
        return Once(self.app)

    @property
    def about(self) -> Answers:
        """The drill as the fact that services take."""
        return {"drill": row_of(Drill, self.drill_id)}

    # The list

    def read(self, session: Session, reader: Person) -> Sequence[Row]:
        """The drill as it stands, then the lines."""
        drill = session.get_one(Drill, self.drill_id)
        self.drill = drill_line(session, reader, drill)
        return self.of(session, reader, drill) if self.drill is not None else []

    def of(self, session: Session, reader: Person, drill: Drill) -> Sequence[Row]:
        """The lines of this drill."""
        raise NotImplementedError

    def menu_title(self) -> str:
        """The drill."""
        return f"{self.drill.number} {self.drill.name}" if self.drill else ""

    def why_not(self, action: str) -> str:
        """After rights: what is over is prepared no more."""
        why = super().why_not(action)
        over = self.drill is not None and self.drill.state in OVER
        if not why and over and self.drill is not None and action in self.WHILE_OPEN:
            return _("{drill} is {state}.").format(drill=self.drill.number, state=drill_state(self.drill))
        return why

    # Its neighbours

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """The way to the other lists stands last."""
        yield from super().acts()
        yield _(OTHER.label), OTHER.action, ""

    def action_turn(self, step: int) -> None:
        """To the list before or after."""
        names = [one.name for one in PARTS]
        self.action_part(names[(names.index(self.PART) + step) % len(names)])

    def action_part(self, name: str) -> None:
        """To another list of the same drill."""
        if name != self.PART:
            one = next(place for place in PARTS if place.name == name)
            self.app.switch_screen(load(one.screen)(self.drill_id))

    @asks
    async def action_other(self) -> None:
        """Choose among the lists of the drill."""
        entries = [Entry(one.name, _(one.label), sign="▸" if one.name == self.PART else "") for one in PARTS]
        if answer := await self.app.ask(Menu(self.menu_title(), entries)):
            self.action_part(answer)
