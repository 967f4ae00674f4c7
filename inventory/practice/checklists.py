"""Checklists (演练检查单): templates of what is to be done before, in and after a drill, in numbered versions.

A version that was printed stays as it is: whoever edits it writes in the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import search
from inventory.ground.audit import service
from inventory.ground.i18n import N_
from inventory.ground.names import NotRetired, Retired, free_code, next_code, tell_look_alikes
from inventory.ground.people import Organisation, Permission, Person, branch, headquarters
from inventory.ground.schema import Base, Name
from inventory.ground.text import clean, skeleton

# Models --------------------------------------------------------------------------------------------------------


class Section(StrEnum):
    """Before, in or after the drill (演练前, 过程, 演练后)."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Checklist(Base):
    """A template on the register; what it says is in its versions."""

    __tablename__ = "checklist"
    sealed = {1: "id code name kind organisation_id basis note retired key look"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    kind: Mapped[str] = mapped_column(Name(40), default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    basis: Mapped[str] = mapped_column(Name(400), default="")
    note: Mapped[str] = mapped_column(Name(400), default="")
    retired: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(Text, default="")
    look: Mapped[str] = mapped_column(Text, default="", index=True)

    def __str__(self) -> str:
        """A checklist's name."""
        return self.name


class ChecklistVersion(Base):
    """A version of a checklist; once its sheets were printed, what it says is never changed."""

    __tablename__ = "checklist_version"
    __table_args__ = (UniqueConstraint("checklist_id", "version"),)
    sealed = {1: "id code checklist_id organisation_id version printed_at"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(60), unique=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklist.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[int]
    printed_at: Mapped[datetime | None]


class ChecklistLine(Base):
    """Something to be done and ticked.

    Its minutes count back from the start before the drill, from the start in it, and from the end after it; none are
    set where None. `topic` is the group of indicators that it is scored under.
    """

    __tablename__ = "checklist_line"
    sealed = {1: "id code version_id organisation_id section turn topic what who minutes standard critical"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(80), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("checklist_version.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    section: Mapped[Section]
    turn: Mapped[int]
    topic: Mapped[str] = mapped_column(Name(80), default="")
    what: Mapped[str] = mapped_column(Name(1000))
    who: Mapped[str] = mapped_column(Name(120), default="")
    minutes: Mapped[int | None]
    standard: Mapped[str] = mapped_column(Name(400), default="")
    critical: Mapped[bool] = mapped_column(default=False)


class ScriptLine(Base):
    """What is said in a live drill: so many minutes after its start, by whom, in which words."""

    __tablename__ = "script_line"
    sealed = {1: "id code version_id organisation_id minutes speaker words"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(80), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("checklist_version.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    minutes: Mapped[int | None]
    speaker: Mapped[str] = mapped_column(Name(120))
    words: Mapped[str] = mapped_column(Name(2000))


# Rules ---------------------------------------------------------------------------------------------------------

SECTION_NAMES = {
    Section.BEFORE: N_("before the drill"),
    Section.DURING: N_("in the drill"),
    Section.AFTER: N_("after the drill"),
}


def must_live(checklist: Checklist, field: str) -> None:
    """Refuse a checklist that has been retired."""
    if checklist.retired:
        raise Retired(field=field, name=checklist.name)


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChecklistName:
    """A checklist on the register, with its latest version and how much is in that."""

    checklist_id: int
    code: str
    name: str
    kind: str
    organisation: str
    version_id: int
    version: str
    printed_at: datetime | None
    lines: int
    critical: int
    words: int
    basis: str
    note: str
    retired: bool
    key: str


@dataclass(frozen=True)
class ChecklistVersionLine:
    """A version of a checklist, with how many lines it has and when it was first printed."""

    version_id: int
    code: str
    version: int
    printed_at: datetime | None
    lines: int
    words: int


def checklists(session: Session, reader: Person, *, retired: bool = False) -> list[ChecklistName]:
    """The checklists of the reader's branch, by code, each with its latest version."""
    latest = (
        select(ChecklistVersion.checklist_id, func.max(ChecklistVersion.version).label("version"))
        .group_by(ChecklistVersion.checklist_id)
        .subquery()
    )
    found = session.execute(
        select(Checklist, Organisation.name, ChecklistVersion)
        .join(Organisation, Organisation.id == Checklist.organisation_id)
        .join(latest, latest.c.checklist_id == Checklist.id)
        .join(
            ChecklistVersion,
            (ChecklistVersion.checklist_id == Checklist.id) & (ChecklistVersion.version == latest.c.version),
        )
        .where(Checklist.organisation_id.in_(branch(reader)), *(() if retired else (Checklist.retired.is_(False),)))
        .order_by(Organisation.path, Checklist.code)
    ).all()
    many = _counted(session, [version.id for _one, _house, version in found])
    return [
        ChecklistName(
            one.id, one.code, one.name, one.kind, house, version.id, version.code, version.printed_at,
            *many.get(version.id, (0, 0, 0)), one.basis, one.note, one.retired, one.key,
        )
        for one, house, version in found
    ]  # fmt: skip


def _counted(session: Session, versions: list[int]) -> dict[int, tuple[int, int, int]]:
    """How many lines, critical ones and words each version has."""
    critical = func.count().filter(ChecklistLine.critical)
    lines = session.execute(
        select(ChecklistLine.version_id, func.count(), critical)
        .where(ChecklistLine.version_id.in_(versions))
        .group_by(ChecklistLine.version_id)
    )
    counted = {of: (many, grave) for of, many, grave in lines}
    said = session.execute(
        select(ScriptLine.version_id, func.count())
        .where(ScriptLine.version_id.in_(versions))
        .group_by(ScriptLine.version_id)
    )
    words = {of: many for of, many in said}  # noqa: C416 - rows are no pairs to dict()
    return {of: (*counted.get(of, (0, 0)), words.get(of, 0)) for of in versions}


def checklist_versions(session: Session, reader: Person, checklist: Checklist) -> list[ChecklistVersionLine]:
    """The versions of a checklist, the latest first."""
    own = select(ChecklistVersion).where(
        ChecklistVersion.checklist_id == checklist.id, ChecklistVersion.organisation_id.in_(branch(reader))
    )
    found = session.scalars(own.order_by(ChecklistVersion.version.desc())).all()
    many = _counted(session, [one.id for one in found])
    return [
        ChecklistVersionLine(one.id, one.code, one.version, one.printed_at, many[one.id][0], many[one.id][2])
        for one in found
    ]


def last_version(session: Session, checklist_id: int) -> ChecklistVersion:
    """The latest version of a checklist."""
    own = select(ChecklistVersion).where(ChecklistVersion.checklist_id == checklist_id)
    return session.scalars(own.order_by(ChecklistVersion.version.desc()).limit(1)).one()


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_CHECKLISTS, on="organisation")
def add_checklist(
    session: Session,
    by: Person,
    *,
    name: str,
    organisation: Organisation | None = None,
    kind: str = "",
    code: str = "",
    basis: str = "",
    note: str = "",
) -> Checklist:
    """Enter a checklist in the register; its first version is there at once, to be written in."""
    code = free_code(session, Checklist.code, code) if code else ""
    return enter(
        session, organisation or headquarters(session), name=name, kind=kind, code=code, basis=basis, note=note
    )


def enter(session: Session, house: Organisation, *, code: str = "", **said: str) -> Checklist:
    """A checklist with an empty first version."""
    one = Checklist(code=code or next_code(session, Checklist.code, "JC", 2), name="", organisation_id=house.id)
    _describe(session, one, **said)
    session.add(one)
    session.flush()
    session.add(
        ChecklistVersion(code=f"{one.code}/1", checklist_id=one.id, organisation_id=one.organisation_id, version=1)
    )
    session.flush()
    return one


@service(Permission.KEEP_CHECKLISTS, on="checklist")
def change_checklist(
    session: Session,
    by: Person,
    *,
    checklist: Checklist,
    name: str | None = None,
    kind: str | None = None,
    basis: str | None = None,
    note: str | None = None,
) -> Checklist:
    """Correct what the register says of a checklist; its versions stay as they are."""
    _describe(session, checklist, name=name, kind=kind, basis=basis, note=note)
    return checklist


def _describe(
    session: Session,
    one: Checklist,
    *,
    name: str | None = None,
    kind: str | None = None,
    basis: str | None = None,
    note: str | None = None,
) -> None:
    if name is not None:
        one.name = clean(name, field="name")
        one.look = skeleton(one.name)
        same = Checklist.organisation_id == one.organisation_id
        tell_look_alikes(session, Checklist.look, one.look, one.name, one.id, same)
    one.kind = one.kind if kind is None else clean(kind, field="kind", longest=40, blank=True)
    one.basis = one.basis if basis is None else clean(basis, field="basis", longest=400, blank=True)
    one.note = one.note if note is None else clean(note, field="note", longest=400, blank=True)
    one.key = search.key(one.name, one.code, one.kind)


@service(Permission.KEEP_CHECKLISTS, on="checklist")
def retire_checklist(session: Session, by: Person, *, checklist: Checklist) -> Checklist:
    """Let a checklist go: no new drill goes by it; those that did keep it."""
    must_live(checklist, "checklist")
    checklist.retired = True
    return checklist


@service(Permission.KEEP_CHECKLISTS, on="checklist")
def revive_checklist(session: Session, by: Person, *, checklist: Checklist) -> Checklist:
    """Take a retired checklist back into use."""
    if not checklist.retired:
        raise NotRetired(field="checklist", name=checklist.name)
    checklist.retired = False
    return checklist
