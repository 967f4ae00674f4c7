"""Calls to teams: a roll call (点名) asks whether they are there, a call-out (调集) brings them together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.duty.log import DueBefore
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.instants import instant
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, headquarters, require
from inventory.ground.schema import Base, Name
from inventory.ground.settings import zone
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.resources.teams import Team, must_serve

# Models --------------------------------------------------------------------------------------------------------


class CallKind(StrEnum):
    """Whether teams are only asked if they are there (点名), or called out (调集)."""

    ROLL_CALL = "roll_call"
    CALL_OUT = "call_out"


class TeamCall(Base):
    """A call to teams: why, where they come together, until when, who ordered it."""

    __tablename__ = "team_call"
    called = "number"
    only_grows = True
    sealed = {1: "id number organisation_id kind reason called_at assemble due_at ordered_by by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[CallKind]
    reason: Mapped[str] = mapped_column(Name(400))
    called_at: Mapped[datetime]
    assemble: Mapped[str] = mapped_column(Name(200))
    due_at: Mapped[datetime | None]
    ordered_by: Mapped[str] = mapped_column(Name(120))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]

    @classmethod
    def within(cls, organisations: Select[int]) -> ColumnElement[bool]:
        """A call is seen by whoever made it and by those whose teams were called."""
        theirs = select(TeamCalled.call_id).join(Team, Team.id == TeamCalled.team_id)
        return cls.organisation_id.in_(organisations) | cls.id.in_(
            theirs.where(Team.organisation_id.in_(organisations))
        )


class TeamCalled(Base):
    """One team in a call, and how many it had on its roll then."""

    __tablename__ = "team_called"
    __table_args__ = (UniqueConstraint("call_id", "team_id"),)
    called = "id"
    only_grows = True
    sealed = {1: "id call_id team_id strength"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    call_id: Mapped[int] = mapped_column(ForeignKey("team_call.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    strength: Mapped[int | None]


# Rules ---------------------------------------------------------------------------------------------------------

CALL_KIND_NAMES = {CallKind.ROLL_CALL: N_("roll call"), CallKind.CALL_OUT: N_("call-out")}


class NobodyCalled(Refused):
    """A call goes to somebody."""

    message = N_("Choose at least one team to call.")


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.CALL_TEAMS, on="organisation")
def call_teams(
    session: Session,
    by: Person,
    *,
    teams: Sequence[Team],
    kind: CallKind,
    reason: str,
    ordered_by: str,
    organisation: Organisation | None = None,
    assemble: str = "",
    called_at: datetime | None = None,
    due_at: datetime | None = None,
) -> TeamCall:
    """Call teams, to see whether they are there or to bring them together; each answers for itself afterwards."""
    chosen = list({team.id: team for team in teams}.values())
    if not chosen:
        raise NobodyCalled(field="teams")
    for team in chosen:
        require(session, by, Permission.CALL_TEAMS, team.organisation_id)
        must_serve(team, "teams")
    when, local = instant(session, called_at, field="called_at"), zone(session)
    if due_at is not None and due_at < when:
        due, time = (f"{one.astimezone(local):%m-%d %H:%M}" for one in (due_at, when))
        raise DueBefore(field="due_at", due=due, time=time)
    call_id, first = next_id(session, TeamCall), next_id(session, TeamCalled)
    row = {
        "id": call_id,
        "number": next_number(session, "JH", when.astimezone(local).year),
        "organisation_id": (organisation or headquarters(session)).id,
        "kind": kind,
        "reason": clean(reason, field="reason", longest=400),
        "called_at": when,
        "assemble": clean(assemble, field="assemble", longest=200, blank=True),
        "due_at": due_at,
        "ordered_by": clean(ordered_by, field="ordered_by"),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, TeamCall, [row])
    rows = [
        {"id": first + at, "call_id": call_id, "team_id": team.id, "strength": team.headcount}
        for at, team in enumerate(chosen)
    ]
    write(session, TeamCalled, rows)
    return session.get_one(TeamCall, call_id)
