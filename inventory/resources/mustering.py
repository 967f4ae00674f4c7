"""Mustering (集结): what called teams answer and how many have come together; all is kept, the last of it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.instants import instant
from inventory.ground.people import Organisation, Permission, Person, branch, require
from inventory.ground.schema import Base, Name, masked
from inventory.ground.settings import zone
from inventory.ground.store import moment_of, recorded_at
from inventory.ground.text import clean
from inventory.resources.callouts import CallKind, TeamCall, TeamCalled
from inventory.resources.sites import MOST_PEOPLE
from inventory.resources.teams import Team, TeamLine, teams
from inventory.supplies.places import Place

# Models --------------------------------------------------------------------------------------------------------


class AnswerKind(StrEnum):
    """What became of a call: the team answered, came together, could not be reached, or was let go."""

    ANSWERED = "answered"
    MUSTERED = "mustered"
    NO_ANSWER = "no_answer"
    STOOD_DOWN = "stood_down"


class TeamAnswer(Base):
    """What a team did on a call, or that it could not be reached; the last of them holds."""

    __tablename__ = "team_answer"
    __table_args__ = (CheckConstraint("people >= 0", name="not_negative"),)
    called = "id"
    only_grows = True
    sealed = {1: "id called_id kind at people note by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    called_id: Mapped[int] = mapped_column(ForeignKey("team_called.id"), index=True)
    kind: Mapped[AnswerKind]
    at: Mapped[datetime]
    people: Mapped[int | None]
    note: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------

ANSWER_NAMES = {
    AnswerKind.ANSWERED: N_("answered"),
    AnswerKind.MUSTERED: N_("mustered"),
    AnswerKind.NO_ANSWER: N_("not reached"),
    AnswerKind.STOOD_DOWN: N_("stood down"),
}
COUNTS = frozenset({AnswerKind.ANSWERED, AnswerKind.MUSTERED})
"""The answers that may say how many people; who has mustered is always counted."""


class NotCalled(Refused):
    """Only who was called answers."""

    message = N_("{team} was not called by {call}: choose a team of that call, or call this one too.")


class BadHeadcount(Refused):
    """A number of people who can't have come."""

    message = N_("{people} people do not fit: give a whole number from 0 to {most}.")


class CountMissing(Refused):
    """Who has mustered is counted."""

    message = N_("Say how many of {team} have mustered: 0 where nobody came.")


class NobodyToCount(Refused):
    """Who isn't there isn't counted."""

    message = N_("People are counted where a team answered or mustered: leave the number out.")


class BeforeThat(Refused):
    """Answers follow the call and one another."""

    message = N_("{team} has an entry of {last} in this call already: what comes now is not earlier.")


class AllStoodDown(Refused):
    """Nobody is left to let go."""

    message = N_("Every team of {call} is stood down already.")


class StoodDown(Refused):
    """A team that was let go has nothing more to answer."""

    message = N_("{team} was stood down on {when}: call it again.")


def _counted(team: Team, kind: AnswerKind, people: int | None) -> int | None:
    """How many people an answer says there are, where it may say so."""
    if people is None:
        if kind is AnswerKind.MUSTERED:
            raise CountMissing(field="people", team=team.name)
        return None
    if kind not in COUNTS:
        raise NobodyToCount(field="people")
    if not 0 <= people <= MOST_PEOPLE:
        raise BadHeadcount(field="people", people=people, most=MOST_PEOPLE)
    return people


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CalledLine:
    """A team in a call, as far as it has come; `keeper` leads it, `strength` is how many it had on its roll then.

    `late`: it was not there when it should have been; `announced` is how many it said would come.
    """

    called_id: int
    call_id: int
    number: str
    kind: CallKind
    reason: str
    called_at: datetime
    assemble: str
    due_at: datetime | None
    ordered_by: str
    team_id: int
    place_id: int
    team: str
    organisation: str
    keeper: str
    phone: str
    deputy: str
    deputy_phone: str
    strength: int | None
    state: AnswerKind | None
    last_at: datetime | None
    answered_at: datetime | None
    announced: int | None
    mustered_at: datetime | None
    mustered: int | None
    note: str
    late: bool

    @property
    def waiting(self) -> bool:
        """Whether it is still to come together, or on a roll call to answer."""
        done = self.answered_at if self.kind is CallKind.ROLL_CALL else self.mustered_at
        return done is None and self.state is not AnswerKind.STOOD_DOWN

    @property
    def beyond(self) -> bool:
        """Whether more came than were on its roll."""
        return self.strength is not None and (self.mustered or 0) > self.strength


@dataclass(frozen=True)
class CallLine:
    """A call, and how far its teams have come; of `unknown` teams nobody had said how many they are."""

    call_id: int
    number: str
    kind: CallKind
    reason: str
    called_at: datetime
    assemble: str
    due_at: datetime | None
    ordered_by: str
    teams: int
    answered: int
    mustered: int
    waiting: int
    late: int
    people: int
    expected: int
    unknown: int


@dataclass(frozen=True)
class TeamStanding:
    """A team on the register with what became of its last call; None where it was never called."""

    team: TeamLine
    last: CalledLine | None

    @property
    def retired(self) -> bool:
        """Whether the team has been."""
        return self.team.retired


def standing(session: Session, reader: Person, *, retired: bool = False) -> list[TeamStanding]:
    """The teams of the reader's branch, each with its last call."""
    last = last_calls(session, reader)
    return [TeamStanding(line, last.get(line.team_id)) for line in teams(session, reader, retired=retired)]


def last_calls(session: Session, reader: Person) -> dict[int, CalledLine]:
    """What became of the last call of every team of the reader's branch that was ever called, by team."""
    last = select(func.max(TeamCalled.id)).group_by(TeamCalled.team_id)
    return {line.team_id: line for line in _called(session, reader, TeamCalled.id.in_(last))}


def called(session: Session, reader: Person, call: TeamCall) -> list[CalledLine]:
    """The teams of a call, as far as the reader sees them, in the order in which they were called."""
    return _called(session, reader, TeamCalled.call_id == call.id)


def calls(session: Session, reader: Person, *, most: int = 100) -> list[CallLine]:
    """The calls to teams of the reader's branch, the last first."""
    mine = select(TeamCalled.call_id).join(Team, Team.id == TeamCalled.team_id)
    mine = mine.where(Team.organisation_id.in_(branch(reader))).distinct()
    listed = mine.order_by(TeamCalled.call_id.desc()).limit(most).subquery()
    by_call: defaultdict[int, list[CalledLine]] = defaultdict(list)
    for line in _called(session, reader, TeamCalled.call_id.in_(select(listed.c.call_id))):
        by_call[line.call_id].append(line)
    return [_summed(by_call[call_id]) for call_id in sorted(by_call, reverse=True)]


def _summed(lines: Sequence[CalledLine]) -> CallLine:
    one = lines[0]
    return CallLine(
        one.call_id, one.number, one.kind, one.reason, one.called_at, one.assemble, one.due_at, one.ordered_by,
        len(lines),
        sum(line.answered_at is not None for line in lines),
        sum(line.mustered_at is not None for line in lines),
        sum(line.waiting for line in lines),
        sum(line.late for line in lines),
        sum(line.mustered or 0 for line in lines),
        sum(line.strength or 0 for line in lines),
        sum(line.strength is None for line in lines),
    )  # fmt: skip


def _called(session: Session, reader: Person, chosen: ColumnElement[bool]) -> list[CalledLine]:
    """Teams in calls with all that was answered, in two questions."""
    seen = Team.organisation_id.in_(branch(reader))
    given: defaultdict[int, list[TeamAnswer]] = defaultdict(list)
    answered = select(TeamAnswer).join(TeamCalled, TeamCalled.id == TeamAnswer.called_id)
    for one in session.scalars(
        answered.join(Team, Team.id == TeamCalled.team_id).where(chosen, seen).order_by(TeamAnswer.id)
    ):
        given[one.called_id].append(one)
    shown = Team.organisation_id.in_(branch(reader, Permission.SEE_PHONES))
    found = session.execute(
        select(TeamCalled, TeamCall, Team, Place, Organisation.name, shown)
        .join(TeamCall, TeamCall.id == TeamCalled.call_id)
        .join(Team, Team.id == TeamCalled.team_id)
        .join(Place, Place.id == Team.place_id)
        .join(Organisation, Organisation.id == Team.organisation_id)
        .where(chosen, seen)
        .order_by(TeamCalled.id)
    )
    present = moment_of(session)
    return [
        CalledLine(
            row.id, call.id, call.number, call.kind, call.reason, call.called_at, call.assemble, call.due_at,
            call.ordered_by, team.id, place.id, place.name, owner, place.keeper, masked(place.phone, shown=may_see),
            team.deputy, masked(team.deputy_phone, shown=may_see), row.strength,
            *_so_far(given[row.id], call, present),
        )
        for row, call, team, place, owner, may_see in found
    ]  # fmt: skip


SoFar = tuple[
    AnswerKind | None, datetime | None, datetime | None, int | None, datetime | None, int | None, str, bool
]  # fmt: skip


def _so_far(given: Sequence[TeamAnswer], call: TeamCall, present: datetime) -> SoFar:
    """What the answers of a team in one call, in their order, come to; to a roll call an answer is enough."""
    reached = [one for one in given if one.kind in COUNTS]
    there = [one for one in given if one.kind is AnswerKind.MUSTERED]
    last = given[-1] if given else None
    announced = [one.people for one in reached if one.kind is AnswerKind.ANSWERED]
    enough = reached if call.kind is CallKind.ROLL_CALL else there
    done = enough[0].at if enough else (last.at if last and last.kind is AnswerKind.STOOD_DOWN else present)
    return (
        last.kind if last else None,
        last.at if last else None,
        reached[0].at if reached else None,
        announced[-1] if announced else None,
        there[-1].at if there else None,
        there[-1].people if there else None,
        last.note if last else "",
        call.due_at is not None and done > call.due_at,
    )


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.CALL_TEAMS, on="team")
def record_answer(
    session: Session,
    by: Person,
    *,
    call: TeamCall,
    team: Team,
    kind: AnswerKind,
    at: datetime | None = None,
    people: int | None = None,
    note: str = "",
) -> TeamAnswer:
    """Record what a team answered to a call, how many of it have come together, or that it was let go."""
    called = select(TeamCalled).where(TeamCalled.call_id == call.id, TeamCalled.team_id == team.id)
    row = session.scalars(called).one_or_none()
    if row is None:
        raise NotCalled(field="team", team=team.name, call=call.number)
    when = instant(session, at, field="at")
    _follows(session, call, row, team, when)
    answer = {
        "id": next_id(session, TeamAnswer),
        "called_id": row.id,
        "kind": kind,
        "at": when,
        "people": _counted(team, kind, people),
        "note": clean(note, field="note", longest=400, blank=True),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, TeamAnswer, [answer])
    return session.get_one(TeamAnswer, answer["id"])


@service(Permission.CALL_TEAMS, on="call")
def stand_down(
    session: Session, by: Person, *, call: TeamCall, at: datetime | None = None, note: str = ""
) -> TeamAnswer:
    """Let go all teams of a call that still are on it; what each of them answered stays."""
    when, note = instant(session, at, field="at"), clean(note, field="note", longest=400, blank=True)
    own = select(TeamCalled, Team).join(Team, Team.id == TeamCalled.team_id).where(TeamCalled.call_id == call.id)
    given = select(TeamAnswer).join(TeamCalled, TeamCalled.id == TeamAnswer.called_id)
    answers = session.scalars(given.where(TeamCalled.call_id == call.id).order_by(TeamAnswer.id))
    last = {one.called_id: one for one in answers}
    left = [
        (row, team)
        for row, team in session.execute(own.order_by(TeamCalled.id))
        if row.id not in last or last[row.id].kind is not AnswerKind.STOOD_DOWN
    ]
    if not left:
        raise AllStoodDown(field="call", call=call.number)
    for row, team in left:
        require(session, by, Permission.CALL_TEAMS, team.organisation_id)
        _must_be_later(session, call, last.get(row.id), team, when)
    first = next_id(session, TeamAnswer)
    made = {"kind": AnswerKind.STOOD_DOWN, "at": when, "people": None, "note": note, "by_id": by.id}
    made |= {"recorded_at": recorded_at(session)}
    write(session, TeamAnswer, [made | {"id": first + at, "called_id": row.id} for at, (row, _team) in enumerate(left)])
    return session.get_one(TeamAnswer, first + len(left) - 1)


def _follows(session: Session, call: TeamCall, row: TeamCalled, team: Team, when: datetime) -> None:
    """Refuse an answer that is earlier than the call or the last answer, or that comes after the team was let go."""
    given = select(TeamAnswer).where(TeamAnswer.called_id == row.id).order_by(TeamAnswer.id.desc()).limit(1)
    last = session.scalars(given).one_or_none()
    if last is not None and last.kind is AnswerKind.STOOD_DOWN:
        raise StoodDown(field="team", team=team.name, when=f"{last.at.astimezone(zone(session)):%m-%d %H:%M}")
    _must_be_later(session, call, last, team, when)


def _must_be_later(session: Session, call: TeamCall, last: TeamAnswer | None, team: Team, when: datetime) -> None:
    before = (last.at if last else call.called_at).astimezone(zone(session))
    if when < before:
        raise BeforeThat(field="at", team=team.name, last=f"{before:%m-%d %H:%M}")
