"""Exercises: the mark inside a copy of the store that says that nothing which is done there is real."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import Head, next_id, unasked, write
from inventory.ground.i18n import _
from inventory.ground.people import Person
from inventory.ground.schema import Base, Name, Prepared
from inventory.ground.store import moment_of

WORDS = "演练 EXERCISE"  # in both languages, whatever the officer's: nobody in the room may take it for real
PREFIXES = ("演练_", "EXERCISE_")

# Models --------------------------------------------------------------------------------------------------------


class MarkKind(StrEnum):
    """What a mark says."""

    BEGUN = "begun"
    ENDED = "ended"


class ExerciseMark(Base):
    """That this store is a copy made for a drill: of which store, where its chain ended then; and that it is over."""

    __tablename__ = "exercise_mark"
    called = "drill"
    only_grows = True
    sealed = {1: "id kind drill name source entry_id digest at by"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[MarkKind]
    drill: Mapped[str] = mapped_column(Name(40))
    name: Mapped[str] = mapped_column(Name(200))
    source: Mapped[str] = mapped_column(Text)
    entry_id: Mapped[int]
    digest: Mapped[str] = mapped_column(Name(64))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(Name(120))


# Rules ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Exercise:
    """What the mark says: which drill, of which store, the end of its chain then, since when, and who began it."""

    drill: str
    name: str
    source: str
    entry_id: int
    digest: str
    at: datetime
    by: str
    is_ended: bool = False

    @property
    def head(self) -> Head:
        """Where the real store's chain ended when it was copied."""
        return Head(self.entry_id, None, self.digest)

    @property
    def said(self) -> str:
        """What stands on every screen and page: `演练 EXERCISE · YL-2022-0001 City flood`."""
        said = f"{WORDS} · {self.drill} {self.name}".strip()
        return _("{exercise} (over)").format(exercise=said) if self.is_ended else said


def prefixed(path: Path, mark: object) -> Path:
    """What a file is called that is written in an exercise (`mark` is anything that is true there)."""
    is_told = not mark or path.name in ("", "..") or path.name.startswith(PREFIXES)
    return path if is_told else path.with_name(_("EXERCISE") + "_" + path.name)


# Queries -------------------------------------------------------------------------------------------------------

_FIELDS = tuple(field.name for field in fields(Exercise))[:-1]
_COLUMNS = ExerciseMark.__table__.c
_MARKS = Prepared(select(*(_COLUMNS[name] for name in _FIELDS)).order_by(_COLUMNS.id))


def exercise(session: Session) -> Exercise | None:
    """The exercise that this store is; None where it is real. Read once: a store is marked before anybody opens it."""
    memory = session.info["memory"]
    if "exercise" not in memory:
        memory["exercise"] = _read(session)
    mark: Exercise | None = memory["exercise"]
    return mark


def _read(session: Session) -> Exercise | None:
    found = _MARKS.rows(session.connection())
    return replace(Exercise(*found[0]), is_ended=len(found) > 1) if found else None


# Services ------------------------------------------------------------------------------------------------------


def begin_exercise(session: Session, by: Person, *, drill: str, name: str, source: str, head: Head) -> None:
    """Mark a fresh copy, before anybody can open it."""
    _mark(session, by, MarkKind.BEGUN, {"drill": drill, "name": name, "source": source}, head)


def end_exercise(session: Session, by: Person) -> None:
    """Mark a copy as one that nobody exercises in any more: its timeline was taken over."""
    mark = exercise(session)
    if mark is not None:
        _mark(session, by, MarkKind.ENDED, {"drill": mark.drill, "name": mark.name, "source": mark.source}, mark.head)


def _mark(session: Session, by: Person, kind: MarkKind, facts: dict[str, str], head: Head) -> None:
    def work() -> tuple[Person, None]:
        row = {
            "id": next_id(session, ExerciseMark),
            "kind": kind,
            **facts,
            "entry_id": head.entry_id,
            "digest": head.digest,
            "at": moment_of(session),
            "by": by.name,
        }
        write(session, ExerciseMark, [row])
        session.info["memory"].pop("exercise", None)
        return by, None

    unasked(session, "begin_exercise" if kind is MarkKind.BEGUN else "end_exercise", work, **facts)
