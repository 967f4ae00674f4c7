"""Comparing: what was done on a field pack's copy and here since it was packed, in one order, conflicts named.

Both chains say it line by line. Nothing is taken over by itself: the list is printed, and what holds is keyed in.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.audit import AuditEntry
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.people import Permission, Person, require
from inventory.ground.store import Store, newest_version
from inventory.ground.storefile import NotAStore, StoreDamaged, look_at, reading, snapshot
from inventory.ground.text import visible
from inventory.upkeep import packing
from inventory.upkeep.conflicts import conflicts
from inventory.upkeep.findings import Progress
from inventory.upkeep.manifests import MANIFEST, STORE, Manifest, PackNewer, packed
from inventory.upkeep.sides import Done, Side, Since
from inventory.upkeep.verify import verify

# Refusals ------------------------------------------------------------------------------------------------------


class NotOurs(Refused):
    """The pack was made from other books, or from these before they were restored."""

    message = N_("These books know nothing of the field pack {number}: it was made from others.")


class ManifestChanged(Refused):
    """The list of checksums is not the one that the trail vouches for."""

    message = N_("{file} is not as it was packed: its SHA-256 is {found}, the audit trail says {held}.")


class CopyMissing(Refused):
    """There is nothing to compare with."""

    message = N_("The copy of the store, {file}, is not in {folder}.")


class CopyFaulty(Refused):
    """A copy that was changed behind the program's back tells nothing."""

    message = N_("{file} is not compared, since it is not in order: {first} (faults: {count})")


class OtherCopy(Refused):
    """A store that lies where the pack's copy should."""

    message = N_("{file} is not the copy that was packed: its audit line #{line} is another ({found}, packed: {held}).")


@dataclass(frozen=True)
class Comparison:
    """All that was done since a pack was made, in order; `faults` are its files that are not as they were packed."""

    manifest: Manifest
    lines: Sequence[Done]
    faults: Sequence[str] = ()

    @property
    def conflicts(self) -> int:
        """How many lines can't simply be keyed in."""
        return sum(bool(one.conflicts) for one in self.lines)


# The copy ------------------------------------------------------------------------------------------------------


@contextmanager
def copy_of(folder: Path, manifest: Manifest, progress: Progress | None = None) -> Iterator[Store]:
    """A pack's copy as it is now, proved, as a store of its own elsewhere: the pack itself isn't touched."""
    path = folder / manifest.file(STORE)
    if not path.is_file():
        raise CopyMissing(file=path.name, folder=folder)
    with tempfile.TemporaryDirectory(prefix="xunbei-") as private:
        draft = Path(private) / STORE
        _snapshot(path, draft, folder)
        copied = Store.open(draft)
        try:
            if faults := verify(copied, progress=progress):
                raise CopyFaulty(file=path.name, first=faults[0], count=len(faults))
            with copied.read() as session:
                _must_be_it(session, manifest)
            yield copied
        finally:
            copied.close()


def _snapshot(path: Path, draft: Path, folder: Path) -> None:
    try:
        look_at(path)
        with closing(reading(path)) as here:
            found = here.execute("SELECT version_num FROM alembic_version").fetchone()
            if found and str(found[0]) > newest_version():
                raise PackNewer(folder=folder, theirs=str(found[0]), ours=newest_version())
            snapshot(here, draft)
    except (sqlite3.DatabaseError, StoreDamaged) as trouble:
        raise NotAStore(where=str(path), why=str(trouble)) from trouble


def _must_be_it(session: Session, manifest: Manifest) -> None:
    """The copy's chain goes through the line that was its end when it was packed."""
    found = session.scalar(select(AuditEntry.digest).where(AuditEntry.id == manifest.entry_id)) or "—"
    if found != manifest.digest:
        raise OtherCopy(file=manifest.file(STORE), line=manifest.entry_id, found=found[:8], held=manifest.digest[:8])


def must_be_ours(session: Session, folder: Path, manifest: Manifest) -> None:
    """These books made the pack, and its manifest is the one that their trail vouches for."""
    held = select(AuditEntry.digest).where(AuditEntry.id == manifest.entry_id)
    lines = select(AuditEntry.facts).where(AuditEntry.service == packing.SERVICE, AuditEntry.id > manifest.entry_id)
    told = (json.loads(facts) for facts in session.scalars(lines))
    vouching = next((facts for facts in told if facts["number"] == manifest.number), None)
    if session.scalar(held) != manifest.digest or vouching is None:
        raise NotOurs(number=visible(manifest.number))
    name = manifest.file(MANIFEST)
    if (found := packed(folder / name).sha256) != vouching["manifest"]:
        raise ManifestChanged(file=name, found=found, held=vouching["manifest"])


# Comparing -----------------------------------------------------------------------------------------------------


def compare(home: Session, reader: Person, copy: Session, manifest: Manifest, faults: Sequence[str] = ()) -> Comparison:
    """What was done there and here since a pack was made, in the order of the clocks, each conflict with its reason."""
    require(home, reader, Permission.READ)
    there, here = Since(copy, manifest, Side.THERE), Since(home, manifest, Side.HERE)
    requests = {one.request: one.entry_id for one in here.lines if one.request}
    keyed = {one.entry_id: requests.get(request_of(manifest, one)) for one in there.lines}
    there.settled = {entry_id for entry_id, by in keyed.items() if by}
    here.settled = {by for by in keyed.values() if by}
    found = conflicts(there, here, home, reader)
    told = [
        replace(one, keyed=keyed[one.entry_id], conflicts=tuple(found.get(one.entry_id, ()))) for one in there.lines
    ]
    rest = [one for one in here.lines if one.entry_id not in here.settled]
    lines = sorted([*told, *rest], key=lambda one: (one.at, one.side is Side.HERE, one.entry_id))
    return Comparison(manifest, lines, faults)


def request_of(manifest: Manifest, one: Done) -> str:
    """By which request a line is keyed in: the same one twice is found instead of being done twice.

    A pack may be worked on at two stations: the line's digest tells its lines from those of the same number there.
    """
    return f"{manifest.number}/{one.entry_id}-{one.digest[:8]}"
