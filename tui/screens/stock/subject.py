"""What the officer points at, and since when; light enough for the first lines on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from tui.app import XunbeiApp

_BEGAN: WeakKeyDictionary[XunbeiApp, datetime] = WeakKeyDictionary()


@dataclass(frozen=True)
class Subject:
    """An item, perhaps one lot of it at one place, or a voucher."""

    item_id: int = 0
    lot_id: int = 0
    place_id: int = 0
    voucher: str = ""
    voucher_id: int = 0


def began(app: XunbeiApp) -> datetime:
    """Since when this program has been open: the first time that it is asked."""
    return _BEGAN.setdefault(app, app.desk.now()) if app.desk else datetime.max.replace(tzinfo=UTC)
