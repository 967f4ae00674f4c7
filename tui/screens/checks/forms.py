"""The forms of a check that is under way: what a line is besides an amount, and the steps towards posting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import cast

from inventory.ground import accounts, typed
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import Person
from inventory.ground.search import key
from inventory.supplies.catalog import Item
from inventory.supplies.checks import SheetLine
from inventory.supplies.closing import approve_count, cancel_count, give_reason, send_back
from inventory.supplies.counting import name_counter as name
from inventory.supplies.counts import REASON_NAMES, Count
from inventory.supplies.finds import enter_find
from inventory.supplies.lots import CONDITION_NAMES, Lot
from inventory.supplies.places import STORES, Place
from reports.table import figure, plain
from tui.screens.checks import telling
from tui.screens.checks.looking import About
from tui.screens.checks.meaning import FINEST, Unit, read_amount
from tui.screens.stock.counter import Counter, row
from tui.screens.stock.fields import OneOf, lot_option, text, where
from tui.widgets.answers import Choice
from tui.widgets.fields import Amount, Day, Facts, Field, Moment, Text
from tui.widgets.form import Form
from tui.widgets.pick import Find, Option, Pick, among

Answers = dict[str, object]
KNOWN, UNKNOWN = "known", "unknown"
MOST_LINES = 5000


class NoLines(Refused):
    """Lines are named by their numbers."""

    message = N_("“{text}” names no lines; write them like 14, 20-25.")


def line_words(one: SheetLine) -> str:
    """A line as a form's title names it."""
    return " ".join(part for part in (str(one.line), one.name, one.spec) if part)


def people(counter: Counter) -> Find:
    """Finds the persons of the officer's branch."""
    with counter.read() as (session, officer):
        lines = accounts.persons(session, officer)
    options = [
        Option(one.person_id, one.name, " · ".join(filter(None, (one.post, one.roles, one.login)))) for one in lines
    ]
    return among(options, [key(one.name, one.login, one.post, one.organisation) for one in lines])


# One line ------------------------------------------------------------------------------------------------------


def unreachable(one: SheetLine) -> Form:
    """无法盘点: why."""
    return Form(_("Not reachable"), Text("note", _("Why"), longest=400), verb=_("enter"), intro=line_words(one))


def unfit(one: SheetLine, unit: Unit) -> Form:
    """All that was found, what of it is in another condition, and a note."""

    def read(raw: str, _known: Facts) -> object:
        return read_amount(raw, unit)

    def has_unfit(known: Facts) -> bool:
        return bool(known.get("unfit"))

    quantity = f"{one.quantity:f}" if one.quantity is not None else ""
    others = [(each, _(words)) for each, words in CONDITION_NAMES.items() if each is not one.condition]
    return Form(
        _("What was found"),
        Amount("quantity", _("All of it"), parse=read, default=quantity, hint=unit.unit),
        Amount("unfit", _("Of them unfit"), parse=read, hint=_("0 where all is as it was")),
        Choice("condition", _("Which are"), others, when=has_unfit),
        text("note", _("Note"), 400, default=one.entry_note),
        verb=_("enter"),
        intro=line_words(one),
    )


def earlier(counter: Counter, present: datetime | None) -> Form:
    """An earlier time for what is keyed from now on, as when a paper is keyed back."""
    default = plain(present, counter.desk.zone) if present else ""
    return Form(
        _("Counted at an earlier time"),
        Moment("occurred_at", _("When"), read=counter.moment, zone=counter.desk.zone, default=default, required=False),
        verb=_("key for this time"),
        intro=_("holds for every line keyed from now on; empty means now again"),
    )


def find(counter: Counter, about: About, at: datetime | None) -> Form:
    """清单外: a lot or an item that isn't on the sheet, or a thing that nobody knows."""

    def is_known(known: Facts) -> bool:
        return known.get("what") == KNOWN

    def is_unknown(known: Facts) -> bool:
        return known.get("what") == UNKNOWN

    def has_no_lot(known: Facts) -> bool:
        return is_known(known) and not known.get("lot")

    def read(raw: str, known: Facts) -> object:
        item = known.get("item")
        if isinstance(item, int):
            return counter.quantity(item, raw)
        return typed.number(raw, places=FINEST, field="quantity")

    def submit(facts: Answers) -> None:
        rows = {"item": Item, "lot": Lot, "place": Place}
        given = {fact: value for fact, value in facts.items() if value not in (None, "") and fact != "what"}
        if given.get("lot"):
            given.pop("item", None)
        asked = {fact: row(rows[fact], value) if fact in rows else value for fact, value in given.items()}
        counted = {"counted_at": at} if at is not None else {}
        counter.do(
            enter_find, lambda _teller, line: telling.found(line), count=row(Count, about.count_id), **asked, **counted
        )

    whats = [(KNOWN, _("in the catalogue")), (UNKNOWN, _("unknown thing"))]
    return Form(
        _("Unlisted find"),
        Choice("what", _("Known or not"), whats),
        Pick("item", _("Item"), counter.items, when=is_known),
        _lot(counter, is_known),
        Text("name", _("Name"), when=is_unknown),
        Text("unit", _("Unit"), longest=20, width=10, when=is_unknown),
        Amount("quantity", _("Quantity"), parse=read, hint=lambda known: _unit_of(counter, known)),
        where(counter, "place", _("Lies at"), STORES, default=about.place_id, required=False),
        text("batch", _("Batch"), 80, when=has_no_lot),
        Day("produced_on", _("Produced"), today=counter.today, required=False, when=has_no_lot),
        Day("expires_on", _("Expires"), today=counter.today, required=False, when=has_no_lot),
        Text("note", _("What is known of it"), longest=400, when=is_unknown),
        submit=submit,
        verb=_("enter"),
        intro=about.number,
        draft=f"find.{about.number}",
        sender=counter,
    )


def _lot(counter: Counter, is_known: Callable[[Facts], bool]) -> Pick:
    """A lot that the book knows elsewhere; none means one that nobody entered."""

    def of_item(known: Facts) -> str:
        return _("empty: a lot that nobody entered") if is_known(known) and not known.get("lot") else ""

    pick = Pick("lot", _("Lot"), lambda _text: [], required=False, when=is_known, hint=of_item)

    def find_lot(asked: str) -> list[Option]:
        item = pick.known.get("item")
        found = [lot_option(lot) for lot in counter.lots(item)] if isinstance(item, int) else []
        return [one for one in {one.value: one for one in found}.values() if asked.casefold() in one.label.casefold()]

    pick.find = find_lot
    return pick


def _unit_of(counter: Counter, known: Facts) -> str:
    item = known.get("item")
    if not isinstance(item, int):
        return ""
    facts = counter.item(item)
    return "  ".join([facts.unit, *(f"1 {pack} = {figure(size)} {facts.unit}" for pack, size in facts.packs.items())])


# Steps ---------------------------------------------------------------------------------------------------------


def _form(
    counter: Counter, title: str, verb: str, intro: str, *fields: Field, submit: Callable[[Answers], object]
) -> Form:
    return Form(title, *fields, submit=submit, verb=verb, intro=intro, sender=counter)


def reason(counter: Counter, count_id: int, one: SheetLine) -> Form:
    """盈亏原因: one of the list, and what else there is to say."""
    difference = f"{'+' if (one.difference or 0) > 0 else ''}{figure(one.difference or Decimal(0))} {one.unit}"

    def submit(facts: Answers) -> None:
        said = _("Line {line}: {reason}.").format(line=one.line, reason=_(REASON_NAMES[facts["reason"]]))  # type: ignore[index]  # one of these
        counter.do(give_reason, lambda _teller, _made: said, count=row(Count, count_id), line=one.line, **facts)

    return _form(
        counter,
        _("Why do book and count differ?"),
        _("give the reason"),
        f"{line_words(one)}  {difference}",
        OneOf("reason", _("Reason"), [(each, _(words)) for each, words in REASON_NAMES.items()]),
        text("note", _("Note"), 400, default=one.reason_note),
        submit=submit,
    )


def numbers(raw: str, last: int) -> list[int]:
    """Line numbers as people write them: `14, 20-25`."""
    found: list[int] = []
    for part in raw.replace("，", ",").replace("、", ",").replace("—", "-").replace("~", "-").split(","):
        first, _dash, stop = (piece.strip() for piece in part.partition("-"))
        if not first.isdecimal() or (stop and not stop.isdecimal()):
            raise NoLines(field="lines", text=raw)
        begin, end = int(first), int(stop or first)
        if not 0 < begin <= end <= last:
            raise NoLines(field="lines", text=raw)
        found += range(begin, end + 1)
    return list(dict.fromkeys(found))


def again(counter: Counter, count_id: int, one: SheetLine) -> Form:
    """退回重盘: lines, and why."""

    def submit(facts: Answers) -> None:
        lines = cast("list[int]", facts["lines"])
        said = _("Sent back to be counted again: {lines}.").format(lines=", ".join(map(str, lines)))
        counter.do(send_back, lambda _teller, _made: said, count=row(Count, count_id), **facts)

    return _form(
        counter,
        _("Have it counted again"),
        _("send back"),
        "",
        Amount(
            "lines",
            _("Line numbers"),
            parse=lambda raw, _known: numbers(raw, MOST_LINES * 10),
            default=str(one.line),
            hint=_("like 14, 20-25"),
            width=30,
        ),
        Text("note", _("Why"), longest=400),
        submit=submit,
    )


def name_counter(counter: Counter, about: About) -> Form:
    """Somebody else who counts: one part, or whatever is to be counted again."""
    parts: list[tuple[object, str]] = [(part.number, _("part {n}").format(n=part.number)) for part in about.parts]

    def submit(facts: Answers) -> None:
        person = row(Person, facts["person"])
        part = {"part": facts["part"]} if facts["part"] else {}
        counter.do(
            name, lambda _teller, _made: _("Named; they are told no figures."), count=row(Count, about.count_id),
            person=person, **part,
        )  # fmt: skip

    return _form(
        counter,
        _("Name somebody to count"),
        _("name them"),
        about.number,
        Pick("person", _("Person"), people(counter)),
        Choice("part", _("Counts"), [*parts, (0, _("what is counted again"))]),
        submit=submit,
    )


def approve(counter: Counter, about: About, result: str) -> Form:
    """审批: what it came to; who has counted says why nobody else is there."""

    def submit(facts: Answers) -> None:
        counter.do(
            approve_count, lambda _teller, step: telling.approved(step), count=row(Count, about.count_id), **facts
        )

    hint = _("you have counted here") if about.has_counted else _("only where nobody else is there")
    return _form(
        counter,
        _("Approve"),
        _("approve"),
        result,
        Text("alone", _("Why alone"), longest=200, required=about.has_counted, hint=hint),
        submit=submit,
    )


def cancel(counter: Counter, about: About) -> Form:
    """取消: why; what was counted stays on record."""

    def submit(facts: Answers) -> None:
        counter.do(
            cancel_count, lambda _teller, step: telling.cancelled(step), count=row(Count, about.count_id), **facts
        )

    return _form(
        counter,
        _("Cancel the check"),
        _("cancel it"),
        _("what was counted stays on record"),
        Text("note", _("Why"), longest=400),
        submit=submit,
    )
