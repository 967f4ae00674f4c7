"""The file that a store is kept in: made private, and looked at before the database library meets it."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event, Thread, local
from weakref import WeakKeyDictionary

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _

if sys.platform != "win32":
    import fcntl

APPLICATION_ID = 0x58424549  # "XBEI", so that a file tells whose it is
PATIENCE = 10.0  # seconds that a writer waits for its turn
SQLITE_MAGIC = b"SQLite format 3\x00"
SQLITE_HEADER = 100  # bytes
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file
PAGES = 2000  # that are copied in one step
NETWORK_FILESYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ncpfs"}

# Refusals ------------------------------------------------------------------------------------------------------


class StoreMissing(Refused):
    """There is no store there."""

    message = N_("There is no store at {where}. Make one with `xunbei init`, or open the example with `xunbei demo`.")


class StoreThere(Refused):
    """A store is there already, and is never overwritten."""

    message = N_("There is a store at {where} already; it is not overwritten.")


class NotAStore(Refused):
    """Something else is there."""

    message = N_("{where} is not a store of Xunbei: {why}.")


class StoreShut(Refused):
    """The file is there, but not for us."""

    message = N_("The store at {where} can't be opened: {why}.")


class StoreReadOnly(Refused):
    """The store can be read but not changed."""

    message = N_("The store at {where} can only be read: ask who keeps the file for the right to write.")


class StoreOnNetwork(Refused):
    """A file store on a network share can lose what is written."""

    message = N_(
        "{where} lies on a network share ({kind}): put the file on this machine's own disk, or use PostgreSQL."
    )


class StoreDamaged(Refused):
    """The file is cut off or torn."""

    message = N_("The store at {where} is damaged ({why}): restore the last backup with `xunbei restore`.")


class StoreBusy(Refused):
    """Somebody else has been writing for longer than one waits."""

    message = N_("The store has been busy for {seconds} seconds: somebody else is writing. Try again.")


class StoreFull(Refused):
    """There is no room left on the disk."""

    message = N_("The disk that holds {where} is full: nothing was saved. Free some room and try again.")


# The file ------------------------------------------------------------------------------------------------------


def refusal(said: str, where: str) -> Refused | None:
    """What a database's trouble with its file is called in words; None for any other."""
    low = said.lower()
    if "locked" in low or "lock timeout" in low:
        return StoreBusy(seconds=round(PATIENCE))
    if "readonly" in low or "read-only" in low or "unable to open" in low:
        return StoreReadOnly(where=where)
    if ("full" in low and "disk" in low) or "no space left" in low:
        return StoreFull(where=where)
    if "not a database" in low or "malformed" in low:
        return StoreDamaged(where=where, why=said)
    return None


def connect(path: Path) -> sqlite3.Connection:
    """A connection to an existing file, which leaves saying BEGIN to us."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )


class Turn:
    """The turn at writing to a file: one process and one thread at a time, in the order in which they came."""

    _mine = local()  # the locks that this thread holds, whichever object it asked

    def __init__(self, path: Path) -> None:
        """Nobody's yet; the lock lies beside the file."""
        self._path, self._lock = path, path.absolute().with_name(f"{path.name}.lock")

    @contextmanager
    def held(self, patience: float | None = None) -> Iterator[None]:
        """Wait in line, StoreBusy after `patience` seconds or the usual ones; whose turn it is may ask again."""
        mine: set[Path] = self._mine.__dict__.setdefault("locks", set())
        if self._lock in mine:
            yield
            return
        give_back = self._given(PATIENCE if patience is None else patience)
        mine.add(self._lock)
        try:
            yield
        finally:
            mine.discard(self._lock)
            give_back()

    def _given(self, patience: float) -> Callable[[], object]:
        try:
            return _in_line(self._lock, patience)
        except TimeoutError:
            raise StoreBusy(seconds=round(patience)) from None
        except OSError as trouble:
            raise StoreReadOnly(where=str(self._path)) from trouble


def at_once(path: Path) -> Callable[[], object] | None:
    """Take the lock that a file is, without waiting; what gives it back, None where somebody has it."""
    if sys.platform == "win32":
        from filelock import FileLock, Timeout  # noqa: PLC0415 - 30 ms that looking at the stock need not pay

        lock = FileLock(path, timeout=0, mode=0o600, is_singleton=False, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            return None
        return partial(lock.release, force=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return partial(os.close, handle)


if sys.platform == "win32":

    def _in_line(path: Path, patience: float) -> Callable[[], object]:
        from filelock import FileLock  # noqa: PLC0415 - 30 ms that looking at the stock need not pay

        lock = FileLock(path, timeout=patience, mode=0o600)
        lock.acquire(poll_interval=0.004)
        return lock.release

else:

    def _in_line(path: Path, patience: float) -> Callable[[], object]:
        """The kernel keeps the line: who asks again and again would let others starve."""
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with ExitStack() as otherwise:
                otherwise.callback(os.close, handle)  # with it goes back what the thread may still be given
                if not _given(handle).wait(patience):
                    raise TimeoutError from None
                otherwise.pop_all()
        return partial(os.close, handle)

    def _given(handle: int) -> Event:
        """Set as soon as the kernel gives the lock; a thread waits for it, since waiting in the kernel has no end."""
        given = Event()

        def wait() -> None:
            fcntl.flock(handle, fcntl.LOCK_EX)
            given.set()

        Thread(target=wait, daemon=True).start()
        return given


def make_private(path: Path) -> None:
    """An empty database that nobody else can read, marked as ours."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except (OSError, ValueError) as trouble:  # a zero byte in a name is a ValueError
        raise StoreReadOnly(where=str(path)) from trouble
    with suppress(sqlite3.Error):
        fresh = connect(path)
        fresh.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        fresh.execute("PRAGMA journal_mode = WAL")
        fresh.close()


def write_ahead(path: Path) -> None:
    """Let readers and a writer share the file: what comes as a backup has no log, so that it is one file alone."""
    with closing(connect(path)) as alone, suppress(sqlite3.OperationalError):  # somebody else is in it: next time
        if alone.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            alone.execute("PRAGMA journal_mode = WAL")


_held: WeakKeyDictionary[object, tuple[int, int]] = WeakKeyDictionary()


def hold(holder: object, file: tuple[int, int] | None) -> None:
    """Note which file a store has open, or that it has none any more.

    POSIX drops all of a process's locks on a file when the process closes any handle of it. A header that was read
    beside SQLite would so take away the lock that tells other processes that the store is in use, and the next of
    them to leave would delete the write-ahead log under it. What is held is therefore never opened beside SQLite.
    """
    if file is None:
        _held.pop(holder, None)
    else:
        _held[holder] = file


def look_at(path: Path) -> None:
    """Refuse, in words, what is no store of ours, before the database library meets it."""
    where = str(path)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as trouble:
        raise StoreMissing(where=where) from trouble
    if not stat.S_ISREG(mode):
        raise NotAStore(where=where, why=_("it is a folder") if stat.S_ISDIR(mode) else _("it is not a file"))
    if identity(path) in _held.values():
        return  # it was looked at when it was opened
    try:
        with path.open("rb") as file:
            head = file.read(SQLITE_HEADER)
    except OSError as trouble:
        raise StoreShut(where=where, why=trouble.strerror or type(trouble).__name__) from trouble
    if not head:
        raise NotAStore(where=where, why=_("the file is empty"))
    if not head.startswith(SQLITE_MAGIC) or len(head) < SQLITE_HEADER:
        raise NotAStore(where=where, why=_("it is a file of another kind"))
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise NotAStore(where=where, why=_("it belongs to another program"))
    page = int.from_bytes(head[16:18], "big")
    expected = (65536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    wal = path.with_name(f"{path.name}-wal")
    if path.stat().st_size < expected and not (wal.exists() and wal.stat().st_size):  # a checkpoint may be under way
        raise StoreDamaged(where=where, why=_("the file is cut off"))


def must_serve(path: Path) -> None:
    """Refuse, in words, where a store could not be worked with."""
    if not os.access(path, os.W_OK):
        raise StoreReadOnly(where=str(path))
    refuse_network(path)


def identity(path: Path) -> tuple[int, int]:
    """Which file it is that the path leads to now; StoreMissing where it leads nowhere."""
    try:
        found = path.stat()
    except OSError as trouble:
        raise StoreMissing(where=str(path)) from trouble
    return found.st_dev, found.st_ino


def discard(path: Path) -> None:
    """Take a file away, with what SQLite keeps beside it."""
    for ending in ("", *BESIDE):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def free_name(path: Path, ending: str) -> Path:
    """A name beside a file that nothing has yet: `store.xb.before-0002`, then `store.xb.before-0002-2` and so on."""
    names = (path.with_name(f"{path.name}.{ending}{f'-{n}' if n > 1 else ''}") for n in count(1))
    return next(name for name in names if not os.path.lexists(name))


def reading(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, neither the file nor its folder where nobody is writing."""
    how = "ro" if path.with_name(f"{path.name}-wal").exists() else "ro&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={how}", uri=True, timeout=PATIENCE, isolation_level=None)


def snapshot(here: sqlite3.Connection, target: Path, *, progress: Callable[[int, int], object] | None = None) -> None:
    """Copy what a connection sees, in one state, whoever is writing: a new file, private, with nothing beside it."""

    def told(_status: int, left: int, whole: int) -> None:
        if progress is not None:
            progress(whole - left, whole)

    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with closing(connect(target)) as there:
            here.execute("BEGIN")
            here.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it sees this state alone
            here.backup(there, pages=PAGES, progress=told)
            here.execute("COMMIT")
            there.execute("PRAGMA journal_mode = DELETE")
    except BaseException:
        discard(target)
        raise


def refuse_network(path: Path) -> None:
    """Write-ahead logging needs shared memory, which a network share doesn't give."""
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return
    here = str(path.absolute())
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, point, filesystem, *_rest = line.split()
        point = re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), point)
        if (here == point or here.startswith(point.rstrip("/") + "/")) and len(point) >= len(best):
            best, kind = point, filesystem
    if kind in NETWORK_FILESYSTEMS:
        raise StoreOnNetwork(where=here, kind=kind)
