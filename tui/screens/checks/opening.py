"""The form that opens a check: where, why, how much of it, who counts which part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from sqlalchemy.orm import Session

from inventory.ground.i18n import _
from inventory.ground.people import Person
from inventory.ground.search import key
from inventory.supplies import catalog
from inventory.supplies.catalog import Category, Item
from inventory.supplies.counting import Team, open_count
from inventory.supplies.counts import COUNT_NAMES, Count, CountKind
from inventory.supplies.places import STORES, Place
from tui.screens.checks import telling
from tui.screens.checks.forms import people
from tui.screens.stock.counter import Counter, row
from tui.screens.stock.fields import OneOf, text, where
from tui.widgets.answers import Choice, Tick
from tui.widgets.basket import Lines
from tui.widgets.fields import Facts
from tui.widgets.form import Form
from tui.widgets.pick import Find, Option, Pick, among

M = TypeVar("M")
Answers = dict[str, object]
ALL, CATEGORIES, ITEMS = "all", "categories", "items"
MOST_PARTS = 4


@dataclass(frozen=True)
class Assigned:
    """Somebody who counts: which part, and perhaps where."""

    person_id: int
    part: int
    place_id: int


def _categories(counter: Counter) -> Find:
    with counter.read() as (session, _officer):
        found = catalog.categories(session)
    options = [Option(number, name, code) for number, code, name in found]
    return among(options, [key(one.label, one.detail) for one in options])


def _numbers(known: Facts, name: str) -> list[int]:
    return cast("list[int]", known[name])


def _scope(counter: Counter) -> list[Choice | Lines]:
    """All that lies there, some classes, or a spot check of a few things."""

    def one_of(name: str, label: str, find: Find) -> Lines:
        return Lines(
            name,
            label,
            [Pick("one", label, find, width=24)],
            build=lambda known: known["one"],
            when=lambda known: known.get("scope") == name,
            hint=_("Enter adds one, an empty line goes on"),
        )

    options = [(ALL, _("all of it")), (CATEGORIES, _("some classes")), (ITEMS, _("spot check"))]
    return [
        Choice("scope", _("How much"), options),
        one_of(CATEGORIES, _("Class"), _categories(counter)),
        one_of(ITEMS, _("Item"), counter.items),
    ]


class Teams(Lines):
    """Who counts: nobody need be named, but Enter doesn't pass it over unseen."""

    _seen = False

    def enter(self) -> None:
        """It is looked at now."""
        self._seen = True
        super().enter()

    @property
    def is_empty(self) -> bool:
        """Whether it is still to be looked at."""
        return super().is_empty and not self._seen

    def checked(self) -> object:
        """Nobody, or those who are named."""
        return self.value()


def _teams(counter: Counter) -> Lines:
    """Who counts: two parts are counted at the same time, each on a sheet of its own."""
    parts = [Option(number, str(number)) for number in range(1, MOST_PARTS + 1)]

    def build(known: Facts) -> Assigned:
        given = [cast("int", known.get(name) or 0) for name in ("person", "part", "where")]
        return Assigned(given[0], given[1] or 1, given[2])

    return Teams(
        "parts",
        _("Who counts"),
        [
            Pick("person", _("Person"), people(counter), width=18),
            Pick("part", _("Part"), among(parts, [one.label for one in parts]), required=False, width=6),
            Pick("where", _("Only at (room, shelf)"), counter.places(STORES), required=False, width=22),
        ],
        build=build,
        pauses={"part"},
        hint=_("nobody named: you. Part 2 counts at the same time as 1"),
    )


def teams(assigned: Sequence[Assigned]) -> Callable[[Session], list[Team]]:
    """The parts in the order of their numbers, each with its people and places, looked up in the transaction."""

    def look(session: Session) -> list[Team]:
        found = []
        for number in sorted({one.part for one in assigned}):
            mine = [one for one in assigned if one.part == number]
            persons = dict.fromkeys(one.person_id for one in mine)
            places = dict.fromkeys(one.place_id for one in mine if one.place_id)
            found.append(
                Team(
                    tuple(session.get_one(Person, one) for one in persons),
                    tuple(session.get_one(Place, one) for one in places),
                )
            )
        return found

    return look


def open_check(counter: Counter, place_id: int = 0) -> Form:
    """开立盘点: the form answers with the check's number in the fact `made`, and what is to be said of it in `said`."""

    def submit(facts: Answers) -> None:
        def told(_teller: object, count: Count) -> str:
            facts["made"], facts["said"] = count.id, telling.opened(count)
            return ""  # said by the screen that the form leads to

        given = {name: facts[name] for name in ("kind", "blind", "witness", "note")}
        asked: dict[str, object] = {"place": row(Place, facts["place"])}
        for name, model in (("keeper_from", Person), ("keeper_to", Person)):
            if facts.get(name):
                asked[name] = row(model, facts[name])
        if facts.get(CATEGORIES):
            asked[CATEGORIES] = _rows(Category, _numbers(facts, CATEGORIES))
        if facts.get(ITEMS):
            asked[ITEMS] = _rows(Item, _numbers(facts, ITEMS))
        if facts.get("parts"):
            asked["parts"] = teams(cast("list[Assigned]", facts["parts"]))
        counter.do(open_count, told, **given, **asked)

    def is_handover(known: Facts) -> bool:
        return known.get("kind") is CountKind.HANDOVER

    depots = counter.places(STORES)("")
    default = place_id or (cast("int", depots[0].value) if depots else 0)
    return Form(
        _("Open a check"),
        where(counter, "place", _("Place"), STORES, default=default),
        OneOf("kind", _("Kind"), [(one, _(name)) for one, name in COUNT_NAMES.items()]),
        *_scope(counter),
        Pick("keeper_from", _("Hands over"), people(counter), when=is_handover),
        Pick("keeper_to", _("Takes over"), people(counter), when=is_handover),
        _teams(counter),
        Tick("blind", _("Blind"), default=True, hint=_("who counts sees no figure of the book")),
        text("witness", _("Witness")),
        text("note", _("Note"), 400),
        submit=submit,
        verb=_("open the check"),
        draft="open_check",
        sender=counter,
    )


def _rows(model: type[M], ids: Sequence[int]) -> Callable[[Session], list[M]]:
    return lambda session: [session.get_one(model, one) for one in ids]
