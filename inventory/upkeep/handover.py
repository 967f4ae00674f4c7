"""The handover (交接班): what is open is listed, ticked and signed by two, and with it the books up to that line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import ForeignKey, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.duty.shifts import Shift
from inventory.ground.audit import Head
from inventory.ground.i18n import N_
from inventory.ground.people import Organisation, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.store import Lines, moment_of

# Models --------------------------------------------------------------------------------------------------------


class ItemKind(StrEnum):
    """What is handed over."""

    LEVEL = "level"
    OPEN_ITEM = "open_item"
    EVENT = "event"
    REPORT_DUE = "report_due"
    PAPERS = "papers"
    LOAN = "loan"
    ON_THE_WAY = "on_the_way"
    CHECK = "check"
    SHORT = "short"
    GAP = "gap"
    TASK = "task"
    STOP = "stop"
    SHELTER = "shelter"
    CALL_OFF = "call_off"
    HAZARD = "hazard"


ITEM_NAMES = {
    ItemKind.LEVEL: N_("response level in force"),
    ItemKind.OPEN_ITEM: N_("open item"),
    ItemKind.EVENT: N_("event without a final report"),
    ItemKind.REPORT_DUE: N_("report upward due"),
    ItemKind.PAPERS: N_("papers owed"),
    ItemKind.LOAN: N_("on loan"),
    ItemKind.ON_THE_WAY: N_("on the way"),
    ItemKind.CHECK: N_("stock check under way"),
    ItemKind.SHORT: N_("below quota"),
    ItemKind.GAP: N_("post not filled"),
    ItemKind.TASK: N_("task of a response"),
    ItemKind.STOP: N_("stop order in force"),
    ItemKind.SHELTER: N_("shelter opened"),
    ItemKind.CALL_OFF: N_("call-off open"),
    ItemKind.HAZARD: N_("hazard overdue"),
}


class HandoverStepKind(StrEnum):
    """What brings a handover on."""

    SIGNED_OUT = "signed_out"
    TICKED = "ticked"
    SIGNED_IN = "signed_in"
    CANCELLED = "cancelled"


class Handover(Base):
    """One handover (交接班单) of a duty room: from the last one to when it was built.

    `from_entry`: the last audit line that the one before vouches for; `alone`: why somebody else goes, or nobody comes.
    """

    __tablename__ = "handover"
    called = "number"
    only_grows = True
    sealed = {
        1: "id number organisation_id shift_id from_at to_at from_entry outgoing_id incoming_id note alone by_id "
        "recorded_at"
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"))
    from_at: Mapped[datetime | None]
    to_at: Mapped[datetime]
    from_entry: Mapped[int]
    outgoing_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    incoming_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Name(1000))
    alone: Mapped[str] = mapped_column(Name(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class HandoverItem(Base):
    """Something that is handed over, as it stood: what, where, whose, until when, and the number to look it up by."""

    __tablename__ = "handover_item"
    __table_args__ = (UniqueConstraint("handover_id", "line"),)
    called = "id"
    only_grows = True
    sealed = {1: "id handover_id line kind number what place owner due_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"))
    line: Mapped[int]
    kind: Mapped[ItemKind]
    number: Mapped[str] = mapped_column(Name(60))
    what: Mapped[str] = mapped_column(Name(2000))
    place: Mapped[str] = mapped_column(Name(400))
    owner: Mapped[str] = mapped_column(Name(120))
    due_at: Mapped[datetime | None]


class HandoverStep(Base):
    """A signature, a tick or the end of a handover; a signature signs the chain up to `entry_id` and keeps its digest.

    `proved` says whether whoever signed had a password asked; without one the signature on paper counts.
    """

    __tablename__ = "handover_step"
    called = "id"
    only_grows = True
    sealed = {1: "id handover_id kind line by_id recorded_at note alone proved entry_id digest"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"), index=True)
    kind: Mapped[HandoverStepKind]
    line: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Name(400))
    alone: Mapped[str] = mapped_column(Name(200))
    proved: Mapped[bool]
    entry_id: Mapped[int | None]
    digest: Mapped[str] = mapped_column(Name(64))


# Rows ----------------------------------------------------------------------------------------------------------

CLOSING = (HandoverStepKind.SIGNED_IN, HandoverStepKind.CANCELLED)
SIGNING = (HandoverStepKind.SIGNED_OUT, HandoverStepKind.SIGNED_IN)


class HandoverStage(StrEnum):
    """How far a handover has come."""

    BUILT = "built"
    SIGNED_OUT = "signed_out"
    SIGNED = "signed"
    CANCELLED = "cancelled"


STAGE_NAMES = {
    HandoverStage.BUILT: N_("not signed"),
    HandoverStage.SIGNED_OUT: N_("signed by one"),
    HandoverStage.SIGNED: N_("signed by both"),
    HandoverStage.CANCELLED: N_("cancelled"),
}


@dataclass(frozen=True)
class Signature:
    """A signature: whose, when, the end of the chain that it signs, and whether a password proved who signed."""

    who: str
    at: datetime
    proved: bool
    alone: str
    head: Head


@dataclass(frozen=True)
class HandoverLine:
    """A handover on the list."""

    handover_id: int
    number: str
    organisation_id: int
    organisation: str
    shift: str
    from_at: datetime | None
    to_at: datetime
    due_at: datetime
    outgoing: str
    incoming: str
    by: str
    note: str
    alone: str
    stage: HandoverStage
    items: int
    ticked: int
    out: Signature | None
    taken: Signature | None
    cancelled: str

    @property
    def is_open(self) -> bool:
        """Whether a signature is still waited for."""
        return self.stage in (HandoverStage.BUILT, HandoverStage.SIGNED_OUT)

    @property
    def waits_for(self) -> str:
        """Who signs next."""
        return {HandoverStage.BUILT: self.outgoing, HandoverStage.SIGNED_OUT: self.incoming}.get(self.stage, "")

    @property
    def head(self) -> Head | None:
        """The end of the chain that was signed last."""
        last = self.taken or self.out
        return last.head if last else None


@dataclass(frozen=True)
class ItemLine:
    """Something that is handed over, and when whoever takes over ticked it."""

    line: int
    kind: ItemKind
    number: str
    what: str
    place: str
    owner: str
    due_at: datetime | None
    ticked_at: datetime | None
    note: str


@dataclass(frozen=True)
class UnsignedLine:
    """A handover that waits for a signature, or (without a number) a shift that ended without one; red from `since`."""

    organisation_id: int
    organisation: str
    number: str
    shift: str
    waits_for: str
    since: datetime


# Queries -------------------------------------------------------------------------------------------------------


def _closed() -> Select[int]:
    return select(HandoverStep.handover_id).where(HandoverStep.kind.in_(CLOSING))


def open_handover(session: Session, organisation: Organisation) -> Handover | None:
    """The handover of a duty room that is not signed by both yet."""
    mine = Handover.organisation_id == organisation.id
    return session.scalars(select(Handover).where(mine, Handover.id.not_in(_closed()))).one_or_none()


def handovers(session: Session, reader: Person) -> Lines[HandoverLine]:
    """The handovers of the reader's branch, the latest first."""
    mine = Handover.organisation_id.in_(branch(reader))
    count = select(func.count(Handover.id)).where(mine)
    listed = _listed().where(mine).order_by(Handover.id.desc())
    return Lines(
        lambda: session.scalar(count) or 0,
        lambda start, stop: _lines(session, listed.offset(start).limit(stop - start)),
    )


def handover_line(session: Session, handover: Handover) -> HandoverLine:
    """One handover as it stands on the list."""
    return _lines(session, _listed().where(Handover.id == handover.id))[0]


Listed = Select[Handover, str, str, datetime, str, str, str]


@cache
def _listed() -> Listed:
    """Handovers with the names of who and what they are about: put together once, when the first is looked at."""
    outgoing, incoming, builder = aliased(Person), aliased(Person), aliased(Person)
    return (
        select(Handover, Organisation.name, Shift.name, Shift.ends_at, outgoing.name, incoming.name, builder.name)
        .join(Organisation, Organisation.id == Handover.organisation_id)
        .outerjoin(Shift, Shift.id == Handover.shift_id)
        .join(outgoing, outgoing.id == Handover.outgoing_id)
        .join(incoming, incoming.id == Handover.incoming_id)
        .join(builder, builder.id == Handover.by_id)
    )


def _lines(session: Session, listed: Listed) -> list[HandoverLine]:
    found = session.execute(listed).all()
    ids = [row[0].id for row in found]
    steps: dict[int, dict[HandoverStepKind, tuple[HandoverStep, str]]] = defaultdict(dict)
    ticked = Counter[int]()
    taken = select(HandoverStep, Person.name).join(Person, Person.id == HandoverStep.by_id)
    for step, who in session.execute(taken.where(HandoverStep.handover_id.in_(ids)).order_by(HandoverStep.id)):
        steps[step.handover_id][step.kind] = (step, who)
        ticked[step.handover_id] += step.kind is HandoverStepKind.TICKED
    counted = select(HandoverItem.handover_id, func.count()).group_by(HandoverItem.handover_id)
    many = session.execute(counted.where(HandoverItem.handover_id.in_(ids)))
    items = {handover_id: count for handover_id, count in many}  # noqa: C416 - a row is no pair to mypy
    return [
        HandoverLine(
            one.id, one.number, one.organisation_id, organisation, shift or "", one.from_at, one.to_at,
            one.to_at if one.shift_id is None else ends_at, outgoing, incoming, by, one.note, one.alone,
            _stage(steps[one.id]), items.get(one.id, 0), ticked[one.id],
            _signature(steps[one.id].get(HandoverStepKind.SIGNED_OUT)),
            _signature(steps[one.id].get(HandoverStepKind.SIGNED_IN)),
            _why(steps[one.id].get(HandoverStepKind.CANCELLED)),
        )
        for one, organisation, shift, ends_at, outgoing, incoming, by in found
    ]  # fmt: skip


def _stage(steps: dict[HandoverStepKind, tuple[HandoverStep, str]]) -> HandoverStage:
    if HandoverStepKind.CANCELLED in steps:
        return HandoverStage.CANCELLED
    if HandoverStepKind.SIGNED_IN in steps:
        return HandoverStage.SIGNED
    return HandoverStage.SIGNED_OUT if HandoverStepKind.SIGNED_OUT in steps else HandoverStage.BUILT


def _signature(found: tuple[HandoverStep, str] | None) -> Signature | None:
    step, who = found or (None, "")
    if step is None or step.entry_id is None:
        return None
    return Signature(who, step.recorded_at, step.proved, step.alone, Head(step.entry_id, None, step.digest))


def _why(found: tuple[HandoverStep, str] | None) -> str:
    return found[0].note if found else ""


def handover_items(session: Session, handover: Handover) -> list[ItemLine]:
    """What a handover hands over, line by line, with its ticks."""
    ticks = {
        step.line: step
        for step in session.scalars(
            select(HandoverStep).where(
                HandoverStep.handover_id == handover.id, HandoverStep.kind == HandoverStepKind.TICKED
            )
        )
    }
    items = select(HandoverItem).where(HandoverItem.handover_id == handover.id).order_by(HandoverItem.line)
    return [_item(one, ticks.get(one.line)) for one in session.scalars(items)]


def _item(one: HandoverItem, tick: HandoverStep | None) -> ItemLine:
    at, note = (tick.recorded_at, tick.note) if tick else (None, "")
    return ItemLine(one.line, one.kind, one.number, one.what, one.place, one.owner, one.due_at, at, note)


def unsigned(session: Session, reader: Person) -> Sequence[UnsignedLine]:
    """What waits for a signature in the reader's branch: handovers built, then shifts that ended without one."""
    mine = Handover.organisation_id.in_(branch(reader))
    waits = mine, Handover.id.not_in(_closed())
    is_waiting = session.scalar(select(Handover.id).where(*waits).limit(1)) is not None  # asked once a minute
    waiting = _lines(session, _listed().where(*waits).order_by(Handover.id)) if is_waiting else []
    built = [
        UnsignedLine(one.organisation_id, one.organisation, one.number, one.shift, one.waits_for, one.due_at)
        for one in waiting
    ]
    rooms = {one.organisation_id for one in built}
    return [*built, *(one for one in _ended(session, reader) if one.organisation_id not in rooms)]


def _ended(session: Session, reader: Person) -> list[UnsignedLine]:
    """The last shift of each duty room that has ended, where nothing was handed over for it or since."""
    ended = [Shift.ends_at <= moment_of(session), Shift.organisation_id.in_(branch(reader))]
    last = (
        select(Shift.organisation_id, func.max(Shift.ends_at).label("ends_at"))
        .where(*ended)
        .group_by(Shift.organisation_id)
        .subquery()
    )
    handed = select(Handover.id).where(
        Handover.organisation_id == Shift.organisation_id,
        (Handover.shift_id == Shift.id) | (Handover.to_at >= Shift.ends_at),
        Handover.id.not_in(select(HandoverStep.handover_id).where(HandoverStep.kind == HandoverStepKind.CANCELLED)),
    )
    found = session.execute(
        select(Organisation.id, Organisation.name, Shift.name, Shift.ends_at)
        .join(Organisation, Organisation.id == Shift.organisation_id)
        .join(last, (last.c.organisation_id == Shift.organisation_id) & (last.c.ends_at == Shift.ends_at))
        .where(~handed.exists())
        .order_by(Organisation.path)
    )
    return list({one[0]: UnsignedLine(one[0], one[1], "", one[2], "", one[3]) for one in found}.values())
