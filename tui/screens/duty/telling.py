"""What is said when something was done in the duty room."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy.orm import object_session

from inventory.duty.levels import LevelOrder, ResponseLevel
from inventory.duty.log import LogEntry, LogLine
from inventory.ground.i18n import _

if TYPE_CHECKING:
    from inventory.duty.consulting import Consultation
    from inventory.duty.events import Event, UpwardReport
    from inventory.upkeep.handover import Handover, HandoverStep


def written(entry: LogEntry) -> str:
    """A line is in the log."""
    return _("{number} is in the log.").format(number=entry.number)


def closed(line: LogLine) -> Callable[[LogEntry], str]:
    """An open line is done."""
    return lambda entry: _("{line} is done: {number}.").format(line=line.number, number=entry.number)


def ordered(order: LevelOrder) -> str:
    """Another level is in force."""
    session = object_session(order)
    level = session.get(ResponseLevel, order.level_id) if session and order.level_id else None
    said = _("{number}: {level} is in force.") if level else _("{number}: no level is in force any more.")
    return said.format(number=order.number, level=level.name if level else "")


def opened(event: Event) -> str:
    """An event is entered; its first report comes next."""
    return _("{number} was entered: now its first report.").format(number=event.number)


def reported(report: UpwardReport) -> str:
    """A report went up, in time or late."""
    from inventory.duty.events import REPORT_KIND_NAMES  # noqa: PLC0415 - a report was written, so they are there

    late = "   " + _("▲ after its limit: recorded with it") if report.overdue else ""
    kind = _(REPORT_KIND_NAMES[report.kind])
    return _("{number}, {kind}, was recorded.").format(number=report.number, kind=kind) + late


def held(made: Consultation) -> str:
    """A consultation is recorded, its decisions wait in the log."""
    return _("{number} was recorded; its decisions are open lines of the log.").format(number=made.number)


def built(made: Handover) -> str:
    """A handover waits for its signatures."""
    return _("{number} was built: the outgoing officer signs first.").format(number=made.number)


def ticked(_step: HandoverStep) -> str:
    """Nothing is said of what shows itself."""
    return ""


def signed_out(_step: HandoverStep) -> str:
    """One has signed."""
    return _("Signed. Now the incoming officer sits down, ticks every line and signs.")


def signed_in(_step: HandoverStep) -> str:
    """Both have signed."""
    return _("Signed by both. Print the sheet: it bears the end of the books that was signed.")


def cancelled(_step: HandoverStep) -> str:
    """It stays on record."""
    return _("Cancelled; it stays on record.")
