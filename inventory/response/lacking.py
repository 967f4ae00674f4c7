"""What is lacking: posts, teams, supplies, shelters, agreements, each in one line with why and what would close it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from inventory.duty.presence import ShiftOn
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Person, branch
from inventory.ground.schema import Prepared
from inventory.resources.agreements import Validity
from inventory.resources.mustering import AnswerKind, CalledLine, last_calls
from inventory.resources.teams import Team
from inventory.response.commitments import AgreementCard, Promised
from inventory.response.needs import NeedLine, ShelterCard
from inventory.response.tiers import ZERO, Supplies, Supply
from inventory.supplies.places import Place

# Rows ----------------------------------------------------------------------------------------------------------


class Subject(StrEnum):
    """What is looked at."""

    POST = "post"
    TEAM = "team"
    SUPPLY = "supply"
    SHELTER = "shelter"
    AGREEMENT = "agreement"
    ACTION = "action"
    NEED = "need"


SUBJECT_NAMES = {
    Subject.POST: N_("duty posts"),
    Subject.TEAM: N_("teams"),
    Subject.SUPPLY: N_("supplies"),
    Subject.SHELTER: N_("shelters"),
    Subject.AGREEMENT: N_("agreements"),
    Subject.ACTION: N_("actions of the plans"),
    Subject.NEED: N_("needs of people sheltered"),
}


class Grade(StrEnum):
    """How grave it is, the gravest first: it is missing, it must be watched, or nobody knows."""

    LACKING = "lacking"
    WATCH = "watch"
    UNKNOWN = "unknown"


GRADE_NAMES = {Grade.LACKING: N_("lacking"), Grade.WATCH: N_("to be watched"), Grade.UNKNOWN: N_("not known")}


@dataclass(frozen=True)
class ReadinessLine:
    """Something that isn't ready: how much is needed and there (None where that is no question), why, what closes it.

    `code` is what to look it up by, `where` whose it is.
    """

    subject: Subject
    grade: Grade
    code: str
    what: str
    where: str
    needed: Decimal | None
    there: Decimal | None
    unit: str
    why: str
    close: str


class Said(NamedTuple):
    """One thing that isn't as it should be."""

    grade: Grade
    why: str
    close: str


class Told(NamedTuple):
    """What a line is about."""

    subject: Subject
    code: str
    what: str
    where: str = ""
    needed: Decimal | None = None
    there: Decimal | None = None
    unit: str = ""


def one_line(about: Told, said: Sequence[Said]) -> Iterator[ReadinessLine]:
    """One line for all that was found wrong with one thing; none where nothing was."""
    if said:
        grade, why, close = said[0]
        if len(said) > 1:
            grade = min((one.grade for one in said), key=gravity)
            why = _("; ").join(dict.fromkeys(one.why for one in said))
            close = _("; ").join(dict.fromkeys(one.close for one in said))
        yield ReadinessLine(about.subject, grade, *about[1:], why, close)


def gravity(grade: Grade) -> int:
    """The gravest first."""
    return 0 if grade is Grade.LACKING else 1 if grade is Grade.WATCH else 2


# Posts ---------------------------------------------------------------------------------------------------------


def posts(shifts: Sequence[ShiftOn], since: datetime, until: datetime, zone: tzinfo) -> Iterator[ReadinessLine]:
    """The posts that lack somebody in shifts from now on, each once, and where what is published ends."""

    def told(when: datetime) -> str:
        return f"{when.astimezone(zone):%m-%d %H:%M}"

    roster = Told(Subject.POST, "", _("roster"))
    publish = _("publish the roster")
    if not shifts or shifts[0].starts_at > since:
        yield from one_line(roster, [Said(Grade.LACKING, _("no published shift covers this hour"), publish)])
    empty: defaultdict[str, list[tuple[ShiftOn, int, int]]] = defaultdict(list)
    for shift in shifts:
        for post in shift.empty:
            empty[post.name].append((shift, post.needed, post.missing))
    for name, found in empty.items():
        shift, needed, missing = found[0]
        words = ngettext(
            "{missing} missing in {count} shift, first on {when}",
            "{missing} missing in {count} shifts, first on {when}",
            len(found),
        )
        why = words.format(missing=sum(one[2] for one in found), count=len(found), when=told(shift.starts_at))
        about = Told(
            Subject.POST, shift.code, name, shift.name, Decimal(needed), Decimal(needed - missing), _("people")
        )
        yield from one_line(about, [Said(Grade.LACKING, why, _("reinforce the shift or change the roster"))])
    if shifts and shifts[-1].ends_at < until:
        why = _("the roster is published until {end} only").format(end=told(shifts[-1].ends_at))
        yield from one_line(roster, [Said(Grade.WATCH, why, publish)])


# Teams ---------------------------------------------------------------------------------------------------------


class TeamCard(NamedTuple):
    """A team as far as it matters whether it comes; `parts` says that it has teams below it."""

    team_id: int
    place_id: int
    code: str
    name: str
    organisation: str
    has_phone: bool
    headcount: int | None
    parts: bool
    last: CalledLine | None

    @property
    def is_sum(self) -> bool:
        """Whether it only adds up the teams below it: nobody can be called, and nobody was."""
        return self.parts and not self.has_phone and self.last is None


def team_cards(session: Session, reader: Person) -> list[TeamCard]:
    """The teams of the reader's branch that are in use, each with its last call."""
    last = last_calls(session, reader)
    found = _question(branch(reader)).rows(session.connection())
    above = {row[-1] for row in found}
    return [TeamCard._make((*row[:-1], row[0] in above, last.get(row[0]))) for row in found]


@lru_cache(maxsize=64)
def _question(mine: Select[int]) -> Prepared:
    """The teams of a branch that are in use."""
    reached = func.length(Place.phone) + func.length(Team.deputy_phone) > 0
    card = (Team.id, Place.id, Place.code, Place.name, Organisation.name, reached, Team.headcount, Team.parent_id)
    return Prepared(
        select(*card)
        .join(Place, Place.id == Team.place_id)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .where(Team.organisation_id.in_(mine), Place.retired.is_(False))
        .order_by(Team.id)
    )


def teams(cards: Iterable[TeamCard], zone: tzinfo) -> Iterator[ReadinessLine]:
    """The teams that didn't answer, came with too few, can't be called, or of which too little is known."""
    for one in cards:
        if one.is_sum or not (said := [*team_said(one, zone)]):
            continue
        last = one.last
        strength = last.strength if last and last.strength is not None else one.headcount
        there = Decimal(last.mustered) if last and last.mustered is not None else None
        needed = None if strength is None else Decimal(strength)
        about = Told(Subject.TEAM, one.code, one.name, one.organisation, needed, there, _("people"))
        yield from one_line(about, said)


def team_said(one: TeamCard, zone: tzinfo) -> Iterator[Said]:
    """What is wrong with a team."""
    last = one.last
    if not one.has_phone:
        yield Said(Grade.LACKING, _("no telephone"), _("enter a telephone"))
    if last is None:
        yield Said(Grade.UNKNOWN, _("never called: whether it answers is not known"), _("make a roll call"))
    else:
        call = {"call": last.number, "when": f"{last.called_at.astimezone(zone):%m-%d %H:%M}"}
        if last.state is AnswerKind.NO_ANSWER:
            why = _("not reached by {call} of {when}").format(**call)
            yield Said(Grade.LACKING, why, _("reach it another way, or name another team"))
        elif last.waiting and last.answered_at is None:
            why = _("no answer yet to {call} of {when}").format(**call)
            yield Said(Grade.LACKING if last.late else Grade.WATCH, why, _("call it again"))
        elif last.mustered is not None and last.strength is not None and last.mustered < last.strength:
            why = _("{people} of {strength} came to {call}").format(
                people=last.mustered, strength=last.strength, **call
            )
            yield Said(Grade.LACKING, why, _("call the others, or fill up from another team"))
    if one.headcount is None and not one.parts:
        yield Said(Grade.UNKNOWN, _("strength not set"), _("enter its strength"))


# Supplies ------------------------------------------------------------------------------------------------------


def amount(quantity: Decimal, unit: str) -> str:
    """An amount as people read it."""
    return f"{quantity:,f} {unit}".strip()


def items(held: Supplies, runs: Mapping[int, tuple[Decimal, date]]) -> Iterator[ReadinessLine]:
    """The items below their quota, past their date, or past their trial run."""
    for one in held.items.values():
        if said := [*_item_said(one, runs.get(one.item_id))]:
            there = None if one.hidden else one.usable
            yield from one_line(
                Told(Subject.SUPPLY, one.code, one.name, one.category, one.quota, there, one.unit), said
            )


def _item_said(one: Supply, run: tuple[Decimal, date] | None) -> Iterator[Said]:
    if one.hidden:
        yield Said(Grade.UNKNOWN, _("you are counting it: no amounts are told"), _("hand the count in"))
        return
    if one.quota is not None and one.usable < one.quota:
        gap = one.quota - one.usable
        why = _("{gap} below the quota").format(gap=amount(gap, one.unit))
        yield Said(Grade.LACKING, why, covering(gap, one.unit, one.promises))
    if one.expired:
        why = _("{amount} past the date").format(amount=amount(one.expired, one.unit))
        yield Said(Grade.WATCH, why, _("write it off and replace it"))
    if run is not None:
        told = _("{amount}, trial run due since {day}")
        yield Said(Grade.WATCH, told.format(amount=amount(run[0], one.unit), day=run[1]), _("make the trial run"))


def covering(gap: Decimal, unit: str, promises: Sequence[Promised]) -> str:
    """What closes a gap: what can be called off on which agreements, and what must come from elsewhere."""
    able = [(line.agreement, line.left) for line in promises if line.left]
    promised = sum((by for _code, by in able), ZERO)
    steps = []
    if promised:
        codes = _(", ").join(dict.fromkeys(code for code, _by in able))
        call = _("call off {amount} on {agreements}")
        steps.append(call.format(amount=amount(min(gap, promised), unit), agreements=codes))
    if gap > promised:
        steps.append(_("bring in {amount}").format(amount=amount(gap - promised, unit)))
    return _("; ").join(steps)


# Shelters ------------------------------------------------------------------------------------------------------


def shelters(cards: Sequence[ShelterCard], people: int | None) -> Iterator[ReadinessLine]:
    """The shelters of which too little is known or which are too full; and whether all find a place, where asked."""
    free = [one.free for one in cards]
    if people is not None:
        there = sum(max(one, 0) for one in free if one is not None)
        said = []
        if there < people:
            why = _("places for {there} of {people}").format(there=there, people=people)
            said.append(Said(Grade.LACKING, why, _("find places for {more}").format(more=people - there)))
        if unset := free.count(None):
            words = ngettext("{count} shelter has no capacity set", "{count} shelters have no capacity set", unset)
            why, close = words.format(count=unset), _("enter their capacity")
            said.append(Said(Grade.UNKNOWN, why, close))
        about = Told(Subject.SHELTER, "", _("places in all"), "", Decimal(people), Decimal(there), _("people"))
        yield from one_line(about, said)
    for one in cards:
        if said := [*shelter_said(one)]:
            holds = None if one.capacity.people is None else Decimal(one.capacity.people)
            inside = Decimal(one.people)
            yield from one_line(
                Told(Subject.SHELTER, one.code, one.name, one.organisation, inside, holds, _("people")), said
            )


def shelter_said(one: ShelterCard) -> Iterator[Said]:
    """What is wrong with a shelter."""
    if one.free is not None and one.free < 0:
        why = _("{over} more in it than it takes").format(over=-one.free)
        yield Said(Grade.LACKING, why, _("move {over} to another shelter").format(over=-one.free))
    if not one.has_phone:
        yield Said(Grade.LACKING, _("no telephone"), _("enter a telephone"))
    if one.free is None:
        yield Said(Grade.UNKNOWN, _("capacity not set"), _("enter how many were approved, or its area"))


# Agreements ----------------------------------------------------------------------------------------------------


def agreements(held: Supplies, zone: tzinfo) -> Iterator[ReadinessLine]:
    """The agreements that don't hold, that end soon, or on which nobody knows who comes with what by when."""
    unset: defaultdict[int, int] = defaultdict(int)
    for line in (*held.loose, *(line for one in held.items.values() for line in one.promises)):
        unset[line.agreement_id] += line.hours is None or line.quantity is None
    for one in held.agreements:
        if said := [*_agreement_said(one, zone), *_lines_said(unset[one.agreement_id])]:
            yield from one_line(Told(Subject.AGREEMENT, one.code, one.company, one.organisation), said)


def _lines_said(unset: int) -> Iterator[Said]:
    if unset:
        words = ngettext(
            "{count} line says neither how much nor within how many hours, or only one of them",
            "{count} lines say neither how much nor within how many hours, or only one of them",
            unset,
        )
        yield Said(Grade.UNKNOWN, words.format(count=unset), _("agree on amounts and hours"))


def _agreement_said(one: AgreementCard, zone: tzinfo) -> Iterator[Said]:
    match one.validity:
        case Validity.EXPIRED:
            yield Said(Grade.LACKING, _("expired on {day}").format(day=one.valid_until), _("renew it"))
        case Validity.TO_COME:
            why = _("not valid before {day}").format(day=one.valid_from)
            yield Said(Grade.LACKING, why, _("look for another one until then"))
        case Validity.RENEW:
            yield Said(Grade.WATCH, _("ends on {day}").format(day=one.valid_until), _("renew it"))
        case Validity.UNSET:
            yield Said(Grade.UNKNOWN, _("until when it holds is not set"), _("enter until when it holds"))
    if not one.has_phone:
        yield Said(Grade.LACKING, _("no telephone"), _("enter a telephone"))
    if one.reached is False and one.tested_at is not None:
        why = _("nobody answered the test call of {day}").format(day=f"{one.tested_at.astimezone(zone):%Y-%m-%d}")
        yield Said(Grade.LACKING, why, _("find out who answers at any hour"))
    if one.tested_at is None:
        yield Said(Grade.UNKNOWN, _("no test call was made yet"), _("make a test call"))


# People sheltered ----------------------------------------------------------------------------------------------


def needs(lines: Iterable[NeedLine]) -> Iterator[ReadinessLine]:
    """What people sheltered would lack by the standards, and what nothing could be compared with."""
    for one in lines:
        there = None if one.short is None else (one.held or ZERO) + (one.on_hand or ZERO)
        about = Told(Subject.NEED, one.code, one.what, one.standard, one.needed, there, one.unit)
        yield from one_line(about, [*_need_said(one)])


def _need_said(one: NeedLine) -> Iterator[Said]:
    if one.short is None:
        yield Said(
            Grade.UNKNOWN,
            one.note or _("nothing to compare it with"),
            _("complete the row {code}").format(code=one.code),
        )
        return
    if one.short:
        why = _("{amount} short by the standard").format(amount=amount(one.short, one.unit))
        promised = min(one.promised or ZERO, one.short)
        close = _("bring in {amount}").format(amount=amount(one.short - promised, one.unit))
        if promised:
            call = _("call off {amount}").format(amount=amount(promised, one.unit))
            close = _("; ").join([call, *([close] if one.still_short else [])])
        yield Said(Grade.LACKING if one.still_short else Grade.WATCH, why, close)
    if one.note:
        yield Said(Grade.UNKNOWN, one.note, _("complete the row {code}").format(code=one.code))
