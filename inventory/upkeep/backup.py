"""Backup: the whole store as one file that can be carried away, and proved before it takes a store's place."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from inventory.ground import files, settings
from inventory.ground.audit import AuditEntry
from inventory.ground.errors import Refused
from inventory.ground.exercises import exercise
from inventory.ground.i18n import N_
from inventory.ground.people import Organisation
from inventory.ground.store import Store, StoreNewer, newest_version, now
from inventory.ground.storefile import (
    BESIDE,
    PAGES,
    PATIENCE,
    NotAStore,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreMissing,
    StoreThere,
    Turn,
    connect,
    discard,
    free_name,
    look_at,
    reading,
    refusal,
    refuse_network,
    snapshot,
)
from inventory.upkeep import copying, withheld
from inventory.upkeep.findings import Progress
from inventory.upkeep.verify import verify

HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

# Refusals ------------------------------------------------------------------------------------------------------


class OntoItself(Refused):
    """A backup into the store's own file."""

    message = N_("{where} is the store itself: give the backup a name of its own.")


class BackupFaulty(Refused):
    """A backup that is not in order takes no store's place."""

    message = N_("{where} is not restored, since it is not in order: {first} (faults: {count})")


class ExerciseInTheWay(Refused):
    """What was played takes the place of nothing real, and nothing real that of what is played."""

    message = N_("{where} is an exercise: neither it nor a real store takes the other's place.")


class OfFieldPack(Refused):
    """A copy that lacks passwords and telephone numbers would take the place of what has them."""

    message = N_(
        "{where} is the copy in the field pack {pack}, which secrets were left out of: restore a backup. "
        "Where there is none left, the copy itself can be opened with --store."
    )


# Backup --------------------------------------------------------------------------------------------------------


def backup(store: Store, target: Path, *, progress: Progress | None = None, overwrite: bool = False) -> None:
    """Write the whole store, in one consistent state, into one file: whole or not at all.

    It is a store of its own: private, marked as ours, guarded. Others may write to the store meanwhile.
    """
    with _in_words(target):
        if store.path is not None and target.exists() and target.samefile(store.path):
            raise OntoItself(where=str(target))
        with store.read() as session:
            _must_be_alike(target, is_exercise=exercise(session) is not None)
        with files.whole(target, overwrite=overwrite) as draft:
            if store.path is None:
                _copy_server(store, draft, progress)
            else:
                with closing(connect(store.path)) as here:
                    snapshot(here, draft, progress=progress)


def _copy_server(store: Store, draft: Path, progress: Progress | None) -> None:
    copy = Store.open(draft, create=True)
    try:
        with store.read() as source, copy.begin() as target:
            copying.into_file(source, target, progress)
    finally:
        copy.close()
    with closing(connect(draft)) as alone:
        alone.execute("PRAGMA journal_mode = DELETE")


# Restore -------------------------------------------------------------------------------------------------------


def restore(source: Path, where: str | os.PathLike[str], *, progress: Progress | None = None) -> Path | None:
    """Put a backup in a store's place, once it is proved; the file that kept the old store, where there was one.

    A file of an older version is brought up to date on the way. A store that others have open may be replaced under
    them. A database takes a backup only where it holds no books yet.
    """
    address = str(where)
    if "://" in address:
        folder = Path(tempfile.gettempdir())
        with _in_words(folder / files.DRAFT), files.drafting(folder) as draft:
            _prove(source, draft, progress)
            _into_server(draft, address)
        return None
    target = Path(address).expanduser()
    with _in_words(target):
        refuse_network(target)
        _must_take_place(target)
        _must_be_alike(target, is_exercise=False)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with files.drafting(target.parent) as draft:
            local = _prove(source, draft, progress)
            with Turn(target).held():
                return _into_file(draft, target, local)


def _prove(source: Path, draft: Path, progress: Progress | None) -> ZoneInfo:
    """Make a copy of the backup that is known to be in order and of this program's version; its local time."""
    where = str(source)
    try:
        look_at(source)
        with closing(reading(source)) as here:
            found = here.execute("SELECT version_num FROM alembic_version").fetchone()
            there = str(found[0]) if found else ""
            if there > newest_version():
                raise StoreNewer(where=where, theirs=there, ours=newest_version())
            snapshot(here, draft)
    except (sqlite3.DatabaseError, StoreDamaged) as trouble:
        if isinstance(refusal(str(trouble), where), StoreFull):
            raise
        raise NotAStore(where=where, why=str(trouble)) from trouble
    copy = Store.open(draft)
    try:
        if faults := verify(copy, progress=progress):
            raise BackupFaulty(where=where, first=faults[0], count=len(faults))
        with copy.read() as session:
            if exercise(session) is not None:
                raise ExerciseInTheWay(where=where)
            if pack := withheld.withheld(session.connection()).pack:
                raise OfFieldPack(where=where, pack=pack)
            return settings.zone(session)
    finally:
        copy.close()


def _must_take_place(target: Path) -> None:
    """Only a store, whole or broken, gives way to a backup."""
    if os.path.lexists(target) and not (target.is_file() and target.stat().st_size == 0):
        with suppress(StoreDamaged):
            look_at(target)


def _must_be_alike(target: Path, *, is_exercise: bool) -> None:
    """Neither an exercise nor a real store takes the other's place."""
    with suppress(StoreMissing, NotAStore, StoreDamaged, sqlite3.DatabaseError):
        look_at(target)
        with closing(reading(target)) as there:
            known = there.execute("SELECT 1 FROM sqlite_master WHERE name = 'exercise_mark'").fetchone()
            marked = bool(known and there.execute("SELECT 1 FROM exercise_mark").fetchone())
        if marked is not is_exercise:
            raise ExerciseInTheWay(where=str(target))


def _into_file(draft: Path, target: Path, local: ZoneInfo) -> Path | None:
    """Give the file the draft's content, and keep what was there beside it."""
    if not target.exists():
        discard(target)  # what an earlier store may have left beside its file would be taken for this one's
        draft.replace(target)
        files.keep_name(target.parent)
        return None
    kept = free_name(target, f"before-restore-{now().astimezone(local):%Y%m%d-%H%M%S}")
    try:
        look_at(target)
        with closing(connect(target)) as old:
            snapshot(old, kept)
    except (sqlite3.DatabaseError, NotAStore, StoreDamaged) as trouble:
        if isinstance(trouble, sqlite3.OperationalError):
            raise
        _set_aside(target, kept)
        draft.replace(target)
    else:
        _pour(draft, target)
    files.keep_name(target.parent)
    return kept


def _pour(draft: Path, target: Path) -> None:
    """Change the file's content as one transaction: those who have it open go on with the new one."""
    end = monotonic() + PATIENCE

    def wait(status: int, _left: int, _whole: int) -> None:
        if status in HELD and monotonic() > end:
            raise StoreBusy(seconds=round(PATIENCE))

    with closing(connect(draft)) as new, closing(connect(target)) as old:
        old.execute("PRAGMA synchronous = FULL")
        new.backup(old, pages=PAGES, progress=wait)


def _set_aside(target: Path, kept: Path) -> None:
    """Move a file that can't be read, with all that belongs to it."""
    for ending in ("", *BESIDE):
        part = target.with_name(target.name + ending)
        if part.exists():
            part.rename(kept.with_name(kept.name + ending))


def _into_server(draft: Path, address: str) -> None:
    try:
        store = Store.open(address)
    except NotAStore:
        store = Store.open(address, create=True)
    copy = Store.open(draft)
    try:
        with copy.read() as source, store.begin() as target:
            if any(target.scalar(select(func.count()).select_from(model)) for model in (AuditEntry, Organisation)):
                raise StoreThere(where=store.where)
            copying.into_server(source, target)
    finally:
        copy.close()
        store.close()


# What the disk says --------------------------------------------------------------------------------------------


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turn what the disk says into a refusal, whether the system or the database library says it."""
    try:
        with files.speaking(path):
            yield
    except sqlite3.Error as trouble:
        said = refusal(str(trouble), str(path))
        if said is None:
            raise
        raise said from trouble
