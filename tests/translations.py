"""The Chinese catalogue and the code: `python -m tests.translations` brings the catalogue up to date.

Messages that the code no longer has leave the catalogue (and are printed, with their Chinese, so that a reworded one
can be taken over); new ones enter it empty. The compiled catalogue beside it is written anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from inventory.ground.audit import SERVICES
from tui.commands import do

ROOT = Path(__file__).parent.parent
PACKAGES = ("inventory", "reports", "tui", "migrations", "seeds")
CATALOGUE = ROOT / "inventory" / "ground" / "locale" / "zh_CN.po"
COMPILED = CATALOGUE.with_suffix(".mo")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
HEADER = [
    ("Language", "zh_CN"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "nplurals=1; plural=0;"),
]

Key = str | tuple[str, ...]
DECLARING = do.MODULES  # importing them enters their services in the register
Texts = Key | list[str]


class PlainCatalog(Catalog):
    """A catalogue whose head says neither when nor with what it was written, so that equal ones are equal files."""

    mime_headers = HEADER


def sources() -> Iterator[Path]:
    """Every module of the program."""
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def in_code() -> dict[Key, str]:
    """Every message marked in the code, with a file in which it stands."""
    found: dict[Key, str] = {}
    for source in sources():
        where = source.relative_to(ROOT).as_posix()
        for _line, message, _comments, _context in extract_from_file("python", source, keywords=KEYWORDS):
            found.setdefault(message, where)
    # What a service does is said by its docstring: the list of services shows it.
    said: dict[Key, str] = {SERVICES[name].doc: f"the service {name}" for name in sorted(SERVICES)}
    return said | found


def in_catalogue(path: Path = CATALOGUE) -> dict[Key, Message]:
    """Every message of the catalogue."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    return {_key(message.id): message for message in catalogue if message.id}


def _key(text: Texts) -> Key:
    return text if isinstance(text, str) else tuple(text)


def first(text: Texts | None) -> str:
    """The Chinese of a message: it has one form, whatever the number."""
    return text if isinstance(text, str) else next(iter(text or ()), "")


def english(key: Key) -> str:
    """The English of a message, for many where the number matters."""
    return key if isinstance(key, str) else key[-1]


def placeholders(text: str) -> set[str]:
    """The names in braces that a message fills in."""
    return {name for _text, name, _format, _conversion in Formatter().parse(text) if name is not None}


def problems() -> list[str]:
    """What isn't right between the code, the catalogue and its compiled form, one sentence each."""
    code, catalogue = in_code(), in_catalogue()
    said = [f"{where}: no Chinese for {english(key)!r}" for key, where in code.items() if not _done(catalogue.get(key))]
    said += [f"in the catalogue alone: {english(key)!r}" for key in catalogue.keys() - code.keys()]
    for key, message in catalogue.items():
        chinese = first(message.string)
        if chinese and placeholders(chinese) != placeholders(english(key)):
            said.append(f"other placeholders in the Chinese of {english(key)!r}: {chinese!r}")
    if not COMPILED.exists() or COMPILED.read_bytes() != compiled(catalogue):
        said.append("the compiled catalogue is stale: python -m tests.translations")
    return sorted(said)


def _done(message: Message | None) -> bool:
    return message is not None and bool(first(message.string).strip()) and not message.fuzzy


def compiled(catalogue: dict[Key, Message]) -> bytes:
    """The catalogue as gettext reads it."""
    file = BytesIO()
    write_mo(file, _plain(catalogue))
    return file.getvalue()


def written(catalogue: dict[Key, Message]) -> bytes:
    """The catalogue as people read it, in the order of the English."""
    file = BytesIO()
    write_po(file, _plain(catalogue), width=0, no_location=True, omit_header=True, sort_output=True)
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in HEADER)
    return f'msgid ""\nmsgstr ""\n{head}\n'.encode() + file.getvalue()


def _plain(catalogue: dict[Key, Message]) -> PlainCatalog:
    plain = PlainCatalog(locale="zh_CN", fuzzy=False)
    for key, message in catalogue.items():
        string = message.string if isinstance(key, str) else (first(message.string),)
        kept = plain.add(key, string=string, user_comments=message.user_comments)
        kept.flags = message.flags & {"fuzzy"}  # what Babel guesses of a message's format differs from run to run
    return plain


def update() -> int:
    """Bring catalogue and compiled form up to date; say what is still to be translated."""
    code, old = in_code(), in_catalogue()
    new = {key: old.get(key) or Message(key, string="" if isinstance(key, str) else ("",)) for key in code}
    CATALOGUE.parent.mkdir(exist_ok=True)
    CATALOGUE.write_bytes(written(new))
    COMPILED.write_bytes(compiled(in_catalogue()))
    for key in old.keys() - new.keys():
        print(f"gone: {english(key)!r} {first(old[key].string)!r}")
    for problem in problems():
        print(problem)
    print(f"{len(new)} messages, {sum(not _done(message) for message in in_catalogue().values())} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(update())
