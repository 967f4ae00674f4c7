"""Scoring (评估): how much of a drill was done, by section and group of indicators, and what was missed or late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.people import Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.practice.checklists import Section
from inventory.practice.drills import Drill, must_not_be_cancelled
from inventory.practice.findings import FindingLine, findings
from inventory.practice.marks import Mark
from inventory.practice.material import OutLine, not_returned
from inventory.practice.ticking import TickLine, every_tick

HALF = Decimal("0.5")
TENTH = Decimal("0.1")
MOST_POINTS = 1000

# Models --------------------------------------------------------------------------------------------------------


class Assessment(Base):
    """What an evaluator gives for a group of indicators; a later one takes the place of the earlier."""

    __tablename__ = "assessment"
    __table_args__ = (CheckConstraint("points >= 0 AND points <= out_of AND out_of > 0", name="within"),)
    called = "id"
    only_grows = True
    sealed = {1: "id drill_id organisation_id topic points out_of who note by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drill_id: Mapped[int] = mapped_column(ForeignKey("drill.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    topic: Mapped[str] = mapped_column(Name(80))
    points: Mapped[Decimal]
    out_of: Mapped[Decimal]
    who: Mapped[str] = mapped_column(Name(120))
    note: Mapped[str] = mapped_column(Name(1000))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------


class BadPoints(Refused):
    """More points than there are."""

    message = N_("{points} of {out_of} points does not fit: give 0 up to all of at most {most}, with one decimal.")


@dataclass(frozen=True)
class Score:
    """How the lines of a section, of a group of indicators or of all came out; what is partly done counts half."""

    name: str
    asked: int
    yes: int
    partly: int
    no: int

    @property
    def missing(self) -> int:
        """For how many lines nothing was keyed in."""
        return self.asked - self.yes - self.partly - self.no

    @property
    def percent(self) -> Decimal | None:
        """How much was done of what was asked, rounded down to a tenth; None where nothing was asked."""
        if not self.asked:
            return None
        done = (self.yes + HALF * self.partly) * 100 / self.asked
        return done.quantize(TENTH, ROUND_DOWN)


def score(name: str, lines: Sequence[TickLine]) -> Score:
    """How lines came out."""
    marks = [one.mark for one in lines]
    return Score(name, len(lines), *(marks.count(mark) for mark in (Mark.YES, Mark.PARTLY, Mark.NO)))


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Marked:
    """A line of one of the sheets of a drill, with its mark."""

    sheet: str
    who: str
    tick: TickLine


@dataclass(frozen=True)
class AssessmentLine:
    """What an evaluator gave for a group of indicators."""

    topic: str
    points: Decimal
    out_of: Decimal
    who: str
    note: str


@dataclass(frozen=True)
class Evaluation:
    """How a drill came out; `missed` are critical lines that weren't done, `late` those done later than planned."""

    sections: tuple[Score, ...]
    topics: tuple[Score, ...]
    whole: Score
    lines: tuple[Marked, ...]
    missed: tuple[Marked, ...]
    late: tuple[Marked, ...]
    out: tuple[OutLine, ...]
    findings: tuple[FindingLine, ...]
    assessments: tuple[AssessmentLine, ...]


def evaluation(session: Session, reader: Person, drill: Drill) -> Evaluation:
    """How a drill came out by what its sheets say: only what was printed or shown to be ticked is asked for."""
    lines = [
        Marked(sheet.number, sheet.called, one)
        for sheet, marked in every_tick(session, reader, drill)
        for one in marked
    ]
    return Evaluation(
        sections=_scores(lines, lambda one: one.tick.line.section.value, [section.value for section in Section]),
        topics=_scores(lines, lambda one: one.tick.line.topic, _topics(lines)),
        whole=score("", [one.tick for one in lines]),
        lines=tuple(lines),
        missed=tuple(one for one in lines if one.tick.line.critical and one.tick.mark is not Mark.YES),
        late=tuple(sorted((one for one in lines if (one.tick.late or 0) > 0), key=lambda one: -(one.tick.late or 0))),
        out=tuple(not_returned(session, reader, drill)),
        findings=tuple(findings(session, reader, drill)),
        assessments=tuple(assessments(session, reader, drill)),
    )


def _topics(lines: Sequence[Marked]) -> list[str]:
    return list(dict.fromkeys(one.tick.line.topic for one in lines if one.tick.line.topic))


def _scores(lines: Sequence[Marked], group: Callable[[Marked], str], names: Sequence[str]) -> tuple[Score, ...]:
    return tuple(score(name, [one.tick for one in lines if group(one) == name]) for name in names)


def assessments(session: Session, reader: Person, drill: Drill) -> list[AssessmentLine]:
    """What evaluators gave, for each group of indicators the last."""
    own = select(Assessment).where(Assessment.drill_id == drill.id, Assessment.organisation_id.in_(branch(reader)))
    last = {one.topic: one for one in session.scalars(own.order_by(Assessment.id))}
    return [AssessmentLine(one.topic, one.points, one.out_of, one.who, one.note) for one in last.values()]


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.RUN_DRILLS, on="drill")
def assess(
    session: Session,
    by: Person,
    *,
    drill: Drill,
    topic: str,
    points: Decimal,
    out_of: Decimal = Decimal(100),
    who: str = "",
    note: str = "",
) -> Drill:
    """Enter what an evaluator gives for a group of indicators; once more where that changes."""
    must_not_be_cancelled(session, drill)
    fine = all(one == one.quantize(TENTH) for one in (points, out_of) if abs(one) <= MOST_POINTS)
    if not (fine and 0 <= points <= out_of and 0 < out_of <= MOST_POINTS):
        raise BadPoints(field="points", points=points, out_of=out_of, most=MOST_POINTS)
    row = {
        "id": next_id(session, Assessment),
        "drill_id": drill.id,
        "organisation_id": drill.organisation_id,
        "topic": clean(topic, field="topic", longest=80),
        "points": points,
        "out_of": out_of,
        "who": clean(who, field="who", blank=True) or by.name,
        "note": clean(note, field="note", longest=1000, blank=True),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, Assessment, [row])
    return drill
