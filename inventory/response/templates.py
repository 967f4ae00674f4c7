"""The template of actions that the law gives: taken over into a draft line by line, and edited there like any other."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty.levels import ResponseLevel, must_reach
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.text import alike, visible
from inventory.response.actions import PlanAction, next_turn
from inventory.response.plans import PlanVersion, must_be_draft

FILE = "actions.toml"

# Rules ---------------------------------------------------------------------------------------------------------


class NotInTemplate(Refused):
    """The template has no such line."""

    message = N_("The template has no line {line}; there are: {known}.")


class TakenOver(Refused):
    """What stands there already isn't taken over again."""

    message = N_("“{what}” stands in {version} already: leave line {line} out.")


class NothingTaken(Refused):
    """Nothing was chosen."""

    message = N_("Nothing is taken over: choose at least one line of the template.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TemplateLine:
    """A line of the template: what the law asks for, and in which article."""

    code: str
    article: int
    what: str
    basis: str


@cache
def template() -> tuple[TemplateLine, ...]:
    """The lines of the template, in the law's order."""
    said = tomllib.loads(resources.files("seeds").joinpath(FILE).read_text(encoding="utf-8"))
    return tuple(
        TemplateLine(one["code"], one["article"], one["what"], f"{said['law']}第{one['article']}条")
        for one in said["actions"]
    )


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_PLANS, on="version")
def take_over_template(
    session: Session, by: Person, *, version: PlanVersion, level: ResponseLevel, lines: Sequence[str]
) -> PlanVersion:
    """Take lines of the law's template over into a draft, as actions of a level, after those that are there."""
    must_be_draft(version, "version")
    must_reach(session, level, session.get_one(Organisation, version.organisation_id))
    if not lines:
        raise NothingTaken(field="lines")
    held = list(session.scalars(select(PlanAction).where(PlanAction.version_id == version.id)))
    there = {one.what for one in held}
    turn, number = next_turn(session, version), _next_number(version, held)
    known = {one.code: one for one in template()}
    for at, code in enumerate(lines):
        one = known.get(code.strip())
        if one is None:
            unknown = NotInTemplate(field="lines", line=visible(code), known=", ".join(known))
            raise unknown.asking(alike(code, known))
        if one.what in there:
            raise TakenOver(field="lines", what=one.what, version=version.code, line=one.code)
        there.add(one.what)
        action = PlanAction(code=f"{version.code}/{number + at:02d}", version_id=version.id)
        action.organisation_id, action.level_id = version.organisation_id, level.id
        action.turn, action.what, action.basis = turn + at, one.what, one.basis
        session.add(action)
    session.flush()
    return version


def _next_number(version: PlanVersion, held: Sequence[PlanAction]) -> int:
    return max((int(one.code.removeprefix(f"{version.code}/")) for one in held), default=0) + 1
