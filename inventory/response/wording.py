"""Wording: an audit line's facts as people read them; codes become names, amounts take their units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from enum import StrEnum
from functools import cache
from inspect import Parameter
from string import Formatter
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from inventory.duty.events import REPORT_KIND_NAMES, ReportKind
from inventory.ground.audit import SERVICES
from inventory.ground.i18n import _
from inventory.ground.people import Person
from inventory.ground.schema import Base
from inventory.ground.text import visible
from inventory.resources.callouts import CALL_KIND_NAMES, CallKind
from inventory.resources.mustering import ANSWER_NAMES, AnswerKind
from inventory.resources.promises import Promise
from inventory.response.tasks import Task
from inventory.response.warnings import COLOUR_NAMES, Colour, WarningNotice
from inventory.supplies.catalog import Category, Item
from inventory.supplies.counts import hidden
from inventory.supplies.lots import Lot

CALLED: dict[type[Base], str] = {Task: "what", WarningNotice: "kind"}
"""By which column a thing without a name is called; what has neither is called by its number."""
CHOICES: dict[type[StrEnum], Mapping[Any, str]] = {
    CallKind: CALL_KIND_NAMES,
    AnswerKind: ANSWER_NAMES,
    Colour: COLOUR_NAMES,
    ReportKind: REPORT_KIND_NAMES,
}
QUANTITY = "quantity"
MOST_LINES = 6  # of a paper that are told one by one

Facts = Mapping[str, Any]


class Wording:
    """The facts of many audit lines, worded together: each kind of thing is looked up once."""

    def __init__(self, session: Session, reader: Person, lines: Iterable[tuple[str, Facts]]) -> None:
        """Look up all that the lines name; amounts of what the reader is counting blind are left out."""
        codes: defaultdict[type[Base], set[str]] = defaultdict(set)
        for service, facts in lines:
            for model, code in _named(service, facts):
                codes[model].add(code)
        self._names = {model: _names(session, model, some) for model, some in codes.items()}
        self._units = {model: _units(session, model, codes[model]) for model in (Item, Promise) if codes.get(model)}
        unseen = {lot for lot, _place in hidden(session, reader)}
        held = select(Item.code).join(Lot, Lot.item_id == Item.id).where(Lot.id.in_(unseen))
        self._unseen = set(session.scalars(held)) if unseen else set()

    def say(self, service: str, facts: Facts, sentences: Sequence[str]) -> str:
        """The first of the sentences all of whose facts are told; the service's name where none is."""
        said = {name: self._fact(kind, facts[name]) for name, kind in _kinds(service).items() if name in facts}
        for sentence in sentences:
            if {name for _text, name, _form, _how in Formatter().parse(sentence) if name} <= said.keys():
                return _(sentence).format(**said)
        return service

    def _fact(self, kind: Any, value: object) -> str:  # noqa: ANN401 - whatever a service declares
        if isinstance(value, list):
            told = [self._fact(kind, one) for one in value[:MOST_LINES]]
            return _(", ").join([*told, *(["…"] if len(value) > MOST_LINES else [])])
        if isinstance(value, dict):
            return self._line(kind, value)
        text = str(value)
        if isinstance(kind, type) and issubclass(kind, Base):
            return visible(self._names.get(kind, {}).get(text, text))
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind in CHOICES:
            return _(CHOICES[kind][kind(text)])
        return visible(text)

    def _line(self, kind: Any, value: Facts) -> str:  # noqa: ANN401 - as `_fact`
        """A line of a paper: what it is of, how much, in which unit."""
        kinds = _fields(kind)
        things = sorted((name for name in value if _is_thing(kinds.get(name))), key=lambda name: name != "item")
        if not things:
            return ""
        thing, code = kinds[things[0]], value[things[0]]
        words = [self._fact(thing, code)]
        if QUANTITY in value and (thing is not Item or code not in self._unseen):
            words += [str(value[QUANTITY]), visible(self._units.get(thing, {}).get(code) or value.get("unit", ""))]
        return " ".join(one for one in words if one)


def _named(service: str, facts: Facts) -> Iterator[tuple[type[Base], str]]:
    """The things that a line's facts name, by code or number."""
    for name, kind in _kinds(service).items():
        value = facts.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from (
                    (kind, one[field]) for field, kind in _fields(kind).items() if _is_thing(kind) and one.get(field)
                )
            elif one and _is_thing(kind):
                yield kind, one


def _is_thing(kind: Any) -> bool:  # noqa: ANN401 - as `_fact`
    return isinstance(kind, type) and issubclass(kind, Base)


@cache
def _kinds(service: str) -> dict[str, Any]:
    """What each fact of a service is, several of a kind or one that may be left out as one of it."""
    parameters = SERVICES[service].signature.parameters.values()
    return {one.name: _kind(one.annotation) for one in parameters if one.kind is Parameter.KEYWORD_ONLY}


@cache
def _fields(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - as `_fact`
    return {name: _kind(hint) for name, hint in get_type_hints(kind).items()} if is_dataclass(kind) else {}


def _kind(hint: Any) -> Any:  # noqa: ANN401 - as `_fact`
    if get_origin(hint) is None:
        return hint
    return _kind(next((one for one in get_args(hint) if one is not NoneType), hint))


def _names(session: Session, model: type[Base], codes: Iterable[str]) -> dict[str, str]:
    """What things of a kind are called, by code or number; those that have no name keep their number."""
    if model is Promise:
        return _of_promises(session, codes, func.coalesce(Item.name, Category.name, Promise.what))
    column = CALLED.get(model, "name")
    if not hasattr(model, column):
        return {}
    called = getattr(model, model.called)
    asked = select(called, getattr(model, column)).select_from(model).where(called.in_(sorted(codes)))
    return {row[0]: row[1] for row in session.execute(asked)}


def _units(session: Session, model: type[Base], codes: Iterable[str]) -> dict[str, str]:
    if model is Promise:
        return _of_promises(session, codes, func.coalesce(Item.unit, Promise.unit))
    found = session.execute(select(Item.code, Item.unit).where(Item.code.in_(sorted(codes))))
    return {row[0]: row[1] for row in found}


def _of_promises(session: Session, codes: Iterable[str], told: ColumnElement[str]) -> dict[str, str]:
    """What is told of lines of agreements, which are of an item, of a class, or of something in words."""
    found = session.execute(
        select(Promise.code, told)
        .outerjoin(Item, Item.id == Promise.item_id)
        .outerjoin(Category, Category.id == Promise.category_id)
        .where(Promise.code.in_(sorted(codes)))
    )
    return {row[0]: row[1] for row in found}
