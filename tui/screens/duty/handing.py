"""The handover on the screen: what is open, ticked one by one; two signatures, and who sits down in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, ClassVar, cast

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.upkeep import handing
from inventory.upkeep.handover import (
    ITEM_NAMES,
    STAGE_NAMES,
    Handover,
    HandoverLine,
    HandoverStage,
    ItemLine,
    handover_items,
    handover_line,
)
from reports.table import ROOM, Column, Kind, Level, figure
from tui.desk import Desk
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.duty import papers, telling
from tui.screens.duty.looking import login_of
from tui.screens.keeping import KeepingScreen, row_of
from tui.screens.signing import Proving
from tui.screens.who import greeting
from tui.telling import told
from tui.widgets.card import Facts
from tui.widgets.fields import Text
from tui.widgets.form import Form

SIGN = Permission.HAND_OVER
STEPS = {
    one.action: one
    for one in (
        Act("hand_over", N_("Sign: I hand over"), SIGN, on_row=False),
        Act("sit", N_("Whoever signs next sits down"), on_row=False),
        Act("take_over", N_("Sign: I take over"), SIGN, on_row=False),
        Act("tick", N_("Tick it"), SIGN),
        Act("tick_note", N_("Tick it with a note"), SIGN),
        Act("sheet", N_("The sheet"), on_row=False),
        Act("cancel", N_("Cancel it"), SIGN, on_row=False),
    )
}
STAGE_LEVELS = {
    HandoverStage.BUILT: Level.URGENT,
    HandoverStage.SIGNED_OUT: Level.URGENT,
    HandoverStage.SIGNED: Level.FINE,
    HandoverStage.CANCELLED: Level.UNKNOWN,
}


class HandoverScreen(KeepingScreen[ItemLine]):
    """One handover, line by line."""

    TITLE_HERE = N_("Handover")
    ACTS = tuple(STEPS.values())
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "next_step", N_("Next step"), key_display="Insert"),
        Binding("escape", "back", N_("Back"), key_display="Esc"),
    ]

    line: HandoverLine | None = None
    outgoing_id = incoming_id = officer_id = 0  # nobody's, until it is read

    def __init__(self, handover_id: int, said: str = "") -> None:
        """The handover with this id; `said` is told once it is there."""
        super().__init__()
        self.handover_id, self._said = handover_id, said

    def on_mount(self) -> None:
        """Begin, once the lines are read."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """At the first line that isn't ticked; where it is another's turn, the seat is offered."""
        if said := self._said or (self.next_said() if self.next_step == "sit" else ""):
            self.tell(said, "UNKNOWN")
        self._to_next()

    # The list

    def read(self, session: Session, reader: Person) -> Sequence[ItemLine]:
        """The lines, in their order."""
        made = session.get_one(Handover, self.handover_id)
        self.line = handover_line(session, made)
        self.outgoing_id, self.incoming_id, self.officer_id = made.outgoing_id, made.incoming_id, reader.id
        return handover_items(session, made)

    def number(self, row: ItemLine) -> int:
        """Its line."""
        return row.line

    def words(self, row: ItemLine) -> str:
        """Everything that it says."""
        return key(row.number, row.what, row.place, row.owner, _(ITEM_NAMES[row.kind]))

    def columns(self) -> Sequence[Column[ItemLine]]:
        """Ticked or not, then what it is."""
        return [
            Column("line", _("Line"), lambda row: row.line, Kind.NUMBER, 4),
            Column("ticked", _("Ticked"), _ticked, Kind.STATE, 8, level=_level),
            Column("kind", _("Kind"), lambda row: _(ITEM_NAMES[row.kind]), width=12),
            Column("what", _("Matter"), lambda row: row.what, width=28),
            Column("owner", _("Responsible"), lambda row: row.owner or None, width=8, absent=""),
            Column("due_at", _("Deadline"), lambda row: row.due_at, Kind.MOMENT, 11, absent=""),
            Column("place", _("Where"), lambda row: row.place or None, width=12, on_screen=ROOM, absent=""),
            Column("number", _("Number"), lambda row: row.number or None, width=13, on_screen=ROOM, absent=""),
        ]

    def summary(self) -> str:
        """Which handover, how far it has come."""
        one = self.line
        if one is None:
            return ""
        level = STAGE_LEVELS[one.stage]
        ticks = _("ticked {n} of {count}").format(n=figure(one.ticked), count=figure(one.items))
        return f"{level.value} {_(STAGE_NAMES[one.stage])} · {ticks} · {one.outgoing} → {one.incoming} · {one.number}"

    def empty(self, text: str) -> str:
        """Nothing is open, or nothing is called so."""
        return super().empty(text) if text else _("Nothing is open: nothing needs a tick.") + "\n\n" + self.next_said()

    def facts(self, row: ItemLine) -> Facts:
        """The line in full, and what comes next."""
        zone = self.app.desk.zone if self.app.desk else None
        due = f"{row.due_at.astimezone(zone):%Y-%m-%d %H:%M}" if row.due_at else ""
        at = f"{row.ticked_at.astimezone(zone):%m-%d %H:%M} {row.note}".strip() if row.ticked_at else ""
        pairs = [
            (_("Matter"), row.what),
            (_("Where"), row.place),
            (_("Responsible"), row.owner),
            (_("Deadline"), due),
            (_("Number"), row.number),
            (_("Ticked"), at),
            (_("Next"), self.next_said()),
        ]
        return Facts(f"{row.line} {_(ITEM_NAMES[row.kind])}", [pair for pair in pairs if pair[1]])

    def menu_title(self) -> str:
        """Which handover."""
        return self.line.number if self.line else _("Handover")

    # What comes next

    @property
    def turn(self) -> tuple[int, str]:
        """Whose turn it is to sign: who goes, and after them who comes."""
        one = self.line
        if one is None:
            return 0, ""
        return (self.outgoing_id, one.outgoing) if one.out is None else (self.incoming_id, one.incoming)

    @property
    def next_step(self) -> str:
        """The action that brings it on; empty where nothing is left to do."""
        one = self.line
        if one is None or not one.is_open:
            return ""
        if self.officer_id != self.turn[0]:
            return "sit"
        if one.out is None:
            return "hand_over"
        return "tick" if any(row.ticked_at is None for row in self._rows) else "take_over"

    def next_said(self) -> str:
        """The same in words."""
        one = self.line
        if one is None or not one.is_open:
            return _("Nothing is left to do: Space prints the sheet.")
        return {
            "hand_over": _("{officer} signs: Insert").format(officer=one.outgoing),
            "sit": _("{officer} sits down: Insert").format(officer=self.turn[1]),
            "tick": _("Enter ticks the line"),
            "take_over": _("{officer} signs: Insert").format(officer=one.incoming),
        }[self.next_step]

    def why_not(self, action: str) -> str:
        """After rights: whose turn it is."""
        one = self.line
        if (why := super().why_not(action)) or one is None or action not in STEPS or action == "sheet":
            return why
        if not one.is_open:
            return _("It is {state}: nothing more is added.").format(state=_(STAGE_NAMES[one.stage]))
        if action == "sit":
            officer, name = self.turn
            return _("{officer} sits here.").format(officer=name) if self.officer_id == officer else ""
        if action == "hand_over":
            return self._why_not_out(one)
        return "" if action == "cancel" else self._why_not_taken(one, action)

    def _why_not_taken(self, one: HandoverLine, action: str) -> str:
        if self.officer_id != self.incoming_id:
            return _("{officer} takes over: somebody else sits down first.").format(officer=one.incoming)
        if action != "take_over" and self.row is not None and self.row.ticked_at is not None:
            return _("It is ticked.")
        return ""

    def _why_not_out(self, one: HandoverLine) -> str:
        if one.out is not None:
            return _("{officer} has signed.").format(officer=one.outgoing)
        if self.officer_id != self.outgoing_id:
            return _("{officer} hands over: they sign themselves.").format(officer=one.outgoing)
        return ""

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """What comes next stands first."""
        order = sorted(self.ACTS, key=lambda act: act.action != (self.next_step or "sheet"))
        for act in order:
            yield _(act.label), act.action, self.why_not(act.action)

    def _to_next(self) -> None:
        at = next((at for at, row in enumerate(self._rows) if row.ticked_at is None), None)
        if at is not None and not self.find.text:
            self.lines.cursor = at

    def reload(self, *, keep: bool = True) -> None:
        """After a tick, on to the next line."""
        super().reload(keep=keep)
        if self.next_step == "tick" and self.row is not None and self.row.ticked_at is not None:
            self._to_next()

    # Actions

    def _perform(self, service: Callable[..., Any], said: Callable[[Any], str]) -> None:
        self.app.perform(service, told=told(said), handover=row_of(Handover, self.handover_id))

    async def action_next_step(self) -> None:
        """Whatever brings it on."""
        step = self.next_step
        if not step:
            self.tell(self.next_said(), "UNKNOWN")
        elif why := self.why_not(step):
            self.tell(why, "ATTENTION")
        else:
            await self.app.run_action(step, self)

    def opened(self, row: ItemLine) -> None:
        """Enter ticks; before that, it says whose turn it is."""
        del row
        if why := self.why_not("tick"):
            self.tell(f"{why}  {self.next_said()}", "ATTENTION")
        else:
            self.action_tick()

    def action_tick(self) -> None:
        """Take the line over."""
        if self.row is not None:
            self._perform(partial(handing.tick, line=self.row.line), telling.ticked)

    @asks
    async def action_tick_note(self) -> None:
        """Take the line over, with something to say about it."""
        if (row := self.row) is None:
            return

        def send(facts: dict[str, Any]) -> None:
            handover = row_of(Handover, self.handover_id)
            self.app.do(handing.tick, told=told(telling.ticked), handover=handover, line=row.line, **facts)

        note = Text("note", _("Note"), longest=400)
        title = _("Tick line {line}").format(line=row.line)
        await self.app.ask(Form(title, note, submit=send, verb=_("tick"), intro=row.what))

    @asks
    async def action_hand_over(self) -> None:
        """Who goes signs, and with it the books as they are now."""
        if await self._signs():
            self._perform(partial(handing.hand_over, proved=self._is_proved), telling.signed_out)

    @asks
    async def action_take_over(self) -> None:
        """Who comes signs, once every line is ticked."""
        if await self._signs():
            self._perform(partial(handing.take_over, proved=self._is_proved), telling.signed_in)

    @property
    def _is_proved(self) -> bool:
        return self.app.desk is not None and self.app.desk.is_locked

    async def _signs(self) -> bool:
        """In a locked store the password is asked once more; in an open one, whether it is meant."""
        desk, number = self.app.desk, self.line.number if self.line else ""
        title = _("Sign {number}, and with it the books as they are now").format(number=number)
        if desk is None or desk.guard is None or not desk.is_locked:
            return await self.sure(title, _("Sign; the signature on paper counts as well"))
        question = Proving(title, desk.guard.unlock, login=desk.guard.login, verb=_("sign"))
        facts = await self.app.ask(question)
        if facts is None:
            return False
        if facts["desk"] is not None:
            self.tell(_("Nobody signs for somebody else: let them sit down first."), "ATTENTION")
            return False
        return True

    @asks
    async def action_sit(self) -> None:
        """Whoever signs next takes the seat, with their password in a locked store, and goes on here."""
        desk = self.app.desk
        if desk is None or desk.seat is None:
            return
        login = login_of(desk, self.turn[0])
        opening: Callable[[], Desk] = partial(desk.seat, login)
        if desk.is_locked:
            facts = await self.app.ask(Proving(_("Who signs next signs in"), desk.seat, login=login, verb=_("sign in")))
            if facts is None:
                return
            made = cast("Desk", facts["desk"])
            opening = lambda: made  # noqa: E731 - a desk that is there already
        self.app.sit_down(opening, self._goes_on)

    def _goes_on(self, desk: Desk) -> str:
        """The places are built anew for the new officer: this handover comes back on top of them."""
        said, app = greeting(desk), self.app
        again = HandoverScreen(self.handover_id, said)
        app.screen.call_after_refresh(app.call_later, app.push_screen, again)
        return said

    def action_sheet(self) -> None:
        """The sheet as it stands."""
        if self.line is not None:
            papers.show(self.app, "handover", handover=self.line.number)

    @asks
    async def action_cancel(self) -> None:
        """Give it up, with a reason."""

        def send(facts: dict[str, Any]) -> None:
            handover = row_of(Handover, self.handover_id)
            self.app.do(handing.cancel_handover, told=told(telling.cancelled), handover=handover, **facts)

        note = Text("note", _("Why"), longest=400)
        title = _("Cancel {number}").format(number=self.line.number if self.line else "")
        await self.app.ask(Form(title, note, submit=send, verb=_("cancel it")))


def _ticked(row: ItemLine) -> str:
    return _("ticked") if row.ticked_at else _("not ticked")


def _level(row: ItemLine) -> Level:
    return Level.FINE if row.ticked_at else Level.ATTENTION
