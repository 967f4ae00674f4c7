"""The list of checks: what is due, what is being counted, what was posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Session
from textual import getters
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.supplies import checks
from inventory.supplies.checks import CheckLine, DueLine
from inventory.supplies.counts import COUNT_NAMES, Count
from inventory.supplies.places import STORES
from inventory.supplies.reckoning import STAGE_NAMES, Stage
from reports.table import ROOM, Cell, Column, Kind, Level, figure
from tui.app import XunbeiApp
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.checks.counting import CheckScreen
from tui.screens.checks.words import STAGE_LEVELS, due_words, is_telling
from tui.screens.keeping import KeepingScreen
from tui.screens.stock.counter import Counter
from tui.screens.stock.needs import kinds
from tui.screens.where import way_to
from tui.widgets.card import Facts, Section
from tui.widgets.fitting import Clock

NEXT = {
    Stage.COUNTING: N_("Enter: key what was counted; then hand in"),
    Stage.COUNTING_AGAIN: N_("Somebody else counts the lines again that differ too much: Enter"),
    Stage.HANDED_IN: N_("Enter: give reasons; then a leader who has not counted approves"),
    Stage.APPROVED: N_("Enter: post it"),
}


@dataclass(frozen=True)
class Row:
    """A line of the list: a depot whose check is due, or a check."""

    due: DueLine | None = None
    check: CheckLine | None = None


class ChecksScreen(KeepingScreen[Row]):
    """F4: the stock checks of the officer's branch."""

    app = getters.app(XunbeiApp)
    ACTS = (
        Act("look", N_("Open it")),
        Act("open_check", N_("Open a check"), Permission.KEEP_COUNTS, on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "open_check", N_("Open a check"), key_display="Insert"),
        Binding("escape", "back", N_("Back"), key_display="Esc", show=False),
    ]

    _stale = False
    _made = 0  # the check that was opened last, to be found again on coming back

    def _tick(self) -> None:
        """The top line says what it says at every place."""
        super(KeepingScreen, self)._tick()

    def reload(self, *, keep: bool = True) -> None:
        """Read again; behind another screen, once this one is in front again."""
        self._stale = not self.is_current
        if self.is_current or not self._rows:
            super().reload(keep=keep)

    def on_screen_resume(self) -> None:
        """What was keyed meanwhile is counted now."""
        if self._rows:
            self.reload()
        found = (at for at, row in enumerate(self._rows) if row.check is not None and row.check.count_id == self._made)
        if not self.find.text and (at := next(found, None)) is not None:
            self.lines.cursor = at
        self._made = 0

    # The list

    def read(self, session: Session, reader: Person) -> Sequence[Row]:
        """The depots that are due, then the checks, the latest first."""
        due = [Row(due=one) for one in checks.due(session, reader) if is_telling(one)]
        return [*due, *(Row(check=one) for one in checks.checks(session, reader))]

    def number(self, row: Row) -> str:
        """The check's number, or the depot's code."""
        return row.check.number if row.check else row.due.code if row.due else ""

    def words(self, row: Row) -> str:
        """Number, place, people, kind, stage."""
        if row.check is not None:
            one = row.check
            return key(one.number, one.place, one.people, _(COUNT_NAMES[one.kind]), _(STAGE_NAMES[one.stage]))
        return key(row.due.place, row.due.code, row.due.keeper) if row.due is not None else ""

    def columns(self) -> Sequence[Column[Row]]:
        """Which check, where, how far."""
        return [
            Column("number", _("Check"), _number, Kind.STATE, 12),
            Column("place", _("Place"), lambda row: _either(row).place, width=18),
            Column("kind", _("Kind"), _kind, width=10, on_screen=ROOM),
            Column("stage", _("State"), _stage, Kind.STATE, 12, level=_level),
            Column("entered", _("Entered"), _entered, width=9),
            Column(
                "finds", _("Unlisted"), lambda row: row.check.finds or None if row.check else None, Kind.NUMBER, 4, ROOM
            ),
            Column("differences", _("Differences"), _differences, Kind.NUMBER, 4, ROOM),
            Column("people", _("Counted by"), _people, width=12),
            Column("opened", _("Opened"), self._opened, Kind.DATE, 10),
        ]

    def _opened(self, row: Row) -> date | None:
        at = row.check.opened_at if row.check else row.due.last_at if row.due else None
        return at.astimezone(self.app.desk.zone).date() if at and self.app.desk else None

    def summary(self) -> str:
        """How many are open, and how many are due."""
        open_ones = sum(one.check is not None and one.check.closed_at is None for one in self._rows)
        late = [one.due for one in self._rows if one.due is not None]
        parts = [ngettext("{n} open check", "{n} open checks", open_ones).format(n=figure(open_ones))]
        if late:
            worst = Level.URGENT if any((one.days_over or 0) > 0 for one in late) else Level.ATTENTION
            said = ngettext("{n} depot due", "{n} depots due", len(late)).format(n=figure(len(late)))
            parts.append(f"{worst.value} {said}")
        return " · ".join(parts)

    def find_hint(self) -> str:
        """What may be typed to find a check."""
        return _("number, place, person")

    def empty(self, text: str) -> str:
        """What to do where there is no check."""
        if text:
            return super().empty(text)
        if why := self.why_not("open_check"):
            return _("No check yet.") + "\n\n" + why
        return "\n".join(
            (
                _("No check yet."),
                "",
                _("Insert opens one: place, kind, who counts."),
                _("Then it is keyed line by line."),
            )
        )

    # The card

    def facts(self, row: Row) -> Facts | None:
        """What a check is about, its parts, what comes next."""
        clock = self.lines.clock
        if row.due is not None:
            return _due_facts(row.due, clock)
        if row.check is None or self.app.desk is None:
            return None
        with self.app.desk.store.read() as session:
            parts = checks.parts(session, session.get_one(Count, row.check.count_id))
        lines = [
            [
                _("part {n}").format(n=one.number) + ("" if one.name == str(one.number) else f" {one.name}"),
                one.people,
                f"{figure(one.entered)} / {figure(one.lines)}",
                _("● handed in") if not one.waiting else "",
            ]
            for one in parts
        ]
        return Facts(
            f"{row.check.number} {row.check.place}", _pairs(row.check, clock), [Section(_("Parts"), lines, [2])]
        )

    def menu_title(self) -> str:
        """The highlighted check."""
        return self.number(self.row) if self.row is not None else _("Checks")

    # Going on

    def why_not(self, action: str) -> str:
        """There must be a depot with something in it."""
        why = super().why_not(action)
        if action == "open_check" and not why and not any(kind in STORES for kind in kinds(self.app)):
            said = _("There is no depot yet: {keys} (Places), then Insert enters one.")
            return said.format(keys=way_to(self.app.places, "places"))
        return why

    def opened(self, row: Row) -> None:
        """Enter: key it, or look at its result; on a depot that is due, open a check there."""
        if row.check is not None:
            self.app.push_screen(CheckScreen(row.check.count_id))
        elif why := self.why_not("open_check"):
            self.tell(why, "ATTENTION")
        else:
            self.action_open_check()

    def action_look(self) -> None:
        """As Enter."""
        if self.row is not None:
            self.opened(self.row)

    @asks
    async def action_open_check(self) -> None:
        """Open a check, where a depot that is due is highlighted there; and go to its keying."""
        from tui.screens.checks.opening import open_check  # noqa: PLC0415 - the list opens without its forms

        desk = self.app.desk
        if desk is None:
            return
        place = self.row.due.place_id if self.row is not None and self.row.due is not None else 0
        facts = await self.app.ask(open_check(Counter(self.app, desk), place))
        if facts is not None and isinstance(made := facts.get("made"), int):
            self._made = made
            self.app.push_screen(CheckScreen(made, str(facts.get("said") or "")))


def _either(row: Row) -> CheckLine | DueLine:
    found = row.check or row.due
    if found is None:  # a row is one of the two
        raise RuntimeError
    return found


def _number(row: Row) -> Cell:
    return row.check.number if row.check else _("due")


def _kind(row: Row) -> Cell:
    if row.check is None:
        return None
    kind = _(COUNT_NAMES[row.check.kind])
    return " · ".join((kind, _("spot check"))) if row.check.scope else kind


def _stage(row: Row) -> Cell:
    return _(STAGE_NAMES[row.check.stage]) if row.check else due_words(row.due)[1] if row.due else None


def _level(row: Row) -> Level | None:
    return STAGE_LEVELS[row.check.stage] if row.check else due_words(row.due)[0] if row.due else None


def _entered(row: Row) -> Cell:
    return f"{figure(row.check.entered)}/{figure(row.check.lines)}" if row.check else None


def _differences(row: Row) -> Cell:
    return row.check.differences if row.check else None


def _people(row: Row) -> Cell:
    return (row.check.people if row.check else row.due.keeper if row.due else "") or None


def _due_facts(one: DueLine, clock: Clock) -> Facts:
    level, said = due_words(one)
    last = f"{one.last_at.astimezone(clock.zone):%Y-%m-%d} {one.last}" if one.last_at else _("never")
    every = ngettext("every {n} day", "every {n} days", one.every).format(n=one.every) if one.every else ""
    pairs = [
        (_("State"), f"{level.value} {said}"),
        (_("Last full check"), last),
        (_("Due on"), str(one.due_on or "")),
        (_("Rhythm"), every),
        (_("Responsible"), one.keeper),
        (_("Organisation"), one.organisation),
        (_("Next"), _("Enter opens a check here")),
    ]
    return Facts(f"{one.place} ({one.code})", [pair for pair in pairs if pair[1]])


def _pairs(one: CheckLine, clock: Clock) -> list[tuple[str, str]]:
    differences = "" if one.differences is None else figure(one.differences)
    closed = f"{one.closed_at.astimezone(clock.zone):%Y-%m-%d %H:%M}" if one.closed_at else ""
    pairs = [
        (_("State"), f"{STAGE_LEVELS[one.stage].value} {_(STAGE_NAMES[one.stage])}"),
        (_("Kind"), " · ".join((_(COUNT_NAMES[one.kind]), _("blind") if one.blind else _("not blind")))),
        (_("Only"), one.scope),
        (_("Entered"), f"{figure(one.entered)} / {figure(one.lines)}"),
        (_("Unlisted"), figure(one.finds) if one.finds else ""),
        (_("Differences"), differences),
        (_("Closed"), closed),
        (_("Alone"), _("▲ somebody had nobody else there") if one.alone else ""),
        (_("Next"), _(NEXT[one.stage]) if one.stage in NEXT else ""),
    ]
    return [pair for pair in pairs if pair[1]]
