"""report: a report on the terminal, as JSON, or as an Excel file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from inventory.ground.exercises import prefixed
from inventory.ground.i18n import N_, _
from inventory.ground.store import Store
from inventory.ground.text import fit, visible, width
from reports import given, phones, plain, registry
from reports.asked import Option, Report
from reports.registry import REPORTS, OptionMissing, OptionNotTaken, UnknownReport
from reports.sheet import Written
from tui.commands import load, wordlist, words
from tui.commands.acting import acting, signed_in
from tui.commands.saying import as_json
from tui.commands.wordlist import ASKED, COMMANDS
from tui.commands.words import Asked, WordTooMuch, Wrong, called

OWN = {"output", "overwrite", "json"}  # what isn't the report's but the command's
KINDS = {".xlsx": N_("Excel"), ".pdf": N_("pages"), ".ics": N_("a calendar")}


class OneOrTheOther(Wrong):
    """A file is a workbook, JSON goes to standard output."""

    message = N_("Use --json or -o, not both.")


class OtherEnding(Wrong):
    """The name says another kind of file."""

    message = N_("{file} is no name for this report: give it the ending {endings}.")


def run(asked: Asked) -> int:
    """List the reports, or make one."""
    name = asked.words[0]
    if name == "list":
        _list(asked)
        return 0
    print_report(asked, name)
    return 0


def help_lines(name: str) -> Iterator[str]:
    """The help of one report, or of all where none is called so."""
    one = REPORTS.get(name)
    if one is None:
        yield from words.help_lines("report")
        return
    own = [_own(option, one) for option in COMMANDS["report"].options if option.key in OWN]
    takes = [*map(_shown, one.options), *(f"[{option.shown}]" for option in own)]
    yield _("Use: {line}").format(line=" ".join([called(f"report {name}"), *takes]))
    yield f"  {_(one.title)}"
    yield f"  {_(one.doc)}"
    named = [(_shown(option).strip("[]"), _(option.doc)) for option in one.options]
    yield from words.listed(_("Options"), [*named, *((option.shown, _(option.doc)) for option in own)])


def _own(option: wordlist.Option, report: Report) -> wordlist.Option:
    """An option of the command as one report takes it: the file's name tells which kinds there are."""
    if option.key != "output":
        return option
    kinds = _(", ").join(f"{_(KINDS[ending])} ({ending})" for ending in report.endings)
    value = "|".join(f"FILE{ending}" for ending in report.endings)
    return replace(option, value=value, doc=_("write a file: {kinds}").format(kinds=kinds))


def print_report(asked: Asked, name: str) -> None:
    """One report, to where it was asked for."""
    try:
        texts = texts_of(asked, name)
        _make(asked, name, texts)
    except (UnknownReport, OptionNotTaken, OptionMissing) as refusal:
        raise Wrong(field=refusal.field, said=str(refusal)) from None


def texts_of(asked: Asked, name: str) -> dict[str, str]:
    """The report's own options as they were typed; a second word is what the report must be told."""
    options = {option.key for option in ASKED}
    texts = {key: value for key, value in asked.options.items() if key in options}
    for word in asked.words[1:]:
        must = next((option.name for option in registry.report(name).options if option.needed), None)
        if must is None or must in texts:
            raise WordTooMuch(command=called(f"report {name}"), word=visible(word))
        texts[must] = word
    return texts


def _make(asked: Asked, name: str, texts: dict[str, str]) -> None:
    output = output_of(asked, registry.report(name))
    with signed_in(asked) as store:
        with store.read() as session:
            registry.read(session, acting(session, store, asked), name, texts)
        phones.account(store, lambda session: acting(session, store, asked), name)
        write_report(asked, name, texts, store, output)


def write_report(asked: Asked, name: str, texts: dict[str, str], store: Store, output: Path | None) -> None:
    """A report as it was asked for, in a store where whoever acts has signed in."""
    with store.read() as session:
        officer = acting(session, store, asked)
        table, stamp = registry.make(session, officer, name, **registry.read(session, officer, name, texts))
        if output is not None:
            output = prefixed(output, stamp.exercise)
            writer = load(registry.WRITERS[output.suffix.lower()])
            written: Written = writer(output, table, stamp, overwrite="overwrite" in asked)
            remark(written)
            print(_("{number} was written to {file}.").format(number=stamp.number, file=visible(str(output))))
        else:
            lines = plain.as_json(table, stamp) if "json" in asked else plain.text(table, stamp, _room())
            for line in lines:
                print(line, end="" if "json" in asked else "\n")
    if output is not None:
        given.account(store, lambda session: acting(session, store, asked), name, (table, stamp))


def remark(written: Written) -> None:
    """Say what a reader of the file will miss in it, where it doesn't get into the way of what is said of it."""
    for one in written.remarks:
        print(visible(one), file=sys.stderr)


def output_of(asked: Asked, report: Report) -> Path | None:
    """The file that was asked for; Wrong where the report can't be written as that."""
    output = asked.get("output")
    if output is None:
        return None
    if "json" in asked:
        raise OneOrTheOther
    path = Path(output).expanduser()
    if path.suffix.lower() not in report.endings:
        raise OtherEnding(file=visible(output), endings=_(" or ").join(report.endings))
    return path


def _room() -> int | None:
    """How wide the terminal is; a pipe takes everything."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _list(asked: Asked) -> None:
    """Every report with what it may be asked."""
    if "json" in asked:
        listed = [
            {
                "name": one.name,
                "title": _(one.title),
                "doc": _(one.doc),
                "options": [
                    {"name": option.name, "kind": option.kind.value, "doc": _(option.doc), "needed": option.needed}
                    for option in one.options
                ],
            }
            for one in REPORTS.values()
        ]
        print(as_json({"reports": listed}, indent=2))
        return
    wide = max(width(name) for name in REPORTS)
    for one in REPORTS.values():
        takes = " ".join(_shown(option) for option in one.options)
        print(f"{fit(one.name, wide)}  {_(one.title)}")
        print(f"{' ' * wide}  {_(one.doc)}")
        if takes:
            print(f"{' ' * wide}  {takes}")


def _shown(option: Option) -> str:
    """How an option is typed: as the command's own help shows it."""
    text = next(one.shown for one in COMMANDS["report"].options if one.key == option.name)
    return text if option.needed else f"[{text}]"
