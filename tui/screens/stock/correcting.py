"""Forms for later facts and corrections: arrival, reversal, condition, trial run, papers that were owed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import cast

from sqlalchemy import select

from inventory.ground.i18n import _
from inventory.ground.search import key
from inventory.supplies import corrections, history, loans, transfers
from inventory.supplies.counts import not_told
from inventory.supplies.history import PaperLine, VoucherLine
from inventory.supplies.ledger import VOUCHER_NAMES, Voucher
from inventory.supplies.loans import WayLine
from inventory.supplies.lots import CONDITION_NAMES, Condition, Lot, LotTest
from inventory.supplies.places import Place
from reports.table import figure
from tui.screens.stock.counter import Counter, Wanted, lines, row
from tui.screens.stock.fields import ANYWHERE, From, HowMuch, Which, text, when
from tui.screens.stock.subject import Subject
from tui.screens.stock.telling import Teller, goods
from tui.widgets.answers import Choice, Tick
from tui.widgets.basket import Lines
from tui.widgets.fields import Amount, Facts, Text
from tui.widgets.form import Form
from tui.widgets.pick import Find, Option, Pick, among

Answers = dict[str, object]

# Vouchers ------------------------------------------------------------------------------------------------------


def _vouchers(found: Sequence[tuple[int, str, str]]) -> Find:
    """Finds vouchers by their number and by what they are about."""
    options = [Option(number, name, about) for number, name, about in found]
    return among(options, [key(one.label, one.detail) for one in options])


def _standing(counter: Counter) -> list[VoucherLine]:
    with counter.read() as (session, officer):
        return history.reversible(session, officer)


def _worded(counter: Counter, voucher_id: int) -> str:
    """What a voucher moved, in words."""
    with counter.read() as (session, _officer):
        voucher = session.get_one(Voucher, voucher_id)
        return f"{goods(session, voucher)} → {session.get_one(Place, voucher.to_id)}"


def reverse(counter: Counter, subject: Subject) -> Form:
    """冲销: one voucher, named or to be picked, with a reason."""
    reason = Text("note", _("Reason"), longest=400, default=_("entered by mistake"))
    if subject.voucher_id:
        return _reversal(counter, subject, reason)
    found = _vouchers(
        [
            (one.voucher_id, one.number, f"{_(VOUCHER_NAMES[one.kind])} · {one.source} → {one.target}")
            for one in _standing(counter)
        ]
    )

    return Form(
        _("Reverse"),
        Chosen(counter, _("Voucher"), found),
        reason,
        submit=_sender(counter, corrections.reverse),
        verb=_("Reverse"),
    )


class Chosen(Pick):
    """A voucher to pick: says what it moved."""

    def __init__(self, counter: Counter, label: str, find: Find) -> None:
        """`find` gives vouchers."""
        super().__init__("voucher", label, find)
        self._counter = counter

    def hinted(self) -> str:
        """What the voucher moved."""
        return _worded(self._counter, cast("int", self.option.value)) if self.option is not None else ""


def _reversal(counter: Counter, subject: Subject, reason: Text) -> Form:
    send = _sender(counter, corrections.reverse)
    return Form(
        _("Reverse {voucher}").format(voucher=subject.voucher),
        reason,
        submit=lambda facts: send({**facts, "voucher": subject.voucher_id}),
        verb=_("Reverse"),
        intro=_worded(counter, subject.voucher_id),
    )


def _sender(counter: Counter, service: Callable[..., Voucher], **given: object) -> Callable[[Answers], None]:
    """Send what was typed about a voucher, place and lot, which are looked up in the transaction."""
    models: dict[str, type] = {"voucher": Voucher, "place": Place, "lot": Lot}

    def send(facts: Answers) -> None:
        known = {name: value for name, value in facts.items() if value not in (None, "")}
        rows = {name: row(models[name], value) for name, value in known.items() if name in models}
        counter.do(service, Teller.voucher, **{**given, **known, **rows})

    return send


def last_of(counter: Counter) -> VoucherLine | None:
    """The last voucher that this officer entered since the program was opened and that stands."""
    with counter.read() as (session, officer):
        return next(iter(history.reversible(session, officer, by=officer, since=counter.began, most=1)), None)


# Arrival and papers --------------------------------------------------------------------------------------------


def coming(counter: Counter) -> list[WayLine]:
    """What is on the way."""
    with counter.read() as (session, officer):
        return loans.on_the_way(session, officer)


def arrive(counter: Counter, _subject: Subject | None = None) -> Form:
    """到货: what came of a transfer; all of it, unless amounts are given."""
    way = coming(counter)
    about: dict[int, list[WayLine]] = {}
    for one in way:
        about.setdefault(one.voucher_id, []).append(one)
    found = _vouchers(
        [
            (number, one[0].voucher, f"{one[0].source} → {one[0].target}  " + ", ".join(map(_left, one)))
            for number, one in about.items()
        ]
    )
    first = found("")[0] if len(about) == 1 else None
    send = _sender(counter, transfers.arrive)

    def submit(facts: Answers) -> None:
        some = cast("list[Wanted]", facts.pop("also", None) or [])
        send({**facts, "lines": lines(some)} if some else facts)

    return Form(
        _("Arrival"),
        Pick("voucher", _("Transfer"), found, default=first),
        _arrived(counter, about),
        Tick("lost", _("Rest is lost"), hint=_("it is written off, with a note that says why")),
        when(counter),
        text("note", _("Note"), 400),
        submit=submit,
        verb=_("Enter the arrival"),
        draft="arrive",
        sender=counter,
    )


def _left(one: WayLine) -> str:
    return f"{one.item} {figure(one.left)} {one.unit}"


def _arrived(counter: Counter, about: dict[int, list[WayLine]]) -> Lines:
    """What arrived, where it isn't all."""
    ids = sorted({one.item_id for way in about.values() for one in way})
    options = [option for item in ids if (option := counter.item_option(item))]
    find = among(options, [key(one.label) for one in options])

    def read(raw: str, known: Facts) -> object:
        return counter.quantity(cast("int", known["item"]), raw) if "item" in known else Decimal(0)

    def said(known: Facts) -> str:
        way = about.get(cast("int", known.get("voucher", 0)), [])
        sent = ", ".join(map(_left, way))
        return (
            _("nothing here means all of it: {sent}").format(sent=sent) if sent else _("nothing here means all of it")
        )

    cells = [Pick("item", _("Item"), find, width=20), Amount("quantity", _("Quantity"), parse=read, width=10)]
    build = lambda known: Wanted(known["item"], known["quantity"])  # noqa: E731 - a line of two facts
    return Lines("also", _("Arrived"), cells, build=build, required=False, hint=said)


def owed(counter: Counter) -> list[PaperLine]:
    """The urgent issues whose papers are owed."""
    with counter.read() as (session, officer):
        return history.papers_owed(session, officer)


def papers(counter: Counter, subject: Subject) -> Form:
    """补手续: the papers of an urgent issue."""
    lacking = owed(counter)
    with counter.read() as (session, _officer):
        numbers = select(Voucher.number, Voucher.id).where(Voucher.number.in_([one.voucher for one in lacking]))
        ids = {one.number: one.id for one in session.execute(numbers)}
    found = _vouchers([(ids[one.voucher], one.voucher, f"{one.source} → {one.target}") for one in lacking])
    pick = Chosen(counter, _("Issue"), found)
    pick.option = next(
        (one for one in found("") if one.value == subject.voucher_id), found("")[0] if len(lacking) == 1 else None
    )

    def submit(facts: Answers) -> None:
        counter.do(
            corrections.complete_papers,
            lambda teller, done: teller.remarked(
                _("The papers of {voucher} are complete.").format(
                    voucher=teller.session.get_one(Voucher, done.voucher_id).number
                )
            ),
            **{**facts, "voucher": row(Voucher, facts["voucher"])},
        )

    return Form(
        _("Complete the papers"),
        pick,
        Text("basis", _("Basis"), longest=200),
        Text("approver", _("Approved by")),
        text("counterpart", _("Received by")),
        submit=submit,
        verb=_("Complete"),
        intro=_("{n} owed").format(n=len(lacking)),
    )


# Condition and trial run ---------------------------------------------------------------------------------------


def _from(counter: Counter, subject: Subject) -> From:
    return From(counter, subject.item_id, ANYWHERE, place_id=subject.place_id, label=_("At"))


def _held(counter: Counter, subject: Subject) -> str:
    """How much there is of the lot that was pointed at."""
    held = [
        one
        for one in counter.lots(subject.item_id)
        if one.lot_id == subject.lot_id and one.place_id == subject.place_id
    ]
    return (not_told() if held[0].hidden else f"{held[0].quantity:f}") if held else ""


def reclassify(counter: Counter, subject: Subject) -> Form:
    """状态: a part of a lot, or all of it, in another condition."""
    return Form(
        _("Condition of {item}").format(item=counter.item(subject.item_id).name),
        _from(counter, subject),
        Which(counter, subject.item_id, subject.lot_id, must=True),
        HowMuch(counter, subject.item_id),
        Choice(
            "condition",
            _("Becomes"),
            [(one, _(name)) for one, name in CONDITION_NAMES.items()],
            default=Condition.TO_REPAIR,
        ),
        Text("note", _("Reason"), longest=200),
        when(counter),
        submit=_sender(counter, corrections.reclassify),
        verb=_("Set the condition"),
        draft=f"reclassify.{subject.item_id}",
        sender=counter,
        intro=_("the lot holds {quantity}").format(quantity=_held(counter, subject)) if subject.lot_id else "",
    )


def record_test(counter: Counter, subject: Subject) -> Form:
    """试车: a trial run, passed or not."""

    def submit(facts: Answers) -> None:
        given = {name: value for name, value in facts.items() if value not in (None, "")}
        given["tested_at"] = given.pop("occurred_at", None)
        rows = {"place": row(Place, given["place"]), "lot": row(Lot, given["lot"])}
        counter.do(corrections.record_test, _tested, **{**given, **rows})

    return Form(
        _("Trial run of {item}").format(item=counter.item(subject.item_id).name),
        _from(counter, subject),
        Which(counter, subject.item_id, subject.lot_id, must=True),
        Choice("passed", _("Result"), [(True, _("passed")), (False, _("failed: set aside"))]),
        Text("tester", _("Tested by"), default=counter.desk.officer_name),
        HowMuch(counter, subject.item_id, required=False),
        when(counter),
        text("note", _("Note"), 200),
        submit=submit,
        verb=_("Record"),
        draft=f"record_test.{subject.item_id}",
        sender=counter,
    )


def _tested(teller: Teller, test: LotTest) -> str:
    lot = teller.session.get_one(Lot, test.lot_id)
    result = _("passed") if test.passed else _("failed: set aside")
    return teller.remarked(_("Trial run of {lot}: {result}.").format(lot=lot.number, result=result))
