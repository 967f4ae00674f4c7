"""The call list of everybody needed at a response level (应急通讯录): group by group, with telephones."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from inventory.duty.levels import ResponseLevel
from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Organisation, Person
from inventory.response import calling
from inventory.response.calling import GROUP_NAMES, ROLE_NAMES, CallLine
from reports import presence
from reports.stock import heads
from reports.table import ROOM, Column, Kind, Level, Numbered, Ranked, Table, figure, numbered


def call_list(
    session: Session,
    reader: Person,
    *,
    room: Organisation | None = None,
    days: int | None = None,
    level: ResponseLevel | None = None,
) -> Table[Ranked[CallLine]] | Table[Ranked[presence.CallLine]]:
    """Everybody on duty now and in the next days; or, at a level, everybody who is needed then."""
    if level is None:
        return presence.call_list(session, reader, room=room, days=days)
    lines = calling.calling(session, reader, level, organisation=room)
    return Table(
        "call-list",
        _("Call list at {level}").format(level=level.name),
        numbered(columns()),
        Numbered(lines),
        row_key=lambda row: row.rank,
        heads=[*heads(session, reader)[:2], (_("Altogether"), in_all(lines))],
        sources=[
            (
                _("Full name"),
                _("The posts of the level, its approved plans, and the registers as they are kept."),
            ),
            (_("Telephone"), _("The registers; masked for whoever need not know it.")),
        ],
        frozen=3,
        landscape=True,
        zone=settings.zone(session),
    )


def columns() -> list[Column[CallLine]]:
    """The list's columns."""
    unset = _("not set")
    return [
        Column("group", _("Group"), lambda line: _(GROUP_NAMES[line.group]), width=12),
        Column("what", _("Called for"), lambda line: line.what, width=20),
        Column("role", _("Role"), lambda line: _(ROLE_NAMES[line.role]), width=12),
        Column("person", _("Full name"), _name, Kind.STATE, 14, level=_nobody),
        Column("phone", _("Telephone"), lambda line: line.phone or None, width=16, absent=unset, level=_unreachable),
        Column("title", _("Position"), lambda line: line.title or None, width=14, on_screen=ROOM, absent=""),
        Column("unit", _("Unit of the person"), lambda line: line.unit or None, width=20, on_screen=ROOM, absent=""),
        Column("now", _("Now"), lambda line: _("now") if line.is_now else None, width=6, on_screen=ROOM, absent=""),
        Column("note", _("Remarks"), lambda line: line.note or None, width=20, on_screen=ROOM, absent=""),
    ]


def _name(line: CallLine) -> str:
    return line.name or _("not named")


def _nobody(line: CallLine) -> Level | None:
    """Whether nobody is named where somebody should be; a unit is called as such."""
    return Level.URGENT if not line.name and line.group is not calling.CallGroup.UNIT else None


def _unreachable(line: CallLine) -> Level | None:
    return None if line.phone else Level.ATTENTION


def in_all(lines: Sequence[CallLine]) -> str:
    """How many are called, and how many of them can't be reached."""
    said = [ngettext("{n} to call", "{n} to call", len(lines)).format(n=figure(len(lines)))]
    if silent := sum(not one.phone for one in lines):
        said.append(ngettext("{n} without a telephone", "{n} without a telephone", silent).format(n=figure(silent)))
    return _(", ").join(said)
