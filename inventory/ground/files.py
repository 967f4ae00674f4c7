"""Files that others will read: there complete, private and safe on the disk, or not there at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_

DRAFT = "draft"


class FileThere(Refused):
    """Something is there already, and nobody said that it may be replaced."""

    message = N_("{path} is there already; choose another name, or say that it may be replaced.")


class FolderMissing(Refused):
    """The folder that the file is to lie in isn't there."""

    message = N_("There is no folder {folder}.")


class FolderInTheWay(Refused):
    """The name is a folder's."""

    message = N_("{path} is a folder; give the file's name too.")


class MayNotWrite(Refused):
    """The system lets this person write nothing there."""

    message = N_("You may not write in {folder}; choose another folder.")


class DiskFull(Refused):
    """There is no room left for the file."""

    message = N_("The disk that holds {folder} is full: no file was written. Free some room and try again.")


class CannotWrite(Refused):
    """The system gave another reason."""

    message = N_("{path} can't be written: {why}.")


@contextmanager
def whole(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Where to write a file that takes its own name only when it is complete; an exception leaves nothing behind."""
    with speaking(path):
        must_take(path, overwrite=overwrite)
        with drafting(path.parent) as draft:
            yield draft
            _settle(draft)
            must_take(path, overwrite=overwrite)  # nor does a file give way that came meanwhile
            draft.replace(path)
        keep_name(path.parent)


@contextmanager
def drafting(folder: Path) -> Iterator[Path]:
    """A name in a private folder on the same disk, which is gone afterwards with all that is left in it."""
    with tempfile.TemporaryDirectory(prefix=".xunbei-", dir=folder) as private:
        yield Path(private) / DRAFT


@contextmanager
def speaking(path: Path) -> Iterator[None]:
    """Turn what the system says while a file is written into a refusal."""
    try:
        yield
    except OSError as error:
        raise _refusal(path, error) from error


def keep_name(folder: Path) -> None:
    """Let a new name itself outlive a power cut, where the system opens folders."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def must_take(path: Path, *, overwrite: bool) -> None:
    """Refuse where a file can't or mustn't take its name."""
    if not path.parent.is_dir():
        raise FolderMissing(folder=path.parent)
    if path.is_dir():
        raise FolderInTheWay(path=path)
    if not overwrite and os.path.lexists(path):
        raise FileThere(path=path)


def _settle(draft: Path) -> None:
    """See that what was written is on the disk, and its owner's alone."""
    draft.chmod(0o600)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


def _refusal(path: Path, error: OSError) -> Refused:
    """What the system said, as a sentence."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(folder=path.parent)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return MayNotWrite(folder=path.parent)
    return CannotWrite(path=path, why=error.strerror or type(error).__name__)
