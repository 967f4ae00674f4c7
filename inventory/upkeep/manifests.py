"""What a field pack says of itself: its seal, and a manifest that vouches for every file in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from inventory.ground.audit import Head
from inventory.ground.errors import Refused
from inventory.ground.exercises import PREFIXES, prefixed
from inventory.ground.i18n import N_, _
from inventory.ground.store import newest_version
from inventory.upkeep.signed import Vouched

STORE, PAPER, BOOK, SEAL, MANIFEST = "store.xb", "fieldpack.pdf", "fieldpack.xlsx", "seal.txt", "manifest.json"
FORMAT = 1
LARGEST = 1_000_000  # bytes of a manifest
TOO_LONG = 1 << 63  # what no database takes for a number of a line
WITHOUT_PHONES = N_("left out; what somebody wrote within a text stays")

# Refusals ------------------------------------------------------------------------------------------------------


class NotAPack(Refused):
    """A folder that no field pack of ours is in."""

    message = N_("{folder} is no field pack: {why}.")


class PackNewer(Refused):
    """The pack was made by a later version of the program."""

    message = N_(
        "The field pack in {folder} is of version {theirs}, this program knows {ours}: install the newer program."
    )


# What a pack says of itself --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seal:
    """Whose books a pack holds, up to which line of the chain, and by whom it was packed."""

    number: str
    headquarters: str
    made_at: datetime
    made_by: str
    head: Head
    signed: Vouched | None
    phones: bool
    exercise: str
    zone: ZoneInfo

    def file(self, name: str) -> str:
        """What a file of the pack is called, which says so where it was made in an exercise."""
        return prefixed(Path(name), self.exercise).name

    def facts(self, *, short: bool = False) -> list[tuple[str, str]]:
        """What it says, label by label; in short without the whole digest."""
        digest = [] if short else [(_("Digest (SHA-256)"), self.head.digest)]
        return [
            (_("Field pack"), self.number),
            *([(_("Exercise"), self.exercise)] if self.exercise else []),
            (_("Headquarters"), self.headquarters),
            (_("Packed at"), self._local(self.made_at)),
            (_("Packed by"), self.made_by),
            (_("Head of the chain"), self.head.short if short else f"#{self.head.entry_id}"),
            (_("Recorded at"), self._local(self.head.recorded_at) if self.head.recorded_at else "—"),
            *digest,
            (_("Last signed by both officers"), self._signed()),
            (_("Passwords"), _("left out: whoever has the copy can open it")),
            (_("Telephone numbers"), _("as they are in the books") if self.phones else _(WITHOUT_PHONES)),
        ]

    def text(self) -> str:
        """The seal as it lies in the folder."""
        lines = [_("{label}: {value}").format(label=label, value=value) for label, value in self.facts()]
        use = _("To work on the copy: xunbei --store {store}").format(store=self.file(STORE))
        back = _("Back at the headquarters, what was done on it is listed by: xunbei fieldpack compare FOLDER")
        return "\n".join([*lines, "", use, back, ""])

    def _signed(self) -> str:
        if self.signed is None:
            return _("nothing was signed with a handover yet")
        facts = {"handover": self.signed.number, "line": self.signed.signed.entry_id}
        return _("handover {handover} of {moment}, line #{line}").format(moment=self._local(self.signed.at), **facts)

    def _local(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Packed:
    """A file of a pack, with what it was when it was packed."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What lies in a pack; `last` holds each table's last row, so that what is newer is known to be."""

    number: str
    headquarters: str
    made_at: str
    made_by: str
    phones: bool
    language: str
    entry_id: int
    digest: str
    files: tuple[Packed, ...]
    last: Mapping[str, int] = field(default_factory=dict)
    version: str = ""
    format: int = FORMAT

    def file(self, name: str) -> str:
        """What a file of the pack is called: all of them, or none, say that it was made in an exercise."""
        called = (prefix for prefix in PREFIXES if any(one.name == prefix + STORE for one in self.files))
        return next(called, "") + name

    def text(self) -> str:
        """The manifest as it lies in the folder."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


# Reading ---------------------------------------------------------------------------------------------------------


def read_manifest(folder: Path) -> Manifest:
    """What a pack says of itself; refused where it is no pack, or one of a later version."""
    path = next((one for one in _named(folder, MANIFEST) if one.is_file()), folder / MANIFEST)
    try:
        if not folder.is_dir():
            raise NotAPack(folder=folder, why=_("there is no such folder"))
        if not path.is_file():
            raise NotAPack(folder=folder, why=_("it has no {file}").format(file=MANIFEST))
        if path.stat().st_size > LARGEST:
            raise NotAPack(folder=folder, why=_("its {file} is too large").format(file=MANIFEST))
        told = json.loads(path.read_bytes())
        _must_know(folder, told)
        return _manifest(told, path.name)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as trouble:
        raise NotAPack(folder=folder, why=_("its {file} can't be read").format(file=MANIFEST)) from trouble


def _must_know(folder: Path, told: Mapping[str, Any]) -> None:
    if int(told["format"]) > FORMAT or str(told["version"]) > newest_version():
        theirs = max(str(told["version"]), f"{told['format']}" if int(told["format"]) > FORMAT else "")
        raise PackNewer(folder=folder, theirs=theirs, ours=newest_version())


def _named(folder: Path, name: str) -> list[Path]:
    """Where a file lies that may have been made in an exercise."""
    return [folder / f"{prefix}{name}" for prefix in ("", *PREFIXES)]


def _manifest(told: Mapping[str, Any], name: str) -> Manifest:
    """A manifest whose every fact is of the kind that it should be; TypeError or ValueError otherwise."""
    files = tuple(Packed(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in told["files"])
    made = Manifest(
        **{name: str(told[name]) for name in ("number", "headquarters", "made_at", "made_by", "language", "digest")},
        phones=bool(told["phones"]),
        entry_id=int(told["entry_id"]),
        files=files,
        last={str(table): int(last) for table, last in told["last"].items()},
        version=str(told["version"]),
        format=int(told["format"]),
    )
    known = {made.file(one) for one in (PAPER, BOOK, STORE, SEAL)}
    if not {one.name for one in files} <= known or name != made.file(MANIFEST) or made.entry_id >= TOO_LONG:
        raise ValueError(files)
    return made


def changed_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What is no longer as it was packed, by name and checksum; the copy is there to be worked on."""
    for held in manifest.files:
        path = folder / held.name
        if not path.is_file():
            yield _("{file} is missing from the pack.").format(file=held.name)
        elif held.name != manifest.file(STORE) and (now := packed(path)).sha256 != held.sha256:
            yield _("{file} is not as it was packed: its SHA-256 is {found}, the manifest says {held}.").format(
                file=held.name, found=now.sha256, held=held.sha256
            )


def packed(path: Path) -> Packed:
    """A file as it is now."""
    with path.open("rb") as file:
        return Packed(path.name, path.stat().st_size, file_digest(file, "sha256").hexdigest())
