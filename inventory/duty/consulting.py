"""Consultations (会商): who met, how rain and water stood, what was judged and decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.duty.log import LogEntry, LogKind, LogLine, Told, entered, lines
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.instants import instant
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, branch, headquarters
from inventory.ground.schema import Base, Name
from inventory.ground.settings import zone
from inventory.ground.store import recorded_at
from inventory.ground.text import clean

# Models --------------------------------------------------------------------------------------------------------


class Consultation(Base):
    """A consultation as it was held; `topic` says of which kind it was (such as 汛前会商)."""

    __tablename__ = "consultation"
    called = "number"
    only_grows = True
    sealed = {
        1: "id number organisation_id topic held_at chair participants rain_water judgement note by_id recorded_at"
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    topic: Mapped[str] = mapped_column(Name(120))
    held_at: Mapped[datetime]
    chair: Mapped[str] = mapped_column(Name(120))
    participants: Mapped[str] = mapped_column(Name(1000))
    rain_water: Mapped[str] = mapped_column(Name(2000))
    judgement: Mapped[str] = mapped_column(Name(2000))
    note: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class Decision(Base):
    """A decision of a consultation: the line of the log in which it waits until it is done."""

    __tablename__ = "decision"
    called = "id"
    only_grows = True
    sealed = {1: "id consultation_id line entry_id"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    line: Mapped[int]
    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"), unique=True)


# Rules ---------------------------------------------------------------------------------------------------------


class NobodysDecision(Refused):
    """What nobody does until no hour isn't decided."""

    message = N_("“{decision}” has neither an owner nor a deadline: say who does it, or until when.")


@dataclass(frozen=True)
class Decided:
    """What was decided: who does it, until when."""

    content: str
    owner: str = ""
    due_at: datetime | None = None


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ConsultationLine:
    """A consultation on the list, with how many decisions it came to."""

    consultation_id: int
    number: str
    organisation: str
    topic: str
    held_at: datetime
    chair: str
    decisions: int
    by: str


def consultations(session: Session, reader: Person) -> list[ConsultationLine]:
    """The consultations of the reader's branch, the latest first."""
    many = select(func.count()).where(Decision.consultation_id == Consultation.id).scalar_subquery()
    found = session.execute(
        select(Consultation, Organisation.name, many, Person.name)
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .join(Person, Person.id == Consultation.by_id)
        .where(Consultation.organisation_id.in_(branch(reader)))
        .order_by(Consultation.held_at.desc(), Consultation.id.desc())
    )
    return [
        ConsultationLine(one.id, one.number, organisation, one.topic, one.held_at, one.chair, count, by)
        for one, organisation, count, by in found
    ]


def decisions(session: Session, reader: Person, consultation: Consultation) -> list[LogLine]:
    """The decisions of a consultation, in their order, each as its line in the log stands now."""
    later, any_of = aliased(LogEntry), func.coalesce(LogEntry.corrects_id, LogEntry.id)
    turn = select(Decision.line).where(Decision.entry_id == any_of, Decision.consultation_id == consultation.id)
    holding = [
        turn.exists(),
        ~select(later.id).where(later.corrects_id == any_of, later.id > LogEntry.id).exists(),
    ]
    return list(lines(session, reader, holding, [turn.scalar_subquery()]))


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.CONSULT, on="organisation")
def hold_consultation(
    session: Session,
    by: Person,
    *,
    topic: str,
    chair: str,
    participants: str,
    organisation: Organisation | None = None,
    held_at: datetime | None = None,
    rain_water: str = "",
    judgement: str = "",
    decisions: Sequence[Decided] = (),
    note: str = "",
) -> Consultation:
    """Record a consultation; each decision becomes an open line of the log, with its owner and its deadline."""
    held = instant(session, held_at, field="held_at")
    where = (organisation or headquarters(session)).id
    consultation_id = next_id(session, Consultation)
    row = {
        "id": consultation_id,
        "number": next_number(session, "HS", held.astimezone(zone(session)).year),
        "organisation_id": where,
        "topic": clean(topic, field="topic"),
        "held_at": held,
        "chair": clean(chair, field="chair"),
        "participants": clean(participants, field="participants", longest=1000),
        "rain_water": clean(rain_water, field="rain_water", longest=2000, blank=True),
        "judgement": clean(judgement, field="judgement", longest=2000, blank=True),
        "note": clean(note, field="note", longest=400, blank=True),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, Consultation, [row])
    made = session.get_one(Consultation, consultation_id)
    for at, one in enumerate(decisions, 1):
        _decide(session, by, made, at, one)
    return made


def _decide(session: Session, by: Person, made: Consultation, line: int, one: Decided) -> None:
    """Write a decision of a consultation as an open line of the log."""
    if not clean(one.owner, field="owner", blank=True) and one.due_at is None:
        raise NobodysDecision(field="decisions", decision=clean(one.content, field="content", longest=2000))
    told = Told(
        LogKind.DECISION, one.content, made.topic, made.chair,
        owner=one.owner, due_at=one.due_at, occurred_at=made.held_at,
    )  # fmt: skip
    entry = entered(session, by, told, organisation_id=made.organisation_id)
    ids = {"id": next_id(session, Decision), "consultation_id": made.id, "entry_id": entry.id}
    write(session, Decision, [{**ids, "line": line}])
