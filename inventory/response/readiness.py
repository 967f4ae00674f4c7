"""Readiness (备勤态势): what would be short, and who missing, if a level came now or people had to be sheltered.

It looks at everything and changes nothing, so that a rehearsal costs nothing either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from sqlalchemy.orm import Session

from inventory.duty.levels import ResponseLevel
from inventory.duty.presence import ShiftOn, coming
from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Organisation, Person
from inventory.ground.store import moment_of
from inventory.response import lacking
from inventory.response import needs as needing
from inventory.response.actions import ActionLine, NeedLine, at_level
from inventory.response.lacking import (
    Grade,
    ReadinessLine,
    Said,
    Subject,
    TeamCard,
    Told,
    gravity,
    one_line,
    team_cards,
)
from inventory.response.needs import ShelterCard, compared, must_be_planned_for, of_class, shelter_cards
from inventory.response.standards import standards
from inventory.response.tiers import ZERO, Supplies, Supply, TierLine, supplies, tiers
from inventory.supplies.ageing import runs_due

# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """Of all that was looked at of one kind: how much is lacking, to be watched, not known."""

    subject: Subject
    all: int
    lacking: int
    watch: int
    unknown: int


@dataclass(frozen=True)
class Readiness:
    """The answer: what isn't ready, the supplies by hours, and how much was looked at.

    `level` is empty where none was asked for; of `quota_unset` items nobody has set how much there should be, and
    `hours_unset` says of which stock nobody has set within how many hours it can be used.
    """

    at: datetime
    until: datetime
    level: str
    people: int | None
    days: int
    lines: tuple[ReadinessLine, ...]
    tallies: tuple[Tally, ...]
    tiers: tuple[TierLine, ...]
    quota_unset: int
    own_hours: int | None
    entrusted_hours: int | None

    def of(self, subject: Subject) -> tuple[ReadinessLine, ...]:
        """The lines of one kind."""
        return tuple(one for one in self.lines if one.subject is subject)


@dataclass
class _Demand:
    """What the actions of plans need of one thing, and which plans say so."""

    what: str
    unit: str
    quantity: Decimal = ZERO
    unset: bool = False
    plans: dict[str, None] = field(default_factory=dict)

    def add(self, plan: str, need: NeedLine) -> None:
        """One more action needs it."""
        self.quantity += need.quantity or ZERO
        self.unset = self.unset or need.quantity is None
        self.plans.setdefault(plan)


# The question --------------------------------------------------------------------------------------------------


def readiness(
    session: Session,
    reader: Person,
    *,
    level: ResponseLevel | None = None,
    people: int | None = None,
    days: int = 1,
    organisation: Organisation | None = None,
) -> Readiness:
    """What would be short if a level came now, or if so many more people had to be sheltered for so many days.

    Without a level the posts are those of the level in force. The plans are an organisation's, or the reader's own.
    """
    if people is not None:
        must_be_planned_for(people, days)
    view = _look(session, reader, level, people, days, organisation)
    found = _lines(view, level, people)
    return Readiness(
        at=view.since,
        until=view.until,
        level=level.name if level else "",
        people=people,
        days=days,
        lines=tuple(one for lines in found.values() for one in sorted(lines, key=_turn)),
        tallies=tuple(_tally(subject, many, found[subject]) for subject, many in _looked(view).items()),
        tiers=tuple(tiers(view.held)),
        quota_unset=sum(one.quota is None for one in view.held.items.values()),
        own_hours=view.held.own_hours,
        entrusted_hours=view.held.entrusted_hours,
    )


@dataclass(frozen=True)
class _View:
    """All that is looked at, as it stands at one instant."""

    since: datetime
    until: datetime
    zone: tzinfo
    shifts: list[ShiftOn]
    teams: list[TeamCard]
    shelters: list[ShelterCard]
    held: Supplies
    runs: Mapping[int, tuple[Decimal, date]]
    actions: list[ActionLine]
    needed: list[needing.NeedLine]

    @property
    def sites(self) -> dict[int, TeamCard | ShelterCard]:
        """Teams and shelters by their place."""
        return {**{one.place_id: one for one in self.teams}, **{one.place_id: one for one in self.shelters}}


def _look(
    session: Session,
    reader: Person,
    level: ResponseLevel | None,
    people: int | None,
    days: int,
    organisation: Organisation | None,
) -> _View:
    """Ask everything once."""
    house = organisation or session.get_one(Organisation, reader.organisation_id)
    present = moment_of(session)
    until = present + timedelta(days=int(settings.along(session, "gap_days")(house.path)[0]))
    rooms, held = shelter_cards(session, reader), supplies(session, reader)
    return _View(
        since=present,
        until=until,
        zone=settings.zone(session),
        shifts=coming(session, reader, present, until, organisation=organisation, level=level),
        teams=team_cards(session, reader),
        shelters=rooms,
        held=held,
        runs=runs_due(session, reader),
        actions=at_level(session, house, level) if level else [],
        needed=compared(standards(session, reader), held, rooms, people, days) if people else [],
    )


def _lines(view: _View, level: ResponseLevel | None, people: int | None) -> dict[Subject, list[ReadinessLine]]:
    """What isn't ready, kind by kind."""
    return {
        Subject.POST: [*lacking.posts(view.shifts, view.since, view.until, view.zone)],
        Subject.TEAM: [*lacking.teams(view.teams, view.zone)],
        Subject.SUPPLY: [*lacking.items(view.held, view.runs)],
        Subject.SHELTER: [*lacking.shelters(view.shelters, people)],
        Subject.AGREEMENT: [*lacking.agreements(view.held, view.zone)],
        Subject.ACTION: [*_actions(level, view)] if level else [],
        Subject.NEED: [*_needs(people, view.needed)],
    }


def _looked(view: _View) -> dict[Subject, int]:
    """How much was looked at, kind by kind."""
    return {
        Subject.POST: len({post.post_id for shift in view.shifts for post in shift.posts}),
        Subject.TEAM: sum(not one.is_sum for one in view.teams),
        Subject.SUPPLY: len(view.held.items),
        Subject.SHELTER: len(view.shelters),
        Subject.AGREEMENT: len(view.held.agreements),
        Subject.ACTION: len(view.actions),
        Subject.NEED: len(view.needed),
    }


def _turn(line: ReadinessLine) -> int:
    return gravity(line.grade)


def _tally(subject: Subject, many: int, lines: Sequence[ReadinessLine]) -> Tally:
    grades = [one.grade for one in lines]
    return Tally(subject, many, *(grades.count(grade) for grade in Grade))


def _needs(people: int | None, lines: Sequence[needing.NeedLine]) -> Iterator[ReadinessLine]:
    """What people sheltered would lack; where no standard is set, that nobody can say."""
    if people is not None and not lines:
        why, close = _("no standard says what people need"), _("set a standard with its basis")
        yield from one_line(Told(Subject.NEED, "", _("standards")), [Said(Grade.UNKNOWN, why, close)])
    yield from lacking.needs(lines)


# What the plans need -------------------------------------------------------------------------------------------


def _actions(level: ResponseLevel, view: _View) -> Iterator[ReadinessLine]:
    """What the actions of the plans need and isn't there, all of them added up."""
    actions, held, sites = view.actions, view.held, view.sites
    if not actions:
        why, close = _("no approved plan says what is done at this level"), _("approve a plan with actions for it")
        yield from one_line(Told(Subject.ACTION, level.code, level.name), [Said(Grade.LACKING, why, close)])
    if nobody := [one.code for one in actions if not one.unit]:
        words = ngettext("{count} action names no unit", "{count} actions name no unit", len(nobody))
        said = Said(Grade.UNKNOWN, words.format(count=len(nobody)), _("name the units in the plan"))
        yield from one_line(Told(Subject.ACTION, nobody[0], _("units")), [said])
    items, classes, places, words_only = _demands(actions)
    for item_id, one in items.items():
        supply = held.items.get(item_id)
        yield from _of_item(one, supply)
    for (category_id, unit), one in classes.items():
        yield from _of_class(one, held, category_id, unit)
    for place_id, one in places.items():
        yield from _of_site(one, sites.get(place_id), view.zone)
    for one in words_only.values():
        why, close = _("told in words only: nothing to compare it with"), _("ask, or name an item or team")
        yield from one_line(_about(one, None), [Said(Grade.UNKNOWN, why, close)])


Demands = tuple[
    dict[int, _Demand], dict[tuple[int, str], _Demand], dict[int, _Demand], dict[tuple[str, str], _Demand]
]  # fmt: skip
"""By item, by class and unit, by place, and in words."""


def _demands(actions: Sequence[ActionLine]) -> Demands:
    made: Demands = {}, {}, {}, {}
    items, classes, places, words = made
    for action in actions:
        for need in action.needs:
            one = _Demand(need.what, need.unit)
            if need.item_id is not None:
                one = items.setdefault(need.item_id, one)
            elif need.category_id is not None:
                one = classes.setdefault((need.category_id, need.unit), one)
            elif need.place_id is not None:
                one = places.setdefault(need.place_id, one)
            else:
                one = words.setdefault((need.what, need.unit), one)
            one.add(action.plan, need)
    return made


def _about(one: _Demand, there: Decimal | None, code: str = "") -> Told:
    needed = one.quantity or None
    return Told(Subject.ACTION, code, one.what, _(", ").join(one.plans), needed, there, one.unit)


def _of_item(one: _Demand, supply: Supply | None) -> Iterator[ReadinessLine]:
    if supply is None:
        gone = Said(Grade.LACKING, _("no longer kept in the catalogue"), _("name another item in the plan"))
        yield from one_line(_about(one, None), [gone])
    elif supply.hidden:
        blind = Said(Grade.UNKNOWN, _("you are counting it: no amounts are told"), _("hand the count in"))
        yield from one_line(_about(one, None, supply.code), [blind])
    else:
        about = _about(one, supply.usable, supply.code)
        promised, close = supply.promised, lacking.covering(one.quantity - supply.usable, one.unit, supply.promises)
        yield from one_line(about, [*_short(one, supply.usable, promised, close)])


def _of_class(one: _Demand, held: Supplies, category_id: int, unit: str) -> Iterator[ReadinessLine]:
    inside, _other = of_class(held, category_id, unit)
    if not unit:
        inside = [it for it in held.items.values() if category_id in it.categories]
    if any(it.hidden for it in inside):
        blind = Said(Grade.UNKNOWN, _("you are counting it: no amounts are told"), _("hand the count in"))
        yield from one_line(_about(one, None), [blind])
        return
    loose = [it for it in held.loose if it.category_id == category_id and it.unit == unit]
    promises = [*loose, *(line for it in inside for line in it.promises)]
    there = sum((it.usable for it in inside), ZERO)
    promised, close = (
        sum((it.left for it in promises), ZERO),
        lacking.covering(one.quantity - there, one.unit, promises),
    )
    yield from one_line(_about(one, there if unit else None), [*_short(one, there, promised, close)])


def _short(one: _Demand, there: Decimal, promised: Decimal, close: str) -> Iterator[Said]:
    """That there is too little of what actions need; only to be watched where what is promised would do."""
    if one.quantity > there:
        why = _("{amount} short for the actions").format(amount=lacking.amount(one.quantity - there, one.unit))
        yield Said(Grade.LACKING if one.quantity > there + promised else Grade.WATCH, why, close)
    elif one.unset and not there:
        yield Said(Grade.LACKING, _("none on hand"), _("bring some in"))


def _of_site(one: _Demand, site: TeamCard | ShelterCard | None, zone: tzinfo) -> Iterator[ReadinessLine]:
    """A team or shelter that an action names: what is wrong with it is told there, too."""
    if site is None:
        why, close = _("on no register, or closed"), _("enter it in its register, or name another in the plan")
        yield from one_line(_about(one, None), [Said(Grade.UNKNOWN, why, close)])
        return
    said = lacking.shelter_said(site) if isinstance(site, ShelterCard) else lacking.team_said(site, zone)
    yield from one_line(_about(one, None, site.code), [*said])
