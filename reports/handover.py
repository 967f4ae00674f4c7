"""The handover (交接班单): the shift's log, what came of the important things, what is left open, and who signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from inventory.duty import log
from inventory.duty.consulting import Consultation
from inventory.duty.events import REPORT_KIND_NAMES, Event, UpwardReport
from inventory.duty.levels import LevelOrder, ResponseLevel
from inventory.duty.log import LogEntry
from inventory.ground import audit, settings
from inventory.ground.audit import Head
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Person, branch
from inventory.upkeep.handover import (
    ITEM_NAMES,
    STAGE_NAMES,
    Handover,
    HandoverLine,
    HandoverStage,
    ItemLine,
    Signature,
    handover_items,
    handover_line,
)
from reports.table import ROOM, Column, Kind, Level, Table, pair, plain

EVERY = 1_000_000  # lines of a log: all of them in one question

# Rows ----------------------------------------------------------------------------------------------------------


class Part(StrEnum):
    """What a line of the sheet belongs to."""

    LOG = "log"
    IMPORTANT = "important"
    LEFT = "left"


PART_NAMES = {
    Part.LOG: N_("Log of the shift"),
    Part.IMPORTANT: N_("Important matters"),
    Part.LEFT: N_("Left open"),
}


@dataclass(frozen=True)
class Line:
    """A line of the sheet; `ticked` is None where there is nothing to tick."""

    part: Part
    rank: int
    at: datetime | None
    number: str
    source: str
    what: str
    done: str
    owner: str
    due_at: datetime | None
    ticked: bool | None = None


# The sheet -----------------------------------------------------------------------------------------------------


def handover(session: Session, reader: Person, *, handover: Handover) -> Table[Line]:
    """One handover, ready to print and sign on paper where no password proves who signed."""
    stands, zone = handover_line(session, handover), settings.zone(session)
    return Table(
        "handover",
        _("Handover of duty"),
        _columns(),
        list(_lines(session, reader, handover)),
        row_key=lambda line: (line.part, line.rank),
        heads=[
            (_("Handover number"), stands.number),
            (_("Duty room"), stands.organisation),
            (_("Shift"), stands.shift or None),
            (_("From"), stands.from_at),
            (_("Until"), stands.to_at),
            (_("Stage"), _(STAGE_NAMES[stands.stage])),
        ],
        foots=_foots(stands, audit.head(session), zone),
        signatures=[
            (_("Outgoing officer"), stands.outgoing),
            (_("Incoming officer"), stands.incoming),
            (_("Leader on duty"), ""),
        ],
        sources=[
            (
                _("Log of the shift"),
                _("What was recorded since the last handover that both signed, as it was known then."),
            ),
            (_("Important matters"), _("Reports upward, orders of a response level and consultations of that time.")),
            (_("Left open"), _("All that was open on every floor when the handover was built, line by line.")),
        ],
        frozen=2,
        landscape=True,
        code=stands.number,
        zone=zone,
    )


def _columns() -> list[Column[Line]]:
    return [
        Column("part", _("Section"), lambda line: _(PART_NAMES[line.part]), width=12),
        Column("no", _("No."), lambda line: line.rank, Kind.NUMBER, 5),
        Column("at", _("Time"), lambda line: line.at, Kind.MOMENT, 16, ROOM, absent=""),
        Column("number", _("Number"), lambda line: line.number or None, width=15, absent=""),
        Column("source", _("From or at"), lambda line: line.source or None, width=18, absent=""),
        Column("what", _("Content"), lambda line: line.what, width=36),
        Column("done", _("Handling and result"), lambda line: line.done or None, width=22, on_screen=ROOM, absent=""),
        Column("owner", _("Whose it is"), lambda line: line.owner or None, width=12, absent=""),
        Column("due_at", _("Until when"), lambda line: line.due_at, Kind.MOMENT, 16, absent=""),
        Column("ticked", _("Ticked"), lambda line: line.ticked, Kind.TICK, 9, absent=""),
    ]


def _lines(session: Session, reader: Person, one: Handover) -> Iterator[Line]:
    """The three parts, one under the other."""
    yield from _logged(session, reader, one)
    matters = [*_reported(session, reader, one), *_ordered(session, reader, one), *_consulted(session, reader, one)]
    for rank, (at, number, source, what, done, owner) in enumerate(sorted(matters), 1):
        yield Line(Part.IMPORTANT, rank, at, number, source, what, done, owner, None)
    for item in handover_items(session, one):
        yield _left(item)


def _then(one: Handover, recorded_at: InstrumentedAttribute[datetime]) -> list[ColumnElement[bool]]:
    """Recorded since the last handover, until this one was built."""
    return [recorded_at <= one.to_at, *([recorded_at > one.from_at] if one.from_at else [])]


def _of_room(reader: Person, one: Handover, organisation_id: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401 - a column
    """The duty room's own branch, as far as the reader sees it."""
    top = select(Organisation.path).where(Organisation.id == one.organisation_id).scalar_subquery()
    below: Select[int] = select(Organisation.id).where(Organisation.path.startswith(top))
    return [organisation_id.in_(below), organisation_id.in_(branch(reader))]


def _logged(session: Session, reader: Person, one: Handover) -> Iterator[Line]:
    chosen = [*_of_room(reader, one, LogEntry.organisation_id), *_then(one, LogEntry.recorded_at)]
    lines = log.lines(session, reader, chosen, (LogEntry.occurred_at, LogEntry.id), one.to_at)[0:EVERY]
    for rank, line in enumerate(lines, 1):
        done = _("; ").join(text for text in (line.action, _about(line)) if text)
        source = " ".join(filter(None, (line.unit, line.caller)))
        yield Line(Part.LOG, rank, line.occurred_at, line.number, source, line.content, done, line.owner, line.due_at)


def _about(line: log.LogLine) -> str:
    """Which line it is about, and which holds in its place."""
    if line.corrected_by:
        return _("corrected by {number}").format(number=line.corrected_by)
    if line.corrects:
        return _("corrects {number}").format(number=line.corrects)
    if line.closes:
        return _("closes {number}").format(number=line.closes)
    return _("closed by {number}").format(number=line.closed_by) if line.closed_by else ""


Matter = tuple[datetime, str, str, str, str, str]


def _reported(session: Session, reader: Person, one: Handover) -> Iterator[Matter]:
    found = (
        select(UpwardReport, Event)
        .join(Event, Event.id == UpwardReport.event_id)
        .where(*_of_room(reader, one, UpwardReport.organisation_id), *_then(one, UpwardReport.recorded_at))
    )
    for report, event in session.execute(found):
        said = _("; ").join((f"{event.what} ({event.number})", report.situation))
        what = pair(_(REPORT_KIND_NAMES[report.kind]), said)
        at = report.sent_at or report.oral_at or report.recorded_at
        yield at, report.number, event.place, what, report.handling, report.addressed_to


def _ordered(session: Session, reader: Person, one: Handover) -> Iterator[Matter]:
    found = (
        select(LevelOrder, ResponseLevel.name, Organisation.name)
        .join(Organisation, Organisation.id == LevelOrder.organisation_id)
        .outerjoin(ResponseLevel, ResponseLevel.id == LevelOrder.level_id)
        .where(*_of_room(reader, one, LevelOrder.organisation_id), *_then(one, LevelOrder.recorded_at))
    )
    for order, level, where in session.execute(found):
        what = _("{level} in force").format(level=level) if level else _("response ended")
        yield order.since, order.number, where, what, order.basis, order.ordered_by


def _consulted(session: Session, reader: Person, one: Handover) -> Iterator[Matter]:
    found = select(Consultation).where(
        *_of_room(reader, one, Consultation.organisation_id), *_then(one, Consultation.recorded_at)
    )
    for held in session.scalars(found):
        yield held.held_at, held.number, "", held.topic, held.judgement, held.chair


def _left(item: ItemLine) -> Line:
    kind = _(ITEM_NAMES[item.kind])
    what = pair(kind, item.what) if item.what else kind
    ticked = item.ticked_at is not None
    return Line(
        Part.LEFT, item.line, None, item.number, item.place, what, item.note, item.owner, item.due_at, ticked=ticked
    )


# What stands under it ------------------------------------------------------------------------------------------


def _foots(stands: HandoverLine, head: Head, zone: tzinfo) -> list[str]:
    """Who signed how, and what they signed."""
    return [
        *([pair(_("Remarks"), stands.note)] if stands.note else []),
        *([Level.ATTENTION.value + " " + _("Alone: {reason}").format(reason=stands.alone)] if stands.alone else []),
        *(_signed(_("Handed over {moment} by {person}"), stands.out, zone) if stands.out else []),
        *(_signed(_("Taken over {moment} by {person}"), stands.taken, zone) if stands.taken else []),
        *_missing(stands),
        *_chain(stands, head),
    ]


def _signed(said: str, signature: Signature, zone: tzinfo) -> Iterator[str]:
    told = said.format(moment=plain(signature.at, zone), person=signature.who)
    how = _("proved by password") if signature.proved else _("by name only: the signature on paper counts")
    yield pair(told, how)


def _missing(stands: HandoverLine) -> Iterator[str]:
    if stands.is_open:
        waits = _("Not signed yet by {person}: this sheet is a draft.").format(person=stands.waits_for)
        yield f"{Level.URGENT.value} {waits}"
    if stands.stage is HandoverStage.CANCELLED:
        yield Level.URGENT.value + " " + _("Cancelled: {reason}").format(reason=stands.cancelled)


def _chain(stands: HandoverLine, head: Head) -> Iterator[str]:
    """The end of the chain that was signed, and how much came after it."""
    if stands.head is None:
        return
    yield _("Signed with it: audit line #{entry}, digest {digest}").format(
        entry=stands.head.entry_id, digest=stands.head.digest
    )
    n = head.entry_id - stands.head.entry_id
    yield ngettext(
        "{n} line was written after what is signed, this signature included.",
        "{n} lines were written after what is signed, this signature included.",
        n,
    ).format(n=n)
