"""The signed ends of the chain: what two officers signed at a handover must still be in it, as it was then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from inventory.ground import audit
from inventory.ground.audit import AuditEntry, Head
from inventory.ground.i18n import N_
from inventory.upkeep.findings import Findings, stream
from inventory.upkeep.handover import SIGNING, Handover, HandoverStep

CUT_OFF = N_("{table} ends at #{last}, but #{line} was signed with handover {row} ({digest}): its end was cut off.")
NOT_AS_SIGNED = N_("{table} #{line} is not the line that was signed with handover {row} ({digest}).")
SIGNED_LOST = N_("{table} #{line} is missing, which was signed with handover {row} ({digest}).")

SHOWN = 8  # hexadecimal digits of a digest that are printed with a line's number


@dataclass(frozen=True)
class Vouched:
    """Up to where the books are vouched for by a signature: a cut-off end before `signed` shows against its handover.

    What came after, up to `last`, is vouched for by prints alone: each bears the end of the chain as it was.
    """

    number: str
    at: datetime
    signed: Head
    last: Head

    @property
    def since(self) -> int:
        """How many lines have been written since."""
        return self.last.entry_id - self.signed.entry_id


def vouched(session: Session) -> Vouched | None:
    """The last signed end of the chain; None where nothing was signed yet."""
    found = session.execute(
        select(Handover.number, HandoverStep.recorded_at, HandoverStep.entry_id, HandoverStep.digest)
        .join(Handover, Handover.id == HandoverStep.handover_id)
        .where(HandoverStep.kind.in_(SIGNING))
        .order_by(HandoverStep.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None or found.entry_id is None:
        return None
    return Vouched(found.number, found.recorded_at, Head(found.entry_id, None, found.digest), audit.head(session))


def signatures(connection: Connection, findings: Findings) -> None:
    """Every line of the chain that was signed is in it, as it was signed."""
    table = AuditEntry.__tablename__
    last = next((row[0] for row in stream(connection, findings, table, select(func.max(AuditEntry.id)))), None) or 0
    signed = (
        select(Handover.number, HandoverStep.entry_id, HandoverStep.digest, AuditEntry.digest)
        .select_from(HandoverStep)
        .outerjoin(Handover, Handover.id == HandoverStep.handover_id)
        .outerjoin(AuditEntry, AuditEntry.id == HandoverStep.entry_id)
        .where(HandoverStep.entry_id.is_not(None), HandoverStep.digest.is_distinct_from(AuditEntry.digest))
        .order_by(HandoverStep.id)
    )
    for number, line, held, found in stream(connection, findings, HandoverStep.__tablename__, signed):
        message = NOT_AS_SIGNED if found is not None else CUT_OFF if line > last else SIGNED_LOST
        findings.add(message, table, number or "?", line=line, last=last, digest=str(held)[:SHOWN])
