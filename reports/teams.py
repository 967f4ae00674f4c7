"""The register of rescue teams: who leads them, how many they are, what they have, what became of their last call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Person
from inventory.resources import mustering
from inventory.resources.callouts import CALL_KIND_NAMES, CallKind
from inventory.resources.mustering import AnswerKind, CalledLine, TeamStanding
from inventory.resources.sites import HeldLine
from inventory.resources.teams import Strength, strength
from inventory.supplies.counts import not_told
from reports.stock import heads, signatures
from reports.table import PAPER, ROOM, Cell, Column, Kind, Level, Numbered, Ranked, Table, figure, numbered, parted

# The register (抢险队伍登记表) ----------------------------------------------------------------------------------


REGISTER = "no name kind organisation headcount keeper phone deputy deputy_phone base area skills ready equipment note"
CALLS = "no name headcount keeper phone deputy deputy_phone last last_at"


def teams(session: Session, reader: Person) -> Table[Ranked[TeamStanding]]:
    """The rescue teams in the order of their tree, as they are registered today, each with its last call."""
    lines = mustering.standing(session, reader)
    every = Table(
        "teams",
        _("Rescue teams"),
        numbered(columns()),
        Numbered(lines),
        row_key=lambda row: row.line.team.team_id,
        heads=[*heads(session, reader)[:2], (_("Altogether"), in_all(lines))],
        foots=[_("What a team counts includes the teams that are part of it.")],
        signatures=signatures(),
        sources=[
            (_("Team"), _("The register of teams, as its keepers maintain it; what nobody entered is not set.")),
            (_("Equipment"), _("What the ledger says is at the team: issued to it and not come back or used up.")),
            (_("Last call"), _("The team's last roll call or call-out with what was recorded of it.")),
            *((one.team.name, one.team.basis) for one in lines if one.team.basis),
        ],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )
    return parted(every, (_("Register"), REGISTER), (_("Calls"), CALLS))


def columns() -> list[Column[TeamStanding]]:
    """The register's columns in the order of its form."""
    unset = _("not set")

    def state(row: TeamStanding) -> str:
        return call_state(row.last)[1]

    return [
        Column("name", _("Team"), lambda row: "  " * row.team.level + row.team.name, width=20),
        Column("kind", _("Class"), lambda row: row.team.kind or None, width=8, on_screen=ROOM, absent=unset),
        Column("organisation", _("Managed by"), lambda row: row.team.organisation, width=16, on_screen=ROOM),
        Column("headcount", _("People"), lambda row: row.team.headcount, Kind.NUMBER, 6, absent=unset),
        Column("keeper", _("Leader"), lambda row: row.team.keeper or None, width=9, absent=unset),
        Column("phone", _("Telephone"), lambda row: row.team.phone or None, width=13, absent=unset),
        Column("deputy", _("Deputy"), lambda row: row.team.deputy or None, width=9, on_screen=ROOM, absent=unset),
        Column(
            "deputy_phone", _("Deputy's telephone"), lambda row: row.team.deputy_phone or None, width=13,
            on_screen=PAPER, absent=unset,
        ),
        Column("base", _("Base"), lambda row: row.team.address or None, width=14, on_screen=ROOM, absent=unset),
        Column("area", _("Area of duty"), lambda row: row.team.area or None, width=12, on_screen=ROOM, absent=unset),
        Column("skills", _("Good at"), lambda row: row.team.skills or None, width=12, on_screen=ROOM, absent=unset),
        Column("ready", _("Ready within"), _ready, width=8, on_screen=ROOM, absent=unset),
        Column("equipment", _("Equipment"), lambda row: things(row.team.equipment) or None, width=18, on_screen=PAPER),
        Column("last", _("Last call"), state, Kind.STATE, 16, level=lambda row: call_state(row.last)[0]),
        Column("last_at", _("Heard at"), lambda row: heard_at(row.last), Kind.MOMENT, 16, ROOM, absent=""),
        Column("note", _("Remarks"), lambda row: row.team.note or None, width=14, on_screen=PAPER, absent=""),
    ]  # fmt: skip


def _ready(row: TeamStanding) -> Cell:
    return minutes(row.team.ready_minutes) or None


# Words ---------------------------------------------------------------------------------------------------------


def minutes(count: int | None) -> str:
    """So many minutes; nothing where it isn't known."""
    return ngettext("{n} minute", "{n} minutes", count).format(n=figure(count)) if count else ""


def in_all(lines: Sequence[TeamStanding]) -> str:
    """`13 teams, 432 people`, and of how many teams nobody has said how many they are."""
    return strength_words(strength([one.team for one in lines if not one.retired]))


def strength_words(all_of_it: Strength) -> str:
    """How many teams and people there are, in words."""
    teams = ngettext("{n} team", "{n} teams", all_of_it.teams).format(n=figure(all_of_it.teams))
    people = ngettext("{n} person", "{n} people", all_of_it.people).format(n=figure(all_of_it.people))
    said = [teams, people]
    if all_of_it.unknown:
        unknown = ngettext("{n} of unknown strength", "{n} of unknown strength", all_of_it.unknown)
        said.append(unknown.format(n=figure(all_of_it.unknown)))
    return _(", ").join(said)


def things(held: Sequence[HeldLine]) -> str:
    """`pumps 3, bags 500`: what is at a team or shelter."""
    return _(", ").join(f"{one.item} {thing_amount(one)}" for one in held)


def thing_amount(one: HeldLine) -> str:
    """How much of a thing is there, unless its reader is counting it."""
    return not_told() if one.quantity is None else f"{figure(one.quantity)} {one.unit}"


def of_the_roll(line: CalledLine) -> str:
    """`28 of 30`: how many have mustered, and how many were on the roll where that was known."""
    there = figure(line.mustered or 0)
    if line.strength is None:
        return there
    return _("{n} of {count}").format(n=there, count=figure(line.strength))


def call_state(line: CalledLine | None) -> tuple[Level, str]:
    """What became of a call to a team: the last that was heard."""
    if line is None:
        return Level.UNKNOWN, _("never called")
    waits = Level.URGENT if line.late else Level.ATTENTION
    if line.state is AnswerKind.STOOD_DOWN:
        return Level.UNKNOWN, _("stood down")
    if line.mustered_at is not None:
        nobody_or_late = line.late or not line.mustered
        return Level.ATTENTION if nobody_or_late else Level.FINE, _("mustered {n}").format(n=of_the_roll(line))
    if line.state is AnswerKind.NO_ANSWER:
        return Level.URGENT, _("not reached")
    if line.answered_at is not None:
        return Level.FINE if line.kind is CallKind.ROLL_CALL else waits, _("answered")
    return waits, _("called")


def heard_at(line: CalledLine | None) -> datetime | None:
    """When that was heard; of a team that has not been heard of, when it was called."""
    return None if line is None else line.last_at or line.called_at


def call_words(line: CalledLine) -> str:
    """`JH-2022-0001 call-out`: which call."""
    return f"{line.number} {_(CALL_KIND_NAMES[line.kind])}"
