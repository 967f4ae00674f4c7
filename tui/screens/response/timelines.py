"""Responses, those that are over too, and the timeline of one: a query over the log and the books, no copy of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.duty.levels import LevelOrder
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Person
from inventory.ground.search import key
from inventory.response.responses import ResponseLine, responses
from inventory.response.timeline import TimelineLine, timeline
from inventory.response.watched import TOLD_NAMES, Told
from reports.response import gravest, task_counts, timeline_columns
from reports.table import ROOM, Column, Kind, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.duty import papers
from tui.screens.keeping import KeepingScreen
from tui.widgets.card import Facts
from tui.widgets.menu import Entry, Menu
from tui.widgets.top import TopLine

ALL = "all"


class ResponsesScreen(KeepingScreen[ResponseLine]):
    """The responses of the officer's branch, the one that began last first."""

    TITLE_HERE = N_("Responses")
    ACTS = (
        Act("look", N_("Its timeline")),
        Act("paper_timeline", N_("The timeline on paper")),
        Act("paper_tasks", N_("Its tasks on paper")),
    )

    def columns(self) -> Sequence[Column[ResponseLine]]:
        """Which, how grave, from when until when, its tasks."""
        return [
            Column("number", _("Response"), lambda one: one.number, width=12),
            Column("level", _("Level"), gravest, width=16),
            Column("begun_at", _("From"), lambda one: one.begun_at, Kind.MOMENT, 11),
            Column("ended_at", _("Until"), lambda one: one.ended_at, Kind.MOMENT, 11, absent=_("still running")),
            Column("tasks", _("Tasks"), _tasks, width=20, level=_late),
            Column("organisation", _("Organisation"), lambda one: one.organisation, width=18, on_screen=ROOM),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[ResponseLine]:
        """All of them."""
        return responses(session, reader)

    def number(self, row: ResponseLine) -> int:
        """The id of its first order."""
        return row.first_order_id

    def words(self, row: ResponseLine) -> str:
        """Number, level, organisation."""
        return key(row.number, row.gravest, row.organisation)

    def summary(self) -> str:
        """How many are running."""
        n = sum(one.ended_at is None for one in self._rows)
        return ngettext("{n} running", "{n} running", n).format(n=figure(n))

    def empty(self, text: str) -> str:
        """Where responses come from."""
        said = _("No level was ever ordered: a response begins with the first order.")
        return super().empty(text) if text else said

    def facts(self, row: ResponseLine) -> Facts:
        """Its orders, one by one."""
        said = self.lines.clock.said
        orders = [
            (
                said(one.since),
                " · ".join(
                    part
                    for part in (one.level or _("the response ends"), one.ordered_by, one.area, one.basis, one.number)
                    if part
                ),
            )
            for one in row.orders
        ]
        plans = dict.fromkeys(plan for one in row.orders for plan in one.plans)
        return Facts(f"{row.number} {row.organisation}", [*orders, (_("Plans"), _("; ").join(plans) or _("none"))])

    def menu_title(self) -> str:
        """The highlighted response."""
        return f"{self.row.number} {self.row.gravest}" if self.row is not None else _("Responses")

    def opened(self, row: ResponseLine) -> None:
        """Enter: its timeline."""
        self.app.push_screen(TimelineScreen(row.first_order_id, row.number))

    def action_look(self) -> None:
        """As Enter."""
        if self.row is not None:
            self.opened(self.row)

    def action_paper_timeline(self) -> None:
        """响应记录."""
        if self.row is not None:
            papers.show(self.app, "response", response=self.row.number)

    def action_paper_tasks(self) -> None:
        """任务清单."""
        if self.row is not None:
            papers.show(self.app, "tasks", response=self.row.number)


def _tasks(one: ResponseLine) -> str:
    return task_counts(one.tasks, one.open, one.overdue)


def _late(one: ResponseLine) -> Level | None:
    return Level.URGENT if one.overdue and one.ended_at is None else None


class TimelineScreen(KeepingScreen[TimelineLine]):
    """What happened in a response, in order; of one kind alone where that is asked for."""

    ACTS = (
        Act("kind", N_("Only what is about …"), on_row=False),
        Act("paper", N_("On paper"), on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "kind", N_("About …"), key_display="^T"),
    ]

    def __init__(self, first_order_id: int, number: str) -> None:
        """Take the response."""
        super().__init__()
        self._first, self._called = first_order_id, number
        self.kind: Told | None = None
        self._all: Sequence[TimelineLine] = ()

    def _tick(self) -> None:
        """The top line says which response this is."""
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=_("Timeline {number}").format(number=self._called))

    def columns(self) -> Sequence[Column[TimelineLine]]:
        """As in the report."""
        return timeline_columns()

    def read(self, session: Session, reader: Person) -> Sequence[TimelineLine]:
        """What happened."""
        self._all = timeline(session, reader, session.get_one(LevelOrder, self._first))
        return [one for one in self._all if self.kind in (None, one.kind)]

    def number(self, row: TimelineLine) -> object:
        """When it was entered, and what."""
        return row.recorded_at, row.number, row.what

    def words(self, row: TimelineLine) -> str:
        """What happened, by whose hand, its number."""
        return key(row.what, row.by, row.number)

    def summary(self) -> str:
        """How many lines, and about what."""
        count = ngettext("{n} line", "{n} lines", len(self._rows)).format(n=figure(len(self._rows)))
        return f"{_(TOLD_NAMES[self.kind])} · {count}" if self.kind else count

    def facts(self, row: TimelineLine) -> Facts:
        """The line in full."""
        said = self.lines.clock.said
        late = [(_("Entered late, at"), said(row.recorded_at))] if row.late else []
        pairs = [(_("Course"), row.what), (_("About"), _(TOLD_NAMES[row.kind])), (_("Entered by"), row.by)]
        return Facts(f"{said(row.at)} {row.number}".rstrip(), [*pairs, *late])

    def menu_title(self) -> str:
        """The response."""
        return self._called

    @asks
    async def action_kind(self) -> None:
        """Show what is about one thing alone, or everything."""
        there = dict.fromkeys(one.kind for one in self._all)
        entries = [Entry(ALL, _("Everything")), *(Entry(one.value, _(TOLD_NAMES[one])) for one in there)]
        if answer := await self.app.ask(Menu(_("Only what is about …"), entries)):
            self.kind = None if answer == ALL else Told(answer)
            self.reload(keep=False)

    def action_paper(self) -> None:
        """响应记录."""
        papers.show(self.app, "response", response=self._called)
