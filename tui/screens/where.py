"""Where to: the numbered menu of places, and after its last line what is looked after now and then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inventory.ground.i18n import LANGUAGES, _, language
from tui.places import entrances
from tui.widgets.menu import DIGITS, Entry, Menu

if TYPE_CHECKING:
    from tui.app import XunbeiApp
    from tui.places import Place

LEAVE, SPEAK, SIT, LOCK = "leave", "speak", "sit", "lock"
MORE = "more"


def other_language() -> str:
    """The code of the language that isn't spoken now."""
    return next(code for code in LANGUAGES if code != language())


async def ask_where(app: XunbeiApp) -> str | None:
    """A place's name, or one of the words above; what has no key of its own is one step further."""
    first = [*_places(app.places, on_top=False), Entry(MORE, _("More …"))]
    if (answer := await app.ask(Menu(_("Where to?"), first))) != MORE:
        return answer
    return await app.ask(Menu(_("Where to?"), [*_places(app.places, on_top=True), *_rest(app)]))


def way_to(places: Sequence[Place], name: str) -> str:
    """The keys that lead to a place which has none of its own: `Ctrl+G 9 1`."""
    tops = [one.name for one in places if one.is_on_top]
    if name not in tops:
        return "Ctrl+G"
    return f"Ctrl+G {DIGITS[len(entrances(places)) - len(tops)]} {DIGITS[tops.index(name)]}"


def _places(places: Sequence[Place], *, on_top: bool) -> list[Entry]:
    there = [one for one in entrances(places) if one.is_on_top == on_top]
    return [Entry(one.name, _(one.title), sign=one.key.upper()) for one in there]


def _rest(app: XunbeiApp) -> list[Entry]:
    """Who sits here, the lock, the language, the way out."""
    desk = app.desk
    sit = [Entry(SIT, _("Somebody else sits down"))] if desk and desk.seat else []
    lock = [Entry(LOCK, _("Lock the screen"), sign="^L")] if desk and desk.is_locked else []
    return [*sit, *lock, Entry(SPEAK, LANGUAGES[other_language()]), Entry(LEAVE, _("Leave the program"), sign="^Q")]
