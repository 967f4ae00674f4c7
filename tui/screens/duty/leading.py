"""Where an alert leads: to the stock, the check, the roster; what the duty room itself can do is done on the board."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.screen import Screen

from inventory.duty.deadlines import Due
from inventory.supplies.todo import Waiting
from inventory.upkeep.heard import Alert, Pending
from tui.app import XunbeiApp
from tui.screens.base import ListScreen
from tui.screens.roster import RosterScreen

CHECKS = {Waiting.CHECK_DUE, Waiting.CHECK_TO_APPROVE, Waiting.CHECK_TO_POST}
ROSTER = {Due.EMPTY_POST, Due.GAP, Due.UNPUBLISHED}
STOCK = "stock"
REGISTERS = {
    Pending.RECEIPT: "stops",
    Pending.HAZARD: "hazards",
    Pending.CALL_OFF: "agreements",
    Pending.LAPSED: "agreements",
    Pending.RENEWAL: "agreements",
    Pending.REVISION: "plans",
}
"""The place where what waits is looked after, and found by its number or name."""

S = TypeVar("S", bound=Screen[None])


def lead(app: XunbeiApp, alert: Alert) -> bool:
    """Go to the place where something can be done about it; False where that is the board itself."""
    if alert.kind in ROSTER:
        app.action_go("roster")
        if alert.due_at is not None and app.desk is not None:
            month = alert.due_at.astimezone(app.desk.zone).date().replace(day=1)
            _once(app, RosterScreen, lambda screen: screen.go(month) if screen.first != month else None)
    elif alert.kind is Pending.TASK:
        app.action_go("response")
    elif alert.kind in REGISTERS:
        app.action_go(REGISTERS[Pending(alert.kind)])
        text = alert.owner if alert.kind is Pending.CALL_OFF else alert.number
        _once(app, ListScreen, lambda screen: _find(screen, text))
    elif isinstance(alert.kind, Waiting):
        app.action_go("checks" if alert.kind in CHECKS else STOCK)
        if alert.kind not in CHECKS:
            _once(app, ListScreen, lambda screen: _find(screen, alert.what))
    else:
        return False
    return True


def _find(screen: ListScreen[object], text: str) -> None:
    screen.find.begin(text)
    screen.lines.focus()


def _once(app: XunbeiApp, kind: type[S], then: Callable[[S], object]) -> None:
    """Do something with the place that was just gone to, as soon as it stands there."""

    def try_it(left: int = 100) -> None:
        screen = app.screen
        if isinstance(screen, kind) and screen.is_mounted and screen.query("LineTable"):
            then(screen)
        elif left:
            app.set_timer(0.02, lambda: try_it(left - 1))

    try_it()
