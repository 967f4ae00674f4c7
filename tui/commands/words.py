"""The command line: how what was typed is read, what help says, and what wrong usage gets.

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
from tui.commands.wordlist import COMMANDS, EVERYWHERE

if TYPE_CHECKING:
    from inventory.ground.exercises import Exercise
    from inventory.ground.locks import Proof

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
    exercise: Exercise | None = None
    """What is exercised, once the store is open that says so."""

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
