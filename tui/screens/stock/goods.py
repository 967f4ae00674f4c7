"""Forms for what moves: receipt, issue, transfer and arrival, return, write-off, opening stock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import cast

from inventory.ground.i18n import _
from inventory.supplies import loans, stock, transfers
from inventory.supplies.choosing import Fits, Shelf
from inventory.supplies.ledger import Voucher
from inventory.supplies.places import HOLDERS, STORES, Place, PlaceKind
from inventory.supplies.stock import CAUSE_NAMES, FOR_THE_UNFIT, PURPOSE_NAMES, SOURCE_NAMES, Cause, Purpose, Source
from reports.table import figure
from tui.screens.stock.counter import Counter, Wanted, lines, row
from tui.screens.stock.fields import (
    ANYWHERE,
    Dated,
    Due,
    From,
    HowMuch,
    OneOf,
    Which,
    also,
    anything,
    batch_facts,
    keeping_words,
    standing_words,
    text,
    what_is_unfit,
    when,
    where,
)
from tui.screens.stock.subject import Subject
from tui.screens.stock.telling import FEW, Teller
from tui.widgets.answers import Choice, Tick
from tui.widgets.fields import Day, Facts, Field
from tui.widgets.form import Form
from tui.widgets.pick import Option

USED_UP = 0
LABEL = ("batch", "produced_on", "expires_on", "maker", "quality")
LINE = ("quantity", "lot", "reason", "also", *LABEL)
Answers = dict[str, object]


def _wanted(subject: Subject, facts: Answers) -> list[Wanted]:
    """The lines: the item that was highlighted, then what was added."""
    described = {name: facts.get(name) for name in ("reason", *LABEL)}
    first = Wanted(
        subject.item_id, cast("Decimal", facts["quantity"]), cast("int", facts.get("lot") or 0), facts=described
    )
    return [first, *cast("list[Wanted]", facts.get("also") or [])]


def _submit(counter: Counter, subject: Subject, service: Callable[..., Voucher]) -> Callable[[Answers], object]:
    """Send a form: places and lines are looked up in the transaction, the rest goes as it was typed."""

    def submit(facts: Answers) -> None:
        given: dict[str, object] = {
            name: value for name, value in facts.items() if name not in LINE and value not in (None, "")
        }
        for name in ("place", "to"):
            if name in given:
                given[name] = row(Place, given[name])
        given["lines"] = lines(_wanted(subject, facts))
        counter.do(service, Teller.voucher, **given)

    return submit


def _title(counter: Counter, subject: Subject, verb: str) -> str:
    return f"{verb}  {counter.item(subject.item_id).name}"


def _form(
    counter: Counter,
    subject: Subject,
    verb: str,
    service: Callable[..., Voucher],
    *fields: Field,
    intro: str = "",
    draft: str = "",
) -> Form:
    return Form(
        _title(counter, subject, verb),
        *fields,
        submit=_submit(counter, subject, service),
        verb=verb,
        intro=intro,
        draft=f"{draft or service.__name__}.{subject.item_id}",
        sender=counter,
    )


def _on_loan(counter: Counter, subject: Subject) -> str:
    """What is out on loan of an item, first due first."""
    with counter.read() as (session, officer):
        lent = [one for one in loans.loans(session, officer) if one.item_id == subject.item_id]
    said = [
        _("{voucher} {holder} {quantity} due {day}").format(
            voucher=one.voucher, holder=one.holder, quantity=figure(one.left), day=one.due_on
        )
        for one in lent[:FEW]
    ]
    return _("on loan: {loans}").format(loans=_(", ").join(said)) if said else ""


def _issued(counter: Counter, known: Facts) -> Fits:
    """What goes to repair or disposal is what can't be issued otherwise."""
    to, kind = known.get("to"), None
    if isinstance(to, int):
        kind = counter.kind_of(to)
    is_for_use = known.get("purpose") not in FOR_THE_UNFIT or kind in HOLDERS - {PlaceKind.WORKS}
    return Shelf.usable if is_for_use else what_is_unfit


def _other_lot(
    counter: Counter, subject: Subject, fits: Callable[[Facts], Fits] = lambda _known: Shelf.usable
) -> list[Field]:
    """Which lot, and why that one."""
    return [
        Which(counter, subject.item_id, subject.lot_id, fits=fits),
        text("reason", _("Why this lot"), 400, when=lambda known: bool(known.get("lot"))),
    ]


def _more(counter: Counter) -> Field:
    """Further items, each with what there is of it."""
    return also(counter, hint=lambda known: standing_words(counter, cast("int", known["item"]), known.get("place")))


def issue(counter: Counter, subject: Subject) -> Form:
    """出库: to a team, shelter or works site."""
    spent = Option(USED_UP, _("used up at once"), _("nobody keeps it"))
    return _form(
        counter,
        subject,
        _("Issue"),
        stock.issue,
        From(counter, subject.item_id, place_id=subject.place_id),
        where(counter, "to", _("To"), HOLDERS, spent),
        HowMuch(counter, subject.item_id),
        text("unit", _("Receiving unit"), when=lambda known: known.get("to") == USED_UP),
        *_other_lot(counter, subject, fits=lambda known: _issued(counter, known)),
        text("basis", _("Basis"), 200),
        Tick("urgent", _("Urgent"), hint=_("goes out now, papers follow")),
        Day("due_on", _("Return by"), today=counter.today, required=False),
        *_handed_out(counter),
    )


def lend(counter: Counter, subject: Subject) -> Form:
    """借出: to a team, shelter or works site, which brings it back by a day."""
    return _form(
        counter,
        subject,
        _("Lend"),
        stock.issue,
        From(counter, subject.item_id, place_id=subject.place_id),
        where(counter, "to", _("To"), HOLDERS),
        HowMuch(counter, subject.item_id),
        Due("due_on", _("Return by"), today=counter.today),
        *_other_lot(counter, subject),
        text("basis", _("Basis"), 200),
        Tick("urgent", _("Urgent"), hint=_("goes out now, papers follow")),
        *_handed_out(counter),
        draft="lend",
    )


def _handed_out(counter: Counter) -> list[Field]:
    """What an issue and a loan are for, and who had a hand in them."""
    return [
        Choice("purpose", _("For"), [(one, _(name)) for one, name in PURPOSE_NAMES.items()], default=Purpose.ALLOT),
        text("counterpart", _("Received by")),
        text("approver", _("Approved by")),
        when(counter),
        text("note", _("Note"), 400),
        _more(counter),
    ]


def receive(counter: Counter, subject: Subject) -> Form:
    """入库: what came in, from whom, with what its label says."""
    sources = [(one, _(name)) for one, name in SOURCE_NAMES.items()]
    return _coming_in(
        counter,
        subject,
        _("Receive"),
        stock.receive,
        [Choice("source", _("Came from"), sources, default=Source.PURCHASE)],
        [
            text("counterpart", _("Delivered by")),
            text("inspection", _("Inspection"), 200),
            text("approver", _("Inspected by")),
        ],
    )


def opening(counter: Counter, subject: Subject) -> Form:
    """期初: what was there when the books began."""
    return _coming_in(counter, subject, _("Opening stock"), stock.opening)


def _coming_in(
    counter: Counter,
    subject: Subject,
    verb: str,
    service: Callable[..., Voucher],
    origin: Sequence[Field] = (),
    witnesses: Sequence[Field] = (),
) -> Form:
    """What is put into a store, with what its label says; a receipt says besides where it came from and who saw it."""
    return _form(
        counter,
        subject,
        verb,
        service,
        where(counter, "place", _("Put into"), STORES, default=subject.place_id or counter.home(subject.item_id)),
        HowMuch(counter, subject.item_id),
        *origin,
        *batch_facts(counter, subject.item_id),
        text("quality", _("Quality"), 200),
        *witnesses,
        text("basis", _("Basis"), 200),
        when(counter),
        text("note", _("Note"), 400),
        also(
            counter,
            text("batch", _("Batch"), 80, width=12),
            Dated(counter, "expires_on", _("Expires"), width=12),
            hint=lambda known: keeping_words(counter, cast("int", known["item"])),
        ),
    )


def transfer(counter: Counter, subject: Subject) -> Form:
    """调拨: from depot to depot, at once or on the way."""

    def is_sent(known: Facts) -> bool:
        return bool(known.get("on_the_way"))

    return _form(
        counter,
        subject,
        _("Transfer"),
        transfers.transfer,
        From(counter, subject.item_id, place_id=subject.place_id),
        where(counter, "to", _("To"), STORES),
        HowMuch(counter, subject.item_id),
        *_other_lot(counter, subject),
        Tick("on_the_way", _("On the way"), hint=_("its arrival is entered later")),
        Day("due_on", _("Arrives by"), today=counter.today, required=False, when=is_sent),
        text("transport", _("Transport"), when=is_sent),
        text("basis", _("Basis"), 200),
        text("approver", _("Approved by")),
        text("counterpart", _("Taken in by")),
        when(counter),
        text("note", _("Note"), 400),
        _more(counter),
    )


def take_back(counter: Counter, subject: Subject) -> Form:
    """归还: from a team, shelter or works site into a depot."""
    holder = subject.place_id or counter.home(subject.item_id, HOLDERS)
    return _form(
        counter,
        subject,
        _("Take back"),
        transfers.take_back,
        From(counter, subject.item_id, HOLDERS, place_id=holder),
        where(counter, "to", _("Back into"), STORES, default=counter.home(subject.item_id)),
        HowMuch(counter, subject.item_id),
        Which(counter, subject.item_id, subject.lot_id, fits=lambda _known: anything),
        text("counterpart", _("Brought by")),
        text("inspection", _("Inspection"), 200),
        when(counter),
        text("note", _("Note"), 400),
        _more(counter),
        intro=_on_loan(counter, subject),
    )


def write_off(counter: Counter, subject: Subject) -> Form:
    """报废: out of the books, at a depot or where it was issued to."""
    return _form(
        counter,
        subject,
        _("Write off"),
        stock.write_off,
        OneOf("cause", _("Because"), [(one, _(name)) for one, name in CAUSE_NAMES.items()]),
        From(counter, subject.item_id, ANYWHERE, place_id=subject.place_id, label=_("At")),
        HowMuch(counter, subject.item_id),
        Which(counter, subject.item_id, subject.lot_id, fits=_written_off),
        text("basis", _("Basis"), 200),
        text("approver", _("Approved by")),
        when(counter),
        text("note", _("Note"), 400),
        _more(counter),
    )


def _written_off(known: Facts) -> Fits:
    """What is written off as expired is what has."""
    return Shelf.expired if known.get("cause") is Cause.EXPIRED else anything
