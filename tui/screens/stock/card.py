"""The card of an item: how it stands, its lots, what is out, what moved last."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.supplies import ageing, catalog, history
from inventory.supplies.ageing import LotLine
from inventory.supplies.catalog import Item, ItemLine
from inventory.supplies.counts import not_told
from inventory.supplies.history import MovementLine
from inventory.supplies.lots import CONDITION_NAMES, Condition
from inventory.supplies.standing import StockLine
from reports.stock import state
from reports.table import Level, figure
from tui.desk import Desk
from tui.widgets.card import Facts, Section
from tui.widgets.fitting import Clock

MOST_LOTS = 8
LAST = 5
SOON = 90
NONE = Decimal(0)


def item_facts(desk: Desk, line: StockLine) -> Facts | None:
    """Everything that the card says of an item; None where it is gone."""
    with desk.store.read() as session:
        officer = desk.officer(session)
        item = session.get(Item, line.item_id)
        if item is None:
            return None
        about = catalog.item_line(session, item)
        lots = ageing.lots_of(session, officer, item, zero=False)
        moved = history.latest(session, officer, item, LAST)
        soon = settings.expiring_days(session, officer)
    clock = Clock(desk.zone, desk.today.year)
    sections = [
        Section(_("Lots"), [_lot(lot, clock, soon) for lot in lots if lot.stored][:MOST_LOTS], right=[1]),
        Section(_("Out with teams and sites"), [_out(lot) for lot in lots if not lot.stored][:MOST_LOTS], right=[1]),
        Section(_("Last movements"), [_movement(one, clock) for one in moved], right=[2]),
    ]
    title = " ".join(part for part in (line.name, line.spec, f"({line.code})") if part)
    return Facts(title, _pairs(line, about, clock), [one for one in sections if one.lines])


def _pairs(line: StockLine, about: ItemLine, clock: Clock) -> list[tuple[str, str]]:
    level, word = state(line)
    on_hand = not_told() if line.hidden else f"{figure(line.on_hand)} {line.unit}"
    if line.entrusted:
        on_hand += _(" (own {own}, entrusted {entrusted})").format(
            own=figure(line.own), entrusted=figure(line.entrusted)
        )
    unfit = [
        _("{quantity} expired").format(quantity=figure(line.expired)) if line.expired else "",
        _("{quantity} not serviceable").format(quantity=figure(line.unfit)) if line.unfit else "",
    ]
    quota = _("○ not set")
    if line.quota is not None:
        quota = _("{quantity} {unit}, basis {basis}").format(
            quantity=figure(line.quota), unit=line.unit, basis=line.basis
        )
    packs = [f"1 {name} = {figure(size)} {line.unit}" for name, size in about.packs]
    pairs = [
        (_("State"), f"{level.value} {word}"),
        (_("On hand"), ", ".join([on_hand, *(one for one in unfit if one)])),
        (_("Quota"), quota),
        (_("Packs"), ", ".join(packs)),
        (_("Stored at"), line.places),
        (_("Last checked"), _day(clock, line.checked_at.astimezone(clock.zone).date()) if line.checked_at else ""),
        (_("Responsible"), " ".join(part for part in (line.keepers, line.phones) if part)),
        (_("Also called"), about.aliases),
        (_("Trial run"), _every(about.test_interval_days)),
        (_("Note"), line.note),
    ]
    return [(label, said) for label, said in pairs if said]


def _every(days: int | None) -> str:
    return ngettext("every {n} day", "every {n} days", days).format(n=days) if days else ""


def lot_state(lot: LotLine, soon: int = SOON) -> tuple[Level, str]:
    """How a lot stands, in one word: the most urgent thing that can be said of it."""
    if lot.hidden:
        return Level.UNKNOWN, not_told()
    if lot.condition is not Condition.SERVICEABLE:
        urgent = lot.condition is Condition.FAILED
        return (Level.URGENT if urgent else Level.ATTENTION), _(CONDITION_NAMES[lot.condition])
    if lot.days_left is not None and lot.days_left < 0:
        return Level.URGENT, _("expired")
    if lot.days_left is not None and lot.days_left <= soon:
        return Level.ATTENTION, ngettext("{n} day left", "{n} days left", lot.days_left).format(n=lot.days_left)
    return Level.FINE, _(CONDITION_NAMES[lot.condition])


def lot_quantity(lot: LotLine) -> str:
    """How much of a lot there is; whoever counts it blind is not told."""
    return "?" if lot.hidden else figure(lot.quantity)


def _day(clock: Clock, day: date) -> str:
    return f"{day:%m-%d}" if day.year == clock.year else f"{day:%Y-%m-%d}"


def _lot(lot: LotLine, clock: Clock, soon: int) -> list[str]:
    level, word = lot_state(lot, soon)
    name = f"{lot.number} {lot.batch}".strip()
    expires = _day(clock, lot.expires_on) if lot.expires_on else ""
    return [name, lot_quantity(lot), f"{level.value} {word}", expires, lot.place]


def _out(lot: LotLine) -> list[str]:
    return [lot.place, lot_quantity(lot), lot.number]


def _movement(one: MovementLine, clock: Clock) -> list[str]:
    local = one.occurred_at.astimezone(clock.zone)
    sign = "+" if one.change > NONE else ""
    change = f"{sign}{figure(one.change)}" if one.change else f"({figure(one.quantity)})"
    other = one.source if one.change > NONE else one.target
    return [_day(clock, local.date()), one.voucher, change, other]
