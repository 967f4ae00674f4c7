"""The words of the command line: which commands and options there are, and how what was typed is read.

Python's own parser speaks English alone; this one speaks the officer's language, takes the common options before and
after the command, and costs nothing at the start.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from inventory.ground.errors import Refused
from inventory.ground.i18n import LANGUAGES, N_, _
from inventory.ground.text import alike, fit, visible, width

if TYPE_CHECKING:
    from inventory.ground.locks import Proof

# What there is -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """An option; one without `value` is a switch."""

    name: str
    doc: str
    value: str = ""
    short: str = ""

    @property
    def key(self) -> str:
        """How the code calls it: `--as-at` is `as_at`."""
        return self.name.removeprefix("--").replace("-", "_")

    @property
    def shown(self) -> str:
        """How help shows it."""
        names = f"{self.short}, {self.name}" if self.short else self.name
        return f"{names} {self.value}" if self.value else names


@dataclass(frozen=True)
class Command:
    """A command: its words in order as help shows them, how many it takes, and the module that does it."""

    doc: str
    does: str
    words: str = ""
    least: int = 0
    most: int | None = 0
    options: tuple[Option, ...] = ()
    more: str = ""


JSON = Option("--json", N_("as JSON, for other programs"))
OVERWRITE = Option("--overwrite", N_("replace the file where there is one"))
EVERYWHERE = (
    Option("--store", N_("the store: a file, or postgresql+psycopg://… (XUNBEI_STORE)"), "PATH|URL"),
    Option("--lang", N_("the language (XUNBEI_LANG)"), "|".join(LANGUAGES)),
    Option("--as", N_("who acts; a locked store asks for the password (XUNBEI_PASSWORD)"), "LOGIN"),
    Option("--help", N_("this help"), short="-h"),
    Option("--version", N_("the program's version")),
)

COMMANDS: dict[str, Command] = {
    "": Command(N_("open the terminal"), "tui.commands.terminal:run"),
    "demo": Command(
        N_("open the terminal on the district of the newspaper article, an example"),
        "tui.commands.demo:run",
        options=(Option("--fresh", N_("make the example anew; the old one stays beside it")),),
    ),
    "init": Command(
        N_("make a store; one that is there is never overwritten"),
        "tui.commands.begin:run",
        options=(
            Option("--seed", N_("what to begin with: the article's district, or nothing"), "article|none"),
            Option("--headquarters", N_("whose store it is; alone it means --seed none"), "NAME"),
        ),
        more=N_(
            "With --seed none, --as is the login of the first person, who is administrator and leader. A store on a "
            "server is locked from the beginning: the administrator's password is asked for, or taken from "
            "XUNBEI_PASSWORD."
        ),
    ),
    "status": Command(N_("what the store is and how it stands"), "tui.commands.status:run", options=(JSON,)),
    "report": Command(
        N_("a report on the terminal, or written as a file"),
        "tui.commands.report:run",
        "list | NAME",
        1,
        2,
        (
            Option(
                "--output", N_("write a file: Excel (.xlsx), or a calendar (.ics) of a person's duties"), "FILE", "-o"
            ),
            OVERWRITE,
            Option("--as-at", N_("what had happened by then; a date alone means its end"), "WHEN"),
            Option("--known-at", N_("only what had been entered by then"), "WHEN"),
            JSON,
            Option("--item", N_("one item alone: code, barcode or exact name"), "ITEM"),
            Option("--place", N_("one depot, room or shelf alone: code or exact name"), "PLACE"),
            Option("--voucher", N_("the slip's number, such as CK-2022-0007"), "NUMBER"),
            Option("--count", N_("the check's number, such as PD-2022-0003"), "NUMBER"),
            Option("--part", N_("one part of the check alone, by its number"), "PART"),
            Option("--room", N_("whose roster: an organisation's code or exact name"), "ROOM"),
            Option("--month", N_("a month such as 2022-07 instead of this one"), "MONTH"),
            Option("--person", N_("whose duties: login or exact name"), "PERSON"),
            Option("--report", N_("its number, such as BS-2022-0001"), "NUMBER"),
            Option("--consultation", N_("its number, such as HS-2022-0001"), "NUMBER"),
            Option("--handover", N_("its number, such as JJ-2022-0001"), "NUMBER"),
            Option("--days", N_("so many days ahead instead of what is set"), "DAYS"),
            Option("--since", N_("what happened from then on"), "WHEN"),
        ),
        N_("`report list` says which report takes which of these."),
    ),
    "do": Command(
        N_("any service, with the same rights and the same audit line"),
        "tui.commands.do:run",
        "list | SERVICE [KEY=VALUE …]",
        1,
        None,
        (JSON,),
        N_(
            "Things are named by number, code or exact name. lines=ITEM:QUANTITY;… takes several lines; after the "
            "quantity each may have :lot=NUMBER (of a lot in the book) and :reason=, and one that brings stock in "
            ":batch= :maker= :produced_on= :expires_on= :quality=. A stock check is opened with "
            "parts=PERSON,PERSON:PLACE,PLACE;… and its sheet keyed with entries=LINE:QUANTITY;… "
            "(14:912;15:not_found;16:90:unfit=3:condition=to_repair). request=ID makes a retry find what was made "
            "instead of making it twice. `do list` says what each service takes."
        ),
    ),
    "read": Command(
        N_("read a filled Excel file back: a count sheet, or the workbook to move in with"),
        "tui.commands.read:run",
        "FILE.xlsx",
        1,
        1,
        (
            Option("--dry-run", N_("only say what would be done, and everything that is wrong")),
            Option("--at", N_("when the opening stock was there; now where nothing is said"), "WHEN"),
            Option("--replace", N_("let what the count sheet says replace what others have entered")),
            Option("--alone", N_("why the same person counts again: nobody else is there"), "REASON"),
            JSON,
        ),
        N_("All of it is entered, or nothing. `report blank-workbook -o FILE.xlsx` makes the one to move in with."),
    ),
    "password": Command(
        N_("set one's own password, the first of all, or as an administrator somebody else's"),
        "tui.commands.password:run",
        "[LOGIN]",
        most=1,
        more=N_(
            "The first password locks the store for good: from then on whoever acts signs in, with --as LOGIN and the "
            "password at the prompt or in XUNBEI_PASSWORD. The new password is asked for, or taken from "
            "XUNBEI_NEW_PASSWORD. Somebody else's is set with --as ADMINISTRATOR."
        ),
    ),
    "backup": Command(
        N_("write the whole store into one file"), "tui.commands.upkeep:back_up", "FILE", 1, 1, (OVERWRITE,)
    ),
    "restore": Command(
        N_("prove a backup and put it in the store's place; the old store stays beside it"),
        "tui.commands.upkeep:bring_back",
        "FILE",
        1,
        1,
    ),
    "verify": Command(
        N_("recompute every balance, walk the chain, look at triggers and keys"), "tui.commands.upkeep:prove"
    ),
    "migrate": Command(N_("bring an older store up to this program's version"), "tui.commands.upkeep:bring_up_to_date"),
}

# Refusals ------------------------------------------------------------------------------------------------------


class Wrong(Refused):
    """The command line was used wrongly; the command exits with 2."""

    message: ClassVar[str] = "{said}"


class SecretInAddress(Refused):
    """A password was written where others can read it: in the list of processes, in the shell's history."""

    message = N_(
        "Leave the password out of --store: put it in XUNBEI_STORE, a password file (~/.pgpass) or PGPASSWORD."
    )


class UnknownCommand(Wrong):
    """There is no such command."""

    message = N_("There is no command {word}; there are: {known}.")


class UnknownOption(Wrong):
    """The command doesn't take it."""

    message = N_("{command} takes no option {word}; see `{command} --help`.")


class NotText(Wrong):
    """Bytes that are no characters."""

    message = N_("{word} is not text in the encoding of this terminal.")


class ValueMissing(Wrong):
    """An option stands at the end without what it needs."""

    message = N_("{option} needs a value: {value}.")


class NoValue(Wrong):
    """A switch was given a value."""

    message = N_("{option} takes no value.")


class Twice(Wrong):
    """An option that can mean one thing only."""

    message = N_("{option} was given twice.")


class NotOneOf(Wrong):
    """The value isn't one of the few that there are."""

    message = N_("{option} is one of {choices}, not {value}.")


class WordMissing(Wrong):
    """The command needs more words."""

    message = N_("{command} needs to be told more: {words}.")


class WordTooMuch(Wrong):
    """The command takes fewer words."""

    message = N_("{command} doesn't know what to do with {word}.")


# Reading -------------------------------------------------------------------------------------------------------


@dataclass
class Asked:
    """What was typed: a command, its words and its options."""

    command: str = ""
    words: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    proof: Proof | None = None
    """Who signed in, once they did."""

    def __contains__(self, key: str) -> bool:
        """Whether an option was given."""
        return key in self.options

    def get(self, key: str) -> str | None:
        """An option's value, None where it wasn't given."""
        return self.options.get(key)


def language_of(typed: Sequence[str], environment: Mapping[str, str], otherwise: str) -> str:
    """The language that was asked for, wherever it stands; it must be known before anything is said."""
    wish = environment.get("XUNBEI_LANG") or otherwise
    for at, word in enumerate(typed):
        if word == "--":
            break
        if word == "--lang" and at + 1 < len(typed):
            wish = typed[at + 1]
        elif word.startswith("--lang="):
            wish = word.removeprefix("--lang=")
    if wish not in LANGUAGES:
        raise NotOneOf(option="--lang", choices="|".join(LANGUAGES), value=visible(wish))
    return wish


def read(typed: Sequence[str]) -> Asked:
    """What was typed, or the Wrong that says what is wrong with it."""
    for word in typed:
        if any("\ud800" <= sign <= "\udfff" for sign in word):
            raise NotText(word=visible(word))
    asked = Asked()
    left = iter(typed)
    for word in left:
        if word == "--":
            for plain in left:
                _word(asked, plain)
        elif word.startswith("-") and len(word) > 1:
            _option(asked, word, left)
        else:
            _word(asked, word)
    _complete(asked)
    if urlsplit(asked.options.get("store", "")).password:
        raise SecretInAddress
    return asked


def _word(asked: Asked, word: str) -> None:
    if asked.command:
        asked.words.append(word)
    elif word in COMMANDS and word:
        asked.command = word
    else:
        known = [name for name in COMMANDS if name]
        raise UnknownCommand(word=visible(word), known=", ".join(known)).asking(alike(word, known))


def _option(asked: Asked, word: str, left: Iterator[str]) -> None:
    name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
    options = (*COMMANDS[asked.command].options, *EVERYWHERE)
    option = next((one for one in options if name in (one.name, one.short)), None)
    if option is None:
        near = alike(name, (one.name for one in options))
        raise UnknownOption(command=called(asked.command), word=visible(name)).asking(near)
    if option.key in asked:
        raise Twice(option=option.name)
    if not option.value and equals:
        raise NoValue(option=option.name)
    if option.value and not equals:
        value = next(left, "")
    if option.value and not value:
        raise ValueMissing(option=option.name, value=option.value)
    if "|" in option.value and option.value.islower() and value not in option.value.split("|"):
        raise NotOneOf(option=option.name, choices=option.value, value=visible(value))
    asked.options[option.key] = value


def _complete(asked: Asked) -> None:
    command = COMMANDS[asked.command]
    if "help" in asked or "version" in asked:
        return
    if len(asked.words) < command.least:
        raise WordMissing(command=called(asked.command), words=command.words)
    if command.most is not None and len(asked.words) > command.most:
        raise WordTooMuch(command=called(asked.command), word=visible(asked.words[command.most]))


def called(command: str) -> str:
    """How a command is typed."""
    return f"xunbei {command}".strip()


# Help ----------------------------------------------------------------------------------------------------------


def help_lines(command: str) -> Iterator[str]:
    """The help of a command, or of the whole where none is named."""
    one = COMMANDS[command]
    if command:
        takes = " ".join(f"[{option.shown}]" for option in one.options)
        yield _("Use: {line}").format(line=" ".join(part for part in (called(command), one.words, takes) if part))
        yield f"  {_(one.doc)}"
        yield from listed(_("Options"), [(option.shown, _(option.doc)) for option in one.options])
        if one.more:
            yield ""
            yield f"  {_(one.more)}"
    else:
        yield _("Xunbei: the stock book of a flood-control headquarters")
        yield ""
        yield _("Use: {line}").format(line="xunbei [--store PATH|URL] [--lang zh|en] [--as LOGIN] [COMMAND]")
        commands = [(f"{name} {each.words}".strip() or _("(none)"), _(each.doc)) for name, each in COMMANDS.items()]
        yield from listed(_("Commands"), commands)
    yield from listed(_("Options everywhere"), [(option.shown, _(option.doc)) for option in EVERYWHERE])
    yield ""
    yield _("The command exits with 0 when it is done, 1 when it was refused, 2 when it was used wrongly.")


def listed(title: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A part of a help: words and what they mean, one below the other."""
    if not pairs:
        return
    wide = max(width(name) for name, _doc in pairs)
    yield ""
    yield _("{label}:").format(label=title)
    yield from (f"  {fit(name, wide)}  {doc}" for name, doc in pairs)
