"""Handing over: built from what is left open, signed by who goes, ticked and signed by who comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session, aliased

from inventory.duty import presence
from inventory.duty.posts import PostKind
from inventory.duty.presence import ShiftOn
from inventory.ground import audit
from inventory.ground.audit import next_id, remembered, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.locks import is_locked
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, branch, not_permitted
from inventory.ground.settings import value_of, zone
from inventory.ground.store import moment_of, recorded_at
from inventory.ground.text import clean
from inventory.supplies.entering import some
from inventory.upkeep.handover import CLOSING, Handover, HandoverItem, HandoverStep, HandoverStepKind
from inventory.upkeep.leftover import left_open

BEFORE = timedelta(days=7)  # in which the shift lies that ended last

# Rules ---------------------------------------------------------------------------------------------------------


class OpenAlready(Refused):
    """A duty room hands over once at a time."""

    message = N_("{handover} is not signed by both yet: sign it or cancel it first.")


class NotSigningOfficer(Refused):
    """The signing officer of the shift hands it over."""

    message = N_("{who} does not sign for this shift, {officer} does: give a reason to hand over instead.")


class Alone(Refused):
    """Two people hand over and take over."""

    message = N_("{who} hands over and takes over: give a reason why nobody else is there.")


class SignsOnly(Refused):
    """Nobody signs for somebody else."""

    message = N_("Here {named} signs: {who} can't sign for somebody else.")


class SignedAlready(Refused):
    """One signature is enough."""

    message = N_("{who} has signed {handover} already.")


class NotSignedOut(Refused):
    """Who goes signs first."""

    message = N_("{who} hands over and has not signed {handover} yet.")


class NotTicked(Refused):
    """Whoever takes over has looked at every line."""

    message = N_("Not ticked yet of {handover}: {lines}.")


class TickedAlready(Refused):
    """One tick is enough."""

    message = N_("Line {line} of {handover} was ticked already.")


class NoSuchItem(Refused):
    """A line that the handover doesn't have."""

    message = N_("{handover} has no line {line}.")


class HandoverClosed(Refused):
    """What both have signed, or what was cancelled, is done with."""

    message = N_("{handover} is signed by both or cancelled: nothing more is added.")


class NothingProved(Refused):
    """Where nobody has a password, none was asked for."""

    message = N_("This store asks for no passwords, so none was given: the signature on paper counts.")


# Work shared by services ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Stand:
    """Where a duty room stands: the handover that is open, what the last signed one came to, and who may sign."""

    open: str | None
    to_at: datetime | None
    entry: int | None
    shift: int | None
    handover: int | None
    item: int | None
    outgoing: bool
    incoming: bool


def _stand(session: Session, organisation: Organisation, outgoing: Person, incoming: Person) -> _Stand:
    """All of it in one question."""
    closed = select(HandoverStep.handover_id).where(HandoverStep.kind.in_(CLOSING))
    mine = Handover.organisation_id == organisation.id
    last = (
        select(func.max(Handover.id))
        .join(HandoverStep, HandoverStep.handover_id == Handover.id)
        .where(mine, HandoverStep.kind == HandoverStepKind.SIGNED_IN)
        .scalar_subquery()
    )
    step = aliased(HandoverStep)
    signed = step.handover_id == last, step.kind == HandoverStepKind.SIGNED_IN
    asked = (
        select(Handover.number).where(mine, Handover.id.not_in(closed)).limit(1),
        select(Handover.to_at).where(Handover.id == last),
        select(step.entry_id).where(*signed),
        select(Handover.shift_id).where(Handover.id == last),
        select(func.max(Handover.id)),
        select(func.max(HandoverItem.id)),
    )
    room = literal(organisation.id)
    may = (room.in_(branch(who, Permission.HAND_OVER)) for who in (outgoing, incoming))
    return _Stand(*session.execute(select(*(one.scalar_subquery() for one in asked), *may)).one())


def _may_be_built(stand: _Stand, outgoing: Person, incoming: Person, alone: str) -> None:
    """Refuse one whose officers may not sign, one beside an open one, and one to oneself without a reason."""
    for who, may_sign in ((outgoing, stand.outgoing), (incoming, stand.incoming)):
        if not may_sign:
            raise not_permitted(who, Permission.HAND_OVER)
    if stand.open:
        raise OpenAlready(field="organisation", handover=stand.open)
    if outgoing.id == incoming.id and not alone:
        raise Alone(field="alone", who=outgoing.name)


def _shift_of(shifts: Sequence[ShiftOn], stand: _Stand, now: datetime, outgoing: Person, alone: str) -> int | None:
    """The shift that is handed over: the one that ended last or the one that runs, as the outgoing officer signs."""
    ended = [one for one in shifts if one.ends_at <= now and one.shift_id != stand.shift]
    running = [one for one in shifts if one.starts_at <= now < one.ends_at]
    due = [*sorted(ended, key=lambda one: one.ends_at)[-1:], *running]
    signing = [(shift.shift_id, person) for shift in due for person in shift.of(PostKind.SIGNING)]
    for shift_id, person in signing:
        if person.person_id == outgoing.id:
            return shift_id
    if signing and not alone:
        officers = _(", ").join(dict.fromkeys(person.name for _shift, person in signing))
        raise NotSigningOfficer(field="outgoing", who=outgoing.name, officer=officers)
    return due[0].shift_id if due else None


def _must_be_open(session: Session, handover: Handover) -> dict[HandoverStepKind, list[HandoverStep]]:
    """The steps of a handover so far; HandoverClosed."""
    steps: dict[HandoverStepKind, list[HandoverStep]] = {kind: [] for kind in HandoverStepKind}
    for one in session.scalars(select(HandoverStep).where(HandoverStep.handover_id == handover.id)):
        steps[one.kind].append(one)
    if any(steps[kind] for kind in CLOSING):
        raise HandoverClosed(field="handover", handover=handover.number)
    return steps


def _must_be(session: Session, by: Person, named_id: int) -> None:
    if by.id != named_id:
        raise SignsOnly(field="handover", who=by.name, named=session.get_one(Person, named_id).name)


def _step(
    session: Session,
    by: Person,
    handover: Handover,
    kind: HandoverStepKind,
    *,
    line: int | None = None,
    note: str = "",
    alone: str = "",
    proved: bool = False,
    signs: bool = False,
) -> HandoverStep:
    """Bring a handover on; who signs, signs the end of the chain as it is at this instant."""
    head = audit.head(session) if signs else None
    row = {
        "id": next_id(session, HandoverStep),
        "handover_id": handover.id,
        "kind": kind,
        "line": line,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
        "note": clean(note, field="note", longest=400, blank=kind is not HandoverStepKind.CANCELLED),
        "alone": alone,
        "proved": proved,
        "entry_id": head.entry_id if head else None,
        "digest": head.digest if head else "",
    }
    write(session, HandoverStep, [row])
    return session.get_one(HandoverStep, row["id"])


def _may_be_proved(session: Session, *, proved: bool) -> None:
    if proved and not is_locked(session):
        raise NothingProved(field="proved")


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.HAND_OVER, on="organisation")
def build_handover(
    session: Session,
    by: Person,
    *,
    organisation: Organisation,
    outgoing: Person,
    incoming: Person,
    note: str = "",
    alone: str = "",
) -> Handover:
    """Build a duty room's handover from all that is open; `alone` says why an officer is missing."""
    stand = _stand(session, organisation, outgoing, incoming)
    alone = clean(alone, field="alone", longest=200, blank=True)
    _may_be_built(stand, outgoing, incoming, alone)
    for model, last in ((Handover, stand.handover), (HandoverItem, stand.item)):
        remembered(session, model, partial(int, last or 0))  # what `next_id` would ask again
    now = moment_of(session)
    ahead = timedelta(days=int(value_of(session, "gap_days", organisation)))
    shifts = presence.coming(session, by, now - BEFORE, now + ahead, organisation=organisation)
    row = {
        "id": next_id(session, Handover),
        "number": next_number(session, "JJ", now.astimezone(zone(session)).year),
        "organisation_id": organisation.id,
        "shift_id": _shift_of(shifts, stand, now, outgoing, alone),
        "from_at": stand.to_at,
        "to_at": recorded_at(session),
        "from_entry": stand.entry or 0,
        "outgoing_id": outgoing.id,
        "incoming_id": incoming.id,
        "note": clean(note, field="note", longest=1000, blank=True),
        "alone": alone,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, Handover, [row])
    left = left_open(session, organisation, outgoing, [one for one in shifts if one.ends_at > now])
    first = next_id(session, HandoverItem)
    lines = [{"id": first + at, "handover_id": row["id"], "line": at + 1, **one.row()} for at, one in enumerate(left)]
    write(session, HandoverItem, lines)
    return session.get_one(Handover, row["id"])


@service(Permission.HAND_OVER, on="handover")
def tick(session: Session, by: Person, *, handover: Handover, line: int, note: str = "") -> HandoverStep:
    """Tick a line as taken over, with a note where there is something to say."""
    steps = _must_be_open(session, handover)
    _must_be(session, by, handover.incoming_id)
    there = select(HandoverItem.id).where(HandoverItem.handover_id == handover.id, HandoverItem.line == line)
    if session.scalar(there) is None:
        raise NoSuchItem(field="line", handover=handover.number, line=line)
    if any(one.line == line for one in steps[HandoverStepKind.TICKED]):
        raise TickedAlready(field="line", handover=handover.number, line=line)
    return _step(session, by, handover, HandoverStepKind.TICKED, line=line, note=note)


@service(Permission.HAND_OVER, on="handover")
def hand_over(session: Session, by: Person, *, handover: Handover, proved: bool = False) -> HandoverStep:
    """Sign a handover as who hands over, and with it the books as they are now."""
    steps = _must_be_open(session, handover)
    _must_be(session, by, handover.outgoing_id)
    if steps[HandoverStepKind.SIGNED_OUT]:
        raise SignedAlready(field="handover", who=by.name, handover=handover.number)
    _may_be_proved(session, proved=proved)
    return _step(session, by, handover, HandoverStepKind.SIGNED_OUT, proved=proved, signs=True)


@service(Permission.HAND_OVER, on="handover")
def take_over(
    session: Session, by: Person, *, handover: Handover, proved: bool = False, alone: str = ""
) -> HandoverStep:
    """Sign a handover as who takes over, once every line is ticked, and with it the books as they are now."""
    steps = _must_be_open(session, handover)
    _must_be(session, by, handover.incoming_id)
    if not steps[HandoverStepKind.SIGNED_OUT]:
        who = session.get_one(Person, handover.outgoing_id).name
        raise NotSignedOut(field="handover", who=who, handover=handover.number)
    ticked = {one.line for one in steps[HandoverStepKind.TICKED]}
    lines = session.scalars(select(HandoverItem.line).where(HandoverItem.handover_id == handover.id))
    if left := sorted(set(lines) - ticked):
        raise NotTicked(field="handover", handover=handover.number, lines=some([str(one) for one in left]))
    _may_be_proved(session, proved=proved)
    alone = clean(alone, field="alone", longest=200, blank=True) or handover.alone
    same = handover.outgoing_id == handover.incoming_id
    return _step(
        session, by, handover, HandoverStepKind.SIGNED_IN, proved=proved, signs=True, alone=alone if same else ""
    )


@service(Permission.HAND_OVER, on="handover")
def cancel_handover(session: Session, by: Person, *, handover: Handover, note: str) -> HandoverStep:
    """Give a handover up that is not signed by both, with a note that says why; it stays on record."""
    _must_be_open(session, handover)
    return _step(session, by, handover, HandoverStepKind.CANCELLED, note=note)
