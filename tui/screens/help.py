"""F1: the keys of what is in front, how numbers, dates and names may be typed, who may do what, which store this is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from inventory.ground.i18n import N_, _
from inventory.ground.people import GRANTS, PERMISSION_NAMES, ROLE_NAMES, Permission
from inventory.ground.text import visible
from tui.app import XunbeiApp
from tui.widgets import banner
from tui.widgets.answers import Choice, Tick
from tui.widgets.basket import Lines
from tui.widgets.fields import Amount, Day, Field, Moment
from tui.widgets.fitting import fit
from tui.widgets.form import Form
from tui.widgets.keys import meaning, sign
from tui.widgets.menu import Menu
from tui.widgets.pick import Pick

AMOUNTS = (N_("Amounts"), N_("500, 1,828, 4.65万, 3包, 500条, 一千二百; full-width digits too."))
DATES = (
    N_("Dates"),
    N_("0517, 5-17, 2022-05-17, 5月17日, 今天, 昨天, +10d (in ten days), +1m (in a month), -3d (three days ago)."),
)
TIMES = (
    N_("Times"),
    N_("14:30 (today), 0517 1430, 昨天 14:30, 现在; a date alone means noon, unless the settings say otherwise."),
)
HABITS = (
    (N_("Find"), N_("Just type: a name, its initials (bzd), a code, or scan a barcode. Esc shows everything again.")),
    (N_("Moving"), N_("Arrows, PgUp, PgDn, Home, End. Tab goes from field to field; Esc goes back.")),
    (N_("Columns"), N_("Left and right choose a column; ? shows what its figure is made of.")),
    AMOUNTS,
    DATES,
    (N_("Signs"), N_("● fine   ▲ look at it   ■ urgent   ○ not known or not set")),
    (N_("Mistakes"), N_("Nothing is deleted: Ctrl+Z reverses what was booked, and both entries stay in the book.")),
)

IN_A_MENU = (
    ("1 … 9, 0", N_("Choose at once; ０ to ９ in full width too.")),
    ("↑ ↓ Home End", N_("Move; Enter chooses.")),
    ("Esc Space", N_("Back, nothing chosen.")),
)
IN_A_FORM = (
    ("Enter", N_("On to the next field that must be filled; where none is left, it sends.")),
    ("Tab ↓", N_("Next field.")),
    ("Shift+Tab ↑", N_("Field before.")),
    ("^S", N_("Send at once.")),
    ("Esc", N_("Leave; nothing is written.")),
)
TAKES_UP = ("^R", N_("Take up what was half typed when this form was left the last time."))
TYPED: tuple[tuple[tuple[type[Field], ...], tuple[str, str]], ...] = (
    ((Pick, Lines), (N_("Names"), N_("Part of the name, initials (bzd) or a code; ↑ ↓ choose, Enter takes it."))),
    ((Amount, Lines), AMOUNTS),
    ((Day, Moment), DATES),
    ((Moment,), TIMES),
    ((Choice,), (N_("Choices"), N_("Press the digit, ← → or Space."))),
    ((Tick,), (N_("Ticks"), N_("Space ticks and unticks."))),
    ((Lines,), (N_("Several lines"), N_("Enter adds a line; Backspace in an empty one takes the last line back."))),
    ((Field,), ("▲", N_("What is wrong with the field that it stands beside."))),
)

BESIDE = 3


class HelpScreen(ModalScreen[None]):
    """What the keys do here."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 40%; }
    HelpScreen > VerticalScroll {
        width: 90%; max-width: 96; height: auto; max-height: 95%;
        background: $surface; border: round $rule; padding: 0 2; scrollbar-size-vertical: 1;
    }
    HelpScreen .title { color: $primary; text-style: bold; }
    HelpScreen .pair { height: auto; width: 100%; }
    HelpScreen .left { text-style: bold; }
    HelpScreen .right { width: 1fr; height: auto; }
    HelpScreen #rights { margin: 0 0 1 0; }
    """
    app = getters.app(XunbeiApp)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,f1,space,ideographic_space", "dismiss", N_("Back"), key_display="Esc"),
    ]

    def compose(self) -> ComposeResult:
        """What the keys do in what is below, first of all."""
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else self.app.screen
        with VerticalScroll() as page:
            page.border_subtitle = _("Esc Back")
            if isinstance(below, Form):
                yield from _form_page(below)
            elif isinstance(below, Menu):
                yield from _pairs(_("Keys here"), [(key, _(said)) for key, said in IN_A_MENU])
            else:
                yield from _pairs(_("Keys here"), _keys(below))
                if steps := getattr(below, "STEPS", ()):
                    yield from _pairs(_("Step by step"), _worded(steps))
                if habits := getattr(below, "HABITS", ()):
                    yield from _pairs(_("How it may be typed"), _worded(habits))
                yield from _pairs(_("Habits"), _worded(HABITS))
                yield Static(_("Who may do what"), classes="title", markup=False)
                yield Static(_rights(), id="rights", markup=False)
                yield from _pairs(_("This program"), self._about())

    def on_mount(self) -> None:
        """The arrows scroll."""
        banner.warn(self)
        self.query_one(VerticalScroll).focus()

    def _about(self) -> list[tuple[str, str]]:
        from importlib import metadata  # noqa: PLC0415 - 50 ms that only the reader of this page waits for

        about = [(_("Version"), metadata.version("xunbei"))]
        desk = self.app.desk
        if desk is not None:
            about += [(_("Store"), visible(desk.store.where)), (_("Officer"), visible(desk.officer_name))]
            about += [(_("Access"), self.app.access)] if self.app.access else []
        return about


def _form_page(form: Form) -> ComposeResult:
    """The keys of a form, and how what it asks for may be typed."""
    keys = (*IN_A_FORM, TAKES_UP) if form.keeps_drafts else IN_A_FORM
    yield from _pairs(_("Keys here"), [(key, _(said)) for key, said in keys])
    there = [one for kinds, one in TYPED if any(isinstance(field, kinds) for field in form.asked)]
    yield from _pairs(_("How it may be typed"), _worded(there))


def _keys(below: Screen[object]) -> list[tuple[str, str]]:
    """The keys that the screen below shows, each action once."""
    keys: dict[str, tuple[str, str]] = {}
    for active in below.active_bindings.values():
        binding = active.binding
        if (binding.show or binding.key_display) and (said := meaning(below, binding)):
            written, _label = keys.get(binding.action, ("", ""))
            keys[binding.action] = (written or sign(binding), said)
    return list(keys.values())


def _worded(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(_(left), _(right)) for left, right in pairs]


def _rights() -> str:
    """Each permission with the roles that it is granted to, by their numbers."""
    roles = list(GRANTS)
    names = [f"{number} {_(ROLE_NAMES[role])}" for number, role in enumerate(roles, 1)]
    wide = max(cell_len(name) for name in names)
    legend = ["   ".join(fit(name, wide) for name in names[at : at + BESIDE]) for at in range(0, len(names), BESIDE)]
    width = max(cell_len(_(label)) for label in PERMISSION_NAMES.values())
    lines = []
    for permission in Permission:
        marks = (str(at) if permission in GRANTS[role] else "·" for at, role in enumerate(roles, 1))
        lines.append(f"{fit(_(PERMISSION_NAMES[permission]), width)}  {'  '.join(marks)}")
    return "\n".join([*legend, *lines])


def _pairs(title: str, pairs: list[tuple[str, str]]) -> ComposeResult:
    """A title, and under it what each thing means; what is too long goes on below itself."""
    width = max((cell_len(left) for left, _right in pairs), default=0) + 2
    yield Static(title, classes="title", markup=False)
    for left, right in pairs:
        with Horizontal(classes="pair"):
            label = Static(left, classes="left", markup=False)
            label.styles.width = width
            yield label
            yield Static(right, classes="right", markup=False)
    yield Static("")
