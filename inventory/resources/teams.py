"""Rescue teams (抢险队伍): who leads them, how many they are, what they are good at, how soon they are ready."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import CheckConstraint, ForeignKey, and_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.ground import search
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import Retired
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name, Phone, masked
from inventory.ground.text import clean
from inventory.resources.sites import HeldLine, OffRegister, Site, held, known, off_register, seated
from inventory.supplies.corrections import closed, reopened
from inventory.supplies.places import Place, PlaceKind, described

# Models --------------------------------------------------------------------------------------------------------


class Team(Site, Base):
    """A team on the register; its name, base, leader and telephone are its place's, its equipment what lies there.

    The headcount of a team includes the teams below it; None where it isn't known.
    """

    __tablename__ = "team"
    __table_args__ = (
        CheckConstraint("headcount > 0", name="some"),
        CheckConstraint("ready_minutes > 0", name="later"),
        CheckConstraint("parent_id <> id", name="below_another"),
    )
    sealed = {
        1: "id place_id organisation_id kind parent_id headcount deputy deputy_phone area skills ready_minutes basis "
        "key"
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Name(60), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    headcount: Mapped[int | None]
    deputy: Mapped[str] = mapped_column(Name(120), default="")
    deputy_phone: Mapped[str] = mapped_column(Phone(40), default="")
    area: Mapped[str] = mapped_column(Name(400), default="")
    skills: Mapped[str] = mapped_column(Name(400), default="")
    ready_minutes: Mapped[int | None]
    basis: Mapped[str] = mapped_column(Name(400), default="")


# Rules ---------------------------------------------------------------------------------------------------------

LONGEST = {"kind": 60, "deputy": 120, "deputy_phone": 40, "area": 400, "skills": 400, "basis": 400}
MOST = {"headcount": 99_999, "ready_minutes": 7 * 24 * 60}


class BelowItself(Refused):
    """Teams hang in a tree."""

    message = N_("{team} can't be part of {parent}, which is part of it: choose another team above it.")


class TwoWays(Refused):
    """A team is part of another one or of none."""

    message = N_("Say which team {team} is part of, or that it is part of none, not both.")


def must_serve(team: Team, field: str) -> None:
    """Refuse a team that has been retired."""
    if team.retired:
        raise Retired(field=field, name=team.name)


def _not_below(session: Session, team: Team, parent: Team) -> None:
    """Refuse a team above that is the team itself or lies below it."""
    above: Team | None = parent
    while above is not None:
        if above.id == team.id:
            raise BelowItself(field="parent", team=team.name, parent=parent.name)
        above = session.get(Team, above.parent_id) if above.parent_id else None


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TeamLine:
    """A team on the register, a team before those below it; `keeper` leads it, `address` is its base."""

    team_id: int
    place_id: int
    code: str
    name: str
    level: int
    parent_id: int | None
    parent: str
    organisation_id: int
    organisation: str
    kind: str
    headcount: int | None
    keeper: str
    phone: str
    deputy: str
    deputy_phone: str
    address: str
    area: str
    skills: str
    equipment: tuple[HeldLine, ...]
    ready_minutes: int | None
    note: str
    basis: str
    retired: bool
    key: str


@dataclass(frozen=True)
class Strength:
    """How many teams and people there are; of `unknown` teams nobody has said how many they are."""

    teams: int
    people: int
    unknown: int


def teams(session: Session, reader: Person, *, retired: bool = False) -> list[TeamLine]:
    """The teams of the reader's branch, in the order of their tree."""
    above, over = aliased(Team), aliased(Place)
    mine = branch(reader)
    shown = Team.organisation_id.in_(branch(reader, Permission.SEE_PHONES))
    found = session.execute(
        select(Team, Place, Organisation.name, over.name, shown)
        .join(Place, Place.id == Team.place_id)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .outerjoin(above, and_(above.id == Team.parent_id, above.organisation_id.in_(mine)))
        .outerjoin(over, over.id == above.place_id)
        .where(Team.organisation_id.in_(mine), *(() if retired else (Place.retired.is_(False),)))
        .order_by(Team.id)
    )
    equipment = held(session, reader, PlaceKind.TEAM)
    lines = [
        TeamLine(
            team.id, place.id, place.code, place.name, 0, team.parent_id, parent or "", team.organisation_id, owner,
            team.kind, team.headcount, place.keeper, masked(place.phone, shown=may_see), team.deputy,
            masked(team.deputy_phone, shown=may_see), place.address, team.area, team.skills,
            equipment.get(place.id, ()), team.ready_minutes, place.note, team.basis, place.retired,
            f"{place.key} {team.key}",
        )
        for team, place, owner, parent, may_see in found
    ]  # fmt: skip
    return list(_as_a_tree(lines))


def _below(lines: Sequence[TeamLine]) -> dict[int | None, list[TeamLine]]:
    """The lines by the team that they are part of; None for those above which none is listed."""
    listed = {line.team_id for line in lines}
    below: defaultdict[int | None, list[TeamLine]] = defaultdict(list)
    for line in lines:
        below[line.parent_id if line.parent_id in listed else None].append(line)
    return below


def _as_a_tree(lines: Sequence[TeamLine]) -> Iterator[TeamLine]:
    """The lines with each team before those below it, and how deep they lie."""
    below = _below(lines)

    def branch_of(team_id: int | None, level: int) -> Iterator[TeamLine]:
        for line in below.get(team_id, ()):
            yield replace(line, level=level)
            yield from branch_of(line.team_id, level + 1)

    return branch_of(None, 0)


def strength(lines: Sequence[TeamLine]) -> Strength:
    """What the teams of a register come to: a team with teams below it is those teams, unless it says how many."""
    below = _below(lines)

    def of(line: TeamLine) -> Strength:
        parts = [of(one) for one in below.get(line.team_id, ())]
        teams = sum(part.teams for part in parts) or 1
        if line.headcount is not None:
            return Strength(teams, line.headcount, 0)
        return Strength(teams, sum(part.people for part in parts), sum(part.unknown for part in parts) if parts else 1)

    whole = [of(line) for line in below.get(None, ())]
    return Strength(*(sum(getattr(one, name) for one in whole) for name in ("teams", "people", "unknown")))


def teams_off_register(session: Session, reader: Person) -> list[OffRegister]:
    """The places of teams in the reader's branch that are in use and not on the register yet."""
    return off_register(session, reader, Team, PlaceKind.TEAM)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RESOURCES, on="organisation place")
def add_team(
    session: Session,
    by: Person,
    *,
    name: str = "",
    organisation: Organisation | None = None,
    place: Place | None = None,
    code: str = "",
    kind: str = "",
    parent: Team | None = None,
    headcount: int | None = None,
    keeper: str = "",
    phone: str = "",
    deputy: str = "",
    deputy_phone: str = "",
    address: str = "",
    area: str = "",
    skills: str = "",
    ready_minutes: int | None = None,
    note: str = "",
    basis: str = "",
) -> Team:
    """Enter a team with its place, or put a team's place that is there already on the register; `keeper` leads it."""
    facts = {"keeper": keeper, "phone": phone, "address": address, "note": note}
    seat = seated(session, Team, PlaceKind.TEAM, place=place, organisation=organisation, name=name, code=code, **facts)
    team = Team(place_id=seat.id, organisation_id=seat.organisation_id)
    _describe(team, kind=kind, deputy=deputy, deputy_phone=deputy_phone, area=area, skills=skills, basis=basis)
    _count(team, headcount=headcount, ready_minutes=ready_minutes)
    if parent is not None:
        must_serve(parent, "parent")
        team.parent_id = parent.id
    session.add(team)
    session.flush()
    return team


@service(Permission.KEEP_RESOURCES, on="team")
def change_team(
    session: Session,
    by: Person,
    *,
    team: Team,
    name: str | None = None,
    kind: str | None = None,
    parent: Team | None = None,
    part_of_none: bool = False,
    headcount: int | None = None,
    keeper: str | None = None,
    phone: str | None = None,
    deputy: str | None = None,
    deputy_phone: str | None = None,
    address: str | None = None,
    area: str | None = None,
    skills: str | None = None,
    ready_minutes: int | None = None,
    note: str | None = None,
    basis: str | None = None,
) -> Team:
    """Correct what is known of a team; a number is taken away with 0, the team above with `part_of_none`."""
    if parent is not None and part_of_none:
        raise TwoWays(field="parent", team=team.name)
    if parent is not None:
        must_serve(parent, "parent")
        _not_below(session, team, parent)
    if parent is not None or part_of_none:
        team.parent_id = parent.id if parent else None
    place = session.get_one(Place, team.place_id)
    described(session, place, name=name, keeper=keeper, phone=phone, address=address, note=note)
    _describe(team, kind=kind, deputy=deputy, deputy_phone=deputy_phone, area=area, skills=skills, basis=basis)
    _count(team, headcount=headcount, ready_minutes=ready_minutes)
    return team


def _describe(team: Team, **facts: str | None) -> None:
    for field, value in facts.items():
        if value is not None:
            setattr(team, field, clean(value, field=field, longest=LONGEST[field], blank=True))
    team.key = search.key(team.kind, team.deputy, team.area, team.skills)


def _count(team: Team, **numbers: int | None) -> None:
    for field, number in numbers.items():
        if number is not None:
            setattr(team, field, known(number, field=field, most=MOST[field]))


@service(Permission.KEEP_RESOURCES, on="team")
def retire_team(session: Session, by: Person, *, team: Team) -> Team:
    """Let a team go, with its place, once nothing is on it any more; its history stays."""
    must_serve(team, "team")
    closed(session, session.get_one(Place, team.place_id))
    session.flush()
    session.refresh(team)
    return team


@service(Permission.KEEP_RESOURCES, on="team")
def revive_team(session: Session, by: Person, *, team: Team) -> Team:
    """Take a retired team back, with its place."""
    reopened(session, session.get_one(Place, team.place_id))
    session.flush()
    session.refresh(team)
    return team
