"""Closing a check: differences explained, sent back or approved by another than who counted, posted as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.people import Permission, Person
from inventory.ground.schema import canonicals, compact
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.supplies.catalog import Item
from inventory.supplies.counting import must_be_open
from inventory.supplies.counts import (
    Count,
    CountFind,
    CountKind,
    CountOutcome,
    CountReason,
    CountStep,
    Reason,
    StepKind,
    counters_of,
    kept_reason,
)
from inventory.supplies.entering import NoSuchLine, last_line, order_again, some, step
from inventory.supplies.ledger import VoucherKind
from inventory.supplies.lots import Line, Lot, new_lots, part_of
from inventory.supplies.places import Place, PlaceKind, end
from inventory.supplies.posting import Step, post
from inventory.supplies.reckoning import (
    ZERO,
    Entry,
    Reckoned,
    Stage,
    reckon,
    rounds_handed_in,
    stage_of,
    steps_of,
)
from inventory.supplies.stock import mode_of

# Rules ---------------------------------------------------------------------------------------------------------


class NotComplete(Refused):
    """What isn't complete proves nothing."""

    message = N_("{n} lines of {count} are still to be counted: {lines}.")


class NoReason(Refused):
    """A difference that nobody explains comes again."""

    message = N_("{n} differences have no reason yet: lines {lines}.")


class NoDifference(Refused):
    """There is nothing to explain."""

    message = N_("Line {line} has no difference that could be explained.")


class StillCounted(Refused):
    """What has not come cannot be sent back."""

    message = N_("Line {line} is still being counted: it is sent back once it has been handed in.")


class NotHandedIn(Refused):
    """Nobody knows yet whether it differs."""

    message = N_("Line {line} has not been handed in: whether it differs is not known yet.")


class OwnCount(Refused):
    """Whoever counted doesn't approve."""

    message = N_("{who} has counted in {count}: somebody else approves it, or say why nobody else is there.")


class NotApproved(Refused):
    """What is posted was approved as it is."""

    message = N_("{count} has not been approved.")


class ApprovedOtherwise(Refused):
    """The differences have changed since they were approved."""

    message = N_("The differences of {count} are not those that were approved: look at them and approve it again.")


class NotSigned(Refused):
    """Both keepers sign."""

    message = N_("{who} has not signed {count} yet.")


class NotAKeeper(Refused):
    """Only who hands over and who takes over sign."""

    message = N_("{who} neither hands over nor takes over in {count}.")


class SignedAlready(Refused):
    """What was signed as it stands is signed."""

    message = N_("{who} has signed {count} as it stands: nothing has changed since.")


class Overtaken(Refused):
    """More went out since than the count leaves."""

    message = N_(
        "Line {line}: by its count, {short} more went out since than was there: send it back to be counted again."
    )


# Work shared by services ---------------------------------------------------------------------------------------


def _complete(session: Session, count: Count) -> list[Reckoned]:
    """The lines of an open check, every one settled."""
    must_be_open(session, count)
    lines = reckon(session, count)
    if waiting := [str(one.line) for one in lines if not one.settled]:
        raise NotComplete(field="count", n=len(waiting), count=count.number, lines=some(waiting))
    return lines


def differences_seal(lines: Sequence[Reckoned]) -> str:
    """What an approver puts a name to: every line's count and its difference, in one digest."""
    counted = [(one.line, one.entry.quantity, one.book or ZERO, one.entry.unfit) for one in lines if one.entry]
    told = list(zip(*map(canonicals, zip(*counted, strict=True)), strict=True))
    return sha256(compact(told).encode()).hexdigest()


def _signers(session: Session, count: Count, seal: str) -> set[int]:
    """Who has signed a handover as it stands."""
    return {one.by_id for one in steps_of(session, count) if one.kind is StepKind.SIGNED and one.seal == seal}


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_COUNTS, on="count")
def give_reason(
    session: Session, by: Person, *, count: Count, line: int, reason: Reason, note: str = ""
) -> CountReason:
    """Say why the book and the count of a line differ."""
    must_be_open(session, count)
    found = reckon(session, count, [line])
    if not found:
        raise NoSuchLine(field="line", count=count.number, line=line, last=last_line(session, count))
    if not found[0].settled:
        raise NotHandedIn(field="line", line=line)
    if not found[0].differs:
        raise NoDifference(field="line", line=line)
    row = {
        "id": next_id(session, CountReason),
        "line_id": found[0].line_id,
        "reason": reason,
        "note": clean(note, field="note", longest=400, blank=True),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, CountReason, [row])
    return session.get_one(CountReason, row["id"])


@service(Permission.APPROVE_COUNTS, on="count")
def send_back(session: Session, by: Person, *, count: Count, lines: Sequence[int], note: str) -> Count:
    """Have lines counted once more, by somebody else than before."""
    must_be_open(session, count)
    note = clean(note, field="note", longest=400)
    known = {one.line: one for one in reckon(session, count, lines)}
    handed = rounds_handed_in(session, count)
    for line in lines:
        if line not in known:
            raise NoSuchLine(field="lines", count=count.number, line=line, last=last_line(session, count))
        if not known[line].settled:
            raise StillCounted(field="lines", line=line)
    for part_id in {one.part_id for one in known.values()}:
        order_again(session, by, [one for one in known.values() if one.part_id == part_id], handed[part_id], note)
    return count


@service(Permission.COUNT_STOCK, on="count")
def sign_handover(session: Session, by: Person, *, count: Count) -> CountStep:
    """Sign the handover of a keeper (保管员交接), once everything is counted: who hands over, and who takes over."""
    lines = _complete(session, count)
    if by.id not in (count.keeper_from_id, count.keeper_to_id):
        raise NotAKeeper(field="count", who=by.name, count=count.number)
    seal = differences_seal(lines)
    if by.id in _signers(session, count, seal):
        raise SignedAlready(field="count", who=by.name, count=count.number)
    return step(session, by, count, StepKind.SIGNED, seal=seal)


@service(Permission.APPROVE_COUNTS, on="count")
def approve_count(session: Session, by: Person, *, count: Count, alone: str = "") -> CountStep:
    """Approve the differences of a check that is complete; whoever counted may only with a reason in `alone`."""
    lines = _complete(session, count)
    if unexplained := [str(one.line) for one in lines if one.differs and one.reason is None]:
        raise NoReason(field="count", n=len(unexplained), lines=some(unexplained))
    alone = clean(alone, field="alone", longest=200, blank=True)
    if by.id in counters_of(session, count) and not alone:
        raise OwnCount(field="alone", who=by.name, count=count.number)
    return step(session, by, count, StepKind.APPROVED, alone=alone, seal=differences_seal(lines))


@service(Permission.KEEP_COUNTS, on="count")
def cancel_count(session: Session, by: Person, *, count: Count, note: str) -> CountStep:
    """Give a check up, with a note that says why; what was counted stays on record."""
    must_be_open(session, count)
    return step(session, by, count, StepKind.CANCELLED, note=clean(note, field="note", longest=400))


@service(Permission.KEEP_COUNTS, on="count")
def post_count(session: Session, by: Person, *, count: Count) -> CountStep:
    """Post an approved check: the true differences and what is in another condition, all of it or nothing.

    Each movement bears the instant of its count; what has moved since stays as it was. Agreeing lines stay as evidence.
    """
    lines = _complete(session, count)
    _may_post(session, count, lines)
    differing = [one for one in lines if one.differs]
    _not_overtaken(differing)
    steps, new = _steps(session, differing)
    voucher = None
    if steps:
        voucher = post(
            session,
            by,
            kind=VoucherKind.COUNT,
            occurred_at=max(step.at for step in steps if step.at),
            source=end(session, PlaceKind.DIFFERENCE),
            target=session.get_one(Place, count.place_id),
            steps=steps,
            organisation_id=count.organisation_id,
            basis=count.number,
        )
    _outcomes(session, lines, new)
    _new_keeper(session, count)
    return step(session, by, count, StepKind.POSTED, voucher_id=voucher.id if voucher else None)


def _may_post(session: Session, count: Count, lines: Sequence[Reckoned]) -> None:
    seal = differences_seal(lines)
    steps = steps_of(session, count)
    if stage_of(session, count, lines) is not Stage.APPROVED:
        raise NotApproved(field="count", count=count.number)
    approved = [one for one in steps if one.kind is StepKind.APPROVED][-1]
    if approved.seal != seal:
        raise ApprovedOtherwise(field="count", count=count.number)
    if count.kind is CountKind.HANDOVER:
        signed = _signers(session, count, seal)
        for keeper in (count.keeper_from_id, count.keeper_to_id):
            if keeper is not None and keeper not in signed:
                raise NotSigned(field="count", who=session.get_one(Person, keeper).name, count=count.number)


def _not_overtaken(lines: Sequence[Reckoned]) -> None:
    """Refuse where, by the count, more has gone out since than there was."""
    for one in lines:
        held = (one.book or ZERO) + one.moved
        if one.lot_id and _leaving(one) > held:
            raise Overtaken(field="count", line=one.line, short=f"{_leaving(one) - held:,}")


def _leaving(line: Reckoned) -> Decimal:
    """How much of the lot a line takes away: what is missing, and what goes on in another condition."""
    return (line.entry.unfit if line.entry else ZERO) - (line.difference or ZERO)


def _steps(session: Session, lines: Sequence[Reckoned]) -> tuple[list[Step], dict[int, int]]:
    """The movements that bring the book to what was counted, and the lots that lines without one become."""
    nowhere, between = end(session, PlaceKind.DIFFERENCE).id, end(session, PlaceKind.RECLASSIFIED).id
    steps: list[Step] = []
    new: dict[int, int] = {}
    for one in lines:
        if one.entry is None or one.item_id is None:
            continue
        lot_id = one.lot_id or _new_lot(session, one.item_id, one, one.entry)
        new[one.line_id] = lot_id
        by, at, note = one.difference or ZERO, one.entry.counted_at, _why(one)
        if by < 0:
            steps.append(Step(lot_id, one.place_id, nowhere, -by, note, at=at))
        elif by:
            steps.append(Step(lot_id, nowhere, one.place_id, by, note, at=at))
        if one.entry.unfit and one.entry.condition:
            part = part_of(session, session.get_one(Lot, lot_id), one.entry.condition, one.entry.note)
            steps.append(Step(lot_id, one.place_id, between, one.entry.unfit, note, at=at))
            steps.append(Step(part, between, one.place_id, one.entry.unfit, note, at=at))
    return steps, new


def _why(line: Reckoned) -> str:
    return kept_reason(*line.reason) if line.reason else ""


def _new_lot(session: Session, item_id: int, line: Reckoned, entry: Entry) -> int:
    """The lot that a find of a known item becomes."""
    card = session.scalars(select(CountFind).where(CountFind.line_id == line.line_id)).one()
    item, place = session.get_one(Item, item_id), session.get_one(Place, line.place_id)
    found = Line(item, entry.quantity, batch=card.batch, produced_on=card.produced_on, expires_on=card.expires_on)
    (lot_id,) = new_lots(session, [found], arrived=entry.counted_at, mode=mode_of(session, place))
    return lot_id


def _outcomes(session: Session, lines: Sequence[Reckoned], new: Mapping[int, int]) -> None:
    """What the check established of every line: it is what `last checked` and back-dating rest on."""
    first, recorded = next_id(session, CountOutcome), recorded_at(session)
    rows = [
        {
            "id": first + at,
            "line_id": one.line_id,
            "entry_id": one.entry.entry_id,
            "lot_id": one.lot_id or new.get(one.line_id),
            "book": one.book or ZERO,
            "moved": one.moved,
            "recorded_at": recorded,
        }
        for at, one in enumerate(lines)
        if one.entry is not None
    ]
    write(session, CountOutcome, rows)


def _new_keeper(session: Session, count: Count) -> None:
    """After a handover the place is in the hands of who took it over."""
    if count.kind is CountKind.HANDOVER and count.keeper_to_id is not None:
        place, keeper = session.get_one(Place, count.place_id), session.get_one(Person, count.keeper_to_id)
        place.keeper, place.phone = keeper.name, keeper.phone
