"""Calls to teams: all of them, and one with what every team answered, keyed while the telephone rings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.resources import mustering
from inventory.resources.callouts import CALL_KIND_NAMES, TeamCall
from inventory.resources.mustering import AnswerKind, CalledLine, CallLine, record_answer
from inventory.resources.teams import Team
from reports.table import ROOM, Column, Kind, Level, figure
from reports.teams import call_state, call_words, heard_at, of_the_roll
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen, row_of
from tui.screens.register import Once
from tui.screens.resources.calling import answer_form, answered, stand_down_form
from tui.telling import told
from tui.widgets.card import Facts
from tui.widgets.top import TopLine

CALL = Permission.CALL_TEAMS


def _waits(line: CallLine) -> Level | None:
    return (Level.URGENT if line.late else Level.ATTENTION) if line.waiting else None


def _people(line: CallLine) -> str:
    """How many have come, of how many on the rolls; more teams may have been called than it is known of."""
    said = _("{n} of {count}").format(n=figure(line.people), count=figure(line.expected))
    return f"{said} +?" if line.unknown else said


class CallsScreen(KeepingScreen[CallLine]):
    """The calls to teams of the officer's branch, the last first."""

    TITLE_HERE = N_("Calls to teams")
    ACTS = (Act("look", N_("Open it")),)

    def columns(self) -> Sequence[Column[CallLine]]:
        """Which call, why, how far it has come."""
        return [
            Column("number", _("Call"), lambda line: line.number, Kind.STATE, 12),
            Column("kind", _("Kind"), lambda line: _(CALL_KIND_NAMES[line.kind]), width=8, on_screen=ROOM),
            Column("called", _("When"), lambda line: line.called_at, Kind.MOMENT, 11),
            Column("reason", _("Why"), lambda line: line.reason, width=16),
            Column("teams", _("Teams"), lambda line: line.teams, Kind.NUMBER, 5, ROOM),
            Column("waiting", _("To come"), lambda line: line.waiting or None, Kind.NUMBER, 7, level=_waits),
            Column("people", _("People"), _people, Kind.STATE, 9),
            Column("due", _("Deadline"), lambda line: line.due_at, Kind.MOMENT, 11, ROOM),
            Column("ordered_by", _("Order given by"), lambda line: line.ordered_by, width=10, on_screen=ROOM),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[CallLine]:
        """All of them."""
        return mustering.calls(session, reader)

    def number(self, row: CallLine) -> int:
        """The call's own number."""
        return row.call_id

    def words(self, row: CallLine) -> str:
        """Number, kind, why, who ordered it."""
        return key(row.number, _(CALL_KIND_NAMES[row.kind]), row.reason, row.ordered_by)

    def find_hint(self) -> str:
        """What may be typed to find a call."""
        return _("number or reason")

    def summary(self) -> str:
        """How many."""
        return ngettext("{n} call", "{n} calls", len(self._rows)).format(n=figure(len(self._rows)))

    def empty(self, text: str) -> str:
        """Where calls come from."""
        said = _("No call yet: on the register of teams Space calls them out or calls the roll.")
        return super().empty(text) if text else said

    def facts(self, row: CallLine) -> Facts:
        """What it was for, and how far it has come."""
        clock = self.lines.clock
        pairs = [
            (_("Why"), row.reason),
            (_("Order given by"), row.ordered_by),
            (_("Where to"), row.assemble),
            (_("Deadline"), clock.said(row.due_at)),
        ]
        return Facts(f"{row.number} {_(CALL_KIND_NAMES[row.kind])}", [one for one in pairs if one[1]])

    def menu_title(self) -> str:
        """The highlighted call."""
        return self.row.number if self.row is not None else _("Calls to teams")

    def opened(self, row: CallLine) -> None:
        """Enter: what every team answered."""
        self.app.push_screen(CallScreen(row.call_id))

    def action_look(self) -> None:
        """As Enter."""
        if self.row is not None:
            self.opened(self.row)


def _state(line: CalledLine) -> str:
    return call_state(line)[1]


class CallScreen(KeepingScreen[CalledLine]):
    """One call: every team that was called, how it is reached, and what it answered."""

    ACTS = (
        Act("record", N_("Enter what it answered"), CALL),
        Act("answered", N_("It answered, just now"), CALL),
        Act("mustered", N_("It has mustered: how many"), CALL),
        Act("not_reached", N_("It was not reached, just now"), CALL),
        Act("stand_down", N_("It is stood down, now"), CALL),
        Act("show_waiting", N_("Only those still to come, or all"), on_row=False),
        Act("stand_all_down", N_("All are stood down"), CALL, on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "record", N_("Reply"), key_display="Insert"),
    ]

    only_waiting = False
    _all: Sequence[CalledLine] = ()

    def __init__(self, call_id: int, team_id: int = 0) -> None:
        """Take the call, and the team to begin at; the first that is still to come where none is meant."""
        super().__init__()
        self._call_id, self._team_id = call_id, team_id

    def on_mount(self) -> None:
        """Begin at the team that is meant."""
        meant = (row.team_id == self._team_id if self._team_id else row.waiting for row in self._rows)
        self.lines.cursor = next((at for at, is_meant in enumerate(meant) if is_meant), 0)

    def _tick(self) -> None:
        """The top line says which call it is."""
        for top in self.query(TopLine) if self.is_current and self._all else ():
            top.heading = replace(self.app.heading, place=call_words(self._all[0]))

    # The list

    def columns(self) -> Sequence[Column[CalledLine]]:
        """Who, how they are reached, how far they have come."""
        return [
            Column("team", _("Team"), lambda line: line.team, width=18),
            Column("keeper", _("Leader"), lambda line: line.keeper or None, width=10),
            Column("phone", _("Telephone"), lambda line: line.phone or None, width=13),
            Column("state", _("Reply"), _state, Kind.STATE, 16, level=lambda line: call_state(line)[0]),
            Column("heard", _("Heard at"), heard_at, Kind.MOMENT, 11, ROOM),
            Column("announced", _("Announced"), lambda line: line.announced, Kind.NUMBER, 6, ROOM),
            Column("deputy", _("Deputy"), lambda line: line.deputy or None, width=10, on_screen=ROOM),
            Column("deputy_phone", _("Telephone"), lambda line: line.deputy_phone or None, width=13, on_screen=ROOM),
            Column("note", _("Remarks"), lambda line: line.note or None, width=16, on_screen=ROOM, absent=""),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[CalledLine]:
        """Every team that was called, or only those that are still to come."""
        self._all = mustering.called(session, reader, session.get_one(TeamCall, self._call_id))
        return [one for one in self._all if one.waiting] if self.only_waiting else self._all

    def number(self, row: CalledLine) -> int:
        """The team in this call."""
        return row.called_id

    def words(self, row: CalledLine) -> str:
        """The team, and who leads it."""
        return key(row.team, row.keeper, row.deputy, row.organisation)

    def summary(self) -> str:
        """How many are there and how many people that is; who is still to come."""
        waiting, late = (sum(getattr(one, what) and one.waiting for one in self._all) for what in ("waiting", "late"))
        people = sum(one.mustered or 0 for one in self._all)
        there = sum(not one.waiting for one in self._all)
        parts = [
            _("{n} of {count} done").format(n=figure(there), count=figure(len(self._all))),
            ngettext("{n} person", "{n} people", people).format(n=figure(people)),
        ]
        if waiting:
            said = _("{n} to come").format(n=figure(waiting))
            parts.append(f"{(Level.URGENT if late else Level.ATTENTION).value} {said}")
        return " · ".join(parts)

    def empty(self, text: str) -> str:
        """All are there."""
        return super().empty(text) if text else _("Nobody is still to come. Space, 6 shows all of them.")

    def facts(self, row: CalledLine) -> Facts:
        """How the team is reached, what it answered when; what it was called for."""
        said = self.lines.clock.said
        level, word = call_state(row)
        pairs = [
            (_("Reply"), f"{level.value} {word} {said(heard_at(row))}"),
            (_("Leader"), f"{row.keeper} {row.phone}".strip()),
            (_("Deputy"), f"{row.deputy} {row.deputy_phone}".strip()),
            (_("On the roll"), "" if row.strength is None else figure(row.strength)),
            (_("Answered at"), said(row.answered_at)),
            (_("Announced"), "" if row.announced is None else figure(row.announced)),
            (_("Mustered at"), f"{said(row.mustered_at)} · {of_the_roll(row)}" if row.mustered_at else ""),
            (_("Remarks"), row.note),
            (_("Why"), row.reason),
            (_("Where to"), row.assemble),
            (_("Deadline"), said(row.due_at)),
            (_("Order given by"), row.ordered_by),
            (_("Called"), said(row.called_at)),
        ]
        return Facts(row.team, [one for one in pairs if one[1]])

    def menu_title(self) -> str:
        """The highlighted team."""
        return self.row.team if self.row is not None else _("Calls to teams")

    def opened(self, row: CalledLine) -> None:
        """Enter: what it answered, or why it can't be entered."""
        del row
        if why := self.why_not("record"):
            self.tell(why, "ATTENTION")
        else:
            self.action_record()

    # Answers

    def why_not(self, action: str) -> str:
        """After rights: nobody is let go twice."""
        why = super().why_not(action)
        is_over = bool(self._all) and all(one.state is AnswerKind.STOOD_DOWN for one in self._all)
        if not why and action == "stand_all_down" and is_over:
            return _("Every team of {call} is stood down already.").format(call=self._all[0].number)
        return why

    @asks
    async def action_record(self) -> None:
        """Ask what the highlighted team answered; then the next that is still to come is highlighted."""
        await self._ask(None)

    @asks
    async def action_mustered(self) -> None:
        """Ask how many have come together."""
        await self._ask(AnswerKind.MUSTERED)

    async def _ask(self, kind: AnswerKind | None) -> None:
        row, desk = self.row, self.app.desk
        if row is None or desk is None:
            return
        if await self.app.ask(answer_form(desk, Once(self.app), row, kind)) is not None:
            self._go_on(row)

    def action_answered(self) -> None:
        """The highlighted team has just answered."""
        self._now(AnswerKind.ANSWERED)

    def action_not_reached(self) -> None:
        """The highlighted team was just rung up in vain."""
        self._now(AnswerKind.NO_ANSWER)

    def action_stand_down(self) -> None:
        """The highlighted team is let go."""
        self._now(AnswerKind.STOOD_DOWN)

    @asks
    async def action_stand_all_down(self) -> None:
        """All teams of the call are let go, once somebody has read who they are."""
        if (desk := self.app.desk) is not None and self._all:
            await self.app.ask(stand_down_form(desk, Once(self.app), self._all))

    def _now(self, kind: AnswerKind) -> None:
        if (row := self.row) is None:
            return
        call, team = row_of(TeamCall, row.call_id), row_of(Team, row.team_id)
        self.app.perform(record_answer, told=told(answered(row, kind)), kind=kind, call=call, team=team)
        self._go_on(row)

    def _go_on(self, row: CalledLine) -> None:
        """Highlight the next team after this one that is still to come, if there is one."""
        at = next((at for at, one in enumerate(self._rows) if one.called_id == row.called_id), -1)
        order = [*range(at + 1, len(self._rows)), *range(max(at, 0))]
        self.lines.cursor = next((one for one in order if self._rows[one].waiting), self.lines.cursor)

    def action_show_waiting(self) -> None:
        """Show only those that are still to come, or all again."""
        self.only_waiting = not self.only_waiting
        self.reload()
