"""A workbook's package, which a stranger may have made: looked at before anything of it is unpacked."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat
from zipfile import BadZipFile, LargeZipFile, ZipFile

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.text import visible

MEGABYTE = 1_000_000
LARGEST_FILE = 32 * MEGABYTE
LARGEST_DIRECTORY = MEGABYTE  # of the list of parts, which is read whole
MOST_PARTS = 2_000
LARGEST_WHOLE = 256 * MEGABYTE  # of all parts as they say they unpack; none unpacks to more than it says
STEEPEST = 200  # times what is packed; sheets full of alike cells come to about 60
HARMLESS = 4 * MEGABYTE  # up to here a part may be packed as tightly as it likes
MOST_ELEMENTS = 5_000_000  # of XML, in all parts
CHUNK = 1 << 16
END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
LONGEST_END = END_OF_DIRECTORY.size + (1 << 16)

# What else people send, by its first bytes.
KNOWN = (
    (b"\xff\xd8\xff", N_("a picture (JPEG)")),
    (b"\x89PNG", N_("a picture (PNG)")),
    (b"%PDF", N_("a PDF")),
    (b"SQLite format 3", N_("a store")),
    (b"{\\rtf", N_("a text document")),
    (b"<", N_("a web page or XML")),
)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")


class NoSuchFile(Refused):
    """Nothing is there, or it may not be read."""

    message = N_("{file} can't be read: {why}.")


class NotAWorkbook(Refused):
    """Something else than an Excel workbook."""

    message = N_("{file} is {what}, not an Excel workbook (.xlsx).")


class OldWorkbook(Refused):
    """A workbook in the format of before 2007."""

    message = N_("{file} is a workbook of the old kind (.xls): open it and save it as .xlsx.")


class LockedWorkbook(Refused):
    """A workbook that opens with a password only."""

    message = N_("{file} is protected with a password: save it without one.")


class TooLarge(Refused):
    """More than a workbook that people fill in can be."""

    message = N_("{file} is not read: {why}. A workbook that people filled in is smaller.")


class Damaged(Refused):
    """A workbook that doesn't hold together."""

    message = N_("{file} is damaged: {why}. Open it, save it anew and try again.")


Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class Text:
    """The text of the element that is being read."""

    def __init__(self) -> None:
        """Nothing is being read."""
        self._parts: list[str] | None = None

    def begin(self) -> None:
        """What comes now belongs to it."""
        self._parts = []

    def take(self) -> str:
        """All of it; what comes now doesn't belong to it."""
        text, self._parts = "".join(self._parts or ()), None
        return text

    def add(self, text: str) -> None:
        """A piece of text that the parser has come to."""
        if self._parts is not None:
            self._parts.append(text)


class _Names(dict[str, str]):
    """Elements' names without their prefixes."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(":")[2]
        return self[name]


class Package:
    """The parts of a workbook, none of which unpacks to more than was looked at."""

    def __init__(self, path: Path, archive: ZipFile) -> None:
        """Use `opened` instead."""
        self.file = visible(path.name)
        self._archive = archive
        self._elements = 0
        self.names = set(archive.namelist())

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part as it unpacks, bit by bit."""
        try:
            with self._archive.open(name) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error) as trouble:
            raise self.damaged(_("{part} does not unpack").format(part=visible(name))) from trouble
        except KeyError as trouble:
            raise self.damaged(_("{part} is missing").format(part=visible(name))) from trouble

    def parse(self, part: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
        """Walk through a part of XML; elements are told without their prefix, entities are none."""
        parser, names = expat.ParserCreate(), _Names()
        parser.buffer_text = True

        def begun(name: str, given: dict[str, str]) -> None:
            self._elements += 1
            if self._elements > MOST_ELEMENTS:
                raise TooLarge(file=self.file, why=_("it holds more than {count} things").format(count=MOST_ELEMENTS))
            start(names[name], given)

        def declared(*_facts: object) -> None:
            raise self.damaged(_("{part} can't be read").format(part=visible(part)))

        parser.StartElementHandler = begun
        parser.StartDoctypeDeclHandler = declared  # what entities would be blown up with
        if end is not None:
            parser.EndElementHandler = lambda name: end(names[name])
        if text is not None:
            parser.CharacterDataHandler = text.add
        try:
            for chunk in self.chunks(part):
                parser.Parse(chunk, False)  # noqa: FBT003 - the parser takes it by place only
            parser.Parse(b"", True)  # noqa: FBT003 - as above
        except (expat.ExpatError, ValueError) as trouble:
            raise self.damaged(_("{part} can't be read").format(part=visible(part))) from trouble

    def damaged(self, why: str) -> Damaged:
        """What is wrong with it."""
        return Damaged(file=self.file, why=why)


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """A package whose sizes were found bearable; refused in words whatever else the file is."""
    name = visible(path.name)
    try:
        file = path.open("rb")
    except (OSError, ValueError) as trouble:
        raise NoSuchFile(file=name, why=getattr(trouble, "strerror", None) or _("there is no such file")) from trouble
    with file:
        _is_one(file, name)
        _directory_is_bearable(file, name)
        try:
            archive = ZipFile(file)
        except (BadZipFile, LargeZipFile, EOFError, NotImplementedError, OSError, ValueError) as trouble:
            raise Damaged(file=name, why=_("its list of parts can't be read")) from trouble
        with archive:
            _parts_are_bearable(archive, name)
            yield Package(path, archive)


def _is_one(file: BinaryIO, name: str) -> None:
    """Refuse what isn't a package at all, by what it is."""
    try:
        start = file.read(1 << 12)
    except OSError as trouble:
        raise NoSuchFile(file=name, why=trouble.strerror or type(trouble).__name__) from trouble
    if start.startswith(COMPOUND):
        raise (LockedWorkbook if _is_locked(file) else OldWorkbook)(file=name)
    if not start.startswith(b"PK"):
        what = next((_(what) for sign, what in KNOWN if start.lstrip().startswith(sign)), None)
        raise NotAWorkbook(file=name, what=what or (_("something else") if start else _("empty")))


def _is_locked(file: BinaryIO) -> bool:
    file.seek(0)
    return LOCKED in file.read(LARGEST_FILE)


def _directory_is_bearable(file: BinaryIO, name: str) -> None:
    """Look at how much there is before the list of parts is read."""
    size = file.seek(0, 2)
    if size > LARGEST_FILE:
        raise TooLarge(file=name, why=_("it has {size} MB").format(size=size // MEGABYTE))
    file.seek(max(0, size - LONGEST_END))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < END_OF_DIRECTORY.size:
        raise Damaged(file=name, why=_("its end is missing"))
    _sign, _disk, _start, _here, parts, listed, _offset, _comment = END_OF_DIRECTORY.unpack_from(tail, at)
    if parts > MOST_PARTS or listed > LARGEST_DIRECTORY:
        raise TooLarge(file=name, why=_("it has {count} parts").format(count=parts))


def _parts_are_bearable(archive: ZipFile, name: str) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise TooLarge(file=name, why=_("it has {count} parts").format(count=len(parts)))
    if any(part.flag_bits & 1 for part in parts):
        raise LockedWorkbook(file=name)
    whole = sum(part.file_size for part in parts)
    steep = [part for part in parts if part.file_size > max(HARMLESS, STEEPEST * part.compress_size)]
    if whole > LARGEST_WHOLE or steep:
        raise TooLarge(file=name, why=_("it would unpack to {size} MB").format(size=whole // MEGABYTE))
