"""Every service of teams and shelters once, as an officer would ask for it.

What they act on is the headquarters' team and the town's shelter.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select

from inventory.ground.schema import Base
from inventory.resources import mustering, sheltering, shelters, teams
from inventory.resources.callouts import CallKind, TeamCall, call_teams
from inventory.resources.mustering import AnswerKind
from inventory.resources.shelters import Shelter
from inventory.resources.teams import Team
from inventory.supplies.places import Place
from tests.supplies.acts import Facts, ago
from tests.world import World

DECLARING = (mustering, sheltering)  # whatever is imported declares its services

Row = TypeVar("Row", Team, Shelter)


def the(world: World, model: type[Row], place: Place, service: Callable[..., Base], **facts: Any) -> Row:
    """What is on the register of a place, put there when it is first asked for, without anything else known of it."""
    with world.read() as here:
        found: Row | None = here.session.scalars(select(model).where(model.place_id == place.id)).one_or_none()
    return found or world.do(service, place=place, **facts)  # type: ignore[return-value]


def team(world: World, **facts: Any) -> Team:
    """The headquarters' team."""
    return the(world, Team, world.team, teams.add_team, **facts)


def new_team(world: World, name: str, **facts: Any) -> Team:
    """Another team of the headquarters, or of the `organisation` that is named."""
    return world.do(teams.add_team, name=name, **facts)


def shelter(world: World, **facts: Any) -> Shelter:
    """The town's shelter."""
    return the(world, Shelter, world.shelter, shelters.add_shelter, **facts)


def call(world: World, *called: Team, **facts: Any) -> TeamCall:
    """A call-out of teams, of the headquarters' unless others are named, two hours ago."""
    usual: Facts = {"kind": CallKind.CALL_OUT, "reason": "示例险情", "ordered_by": "示例领导", "called_at": ago(2 / 24)}
    return world.do(call_teams, teams=list(called) or [team(world)], **(usual | facts))


def opened(world: World, people: int = 0, at: datetime | None = None, **facts: Any) -> Shelter:
    """The town's shelter, opened an hour ago unless it says when, with so many people in it."""
    made = shelter(world, **facts)
    world.do(sheltering.open_shelter, shelter=made, at=at or ago(1 / 24))
    if people:
        world.do(sheltering.admit, shelter=made, people=people)
    return made


def _gone(service: Callable[..., Base], world: World, **thing: Any) -> Facts:
    """The same thing after it was retired."""
    world.do(service, **thing)
    return thing


EVERY: dict[str, Callable[[World], Facts]] = {
    "add_team": lambda w: {
        "place": w.team, "kind": "示例专业队", "headcount": 30, "keeper": "示例队长", "phone": "000-示例",
        "deputy": "示例副队长", "deputy_phone": "000-示例", "skills": "示例堵漏", "ready_minutes": 30,
        "basis": "示例依据",
    },
    "change_team": lambda w: {"team": team(w), "headcount": 40, "address": "示例路1号"},
    "retire_team": lambda w: {"team": team(w)},
    "revive_team": lambda w: _gone(teams.retire_team, w, team=team(w)),
    "call_teams": lambda w: {
        "teams": [team(w)], "kind": CallKind.CALL_OUT, "reason": "示例险情", "ordered_by": "示例领导",
        "assemble": "示例闸口", "due_at": ago(-1),
    },
    "record_answer": lambda w: {
        "call": call(w), "team": team(w), "kind": AnswerKind.MUSTERED, "people": 28, "at": ago(1 / 24),
    },
    "stand_down": lambda w: {"call": call(w), "note": "示例"},
    "add_shelter": lambda w: {
        "place": w.shelter, "location": "示例镇", "kind": "示例广场", "grade": "示例级", "area_m2": Decimal("1200.5"),
        "rated": 300, "toilets": 4, "basis": "示例依据",
    },
    "change_shelter": lambda w: {"shelter": shelter(w), "rated": 200, "keeper": "示例新人"},
    "retire_shelter": lambda w: {"shelter": shelter(w)},
    "revive_shelter": lambda w: _gone(sheltering.retire_shelter, w, shelter=shelter(w)),
    "open_shelter": lambda w: {"shelter": shelter(w), "reason": "示例"},
    "admit": lambda w: {"shelter": opened(w), "people": 12, "elderly": 3, "children": 4, "special": 1},
    "discharge": lambda w: {"shelter": opened(w, 12), "people": 5, "at": ago(0)},
    "close_shelter": lambda w: {"shelter": opened(w, 12), "reason": "示例转移"},
}  # fmt: skip
