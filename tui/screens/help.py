"""F1: the keys of this place, how numbers, dates and names may be typed, who may do what, and which store this is."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from inventory.ground.i18n import N_, _
from inventory.ground.people import GRANTS, PERMISSION_NAMES, ROLE_NAMES, Permission
from inventory.ground.text import visible
from tui.app import XunbeiApp
from tui.widgets.fitting import fit
from tui.widgets.keys import sign

HABITS = (
    (N_("Find"), N_("Just type: a name, its initials (bzd), a code, or scan a barcode. Esc shows everything again.")),
    (N_("Moving"), N_("Arrows, PgUp, PgDn, Home, End. Tab goes from field to field; Esc goes back.")),
    (N_("Columns"), N_("Left and right choose a column; ? shows what its figure is made of.")),
    (N_("Amounts"), N_("500, 1，828, 4.65万, 3包, 500条 and full-width digits are understood.")),
    (N_("Dates"), N_("0624, 6-24, 2022-06-24, 昨天, +1m (in a month), -3d (three days ago); 0624 1430 with a time.")),
    (N_("Signs"), N_("● fine   ▲ look at it   ■ urgent   ○ not known or not set")),
    (N_("Mistakes"), N_("Nothing is deleted: Ctrl+Z reverses what was booked, and both entries stay in the book.")),
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
        """Keys, then habits."""
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else self.app.screen
        keys: dict[str, tuple[str, str]] = {}
        for active in below.active_bindings.values():
            binding = active.binding
            if (binding.show or binding.key_display) and binding.description:
                written, _label = keys.get(binding.action, ("", ""))
                together = written or sign(binding)
                keys[binding.action] = (together, _(binding.description))
        with VerticalScroll():
            yield from _pairs(_("Keys here"), list(keys.values()))
            yield from _pairs(_("Habits"), [(_(label), _(text)) for label, text in HABITS])
            yield Static(_("Who may do what"), classes="title", markup=False)
            yield Static(_rights(), id="rights", markup=False)
            yield from _pairs(_("This program"), self._about())

    def on_mount(self) -> None:
        """The arrows scroll."""
        self.query_one(VerticalScroll).focus()

    def _about(self) -> list[tuple[str, str]]:
        from importlib import metadata  # noqa: PLC0415 - 50 ms that only the reader of this page waits for

        about = [(_("Version"), metadata.version("xunbei"))]
        desk = self.app.desk
        if desk is not None:
            about += [(_("Store"), visible(desk.store.where)), (_("Officer"), visible(desk.officer_name))]
        return about


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
