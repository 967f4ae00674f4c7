"""A duty room for every test here: the small world with levels, a pattern with posts, and people named for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from inventory.duty import levels, patterns, planning, posts
from inventory.duty.months import days_of
from inventory.duty.patterns import Days, ShiftTime
from inventory.duty.posts import Post, PostKind
from inventory.duty.shifts import Roster
from inventory.ground import accounts
from inventory.ground.people import Person, Role
from tests.world import World

OCTOBER = date(2022, 10, 1)


TEAM = {"leader1": "lead", "leader2": "lead", "a": "sign", "c": "sign", "b": "sit", "d": "sit"}


@dataclass
class Room:
    """The headquarters' duty room: 08:00 to 08:00, one leads, one signs, one sits; four people and two leaders."""

    world: World
    levels: dict[str, Any] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    pattern: Any = None
    day: Any = None

    def again(self) -> Room:
        """The same for another test, which may add to it."""
        return replace(self, levels=dict(self.levels), posts=dict(self.posts), people=dict(self.people))

    def do(self, service: Any, **facts: Any) -> Any:
        """Press one key as the leader."""
        return self.world.do(service, **facts)

    def open(self, month: date = OCTOBER) -> Roster:
        """Open a month of it."""
        made: Roster = self.do(
            planning.open_roster, organisation=self.world.headquarters, month=month, pattern=self.pattern
        )
        return made

    def assign(self, roster: Roster, on: date, post: str, person: str, time: ShiftTime | None = None) -> Roster:
        """Plan somebody by the names of post and person."""
        made: Roster = self.do(
            planning.assign,
            roster=roster,
            on=on,
            time=time or self.day,
            post=self.posts[post],
            person=self.people[person],
        )
        return made

    def fill(self, roster: Roster) -> None:
        """Fill every post of a month in turns of two."""
        with self.world.begin() as here:
            session, by = here.session, here.leader
            held = {name: session.get_one(Person, one.id) for name, one in self.people.items()}
            mine, time = session.get_one(Roster, roster.id), session.get_one(ShiftTime, self.day.id)
            for name, one in self.posts.items():
                post = session.get_one(Post, one.id)
                team = [held[login] for login, theirs in TEAM.items() if theirs == name]
                for at, on in enumerate(days_of(roster.first)):
                    person = team[at % len(team)]
                    planning.assign(session, by, roster=mine, on=on, time=time, post=post, person=person)


@pytest.fixture
def room(world: World) -> Room:
    """The duty room, on either database."""
    return world.once("room", equip).again()


@pytest.fixture
def file_room(file_world: World) -> Room:
    """The duty room in a file alone."""
    return file_world.once("room", equip).again()


def equip(world: World) -> Room:
    """Give the headquarters of a world its levels, a pattern with posts, and people."""
    made = Room(world)
    with world.begin() as here:
        session, by, house = here.session, here.leader, here.headquarters
        for rank, name in enumerate(("Ⅳ级", "Ⅲ级", "Ⅱ级", "Ⅰ级"), 1):
            made.levels[name] = levels.add_level(session, by, organisation=house, name=name, rank=rank, basis="示例")
        made.pattern = patterns.add_pattern(session, by, organisation=house, name="示例全天班")
        made.day = patterns.add_shift_time(
            session, by, pattern=made.pattern, name="全天", starts="08:00", hours=Decimal(24), days=Days.EVERY
        )
        for name, called, kind in (
            ("lead", "带班领导", PostKind.LEADER),
            ("sign", "主班", PostKind.SIGNING),
            ("sit", "值班", PostKind.OFFICER),
        ):
            made.posts[name] = posts.add_post(session, by, pattern=made.pattern, name=called, kind=kind)
        for login, post in TEAM.items():
            role = Role.LEADER if post == "lead" else Role.DUTY_OFFICER
            facts: dict[str, Any] = {
                "login": login,
                "name": f"示例{login}",
                "post": "示例职务",
                "phone": "138-示例-0000",
                "role": role,
            }
            made.people[login] = accounts.add_person(session, by, organisation=house, **facts)
            posts.name_for_post(session, by, post=made.posts[post], person=made.people[login])
    return made
