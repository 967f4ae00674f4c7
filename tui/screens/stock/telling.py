"""Telling: what was done, in the one sentence that the officer reads after it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.i18n import _, ngettext
from inventory.supplies.catalog import Item
from inventory.supplies.choosing import Taken
from inventory.supplies.ledger import VOUCHER_NAMES, Movement, Voucher, VoucherKind
from inventory.supplies.lots import CONDITION_NAMES, Condition, Lot
from inventory.supplies.places import Place
from inventory.supplies.stock import CAUSE_NAMES, Cause
from reports.table import figure
from tui.telling import remarked, session_of

FEW = 2
UNDO = "Ctrl+Z"


class Teller:
    """Words what a service made, while its transaction is still open."""

    def __init__(self, made: object) -> None:
        """Take what was made."""
        self.session = session_of(made)

    def remarked(self, sentence: str) -> str:
        """A sentence, with what the rules want to say besides."""
        return remarked(self.session, sentence)

    def voucher(self, voucher: Voucher) -> str:
        """`CK-2026-0001 issue 编织袋 500 条 → 抢险队伍 1   Ctrl+Z reverses`."""
        parts = [voucher.number, _(VOUCHER_NAMES[voucher.kind])]
        if voucher.kind is VoucherKind.REVERSAL:
            parts.append(self.session.get_one(Voucher, voucher.reverses_id).number)
        parts += [goods(self.session, voucher), self._whither(voucher)]
        undo = "" if voucher.kind is VoucherKind.REVERSAL else "   " + _("{key} reverses it").format(key=UNDO)
        return self.remarked(" ".join(parts) + undo)

    def _whither(self, voucher: Voucher) -> str:
        """Where it went and when it is due back; of what was written off, why."""
        if voucher.kind is VoucherKind.WRITE_OFF:
            return f"· {_(CAUSE_NAMES[Cause(voucher.purpose)])}"
        if voucher.kind is VoucherKind.SORTING:
            return f"→ {_(CONDITION_NAMES[Condition(voucher.purpose)])}"
        target = f"→ {self.session.get_one(Place, voucher.to_id)}"
        if voucher.kind is VoucherKind.ISSUE and voucher.due_on:
            return f"{target} · " + _("due back {day}").format(day=voucher.due_on)
        return target


def goods(session: Session, voucher: Voucher) -> str:
    """What a voucher moved: the first few things, and how many more."""
    amounts: dict[int, Decimal] = {}
    moved = (
        select(Lot.item_id, Movement.quantity)
        .join(Movement, Movement.lot_id == Lot.id)
        .where(Movement.voucher_id == voucher.id)
        .order_by(Movement.line)
    )
    if voucher.kind is VoucherKind.SORTING:
        moved = moved.where(Movement.to_id == voucher.to_id)  # each amount goes out of one condition and into another
    for item_id, quantity in session.execute(moved):
        amounts[item_id] = amounts.get(item_id, Decimal(0)) + quantity
    said = []
    for item_id, quantity in list(amounts.items())[:FEW]:
        item = session.get_one(Item, item_id)
        said.append(f"{item} {figure(quantity)} {item.unit}")
    if (more := len(amounts) - FEW) > 0:
        said.append(ngettext("and {n} more", "and {n} more", more).format(n=more))
    return _(", ").join(said)


def lot_words(session: Session, taken: Sequence[Taken]) -> str:
    """The lots that are chosen, each with its amount and date."""
    said = []
    for one in taken[:FEW]:
        lot = session.get_one(Lot, one.lot_id)
        name = f"{lot.batch} ({lot.number})" if lot.batch else lot.number
        day = _("until {day}").format(day=lot.expires_on) if lot.expires_on else ""
        said.append(" ".join(part for part in (name, figure(one.quantity), day) if part))
    if (more := len(taken) - FEW) > 0:
        said.append(ngettext("and {n} more", "and {n} more", more).format(n=more))
    return _(", ").join(said)
