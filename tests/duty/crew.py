"""A duty room to plan and to publish for: one shift a day from 08:00 to 08:00, four posts, three people for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inventory.duty import patterns, planning, posts, publishing
from inventory.duty.patterns import ShiftPattern, ShiftTime
from inventory.duty.posts import Post, PostKind
from inventory.duty.shifts import Planned, Roster, Shift
from inventory.ground import accounts
from inventory.ground.people import Person
from inventory.ground.schema import Base
from tests.world import World

Row = TypeVar("Row", bound=Base)

LOCAL = ZoneInfo("Asia/Shanghai")
POSTS = {
    "lead": ("示例带班", PostKind.LEADER),
    "sign": ("示例主班", PostKind.SIGNING),
    "farm": ("示例农业", PostKind.OFFICER),
    "fire": ("示例消防", PostKind.OFFICER),
}
"""By the letters that its people's logins begin with: lead1, lead2, lead3, sign1, …"""


def clock(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A time on the wall of the room."""
    return datetime(year, month, day, hour, minute, tzinfo=LOCAL)


@dataclass(frozen=True)
class Crew:
    """The duty room in a world."""

    world: World

    def thing(self, model: type[Row], **facts: Any) -> Row:
        """A row by what it is called."""
        with self.world.read() as here:
            return here.session.scalars(select(model).filter_by(**facts)).one()

    def person(self, login: str) -> Person:
        """Somebody of the crew."""
        return self.thing(Person, login=login)

    def post(self, key: str) -> Post:
        """A post by its key."""
        return self.thing(Post, name=POSTS[key][0])

    @property
    def time(self) -> ShiftTime:
        """The shift from 08:00 to 08:00."""
        return self.thing(ShiftTime, name="示例全天")

    @property
    def pattern(self) -> ShiftPattern:
        """Its pattern."""
        return self.thing(ShiftPattern, name="示例班次")

    def roster(self, first: date) -> Roster:
        """A month's roster."""
        return self.thing(Roster, first=first, organisation_id=self.world.headquarters.id)

    def roster_id(self, first: date) -> int:
        """Its id."""
        return self.roster(first).id

    def shift(self, on: date) -> Shift:
        """The published shift that begins on a date."""
        return self.thing(Shift, begins_on=on)

    def planned(self, first: date) -> list[tuple[date, str, str]]:
        """Who is planned, as (date, post's key, login)."""
        keys = {name: key for key, (name, _kind) in POSTS.items()}
        with self.world.read() as here:
            found = here.session.execute(
                select(Planned.begins_on, Post.name, Person.login)
                .join(Post, Post.id == Planned.post_id)
                .join(Person, Person.id == Planned.person_id)
                .join(Roster, Roster.id == Planned.roster_id)
                .where(Roster.first == first, Roster.organisation_id == here.headquarters.id)
                .order_by(Planned.begins_on, Post.turn, Person.login)
            )
            return [(row[0], keys[row[1]], row[2]) for row in found]


def made(world: World, *months: date, each: int = 3, publish: int = 0) -> Crew:
    """The room, with a roster opened for each month.

    To be published, the first days are planned, every post's people following each other by date.
    """
    crew = Crew(world)
    with world.begin() as here:
        session, by = here.session, here.leader
        pattern = patterns.add_pattern(session, by, organisation=here.headquarters, name="示例班次")
        day = Decimal(24)
        time = patterns.add_shift_time(session, by, pattern=pattern, name="示例全天", starts="08:00", hours=day)
        people = {}
        for key, (name, kind) in POSTS.items():
            post = posts.add_post(session, by, pattern=pattern, name=name, kind=kind)
            for number in range(1, each + 1):
                login = f"{key}{number}"
                called, phone = f"{name}{number}", f"000-示例{number}"
                people[login] = accounts.add_person(
                    session, by, organisation=here.headquarters, login=login, name=called, phone=phone
                )
                posts.name_for_post(session, by, post=post, person=people[login])
        for first in months:
            roster = planning.open_roster(session, by, organisation=here.headquarters, month=first, pattern=pattern)
            if publish:
                for on in _days(first)[:publish]:
                    for key in POSTS:
                        post = session.scalars(select(Post).where(Post.name == POSTS[key][0])).one()
                        person = people[f"{key}{on.toordinal() % each + 1}"]
                        planning.assign(session, by, roster=roster, on=on, time=time, post=post, person=person)
                publishing.publish(session, by, roster=roster, reason="示例")
    return crew


def _days(first: date) -> list[date]:
    days = (date.fromordinal(first.toordinal() + more) for more in range(31))
    return [one for one in days if one.month == first.month]


def set_clock(monkeypatch: Any, moment: datetime) -> None:
    """Let the one clock say a moment."""
    monkeypatch.setattr("inventory.ground.store.now", lambda: moment)
