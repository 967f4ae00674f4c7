"""Sowing: the rows of a seed, each done by the service that its section stands for, in the order they are written in.

A row's keys are the service's facts; things are named by code or name, or by their turn: 3 is the third of its kind.
What a service must be told and a row doesn't say is the headquarters, or the last thing of its kind: an action belongs
to the version above it. Of a fact that is one thing a row may list several: it is done once for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from inspect import Parameter
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty import (
    amending,
    changes,
    consulting,
    eventkinds,
    events,
    filling,
    levels,
    log,
    patterns,
    planning,
    posts,
    publishing,
)
from inventory.ground import accounts, settings
from inventory.ground.audit import SERVICES, Service
from inventory.ground.names import named
from inventory.ground.people import Organisation, Person, headquarters
from inventory.ground.schema import Base
from inventory.ground.store import moment_of
from inventory.practice import (
    checklists,
    findings,
    issuing,
    material,
    parts,
    running,
    scoring,
    sheets,
    ticking,
    told,
    wording,
)
from inventory.practice import templates as checklist_templates
from inventory.resources import (
    agreements,
    callouts,
    deliveries,
    hazards,
    inspections,
    mustering,
    ordering,
    promises,
    rectifying,
    rivers,
    sheltering,
    shelters,
    teams,
    training,
    visiting,
)
from inventory.response import (
    actions,
    doing,
    plans,
    proposals,
    responses,
    standards,
    stopping,
    stoprules,
    stops,
    templates,
    versions,
    warnings,
)
from inventory.supplies import catalog, closing, corrections, counting, entering, finds, places, stock, transfers

Row = Mapping[str, Any]

SECTIONS = {
    "settings": "set_value",
    "organisations": "add_organisation",
    "persons": "add_person",
    "levels": "add_level",
    "patterns": "add_pattern",
    "shifts": "add_shift_time",
    "posts": "add_post",
    "named": "name_for_post",
    "event_kinds": "add_event_kind",
    "places": "add_place",
    "categories": "add_category",
    "items": "add_item",
    "packs": "set_pack",
    "quotas": "set_quota",
    "openings": "opening",
    "teams": "add_team",
    "shelters": "add_shelter",
    "agreements": "add_agreement",
    "promises": "add_promise",
    "rivers": "add_river",
    "river_persons": "set_river_person",
    "plans": "add_plan",
    "trainings": "record_training",
    "stop_measures": "add_stop_measure",
    "drills": "record_drill",
}
"""What the rows of a section are; in any other section each row says for itself what it `does`."""

ASIDE = {"does", "by", "paragraph", "numbers"}
"""What a row says beside its service's facts: which one, who acts, where it is from, and its first and last number."""

MODULES = (
    accounts, settings, levels, patterns, posts, eventkinds, planning, filling, publishing, changes, log, amending,
    events, consulting, places, catalog, stock, transfers, corrections, counting, entering, finds, closing, teams,
    callouts, mustering, shelters, sheltering, agreements, promises, ordering, deliveries, rivers, inspections,
    visiting, hazards, rectifying, training, plans, actions, templates, versions, warnings, proposals, responses,
    doing, stops, stopping, stoprules, standards, checklists, wording, checklist_templates, running, parts, material,
    issuing, sheets, ticking, told, findings, scoring,
)  # fmt: skip
"""What declares services below the upkeep: importing a module enters its services in the register."""


def sow(session: Session, facts: Row, first: Person) -> None:
    """Do all that a seed says; who isn't named in `by` is the first person."""
    sowing = _Sowing(session, first)
    for section, rows in facts.items():
        for row in rows if isinstance(rows, list) else ():
            sowing.sow(SERVICES[row.get("does") or SECTIONS[section]], row)


class _Sowing:
    """The rows of one seed being done in one store."""

    def __init__(self, session: Session, first: Person) -> None:
        self.session, self.first = session, first

    def sow(self, service: Service, row: Row) -> None:
        """Do a row, for each of its numbers and for each of what it lists."""
        by = self._thing(Person, row["by"]) if "by" in row else self.first
        taken = {name: one for name, one in service.signature.parameters.items() if one.kind is Parameter.KEYWORD_ONLY}
        for said in _numbered(row):
            facts = {name: self._fact(taken[name].annotation, value) for name, value in said.items()}
            for name, one in taken.items():
                if name not in said and one.default is Parameter.empty:
                    facts[name] = self._last(_kind(one.annotation)[0])
            for each in _each(facts, taken):
                service.call(self.session, by, **each)

    def _fact(self, annotation: object, value: Any) -> Any:  # noqa: ANN401 - whatever a seed may say
        """What a value means as a fact."""
        kind, _several = _kind(annotation)
        if isinstance(value, list):
            return tuple(self._meant(kind, one) for one in value)
        return self._meant(kind, value)

    def _meant(self, kind: type, value: Any) -> Any:  # noqa: ANN401 - as above
        if issubclass(kind, Base):
            return self._thing(kind, value)
        if is_dataclass(kind):
            hints = get_type_hints(kind)
            return kind(**{name: self._fact(hints[name], one) for name, one in value.items()})
        if issubclass(kind, datetime):
            return self._moment(value)
        if issubclass(kind, date):
            return settings.today(self.session) + timedelta(days=value) if isinstance(value, int) else value
        return kind(value) if issubclass(kind, Decimal | StrEnum) else value

    def _thing(self, kind: type[Any], value: str | int) -> Any:  # noqa: ANN401 - a row of that kind
        """What a text names, or a number by its turn."""
        if isinstance(value, str):
            return named(self.session, self.first, kind, value)
        return self.session.scalars(select(kind).order_by(kind.id).offset(value - 1).limit(1)).one()

    def _last(self, kind: type[Any]) -> Any:  # noqa: ANN401 - as above
        """What is meant where nothing is said."""
        if issubclass(kind, Organisation):
            return headquarters(self.session)
        return self.session.scalars(select(kind).order_by(kind.id.desc()).limit(1)).one()

    def _moment(self, value: datetime | date | dict[str, Any]) -> datetime:
        """An instant: as it is written in local time, so many days from now at a time, or so many hours from now."""
        if isinstance(value, dict) and "hours" in value:
            present = moment_of(self.session).replace(second=0, microsecond=0)
            return present + timedelta(hours=float(value["hours"]))
        zone, at = settings.zone(self.session), settings.time_of_day(self.session)
        if isinstance(value, dict):
            on: date = settings.today(self.session) + timedelta(days=value["days"])
            at = value["at"]
        elif isinstance(value, datetime):
            on, at = value.date(), value.time()
        else:
            on = value
        return datetime.combine(on, at, zone)


def _kind(annotation: object) -> tuple[type[Any], bool]:
    """What a fact is, whether or not it may be left out; and whether it is any number of these."""
    kinds = [one for one in get_args(annotation) or (annotation,) if one not in (NoneType, ...)]
    return kinds[0], get_origin(annotation) in (Sequence, tuple)


def _numbered(row: Row) -> Iterator[dict[str, Any]]:
    """What a row says, for each of its numbers where it has any: `{n}` in its texts."""
    said = {name: value for name, value in row.items() if name not in ASIDE}
    if "numbers" not in row:
        yield said
        return
    first, last = row["numbers"]
    for n in range(first, last + 1):
        yield {name: value.format(n=n) if isinstance(value, str) else value for name, value in said.items()}


def _each(facts: Mapping[str, Any], taken: Mapping[str, Parameter]) -> Iterator[dict[str, Any]]:
    """The facts once for each of what is listed where the service takes one."""
    listed = [
        name for name, value in facts.items() if isinstance(value, tuple) and not _kind(taken[name].annotation)[1]
    ]
    if not listed:
        yield dict(facts)
    for name in listed:
        yield from ({**facts, name: value} for value in facts[name])
