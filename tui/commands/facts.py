"""Facts as people type them for a service: each is read by what the service says it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from inspect import Parameter
from types import NoneType
from typing import Any, cast, get_args, get_origin, get_type_hints

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty.consulting import Decided
from inventory.duty.figures import Figure
from inventory.ground import settings, typed
from inventory.ground.audit import Secret, Service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, everywhere
from inventory.ground.names import Unknown, named
from inventory.ground.people import Person, Role
from inventory.ground.schema import Base
from inventory.ground.store import moment_of
from inventory.ground.text import alike, skeleton, visible
from inventory.practice.told import Told
from inventory.resources.deliveries import Arrived
from inventory.resources.ordering import Called
from inventory.supplies.catalog import Item, packs
from inventory.supplies.counting import Team
from inventory.supplies.counts import Count, CountLine, Found
from inventory.supplies.entering import Keyed
from inventory.supplies.lots import Condition, Line, Lot
from inventory.supplies.places import Place
from inventory.upkeep.rows import ItemRow, OpeningRow, PersonRow, PlaceRow
from tui.commands.choices import CHOICES
from tui.commands.words import Wrong

YES = {"yes", "y", "true", "1", "是", "对"}
NO = {"no", "n", "false", "0", "否", "不"}
LINE_KEYS = tuple(field.name for field in fields(Line) if field.name not in ("item", "quantity"))
ENTRY_KEYS = ("unfit", "condition", "note")
KEYS = " ".join(f":{key}=" for key in LINE_KEYS)
ROWS: tuple[type[Any], ...] = (ItemRow, PlaceRow, PersonRow, OpeningRow, Decided, Figure, Called, Arrived, Told)
FORMS: dict[type[Any], str] = {
    Line: f"ITEM:QUANTITY[{KEYS.replace(' ', '')}];…",
    Team: "PERSON,PERSON:PLACE,PLACE[:name=];…",
    Keyed: f"LINE:QUANTITY|not_found|unreachable[{''.join(f':{key}=' for key in ENTRY_KEYS)}];…",
    **dict.fromkeys(ROWS, "KEY=VALUE:KEY=VALUE;…"),
    Decided: "content=TEXT[:owner=][:due_at=];…",
    Figure: "name=TEXT[:unit=][:cumulative=][:current=][:correction=];…",
    Called: "promise=CODE:quantity=NUMBER[:item=][:unit=];…",
    Told: "at=TIME:who=TEXT:what=TEXT[:inject=CODE];…",
    Arrived: "line=NUMBER:quantity=NUMBER[:item=][:batch=][:maker=][:produced_on=][:expires_on=][:quality=];…",
}
"""How a fact is written that is made of several words."""
REQUEST = "request"

# Refusals ------------------------------------------------------------------------------------------------------


class NotAPair(Wrong):
    """Facts are given as KEY=VALUE."""

    message = N_("{word} is not KEY=VALUE; {service} takes {takes}.")


class UnknownKey(Wrong):
    """The service doesn't take it."""

    message = N_("{service} takes no {key}; it takes {takes}.")


class KeyMissing(Wrong):
    """The service can't do without it."""

    message = N_("{service} must be told {missing}; it takes {takes}.")


class KeyTwice(Wrong):
    """A fact is given once."""

    message = N_("{key} was given twice.")


class NotALine(Refused):
    """A line names an item and an amount."""

    message = N_("“{text}” is not ITEM:QUANTITY; after the quantity there may stand {keys}.")


class NotAnEntry(Refused):
    """An entry names a line of the sheet and what was found."""

    message = N_("“{text}” is not LINE:QUANTITY, such as 14:912, 15:not_found or 16:90:unfit=3:condition=to_repair.")


class LotUnsaid(Refused):
    """Something after the amount that no key explains."""

    message = N_(
        "“{text}”: say what {rest} is. A lot in the book is named :lot=NUMBER (such as :lot=P000001), "
        "the maker's batch of what comes in :batch={rest}; after the quantity there may stand {keys}."
    )


class NotYesOrNo(Refused):
    """Something is or it isn't."""

    message = N_("{what} is yes or no, not {text}.")


class NotAChoice(Refused):
    """One of a few."""

    message = N_("{what} is one of {choices}, not {text}.")


# What a service takes ------------------------------------------------------------------------------------------


def parameters(service: Service) -> list[Parameter]:
    """The facts that a service takes."""
    return [one for one in service.signature.parameters.values() if one.kind is Parameter.KEYWORD_ONLY]


def kind_of(parameter: Parameter) -> type:
    """What a fact is, whether or not it may be left out."""
    annotation = parameter.annotation
    if get_origin(annotation) is not None and NoneType in get_args(annotation):
        annotation = next(one for one in get_args(annotation) if one is not NoneType)
    return cast("type", get_args(annotation)[0] if is_several(parameter) else annotation)


def is_several(parameter: Parameter) -> bool:
    """Whether a fact is any number of things of its kind."""
    return get_origin(parameter.annotation) is Sequence


def is_needed(parameter: Parameter) -> bool:
    """Whether a service can't do without the fact."""
    return parameter.default is Parameter.empty


def is_secret(service: Service) -> bool:
    """Whether a service takes what must not be typed as an argument."""
    return any(issubclass(kind_of(one), Secret) for one in parameters(service))


def takes(service: Service) -> str:
    """What a service takes, as it is typed: `place= lines= [to=]`."""
    words = [f"{one.name}=" if is_needed(one) else f"[{one.name}=]" for one in parameters(service)]
    return " ".join([*words, f"[{REQUEST}=]"])


# Reading -------------------------------------------------------------------------------------------------------


def pairs(service: Service, words: Sequence[str]) -> dict[str, str]:
    """The facts as they were typed; refused where one is unknown, missing or given twice."""
    known = [*(one.name for one in parameters(service)), REQUEST]
    given: dict[str, str] = {}
    for word in words:
        key, equals, value = word.replace("＝", "=", "=" not in word).partition("=")
        if not equals:
            raise NotAPair(word=visible(word), service=service.name, takes=takes(service))
        if key not in known:
            unknown = UnknownKey(service=service.name, key=visible(key), takes=takes(service))
            raise unknown.asking(alike(key, known))
        if key in given:
            raise KeyTwice(key=key)
        given[key] = value
    missing = [one.name for one in parameters(service) if is_needed(one) and one.name not in given]
    if missing:
        raise KeyMissing(service=service.name, missing=", ".join(missing), takes=takes(service))
    return given


def read(session: Session, by: Person, service: Service, given: Mapping[str, str]) -> dict[str, Any]:
    """The facts as what they mean; things are looked up first, since an amount is read in its item's unit."""
    asked = {one.name: one for one in parameters(service) if one.name in given}
    reading = _Reading(session, by)
    for name in sorted(asked, key=lambda name: not issubclass(kind_of(asked[name]), Base)):
        reading.read(asked[name], given[name])
    return reading.facts


class _Reading:
    """The facts of one service being read, by one officer."""

    def __init__(self, session: Session, by: Person) -> None:
        self.session, self.by = session, by
        self.facts: dict[str, Any] = {}

    def read(self, fact: Parameter, text: str) -> None:
        """Read one fact; several things of a kind are parted by commas, those of several words by semicolons."""
        name, kind = fact.name, kind_of(fact)
        if not is_several(fact):
            self.facts[name] = self.meant(name, kind, text)
        elif kind in FORMS:
            self.facts[name] = [self.meant(name, kind, one) for one in re.split("[;；]", text) if one.strip()]
        else:
            self.facts[name] = list(self._each(name, kind, text))

    def meant(self, name: str, kind: type, text: str) -> Any:  # noqa: ANN401 - whatever the kind says
        """What a text means as a fact of a kind."""
        if issubclass(kind, Base):
            return named(self.session, self.by, kind, text, field=name)
        if issubclass(kind, StrEnum):
            return _choice(name, kind, text)
        return PLAIN[kind](self, name, text)

    def line(self, _name: str, text: str) -> Line:
        """One line; a colon in a name or a reason is no harm, since keys and quantities are known by their form."""
        thing, more = _parted(text, LINE_KEYS)
        found = re.fullmatch("(.+)[:：](.*)", thing)
        if found is None:
            raise NotALine(field="lines", text=visible(text), keys=KEYS)
        item = self.item(found[1], found[2], text)
        facts = {key: self.meant(key, LINE_KINDS[key], value) for key, value in more.items()}
        return Line(item, self.amount(item, "quantity", found[2]), **facts)

    def team(self, name: str, text: str) -> Team:
        """Who counts a part of a check, and where: people before the colon, places after it."""
        who, more = _parted(text, ("name",))
        people, _colon, places = who.replace("：", ":").partition(":")
        return Team(self._each(name, Person, people), self._each(name, Place, places), more.get("name", ""))

    def _each(self, name: str, kind: type, text: str) -> tuple[Any, ...]:
        """Things of a kind, parted by commas."""
        return tuple(self.meant(name, kind, one) for one in re.split("[,，;；]", text) if one.strip())

    def entry(self, name: str, text: str) -> Keyed:
        """What was found for a line of a sheet: an amount in its item's unit, or that there was nothing to count."""
        thing, more = _parted(text, ENTRY_KEYS)
        number, colon, found = thing.replace("：", ":").partition(":")
        if not colon or not found.strip():
            raise NotAnEntry(field=name, text=visible(text))
        line = self.whole("line", number)
        item = self._item_of(line)
        facts: dict[str, Any] = {"note": more.get("note", "")}
        if "unfit" in more:
            facts["unfit"] = self._counted(item, "unfit", more["unfit"])
        if "condition" in more:
            facts["condition"] = _choice("condition", Condition, more["condition"])
        if (outcome := _one_of(Found, found)) is not None:
            return Keyed(line, found=cast("Found", outcome), **facts)
        return Keyed(line, self._counted(item, "quantity", found), **facts)

    def _item_of(self, line: int) -> Item | None:
        """What a line of the check that is spoken of counts; None for an unknown thing and where there is no line."""
        count = self.facts.get("count")
        wanted = select(Item).join(CountLine, CountLine.item_id == Item.id)
        return self.session.scalar(
            wanted.where(CountLine.count_id == (count.id if isinstance(count, Count) else None), CountLine.line == line)
        )

    def _counted(self, item: Item | None, name: str, text: str) -> Decimal:
        return typed.number(text, field=name) if item is None else self.amount(item, name, text)

    def item(self, text: str, rest: str, line: str) -> Item:
        """What a line is of; where an amount stands already before its last colon, a lot may have been meant there."""
        try:
            return named(self.session, self.by, Item, text, field="lines")
        except Unknown as unknown:
            if not (rest and _is_amount(re.split("[:：]", text)[-1])):
                raise
            raise LotUnsaid(field="lines", text=visible(line), rest=visible(rest), keys=KEYS) from unknown

    def amount(self, item: Item, name: str, text: str) -> Decimal:
        """An amount of an item, in its unit or its packs; zero is for the service to judge."""
        try:
            return typed.quantity(
                text, unit=item.unit, packs=packs(self.session, item), places=item.decimals, field=name
            )
        except typed.Zero:
            return Decimal(0)

    def decimal(self, name: str, text: str) -> Decimal:
        """An amount of the item that is spoken of, or a plain number."""
        item, lot = self.facts.get("item"), self.facts.get("lot")
        if item is None and lot is not None:
            item = self.session.get_one(Item, lot.item_id)
        return self._counted(item, name, text)

    def whole(self, name: str, text: str) -> int:
        """A whole number."""
        return int(typed.number(text, places=0, field=name))

    def day(self, name: str, text: str) -> date:
        """A date, seen from today; a month is its first day."""
        read = typed.month if name == "month" else typed.day
        return read(text, today=settings.today(self.session), field=name)

    def moment(self, name: str, text: str) -> datetime | None:
        """An instant; a date alone takes the headquarters' time of day.

        The present is left for the service to fill in, as where nothing is typed: a retry then says the same again.
        """
        local, usual, present = settings.zone(self.session), settings.time_of_day(self.session), moment_of(self.session)
        meant = typed.moment(text, now=present, zone=local, field=name, time_of_day=usual)
        return None if meant == present else meant

    def yes(self, name: str, text: str) -> bool:
        """Yes or no."""
        said = skeleton(text)
        if said not in YES | NO:
            raise NotYesOrNo(field=name, what=name, text=visible(text))
        return said in YES

    def text(self, _name: str, text: str) -> str:
        """A text as it is; what may be kept is the service's to say."""
        return text


def _parted(text: str, keys: Sequence[str]) -> tuple[str, dict[str, str]]:
    """What stands first, and what the keys after it say."""
    first, *more = re.split(f"[:：](?=(?:{'|'.join(keys)})=)", text)
    said: dict[str, str] = {}
    for pair in more:
        key, _equals, value = pair.partition("=")
        if key in said:
            raise KeyTwice(key=key)
        said[key] = value
    return first, said


def _is_amount(text: str) -> bool:
    try:
        typed.amount(text)
    except Refused:
        return False
    return True


def _row(kind: type[Any], reading: _Reading, name: str, text: str) -> object:
    """A row of a list: key=value, parted by colons; several things of a kind are parted by commas."""
    hints = get_type_hints(kind)
    _nothing, said = _parted(f":{text}", list(hints))
    if missing := [one.name for one in fields(kind) if one.default is MISSING and one.name not in said]:
        raise KeyMissing(service=name, missing=", ".join(missing), takes=" ".join(hints))
    return kind(**{key: _of_row(reading, key, hints[key], value) for key, value in said.items()})


def _of_row(reading: _Reading, key: str, hint: Any, text: str) -> object:  # noqa: ANN401 - whatever a row declares
    if get_origin(hint) is not tuple:
        return reading.meant(key, next((one for one in get_args(hint) if one is not NoneType), hint), text)
    parts = [one.partition("=") for one in re.split("[,，、]", text) if one.strip()]
    roles = get_args(hint)[0] is Role
    return tuple(_choice(key, Role, one[0]) if roles else (one[0], typed.number(one[2], field=key)) for one in parts)


PLAIN: dict[type, Callable[[_Reading, str, str], object]] = {
    str: _Reading.text,
    int: _Reading.whole,
    bool: _Reading.yes,
    Decimal: _Reading.decimal,
    date: _Reading.day,
    datetime: _Reading.moment,
    Line: _Reading.line,
    Team: _Reading.team,
    Keyed: _Reading.entry,
    **{kind: partial(_row, kind) for kind in ROWS},
}
LINE_KINDS: dict[str, type] = {"lot": Lot, "produced_on": date, "expires_on": date} | dict.fromkeys(
    ("reason", "batch", "maker", "quality"), str
)


def _choice(name: str, kind: type[StrEnum], text: str) -> StrEnum:
    """One of a few, by its value or by its name in any language."""
    if (meant := _one_of(kind, text)) is not None:
        return meant
    raise NotAChoice(field=name, what=name, choices="|".join(one.value for one in CHOICES[kind]), text=visible(text))


def _one_of(kind: type[StrEnum], text: str) -> StrEnum | None:
    said = skeleton(text)
    for one, called in CHOICES[kind].items():
        if said in {skeleton(spelling) for spelling in (one.value, *everywhere(called))}:
            return cast("StrEnum", one)
    return None
