"""The field pack's papers: a copy of the store without secrets, its seal, and a manifest that vouches for every file.

The copy is a store that can be worked on where nothing else is left. Passwords are left out of it, so that it is open
to whoever has it, and telephone numbers unless they were asked for.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inventory.ground import accounts, audit, exercises, settings
from inventory.ground.errors import Refused
from inventory.ground.files import DRAFT, FolderMissing, drafting, keep_name, speaking
from inventory.ground.i18n import N_, language
from inventory.ground.passwords import Password
from inventory.ground.people import Permission, Person, headquarters, require
from inventory.ground.schema import Base, Phone, compact, guards, models
from inventory.ground.settings import Setting
from inventory.ground.store import Store, moment_of, newest_version
from inventory.ground.storefile import connect
from inventory.supplies.counting import must_not_count_blind
from inventory.upkeep import backup, withheld
from inventory.upkeep.findings import Progress
from inventory.upkeep.manifests import BOOK, MANIFEST, PAPER, SEAL, STORE, Manifest, Seal, packed
from inventory.upkeep.signed import vouched

SERVICE = "make_field_pack"
REPORT = "field-pack"  # what the trail calls it where it accounts for telephone numbers

# Refusals ------------------------------------------------------------------------------------------------------


class FolderTaken(Refused):
    """A pack has a folder of its own."""

    message = N_("{folder} is there already and not empty: give the field pack a folder of its own.")


# Before ----------------------------------------------------------------------------------------------------------


def must_pack(session: Session, by: Person, *, phones: bool) -> None:
    """Refuse who may not carry all of the books away, who counts them blind, or may not have the telephone numbers."""
    require(session, by, Permission.READ)
    must_not_count_blind(session, by)
    if phones:
        require(session, by, Permission.SEE_PHONES)


def account_for_phones(session: Session, by: Person, report: str = REPORT) -> None:
    """Say in the trail, before it is done, that telephone numbers leave the house, or come back into it on a list."""
    accounts.show_phones(session, by, organisation=headquarters(session), report=report)


# Making ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gathered:
    """Where a pack comes to be, in private: its own folder, and one beside it for what is worked on."""

    target: Path
    folder: Path
    work: Path

    @property
    def store(self) -> Path:
        """The copy while it is worked on: what a database keeps beside its file stays out of the pack."""
        return self.work / STORE

    def settle(self) -> None:
        """Give the pack its name, whole."""
        with speaking(self.target):
            _must_be_free(self.target)
            if self.target.exists():
                self.target.rmdir()  # empty; a folder doesn't take another one's name everywhere
            self.folder.replace(self.target)
        keep_name(self.target.parent)


@contextmanager
def gathering(target: Path) -> Iterator[Gathered]:
    """Where a pack is made that takes its name only when it is `settle`d; otherwise nothing is left of it."""
    with speaking(target):
        _must_be_free(target)
        with drafting(target.parent) as draft:
            made = Gathered(target, draft.with_name(DRAFT), draft.with_name("work"))
            for folder in (made.folder, made.work):
                folder.mkdir(mode=0o700)
            yield made


def _must_be_free(target: Path) -> None:
    if not target.parent.is_dir():
        raise FolderMissing(folder=target.parent)
    if os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir())):
        raise FolderTaken(folder=target)


def copy(store: Store, target: Path, progress: Progress | None = None) -> None:
    """The whole store in one state, as a file."""
    backup.backup(store, target, progress=progress)


def seal(session: Session, by: Person, *, number: str, phones: bool) -> Seal:
    """The seal of a pack, from its copy."""
    drill = exercises.exercise(session)
    return Seal(
        number,
        headquarters(session).name,
        moment_of(session),
        by.name,
        audit.head(session),
        vouched(session),
        phones,
        drill.said if drill else "",
        settings.zone(session),
    )


def last_rows(session: Session) -> dict[str, int]:
    """Each table's last row, where its rows are numbered."""
    columns = {model.__tablename__: model.__table__.columns for model in models()}
    return {name: session.scalar(select(func.max(own["id"]))) or 0 for name, own in columns.items() if "id" in own}


def strip(path: Path, person_id: int, *, number: str, phones: bool) -> None:
    """Leave secrets out of a copy, to the last byte of its file, and say so in its own chain."""
    rows = _strip_sealed(path, phones=phones)
    copied = Store.open(path)
    try:
        with copied.begin() as session:
            by = session.get_one(Person, person_id)

            def work() -> tuple[Person, None]:
                if not phones:
                    _strip_kept(session)
                return by, None

            told = {table: withheld.runs_of(ids) for table, ids in sorted(rows.items()) if ids}
            audit.unasked(session, withheld.SERVICE, work, pack=number, phones=phones, rows=told)
    finally:
        copied.close()
    with closing(connect(path)) as alone:
        alone.execute("PRAGMA journal_mode = DELETE")
        alone.execute("VACUUM")  # what was overwritten may still lie in its free pages


def _strip_sealed(path: Path, *, phones: bool) -> dict[str, list[int]]:
    """Blank what lies in tables that only grow; which rows were changed by it."""
    wanted = guards("sqlite")
    blanked: list[tuple[type[Base], str]] = [(Password, "hash")]
    if not phones:
        blanked += [(model, name) for model, name in _phone_columns() if model.only_grows]
    rows: dict[str, list[int]] = {}
    with closing(connect(path)) as alone:
        alone.execute("BEGIN IMMEDIATE")
        for name in wanted:
            alone.execute(f"DROP TRIGGER IF EXISTS {name}")
        for model, name in blanked:
            table = model.__tablename__
            sql = f"UPDATE {table} SET {name} = '' WHERE {name} <> '' RETURNING id"  # noqa: S608 - the names are our own
            rows.setdefault(table, []).extend(row[0] for row in alone.execute(sql).fetchall())
        if not phones:
            rows[audit.AuditEntry.__tablename__] = _strip_facts(alone)
        for sql in wanted.values():
            alone.execute(sql)
        alone.execute("COMMIT")
    return rows


def _strip_facts(alone: sqlite3.Connection) -> list[int]:
    """Blank the telephone numbers that the trail's own lines hold."""
    changed = []
    found = alone.execute("SELECT id, facts FROM audit_entry WHERE facts LIKE '%phone%' ORDER BY id").fetchall()
    for entry_id, text in found:
        told = json.loads(text)
        if (without := withheld.without_phones(told)) != told:
            alone.execute("UPDATE audit_entry SET facts = ? WHERE id = ?", (compact(without), entry_id))
            changed.append(entry_id)
    return changed


def _strip_kept(session: Session) -> None:
    """Blank the telephone numbers of rows that may change, each sealed anew."""
    for model, name in _phone_columns():
        if not model.only_grows:
            for row in session.scalars(select(model).where(getattr(model, name) != "")):
                setattr(row, name, "")
    for setting in session.scalars(select(Setting).where(Setting.key == withheld.DUTY_PHONE)):
        setting.value = ""


def _phone_columns() -> list[tuple[type[Base], str]]:
    return [
        (model, column.name)
        for model in models()
        for column in model.__table__.columns
        if isinstance(column.type, Phone)
    ]


def finish(made: Gathered, sealed: Seal, last: Mapping[str, int]) -> str:
    """Put copy, seal and manifest into the pack, and all of it on the disk; the manifest's own checksum."""
    with closing(connect(made.store)) as alone:
        alone.execute("PRAGMA journal_mode = DELETE")  # so that the file alone is all of it
    made.store.replace(made.folder / sealed.file(STORE))
    _write(made.folder / sealed.file(SEAL), sealed.text())
    parts = (made.folder / sealed.file(name) for name in (PAPER, BOOK, STORE, SEAL))
    files = tuple(packed(one) for one in parts if one.exists())
    manifest = Manifest(
        number=sealed.number,
        headquarters=sealed.headquarters,
        made_at=sealed.made_at.isoformat(),
        made_by=sealed.made_by,
        phones=sealed.phones,
        language=language(),
        entry_id=sealed.head.entry_id,
        digest=sealed.head.digest,
        files=files,
        last=last,
        version=newest_version(),
    )
    vouching = made.folder / sealed.file(MANIFEST)
    _write(vouching, manifest.text())
    for name in sorted(made.folder.iterdir()):  # before anybody waits for the turn at the books
        with name.open("rb+") as file:
            os.fsync(file.fileno())
    return packed(vouching).sha256


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
    path.chmod(0o600)


def record(session: Session, by: Person, *, sealed: Seal, manifest: str) -> None:
    """Say in the trail that a pack was made: up to which line, with telephone numbers or without, by what manifest."""
    facts = {"number": sealed.number, "upto": sealed.head.entry_id, "phones": sealed.phones, "manifest": manifest}
    audit.unasked(session, SERVICE, lambda: (by, None), **facts)
