"""The questions of a form: each knows how it is typed, what it means, and what to say beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import TypedDict, Unpack

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from inventory.ground import typed
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.text import clean, visible
from tui.widgets.letters import Letters
from tui.widgets.sturdy import Sturdy

Facts = Mapping[str, object]
"""What is known of a form so far: the parsed value of every field that has one."""

Hint = str | Callable[[Facts], str]


class About(TypedDict, total=False):
    """What any field may be told: must it be filled, what is said beside it, when is it asked, how wide is it."""

    required: bool
    hint: Hint
    when: Callable[[Facts], bool]
    width: int


WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


class Missing(Refused):
    """A field that must be filled is empty."""

    message = N_("needed")


class Field(Sturdy, Vertical):
    """One line of a form: its label, where one types, and what is said beside it."""

    DEFAULT_CSS = """
    Field { height: auto; width: 100%; }
    Field .line { height: auto; width: 100%; }
    Field .label { width: 12; color: $quiet; }
    Field:focus-within .label { color: $primary; text-style: bold; }
    Field .note { width: 1fr; height: auto; padding: 0 0 0 2; color: $secondary; }
    Field.-wrong .note { color: $warning; }
    Field.-wrong Input { max-width: 36; }
    Field.-away { display: none; }
    Field Input { width: 26; height: 1; border: none; background: $panel; }
    Field Input:focus { background: $row; background-tint: $foreground 0%; border: none; }
    Field.-cell, Field.-cell .line { width: auto; }
    Field.-cell { padding: 0 1 0 0; }
    Field.-cell .label, Field.-cell .note { display: none; }
    """

    class Changed(Message):
        """Something else stands in a field."""

        def __init__(self, field: Field) -> None:
            """Say which."""
            self.field = field
            super().__init__()

    class Entered(Message):
        """Enter was pressed in a field; `onward` when the field used it itself and the next one should follow."""

        def __init__(self, field: Field, *, onward: bool = False) -> None:
            """Say which, and what should follow."""
            self.field, self.onward = field, onward
            super().__init__()

    class Left(Message):
        """The cursor went out of a field."""

        def __init__(self, field: Field) -> None:
            """Say which."""
            self.field = field
            super().__init__()

    def __init__(
        self,
        name: str,
        label: str,
        **about: Unpack[About],
    ) -> None:
        """`name` is the fact's name; `hint` is said beside it; `when` says whether the question is asked at all."""
        super().__init__()
        self.fact, self.label = name, label
        self.required = about.get("required", True)
        self._hint, self.when, self.columns = about.get("hint", ""), about.get("when"), about.get("width", 0)
        self.known: Facts = {}
        self.opens_itself = True
        self._noted = ""

    def compose(self) -> ComposeResult:
        """Label, control, note; under them what the control opens."""
        with Horizontal(classes="line"):
            yield Static(self.label, classes="label", markup=False)
            yield from self.controls()
            yield Static("", classes="note", markup=False)
        if not self.is_cell:
            yield from self.below()

    @property
    def is_cell(self) -> bool:
        """Whether it is one cell of a line among others, without a label of its own."""
        return self.has_class("-cell")

    def below(self) -> Sequence[Widget]:
        """What the control opens under its line."""
        return ()

    def controls(self) -> ComposeResult:
        """Where one types."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Take the width asked for."""
        if self.columns:
            for one in self.query(Input):
                one.styles.width = self.columns

    # What it holds

    @property
    def raw(self) -> str:
        """What stands in it, as a draft keeps it."""
        raise NotImplementedError

    @raw.setter
    def raw(self, text: str) -> None:
        raise NotImplementedError

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.raw.strip()

    def value(self) -> object:
        """What it means; raises Refused."""
        raise NotImplementedError

    def checked(self) -> object:
        """What it means; an empty field that is needed is refused, another is None."""
        if self.is_empty:
            if self.required:
                raise Missing(field=self.fact)
            return None
        return self.value()

    # What is said beside it

    @property
    def asks(self) -> bool:
        """Whether the question is asked, from what is known so far."""
        return self.when is None or self.when(self.known)

    def learn(self, known: Facts) -> None:
        """The form knows more: show or hide the question, say what follows from it."""
        self.known = known
        self.set_class(not self.asks, "-away")
        if not self.has_class("-wrong"):
            self._note(self.hinted())

    def hinted(self) -> str:
        """What is said beside it while nothing is wrong."""
        said = self._hint(self.known) if callable(self._hint) else self._hint
        return said or self.echo()

    def echo(self) -> str:
        """What the program understood, where that differs from what was typed."""
        return ""

    def refuse(self, refusal: str) -> None:
        """Show what is wrong, until something else is typed."""
        self.add_class("-wrong")
        self._note(f"▲ {refusal}")

    def accept(self) -> None:
        """Nothing is wrong any more."""
        self.remove_class("-wrong")
        self._note(self.hinted())

    def _note(self, text: str) -> None:
        """Only what changed is written, and the form is only laid out anew where a line more or less is taken."""
        if self.is_mounted and text != self._noted:
            note = self.query_one(".note", Static)
            is_one_line = note.size.height == 1 and cell_len(text) < note.size.width
            note.update(visible(text), layout=not is_one_line)
            self._noted = text

    def enter(self) -> None:
        """Put the cursor here."""
        for one in self.query("*"):
            if one.focusable:
                one.focus()
                return

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Tell the form that the cursor left."""
        event.stop()
        self.post_message(self.Left(self))


class Typed(Field):
    """A field that is typed into; `parse` turns the text into what it means, given what else is known."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        parse: Callable[[str, Facts], object] | None = None,
        default: str = "",
        placeholder: str = "",
        **about: Unpack[About],
    ) -> None:
        """As a field, with the text to begin with."""
        super().__init__(name, label, **about)
        self._parse, self._default, self._placeholder = parse, default, placeholder

    def controls(self) -> ComposeResult:
        """One line of text."""
        yield Letters(visible(self._default), placeholder=self._placeholder, select_on_focus=True)

    @property
    def raw(self) -> str:
        """The text."""
        return self.query_one(Input).value if self.is_mounted else self._default

    @raw.setter
    def raw(self, text: str) -> None:
        self.query_one(Input).value = text

    def value(self) -> object:
        """The text, parsed."""
        return self._parse(self.raw, self.known) if self._parse else self.raw.strip()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on that something was typed."""
        event.stop()
        self.accept()
        self.post_message(self.Changed(self))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass on that Enter was pressed."""
        event.stop()
        self.post_message(self.Entered(self))


class Text(Typed):
    """A name, a note, a reason: kept as typed, trimmed."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        longest: int = 120,
        default: str = "",
        **about: Unpack[About],
    ) -> None:
        """`longest` is how many characters are kept."""
        about.setdefault("width", 36)
        super().__init__(name, label, default=default, **about)
        self._longest = longest

    def value(self) -> str:
        """The text as it will be kept."""
        return clean(self.raw, field=self.fact, longest=self._longest)

    def checked(self) -> object:
        """An empty text that isn't needed is an empty text."""
        return "" if self.is_empty and not self.required else super().checked()


def whole(name: str) -> Callable[[str, Facts], int]:
    """A reader of whole numbers for a field."""
    return lambda text, _known: int(typed.number(text, places=0, field=name))


class Amount(Typed):
    """How much; without a `parse` of its own, a plain number."""

    def value(self) -> object:
        """The number."""
        return self._parse(self.raw, self.known) if self._parse else typed.number(self.raw, field=self.fact)


class Day(Typed):
    """A date, in any of the ways in which people type one."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        today: date,
        default: str = "",
        **about: Unpack[About],
    ) -> None:
        """`today` is what +1m counts from."""
        about.setdefault("width", 14)
        super().__init__(name, label, default=default, **about)
        self._today = today

    def value(self) -> date:
        """The date."""
        return typed.day(self.raw, today=self._today, field=self.fact)

    def echo(self) -> str:
        """The whole date with its weekday."""
        try:
            day = self.value() if not self.is_empty else None
        except Refused:
            return ""
        return f"= {day:%Y-%m-%d} {_(WEEKDAYS[day.weekday()])}" if day else ""


class Moment(Typed):
    """When it happened; a date alone takes the stated time of day."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        read: Callable[[str], datetime],
        zone: tzinfo,
        default: str = "",
        **about: Unpack[About],
    ) -> None:
        """`read` turns the text into an instant, `zone` shows it in the headquarters' time."""
        about.setdefault("width", 18)
        super().__init__(name, label, default=default, **about)
        self._read, self._zone = read, zone

    def value(self) -> datetime:
        """The instant."""
        return self._read(self.raw)

    def echo(self) -> str:
        """The whole moment in local time."""
        try:
            moment = self.value().astimezone(self._zone) if not self.is_empty else None
        except Refused:
            return ""
        return f"= {moment:%Y-%m-%d %H:%M} {_(WEEKDAYS[moment.weekday()])}" if moment else ""
