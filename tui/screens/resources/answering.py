"""Who answers for a river: for all of it, for its technology, for walking along it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session
from textual.binding import Binding

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.resources import rivers
from inventory.resources.rivers import Answering, River, RiverLine, RiverPersonLine
from reports.rivers import ANSWERS
from reports.table import Column, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen, row_of
from tui.screens.register import Answers, Once, words
from tui.telling import told
from tui.widgets.answers import Choice
from tui.widgets.card import Facts
from tui.widgets.fields import Field, Text
from tui.widgets.form import Form
from tui.widgets.top import TopLine

KEEP = Permission.KEEP_RESOURCES


class AnsweringScreen(KeepingScreen[RiverPersonLine]):
    """Those who answer for one river."""

    ACTS = (
        Act("change", N_("Change"), KEEP),
        Act("strike", N_("Strike off the list"), KEEP),
        Act("add", N_("Name somebody"), KEEP, on_row=False),
    )
    BINDINGS = [
        Binding("insert", "add", N_("Add"), key_display="Insert"),
        Binding("delete", "strike", N_("Strike"), key_display="Del"),
    ]

    def __init__(self, river: RiverLine) -> None:
        """Take the river."""
        super().__init__()
        self._river = river

    def _tick(self) -> None:
        """The top line says for which river they answer."""
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=self._title)

    @property
    def _title(self) -> str:
        return _("{river}: who answers for it").format(river=self._river.name)

    # The list

    def columns(self) -> Sequence[Column[RiverPersonLine]]:
        """For what, who, and how they are reached."""
        unset = _("not set")
        return [
            Column("answering", _("Answers for"), lambda row: _(ANSWERS[row.answering]), width=14),
            Column("name", _("Full name"), lambda row: row.name, width=12),
            Column("unit", _("Unit of the person"), lambda row: row.unit or None, width=16, absent=unset),
            Column("post", _("Position"), lambda row: row.post or None, width=10, absent=unset),
            Column("phone", _("Telephone"), lambda row: row.phone or None, width=14, absent=unset),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[RiverPersonLine]:
        """All of them."""
        every = rivers.rivers(session, reader, retired=True)
        return next((one.people for one in every if one.river_id == self._river.river_id), ())

    def number(self, row: RiverPersonLine) -> tuple[Answering, str]:
        """For what they answer, and their name."""
        return row.answering, row.name

    def words(self, row: RiverPersonLine) -> str:
        """Name, unit, post."""
        return key(row.name, row.unit, row.post)

    def summary(self) -> str:
        """How many people."""
        return ngettext("{n} person", "{n} people", len(self._rows)).format(n=figure(len(self._rows)))

    def empty(self, text: str) -> str:
        """Where to begin."""
        return super().empty(text) if text else _("Nobody is named yet. Insert names the first.")

    def facts(self, row: RiverPersonLine) -> Facts:
        """All that is known of them."""
        pairs = [
            (_("Answers for"), _(ANSWERS[row.answering])),
            (_("Unit of the person"), row.unit),
            (_("Position"), row.post),
            (_("Telephone"), row.phone),
        ]
        return Facts(row.name, [(label, value or _("○ not set")) for label, value in pairs])

    def menu_title(self) -> str:
        """Who is highlighted."""
        return self.row.name if self.row is not None else self._title

    def opened(self, row: RiverPersonLine) -> None:
        """Enter: change what is known of them, or say why not."""
        del row
        if why := self.why_not("change"):
            self.tell(why, "ATTENTION")
        else:
            self.action_change()

    def why_not(self, action: str) -> str:
        """Nobody is named for what has been retired."""
        why = super().why_not(action)
        if not why and self._river.retired and action in {"add", "change"}:
            return _("It has been retired: take it back into use first.")
        return why

    # Naming and striking

    @asks
    async def action_add(self) -> None:
        """Name somebody."""
        sorts = [(one, _(ANSWERS[one])) for one in Answering]
        fields = [Choice("answering", _("Answers for"), sorts), Text("name", _("Full name"), width=20), *_reached({})]
        if (facts := await self._set(_("Name somebody: {river}").format(river=self._river.name), fields)) is not None:
            self.bring_to((facts["answering"], facts["name"]))

    @asks
    async def action_change(self) -> None:
        """Correct how somebody is reached; who has another name is somebody else."""
        if (row := self.row) is not None:
            await self._set(row.name, _reached(vars(row)), answering=row.answering, name=row.name)

    async def _set(self, title: str, fields: Sequence[Field], **about: Any) -> dict[str, Any] | None:  # noqa: ANN401 - facts
        once = Once(self.app)

        def send(given: Answers) -> None:
            facts = {**about, **given}
            once.send(rivers.set_river_person, _said(facts["name"]), river=self._row, **facts)

        return await self.app.ask(Form(title, *fields, submit=send, verb=_("enter"), sender=once))

    @property
    def _row(self) -> Callable[[Session], River]:
        return row_of(River, self._river.river_id)

    @asks
    async def action_strike(self) -> None:
        """Strike the highlighted person off the list."""
        row = self.row
        if row is None or not await self.sure(
            _("Strike {name} off the list?").format(name=row.name), _("Strike them off")
        ):
            return
        facts = {"answering": row.answering, "name": row.name}
        self.app.perform(rivers.drop_river_person, told=told(_struck(row.name)), river=self._row, **facts)


def _reached(known: dict[str, Any]) -> list[Field]:
    """Their unit and post, and how they are reached."""
    return [
        words("unit", _("Unit of the person"), known, longest=120, width=24),
        words("post", _("Position"), known, longest=120, width=24),
        words("phone", _("Telephone"), known, longest=40, width=20),
    ]


def _said(name: str) -> Callable[[River], str]:
    return lambda river: _("{name} answers for {river}.").format(name=name, river=river.name)


def _struck(name: str) -> Callable[[River], str]:
    return lambda river: _("{name} is off the list of {river}.").format(name=name, river=river.name)
