"""What a version of a checklist says: its lines in their order, its script, and how both are written.

Writing in a version that was printed writes in the next one, which is made for that and says the same otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.names import next_code, remark
from inventory.ground.people import Permission, Person, branch
from inventory.ground.text import clean, visible
from inventory.practice.checklists import (
    Checklist,
    ChecklistLine,
    ChecklistVersion,
    ScriptLine,
    Section,
    last_version,
    must_live,
)
from inventory.response.actions import NotThere

MOST_LINES = 999
MOST_TURN = 9_999
MOST_MINUTES = 7 * 24 * 60
ORDER = {section: at for at, section in enumerate(Section)}

Written = TypeVar("Written", ChecklistLine, ScriptLine)

# Rules ---------------------------------------------------------------------------------------------------------


class FollowedAlready(Refused):
    """What has a later version is history."""

    message = N_("{version} has been followed by {later}: write in that one.")


class TooManyLines(Refused):
    """A checklist that nobody gets through."""

    message = N_("{version} has {most} lines already, and no more than that: begin another checklist.")


class BadMinutes(Refused):
    """Minutes of a week at most."""

    message = N_("{minutes} minutes do not fit: give 0 to {most}.")


class BadLineTurn(Refused):
    """Turns put lines in order."""

    message = N_("A turn is a whole number from 1 to {most}: {turn} does not fit.")


class NothingNew(Refused):
    """A version nobody has printed can still be written in."""

    message = N_("{version} has not been printed yet: write in that one.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CheckLine:
    """A line of a version; `number` is the one that is printed and keyed in."""

    line_id: int
    code: str
    number: int
    version_id: int
    section: Section
    turn: int
    topic: str
    what: str
    who: str
    minutes: int | None
    standard: str
    critical: bool


@dataclass(frozen=True)
class SaidLine:
    """A line of a script."""

    line_id: int
    code: str
    minutes: int | None
    speaker: str
    words: str


def lines_of(session: Session, reader: Person, version: ChecklistVersion) -> list[CheckLine]:
    """What a version says is to be done, as far as the reader may see it: before, in and after, each in its turn."""
    return lines_in(session, version.id, reader)


def lines_in(session: Session, version_id: int, reader: Person | None = None) -> list[CheckLine]:
    """The lines of a version with their numbers."""
    one = ChecklistLine
    own = select(
        one.id, one.code, one.version_id, one.section, one.turn, one.topic, one.what, one.who, one.minutes,
        one.standard, one.critical,
    ).where(one.version_id == version_id)  # fmt: skip
    if reader is not None:
        own = own.where(one.organisation_id.in_(branch(reader)))
    found = sorted(session.execute(own), key=lambda row: (ORDER[row.section], row.turn, row.id))
    return [CheckLine(row.id, row.code, at, *row[2:]) for at, row in enumerate(found, 1)]


def in_order(lines: Sequence[ChecklistLine]) -> list[ChecklistLine]:
    """Lines as they are printed."""
    return sorted(lines, key=lambda one: (ORDER[one.section], one.turn, one.id))


def script_of(session: Session, reader: Person, version: ChecklistVersion) -> list[SaidLine]:
    """What is said in a live drill, as far as the reader may see it; what has no time comes last."""
    return script_in(session, version.id, reader)


def script_in(session: Session, version_id: int, reader: Person | None = None) -> list[SaidLine]:
    """The script of a version in the order of time."""
    own = select(ScriptLine).where(ScriptLine.version_id == version_id)
    if reader is not None:
        own = own.where(ScriptLine.organisation_id.in_(branch(reader)))
    found = session.scalars(own.order_by(ScriptLine.minutes.is_(None), ScriptLine.minutes, ScriptLine.id))
    return [SaidLine(one.id, one.code, one.minutes, one.speaker, one.words) for one in found]


# Work shared by services ---------------------------------------------------------------------------------------


def writable(session: Session, version: ChecklistVersion) -> ChecklistVersion:
    """The version to write in: this one, or the next where it was printed."""
    must_live(session.get_one(Checklist, version.checklist_id), "version")
    last = last_version(session, version.checklist_id)
    if last.id != version.id:
        raise FollowedAlready(field="version", version=version.code, later=last.code)
    if version.printed_at is None:
        return version
    made = following(session, version)
    remark(session, _("{version} was printed and stays as it is; this is written in {next}.").format(
        version=version.code, next=made.code,
    ))  # fmt: skip
    return made


def following(session: Session, last: ChecklistVersion) -> ChecklistVersion:
    """The next version, which says what the last one does."""
    new = ChecklistVersion(
        code=f"{last.code.rpartition('/')[0]}/{last.version + 1}",
        checklist_id=last.checklist_id,
        organisation_id=last.organisation_id,
        version=last.version + 1,
    )
    session.add(new)
    session.flush()
    lines = session.scalars(select(ChecklistLine).where(ChecklistLine.version_id == last.id)).all()
    session.add_all(_copies(in_order(lines), new, ""))
    script = session.scalars(select(ScriptLine).where(ScriptLine.version_id == last.id).order_by(ScriptLine.id)).all()
    session.add_all(_copies(script, new, "S"))
    session.flush()
    return new


def _copies(rows: Sequence[Written], new: ChecklistVersion, letter: str) -> Iterator[Written]:
    for at, row in enumerate(rows, 1):
        held = {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key != "id"}
        yield type(row)(**(held | {"code": f"{new.code}/{letter}{at:02d}", "version_id": new.id}))


def _same_in(session: Session, row: Written, version: ChecklistVersion) -> Written:
    """The row of a version that says the same as one of the version before."""
    if row.version_id == version.id:
        return row
    kind = type(row)
    before = session.scalars(select(kind).where(kind.version_id == row.version_id).order_by(kind.id)).all()
    after = session.scalars(select(kind).where(kind.version_id == version.id).order_by(kind.id)).all()
    if isinstance(row, ChecklistLine):
        return after[in_order(before).index(row)]  # type: ignore[arg-type]  # lines are copied in their order
    return after[before.index(row)]


def _called(session: Session, kind: type[Written], version: ChecklistVersion, code: str) -> Written:
    """The line of a version with this code."""
    own = select(kind).where(kind.version_id == version.id, kind.code == code)
    if (row := session.scalars(own).one_or_none()) is None:
        raise NotThere(field="code", code=visible(code), where=version.code)
    return row


def minutes_of(minutes: int) -> int:
    """So many minutes, or BadMinutes."""
    if not 0 <= minutes <= MOST_MINUTES:
        raise BadMinutes(field="minutes", minutes=minutes, most=MOST_MINUTES)
    return minutes


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_CHECKLISTS, on="checklist")
def new_checklist_version(session: Session, by: Person, *, checklist: Checklist) -> ChecklistVersion:
    """Begin the next version of a checklist whose last one was printed, with the same lines and script."""
    must_live(checklist, "checklist")
    last = last_version(session, checklist.id)
    if last.printed_at is None:
        raise NothingNew(field="checklist", version=last.code)
    return following(session, last)


@service(Permission.KEEP_CHECKLISTS, on="version")
def add_line(
    session: Session,
    by: Person,
    *,
    version: ChecklistVersion,
    section: Section,
    what: str,
    who: str = "",
    minutes: int | None = None,
    standard: str = "",
    critical: bool = False,
    topic: str = "",
    turn: int | None = None,
) -> ChecklistLine:
    """Write a line: in which section, what is done by which role, when, to which standard, and whether all hangs on it.

    Without a turn it comes last in its section.
    """
    into = writable(session, version)
    held = session.scalars(select(ChecklistLine).where(ChecklistLine.version_id == into.id)).all()
    if len(held) >= MOST_LINES:
        raise TooManyLines(field="version", version=into.code, most=MOST_LINES)
    planned = None if minutes is None else minutes_of(minutes)
    one = ChecklistLine(version_id=into.id, organisation_id=into.organisation_id, minutes=planned)
    one.code = next_code(session, ChecklistLine.code, f"{into.code}/", 2)
    last = max((line.turn for line in held if line.section is section), default=0)
    describe(one, section=section, what=what, who=who, standard=standard, critical=critical, topic=topic,
             turn=turn or last + 1)  # fmt: skip
    session.add(one)
    session.flush()
    return one


def describe(
    one: ChecklistLine,
    *,
    section: Section | None = None,
    what: str | None = None,
    who: str | None = None,
    standard: str | None = None,
    critical: bool | None = None,
    topic: str | None = None,
    turn: int | None = None,
) -> None:
    """Say what a line is, as far as it is said."""
    if turn is not None and not 1 <= turn <= MOST_TURN:
        raise BadLineTurn(field="turn", turn=turn, most=MOST_TURN)
    one.section, one.turn = section or one.section, turn or one.turn
    one.what = one.what if what is None else clean(what, field="what", longest=1000)
    one.who = one.who if who is None else clean(who, field="who", blank=True)
    one.standard = one.standard if standard is None else clean(standard, field="standard", longest=400, blank=True)
    one.topic = one.topic if topic is None else clean(topic, field="topic", longest=80, blank=True)
    one.critical = one.critical if critical is None else critical


@service(Permission.KEEP_CHECKLISTS, on="line")
def change_line(
    session: Session,
    by: Person,
    *,
    line: ChecklistLine,
    section: Section | None = None,
    what: str | None = None,
    who: str | None = None,
    minutes: int | None = None,
    untimed: bool = False,
    standard: str | None = None,
    critical: bool | None = None,
    topic: str | None = None,
    turn: int | None = None,
) -> ChecklistLine:
    """Write a line anew; `untimed` takes its planned time away."""
    one = _same_in(session, line, writable(session, session.get_one(ChecklistVersion, line.version_id)))
    one.minutes = None if untimed else one.minutes if minutes is None else minutes_of(minutes)
    describe(one, section=section, what=what, who=who, standard=standard, critical=critical, topic=topic, turn=turn)
    return one


@service(Permission.KEEP_CHECKLISTS, on="version")
def drop_line(session: Session, by: Person, *, version: ChecklistVersion, code: str) -> ChecklistVersion:
    """Strike a line from a version, or from the next one where this was printed."""
    line = _called(session, ChecklistLine, version, code)
    into = writable(session, version)
    session.delete(_same_in(session, line, into))
    return into


@service(Permission.KEEP_CHECKLISTS, on="version")
def add_words(
    session: Session, by: Person, *, version: ChecklistVersion, speaker: str, words: str, minutes: int | None = None
) -> ScriptLine:
    """Write in the script of a version who says what, so many minutes after the start."""
    into = writable(session, version)
    planned = None if minutes is None else minutes_of(minutes)
    one = ScriptLine(version_id=into.id, organisation_id=into.organisation_id, minutes=planned)
    one.code = next_code(session, ScriptLine.code, f"{into.code}/S", 2)
    one.speaker, one.words = clean(speaker, field="speaker"), clean(words, field="words", longest=2000)
    session.add(one)
    session.flush()
    return one


@service(Permission.KEEP_CHECKLISTS, on="script")
def change_words(
    session: Session,
    by: Person,
    *,
    script: ScriptLine,
    speaker: str | None = None,
    words: str | None = None,
    minutes: int | None = None,
) -> ScriptLine:
    """Write a line of a script anew."""
    one = _same_in(session, script, writable(session, session.get_one(ChecklistVersion, script.version_id)))
    one.minutes = one.minutes if minutes is None else minutes_of(minutes)
    one.speaker = one.speaker if speaker is None else clean(speaker, field="speaker")
    one.words = one.words if words is None else clean(words, field="words", longest=2000)
    return one


@service(Permission.KEEP_CHECKLISTS, on="version")
def drop_words(session: Session, by: Person, *, version: ChecklistVersion, code: str) -> ChecklistVersion:
    """Strike a line from the script of a version, or of the next one where this was printed."""
    script = _called(session, ScriptLine, version, code)
    into = writable(session, version)
    session.delete(_same_in(session, script, into))
    return into
