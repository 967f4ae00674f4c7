"""Calling (应急通讯录): everybody who is needed at a response level, group by group, with how each is reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from inventory.duty.levels import ResponseLevel
from inventory.duty.patterns import ShiftPattern
from inventory.duty.posts import Post, PostKind, PostNeed, PostPerson
from inventory.duty.presence import contacts, on_duty
from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import masked
from inventory.ground.settings import Setting
from inventory.resources.agreements import VALIDITY_NAMES, Validity, agreements
from inventory.resources.rivers import ANSWERING_NAMES, rivers
from inventory.resources.shelters import shelters
from inventory.resources.teams import TeamLine, teams
from inventory.response.actions import ActionLine, at_level

# Rows ----------------------------------------------------------------------------------------------------------


class CallGroup(StrEnum):
    """Why somebody is called."""

    POST = "post"
    UNIT = "unit"
    TEAM = "team"
    SHELTER = "shelter"
    AGREEMENT = "agreement"
    RIVER = "river"


GROUP_NAMES = {
    CallGroup.POST: N_("duty posts"),
    CallGroup.UNIT: N_("units of the plans"),
    CallGroup.TEAM: N_("teams"),
    CallGroup.SHELTER: N_("shelters"),
    CallGroup.AGREEMENT: N_("agreements"),
    CallGroup.RIVER: N_("rivers and works"),
}


class CallRole(StrEnum):
    """What somebody is there for."""

    LEADS = "leads"
    SIGNS = "signs"
    SITS = "sits"
    DUTY_ROOM = "duty_room"
    LEADER = "leader"
    DEPUTY = "deputy"
    KEEPER = "keeper"
    CONTACT = "contact"
    ADMINISTRATIVE = "administrative"
    TECHNICAL = "technical"
    PATROL = "patrol"


ROLE_NAMES = {
    CallRole.LEADS: N_("leads"),
    CallRole.SIGNS: N_("signs"),
    CallRole.SITS: N_("sits"),
    CallRole.DUTY_ROOM: N_("duty room"),
    CallRole.LEADER: N_("team leader"),
    CallRole.DEPUTY: N_("deputy"),
    CallRole.KEEPER: N_("in charge"),
    CallRole.CONTACT: N_("contact at any hour"),
    **{CallRole(one.value): name for one, name in ANSWERING_NAMES.items()},
}
POST_ROLES = {PostKind.LEADER: CallRole.LEADS, PostKind.SIGNING: CallRole.SIGNS, PostKind.OFFICER: CallRole.SITS}


@dataclass(frozen=True)
class CallLine:
    """Somebody to be called: for what, in which role; without a name nobody is set, without a phone no number is.

    `is_now` says that they are on duty already.
    """

    group: CallGroup
    what: str
    role: CallRole
    name: str
    title: str
    unit: str
    phone: str
    note: str = ""
    is_now: bool = False


# Queries -------------------------------------------------------------------------------------------------------


def calling(
    session: Session, reader: Person, level: ResponseLevel, *, organisation: Organisation | None = None
) -> list[CallLine]:
    """Everybody needed at a level in the reader's branch; the plans are those of an organisation, or the reader's own.

    Phones are masked for whoever need not know them. It asks the same questions however many there are.
    """
    house = organisation or session.get_one(Organisation, reader.organisation_id)
    actions = at_level(session, house, level)
    planned = _planned(actions)
    return [
        *_posts(session, reader, level, house),
        *_units(session, reader, actions),
        *_teams(session, reader, planned),
        *_shelters(session, reader, planned),
        *_agreements(session, reader),
        *_rivers(session, reader),
    ]


def _planned(actions: list[ActionLine]) -> dict[int, str]:
    """By place, the plans that name a team or shelter at this level."""
    plans: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for action in actions:
        for need in action.needs:
            if need.place_id is not None:
                plans[need.place_id].setdefault(action.plan)
    said = _("named in {plans}")
    return {place_id: said.format(plans=_(", ").join(names)) for place_id, names in plans.items()}


def _posts(session: Session, reader: Person, level: ResponseLevel, house: Organisation) -> Iterator[CallLine]:
    """Who is named for the posts that the level takes, and who is on them now."""
    needed = func.coalesce(PostNeed.needed, Post.needed)
    found: Sequence[Any] = session.execute(
        select(Post.id.label("post_id"), Post.name.label("post"), Post.kind, Person.id.label("person_id"))
        .join(ShiftPattern, ShiftPattern.id == Post.pattern_id)
        .outerjoin(PostNeed, and_(PostNeed.post_id == Post.id, PostNeed.level_id == level.id))
        .outerjoin(PostPerson, PostPerson.post_id == Post.id)
        .outerjoin(Person, and_(Person.id == PostPerson.person_id, Person.retired.is_(False)))
        .where(
            Post.organisation_id.in_(branch(reader)), needed > 0, Post.retired.is_(False),
            ShiftPattern.retired.is_(False),
        )
        .order_by(ShiftPattern.id, Post.turn, Post.id, PostPerson.id)
    ).all()  # fmt: skip
    room = on_duty(session, reader, organisation=house)
    there = room.shift.posts if room and room.shift else ()
    on = [(post.post_id, who.person_id) for post in there for who in post.people]
    posts: dict[int, list[int]] = {row.post_id: [one for at, one in on if at == row.post_id] for row in found}
    for row in found:
        if row.person_id is not None and row.person_id not in posts[row.post_id]:
            posts[row.post_id].append(row.person_id)
    people = contacts(session, reader, {one for named in posts.values() for one in named})
    roles = {row.post_id: (row.post, POST_ROLES[row.kind]) for row in found}
    for post_id, named in posts.items():
        called = [people[one] for one in named if one in people]
        for who in called:
            said = (who.name, who.title, who.organisation, who.phone)
            yield CallLine(CallGroup.POST, *roles[post_id], *said, is_now=(post_id, who.person_id) in on)
        if not called:
            yield CallLine(CallGroup.POST, *roles[post_id], "", "", "", "")


def _units(session: Session, reader: Person, actions: list[ActionLine]) -> Iterator[CallLine]:
    """The units that plans name, and their duty rooms' telephones where they have set one."""
    many: defaultdict[str, int] = defaultdict(int)
    for action in actions:
        if action.unit:
            many[action.unit] += 1
    shown = Organisation.id.in_(branch(reader, Permission.SEE_PHONES))
    found = session.execute(
        select(Organisation.name, Setting.value, shown)
        .join(Setting, and_(Setting.organisation_id == Organisation.id, Setting.key == "duty_phone"))
        .where(Organisation.name.in_(many))
    )
    phones = {name: masked(phone, shown=seen) for name, phone, seen in found}
    for unit, count in many.items():
        note = _("actions: {count}").format(count=count)
        yield CallLine(CallGroup.UNIT, unit, CallRole.DUTY_ROOM, "", "", unit, phones.get(unit, ""), note)


def _teams(session: Session, reader: Person, planned: dict[int, str]) -> Iterator[CallLine]:
    """The leaders of teams and their deputies: those first that a plan names."""

    def turn(line: TeamLine) -> bool:
        return line.place_id not in planned

    for line in sorted(teams(session, reader), key=turn):
        note = planned.get(line.place_id, "")
        said = (line.organisation, line.phone, note)
        yield CallLine(CallGroup.TEAM, line.name, CallRole.LEADER, line.keeper, "", *said)
        if line.deputy or line.deputy_phone:
            said = (line.organisation, line.deputy_phone, note)
            yield CallLine(CallGroup.TEAM, line.name, CallRole.DEPUTY, line.deputy, "", *said)


def _shelters(session: Session, reader: Person, planned: dict[int, str]) -> Iterator[CallLine]:
    for line in sorted(shelters(session, reader), key=lambda one: one.place_id not in planned):
        said = (line.organisation, line.phone, planned.get(line.place_id, ""))
        yield CallLine(CallGroup.SHELTER, line.name, CallRole.KEEPER, line.keeper, line.location, *said)


def _agreements(session: Session, reader: Person) -> Iterator[CallLine]:
    """Whoever answers for an agreement at any hour; one that doesn't hold now says so."""
    for line in agreements(session, reader):
        holds = line.validity in (Validity.VALID, Validity.RENEW, Validity.UNSET)
        note = "" if holds else _(VALIDITY_NAMES[line.validity])
        said = (line.organisation, line.contact_phone, note)
        yield CallLine(CallGroup.AGREEMENT, line.company, CallRole.CONTACT, line.contact, "", *said)


def _rivers(session: Session, reader: Person) -> Iterator[CallLine]:
    for line in rivers(session, reader):
        for one in line.people:
            said = (CallRole(one.answering.value), one.name, one.post, one.unit, one.phone)
            yield CallLine(CallGroup.RIVER, line.name, *said)
