"""Templates of checklists that come with the program: taken over whole, and then edited like any other."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.people import Organisation, Permission, Person, headquarters
from inventory.ground.text import alike, visible
from inventory.practice.checklists import Checklist, ChecklistLine, ScriptLine, Section, enter, last_version
from inventory.practice.wording import describe

FILE = "checklists.toml"

# Rules ---------------------------------------------------------------------------------------------------------


class NoSuchTemplate(Refused):
    """The program brings no such checklist."""

    message = N_("There is no template {line}; there are: {known}.")


class HeldAlready(Refused):
    """What is there already isn't taken over again."""

    message = N_("“{name}” is there already, as {code}: go on with that one.")


class NoneChosen(Refused):
    """Nothing was chosen."""

    message = N_("Nothing is taken over: choose at least one template.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TemplateName:
    """A checklist that the program brings: what for, with how many lines and words of a script."""

    code: str
    name: str
    kind: str
    basis: str
    lines: int
    words: int


@cache
def _said() -> Mapping[str, Mapping[str, Any]]:
    read = tomllib.loads(resources.files("seeds").joinpath(FILE).read_text(encoding="utf-8"))
    return {one["code"]: one for one in read["checklists"]}


def checklist_templates() -> tuple[TemplateName, ...]:
    """The checklists that the program brings."""
    return tuple(
        TemplateName(code, one["name"], one["kind"], one["basis"], len(one["lines"]), len(one.get("script", ())))
        for code, one in _said().items()
    )


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_CHECKLISTS, on="organisation")
def take_over_checklists(
    session: Session, by: Person, *, lines: Sequence[str], organisation: Organisation | None = None
) -> Organisation:
    """Take checklists of the program's over, each with its lines and its script, to be edited like any other."""
    house = organisation or headquarters(session)
    if not lines:
        raise NoneChosen(field="lines")
    known = _said()
    own = select(Checklist).where(Checklist.organisation_id == house.id, Checklist.retired.is_(False))
    held = {one.name: one.code for one in session.scalars(own)}
    for typed in lines:
        code = typed.strip().upper()
        if code not in known:
            unknown = NoSuchTemplate(field="lines", line=visible(typed), known=", ".join(known))
            raise unknown.asking(alike(typed, known))
        name = known[code]["name"]
        if name in held:
            raise HeldAlready(field="lines", name=name, code=held[name])
        held[name] = _enter(session, house, known[code]).code
    return house


def _enter(session: Session, house: Organisation, said: Mapping[str, Any]) -> Checklist:
    one = enter(session, house, name=said["name"], kind=said["kind"], basis=said["basis"])
    version = last_version(session, one.id)
    for at, line in enumerate(said["lines"], 1):
        row = ChecklistLine(code=f"{version.code}/{at:02d}", version_id=version.id, organisation_id=house.id)
        row.minutes = line.get("minutes")
        facts = {name: line.get(name, "") for name in ("what", "who", "standard", "topic")}
        describe(row, section=Section(line["section"]), critical=line.get("critical", False), turn=at, **facts)
        session.add(row)
    for at, line in enumerate(said.get("script", ()), 1):
        row_id = f"{version.code}/S{at:02d}"
        facts = {"minutes": line.get("minutes"), "speaker": line["speaker"], "words": line["words"]}
        session.add(ScriptLine(code=row_id, version_id=version.id, organisation_id=house.id, **facts))
    session.flush()
    return one
