"""Backup: the whole store as one file that can be carried away, and proved before it takes a store's place."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic

from filelock import FileLock, Timeout
from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from inventory.ground.audit import AuditEntry
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation
from inventory.ground.schema import Base
from inventory.ground.store import Store, StoreNewer, newest_version, now
from inventory.ground.storefile import (
    BESIDE,
    PAGES,
    PATIENCE,
    NotAStore,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreThere,
    connect,
    discard,
    free_name,
    look_at,
    reading,
    refusal,
    refuse_network,
    snapshot,
)
from inventory.upkeep.findings import Progress
from inventory.upkeep.verify import verify

DRAFT = "draft"
NO_SPACE = {28, 122}  # ENOSPC and EDQUOT, which not every system has names for
HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
ROWS = 2000  # that are copied at a time

# Refusals ------------------------------------------------------------------------------------------------------


class FileThere(Refused):
    """A backup never writes over another file unasked."""

    message = N_("There is a file at {where} already; it is not overwritten.")


class CannotWrite(Refused):
    """The place for a file can't be written to."""

    message = N_("{where} can't be written: {why}.")


class OntoItself(Refused):
    """A backup into the store's own file."""

    message = N_("{where} is the store itself: give the backup a name of its own.")


class BackupFaulty(Refused):
    """A backup that is not in order takes no store's place."""

    message = N_("{where} is not restored, since it is not in order: {first} (faults: {count})")


# Backup --------------------------------------------------------------------------------------------------------


def backup(store: Store, target: Path, *, progress: Progress | None = None, overwrite: bool = False) -> None:
    """Write the whole store, in one consistent state, into one file: whole or not at all.

    It is a store of its own: private, marked as ours, guarded. Others may write to the store meanwhile.
    """
    where = str(target)
    with _in_words(where):
        _must_be_free(store, target, overwrite=overwrite)
        with _drafting(target.parent) as draft:
            if store.path is None:
                _copy_server(store, draft, progress)
            else:
                with closing(connect(store.path)) as here:
                    snapshot(here, draft, progress=progress)
            _must_be_free(store, target, overwrite=overwrite)  # nor does a file give way that came meanwhile
            draft.replace(target)
        _keep(target.parent)


def _must_be_free(store: Store, target: Path, *, overwrite: bool) -> None:
    where = str(target)
    if store.path is not None and target.exists() and target.samefile(store.path):
        raise OntoItself(where=where)
    if target.is_dir():
        raise CannotWrite(where=where, why=_("it is a folder"))
    if os.path.lexists(target) and not overwrite:
        raise FileThere(where=where)


def _copy_server(store: Store, draft: Path, progress: Progress | None) -> None:
    copy = Store.open(draft, create=True)
    try:
        with store.read() as source, copy.begin() as target:
            _copy_rows(source, target, progress)
    finally:
        copy.close()
    with closing(connect(draft)) as alone:
        alone.execute("PRAGMA journal_mode = DELETE")


def _copy_rows(source: Session, target: Session, progress: Progress | None) -> None:
    """Every row of every table, those first that others speak of."""
    tables = Base.metadata.sorted_tables
    whole = sum(source.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    done = 0
    for table in tables:
        rows: Select[tuple[object, ...]] = select(table).order_by(*table.primary_key.columns)
        found = source.execute(rows, execution_options={"yield_per": ROWS})
        for part in found.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])
            done += len(part)
            if progress is not None:
                progress(done, whole)


# Restore -------------------------------------------------------------------------------------------------------


def restore(source: Path, where: str | os.PathLike[str], *, progress: Progress | None = None) -> Path | None:
    """Put a backup in a store's place, once it is proved; the file that kept the old store, where there was one.

    A file of an older version is brought up to date on the way. A store that others have open may be replaced under
    them. A database takes a backup only where it holds no books yet.
    """
    address = str(where)
    server = "://" in address
    target = Path(address).expanduser()
    with _in_words(address if server else str(target)):
        if server:
            with _drafting(Path(tempfile.gettempdir())) as draft:
                _prove(source, draft, progress)
                _into_server(draft, address)
            return None
        refuse_network(target)
        _must_take_place(target)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _drafting(target.parent) as draft:
            _prove(source, draft, progress)
            with _alone(target):
                return _into_file(draft, target)


def _prove(source: Path, draft: Path, progress: Progress | None) -> None:
    """A copy of the backup that is known to be in order and of this program's version."""
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
        faults = verify(copy, progress=progress)
    finally:
        copy.close()
    if faults:
        raise BackupFaulty(where=where, first=faults[0], count=len(faults))


def _must_take_place(target: Path) -> None:
    """Only a store, whole or broken, gives way to a backup."""
    if os.path.lexists(target) and not (target.is_file() and target.stat().st_size == 0):
        with suppress(StoreDamaged):
            look_at(target)


def _into_file(draft: Path, target: Path) -> Path | None:
    """Give the file the draft's content, and keep what was there beside it."""
    if not target.exists():
        discard(target)  # what an earlier store may have left beside its file would be taken for this one's
        draft.replace(target)
        _keep(target.parent)
        return None
    kept = free_name(target, f"before-restore-{now().astimezone():%Y%m%d-%H%M%S}")
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
    _keep(target.parent)
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
            _copy_rows(source, target, None)
            _count_on(target)
    finally:
        copy.close()
        store.close()


def _count_on(session: Session) -> None:
    """Let the ids that a server gives begin after those that came with the backup."""
    for table in Base.metadata.sorted_tables:
        if table.autoincrement_column is not None:
            series = func.pg_get_serial_sequence(table.name, table.autoincrement_column.name)
            session.execute(select(func.setval(series, func.max(table.autoincrement_column))))


# The disk ------------------------------------------------------------------------------------------------------


@contextmanager
def _drafting(folder: Path) -> Iterator[Path]:
    """A name in a private folder on the same disk, which is gone afterwards with all that is left in it."""
    with tempfile.TemporaryDirectory(prefix=".xunbei-", dir=folder) as private:
        yield Path(private) / DRAFT


@contextmanager
def _in_words(where: str) -> Iterator[None]:
    """Turn what the disk says into a refusal."""
    try:
        yield
    except sqlite3.Error as trouble:
        said = refusal(str(trouble), where)
        if said is None:
            raise
        raise said from trouble
    except OSError as trouble:
        if trouble.errno in NO_SPACE:
            raise StoreFull(where=where) from trouble
        raise CannotWrite(where=where, why=trouble.strerror or type(trouble).__name__) from trouble


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else writes to the file meanwhile, nor begins to."""
    try:
        with FileLock(f"{path}.lock", timeout=PATIENCE, mode=0o600).acquire(poll_interval=0.004):
            yield
    except Timeout:
        raise StoreBusy(seconds=round(PATIENCE)) from None


def _keep(folder: Path) -> None:
    """See that a new name in a folder survives a power cut, where the system lets one ask for it."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
