"""The questions about who is in a shelter: it opens, people are counted in and out, it closes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from inventory.ground.errors import Refused
from inventory.ground.i18n import _
from inventory.resources import sheltering
from inventory.resources.sheltering import ShelterStep
from inventory.resources.shelters import Shelter
from reports.shelters import ShelterRow, heads_words, people_words
from reports.table import figure
from tui.desk import Desk
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, moment, words
from tui.widgets.fields import Amount, Field, whole
from tui.widgets.form import Form


def open_form(desk: Desk, once: Once, row: ShelterRow) -> Form:
    """Why a shelter is opened, and since when."""
    return Form(
        _("Open {name}").format(name=row.shelter.name),
        words("reason", _("Why"), {}),
        moment(desk, "at", _("When"), hint=_("empty: now")),
        submit=_send(once, row, sheltering.open_shelter, _opened),
        verb=_("open the shelter"),
        intro=_("from now on people are counted in and out"),
        sender=once,
    )


def admit_form(desk: Desk, once: Once, row: ShelterRow) -> Form:
    """How many came, and how many of them belong to each group."""
    return Form(
        _("Count people into {name}").format(name=row.shelter.name),
        *_heads(row, lambda came: after_words(row, came)),
        words("note", _("Remarks"), {}, hint=_("where from, with whom")),
        moment(desk, "at", _("When"), hint=_("empty: now")),
        submit=_send(once, row, sheltering.admit, _counted),
        verb=_("count in"),
        intro=_("there now {heads}").format(heads=heads_words(row.there)),
        sender=once,
    )


def discharge_form(desk: Desk, once: Once, row: ShelterRow) -> Form:
    """How many went, and how many of them belong to each group."""
    return Form(
        _("Count people out of {name}").format(name=row.shelter.name),
        *_heads(row, lambda went: left_words(row, went), leaving=True),
        words("note", _("Remarks"), {}, hint=_("where to")),
        moment(desk, "at", _("When"), hint=_("empty: now")),
        submit=_send(once, row, sheltering.discharge, _counted),
        verb=_("count out"),
        intro=_("there now {heads}").format(heads=heads_words(row.there)),
        sender=once,
    )


def close_form(desk: Desk, once: Once, row: ShelterRow) -> Form:
    """Why a shelter is closed; where there are people in it, where they go."""
    inside = row.there.people
    hint = _("{n} are still there: where do they go?").format(n=people_words(inside)) if inside else ""
    return Form(
        _("Close {name}").format(name=row.shelter.name),
        words("reason", _("Why"), {}, required=bool(inside), hint=hint),
        moment(desk, "at", _("When"), hint=_("empty: now")),
        submit=_send(once, row, sheltering.close_shelter, _closed),
        verb=_("close the shelter"),
        sender=once,
    )


class HowMany(Amount):
    """So many people; says how many there are then."""

    def __init__(self, then: Callable[[int], str]) -> None:
        """`then` words what follows from a number."""
        super().__init__("people", _("People"), parse=whole("people"), width=8)
        self._then = then

    def echo(self) -> str:
        """What follows from what is typed."""
        try:
            return "" if self.is_empty else self._then(cast("int", self.value()))
        except Refused:
            return ""


def _heads(row: ShelterRow, then: Callable[[int], str], *, leaving: bool = False) -> list[Field]:
    """So many people, and of these so many in each group."""
    groups = [
        ("elderly", _("Elderly"), row.there.elderly),
        ("children", _("Children"), row.there.children),
        ("special", _("Special needs"), row.there.special),
    ]

    def hint(there: int) -> str:
        return _("of {n} there").format(n=figure(there)) if leaving else _("of these")

    return [
        HowMany(then),
        *(
            Amount(name, label, parse=whole(name), width=8, required=False, hint=hint(there))
            for name, label, there in groups
        ),
    ]


def left_words(row: ShelterRow, went: int) -> str:
    """How many are left once so many have gone."""
    left = row.there.people - went
    return _("then {n}").format(n=people_words(left)) if left >= 0 else ""


def after_words(row: ShelterRow, came: int) -> str:
    """How many there are once so many more have come; more than it takes is said, not refused."""
    there, takes = row.there.people + came, row.shelter.capacity.people
    if takes is None:
        return _("then {n}").format(n=people_words(there))
    if there > takes:
        said = _("▲ then {n}, {over} more than it takes")
        return said.format(n=people_words(there), over=figure(there - takes))
    return _("then {n}, {free} free").format(n=people_words(there), free=figure(takes - there))


def _send(
    once: Once, row: ShelterRow, service: Callable[..., ShelterStep], said: Callable[[ShelterRow, ShelterStep], str]
) -> Callable[[Answers], None]:
    def send(given: Answers) -> None:
        facts: dict[str, Any] = {name: fact for name, fact in given.items() if fact is not None}
        shelter = row_of(Shelter, row.shelter.shelter_id)
        once.send(service, lambda step: said(row, step), shelter=shelter, **facts)

    return send


# Words ---------------------------------------------------------------------------------------------------------


def _opened(row: ShelterRow, step: ShelterStep) -> str:
    return _("{number} {name} is open.").format(number=step.number, name=row.shelter.name)


def _counted(row: ShelterRow, step: ShelterStep) -> str:
    sign = "+" if step.kind is sheltering.ShelterStepKind.ADMITTED else "−"
    return f"{step.number} {row.shelter.name} {sign}{people_words(step.people)}"


def _closed(row: ShelterRow, step: ShelterStep) -> str:
    return _("{number} {name} is closed.").format(number=step.number, name=row.shelter.name)
