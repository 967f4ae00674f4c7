"""The shape of a register: a list of what stands ready, its card, its find line, and its neighbours by the same key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar, Unpack
from uuid import uuid4

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from inventory.ground import settings, typed
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import N_, _
from inventory.ground.schema import Base
from inventory.ground.search import key
from reports.registry import REPORTS
from reports.table import Column
from tui.app import XunbeiApp
from tui.desk import Desk
from tui.keyboard import asks
from tui.places import Place
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen, corrected, row_of
from tui.screens.options import Instant, resolve
from tui.screens.preview import PreviewScreen
from tui.screens.retired import Retirable, ShowsRetired, marked
from tui.telling import told
from tui.widgets.card import Facts, Section
from tui.widgets.fields import About, Amount, Field, Text, whole
from tui.widgets.form import Form
from tui.widgets.menu import Entry, Menu
from tui.widgets.pick import Option, Pick, among

Row = TypeVar("Row")
Kept = TypeVar("Kept", bound=Retirable)
Made = TypeVar("Made")
Answers = dict[str, Any]

PAPER = Act("paper", N_("Look at it as a report"), on_row=False)
OTHER = Act("other", N_("Another register"), on_row=False)
BETWEEN = 3


class RegisterLine(Widget):
    """The registers that share a key, the one in front marked; a click goes to one."""

    DEFAULT_CSS = "RegisterLine { height: 1; background: $surface; padding: 0 2; }"

    def __init__(self, places: Sequence[Place], here: str, action: str = "app.go") -> None:
        """Take the registers, the name of the one in front, and the action that goes to another."""
        super().__init__()
        self._places, self._here, self._action = places, here, action

    def _parts(self) -> Iterator[tuple[str, Place]]:
        for one in self._places:
            yield f"{'▸' if one.name == self._here else ' '}{_(one.label)}", one

    def render(self) -> Content:
        """Their key, then their names."""
        parts = [(self._places[0].key.upper() if self._places else "", "bold $primary")]
        for said, one in self._parts():
            parts += [(" " * BETWEEN, ""), (said, "bold $primary" if one.name == self._here else "$secondary")]
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Go to the register under the mouse."""
        at = event.get_content_offset(self)
        x = cell_len(self._places[0].key) if self._places else 0
        for said, one in self._parts():
            x += BETWEEN
            if at is not None and x <= at.x < x + cell_len(said):
                self.app.call_later(self.app.run_action, f"{self._action}('{one.name}')")
            x += cell_len(said)


@dataclass
class Once:
    """What one question asks a service: however often it is sent, it is done once."""

    app: XunbeiApp
    request: str = field(default_factory=lambda: uuid4().hex)

    def send(
        self,
        service: Callable[..., Made],
        said: Callable[[Any], str],
        given: Answers | None = None,
        **facts: object,
    ) -> None:
        """Ask the service; raises Refused for the form to show. `given` gets the id of what was made."""
        self.app.do(service, request=self.request, told=told(said, given), **facts)


class RegisterScreen(KeepingScreen[Row]):
    """A register: what differs from one to the next is its lines, its columns, its card and what can be done."""

    NAME: ClassVar[str] = ""
    """The place's name, as in `tui.places`."""
    REPORT: ClassVar[str] = ""
    """The report that says on paper what the register says on the screen."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add"), key_display="Insert"),
        Binding("ctrl+left,ctrl+pageup", "turn(-1)", N_("Register before"), key_display="^←", show=False),
        Binding("ctrl+right,ctrl+pagedown", "turn(1)", N_("Next register"), key_display="^→", show=False),
        Binding("escape", "back", N_("Back"), key_display="Esc", show=False),
    ]

    _stale = False

    # Frame

    def compose(self) -> ComposeResult:
        """As every list, with the names of its neighbours under the top line."""
        parts = iter(super().compose())
        yield next(parts)
        yield RegisterLine(self.mates, self.NAME)
        yield from parts

    def _tick(self) -> None:
        """The top line says what it says at every place."""
        super(KeepingScreen, self)._tick()

    def reload(self, *, keep: bool = True) -> None:
        """Read again; behind another screen, once this one is in front again."""
        self._stale = not self.is_current
        if self.is_current or not self._rows:
            super().reload(keep=keep)

    def on_screen_resume(self) -> None:
        """What was written meanwhile is read now."""
        if self._stale:
            self.reload()

    # Neighbours

    @property
    def label(self) -> str:
        """What the register is called."""
        return next((_(one.label) for one in self.mates if one.name == self.NAME), "")

    @property
    def mates(self) -> list[Place]:
        """The registers that share this one's key."""
        key = next((one.key for one in self.app.places if one.name == self.NAME), "")
        return [one for one in self.app.places if key and one.key == key]

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """Another register only where there is one, a report only where it was made."""
        for label, action, why in super().acts():
            if (action != OTHER.action or len(self.mates) > 1) and (action != PAPER.action or self.REPORT in REPORTS):
                yield label, action, why

    def action_turn(self, step: int) -> None:
        """To the register before or after."""
        names = [one.name for one in self.mates]
        if self.NAME in names:
            self.app.action_go(names[(names.index(self.NAME) + step) % len(names)])

    @asks
    async def action_other(self) -> None:
        """Choose among the registers."""
        mates = self.mates
        entries = [Entry(one.name, _(one.label), sign="▸" if one.name == self.NAME else "") for one in mates]
        if answer := await self.app.ask(Menu(_(mates[0].title), entries)):
            self.app.action_go(answer)

    def action_paper(self) -> None:
        """Show the register as a report, to be written from there."""
        report = REPORTS[self.REPORT]
        self.app.push_screen(PreviewScreen(report, resolve(self.desk, report, {})))

    # What registers ask of the store

    @property
    def desk(self) -> Desk:
        """The desk that the register stands at."""
        if self.app.desk is None:  # places are built for a desk
            raise RuntimeError
        return self.app.desk

    def look(self, query: Callable[..., Made], *about: object, **how: object) -> Made:
        """What a query tells this officer."""
        with self.desk.store.read() as session:
            return query(session, self.desk.officer(session), *about, **how)

    def once(self) -> Once:
        """A question that is sent once; it is the form's `sender`."""
        return Once(self.app)

    async def enter(self, form: Form) -> object | None:
        """Ask; what was made is highlighted afterwards, and its id is the answer."""
        facts = await self.app.ask(form)
        made = facts.get("made") if facts is not None else None
        if made is not None:
            self.bring_to(made)
        return made


@dataclass(frozen=True)
class Keeping:
    """The services that keep the lines of a register: the model, what they call a row of it, and which they are."""

    model: type[Base]
    fact: str
    add: Callable[..., Any]
    change: Callable[..., Any]
    retire: Callable[..., Any]
    revive: Callable[..., Any]


class KeptRegister(ShowsRetired[Kept], RegisterScreen[Kept]):
    """A register whose lines are entered with Insert, changed with Enter, retired with Delete and taken back."""

    KEEPING: ClassVar[Keeping]
    NEED_USE = frozenset({"change"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete", "retire", N_("Retire"), key_display="Del"),
    ]

    # What a register says

    def named(self, row: Kept) -> str:
        """What a line is called, in titles."""
        raise NotImplementedError

    def own_columns(self) -> Sequence[Column[Kept]]:
        """The columns, as they are while the retired are left out."""
        raise NotImplementedError

    def known(self, row: Kept) -> Mapping[str, Any]:
        """What is known of a line, by the facts that its services take; rows by their ids."""
        raise NotImplementedError

    def fields(self, known: Mapping[str, Any]) -> Sequence[Field]:
        """What is asked of a line: of a new one nothing is known."""
        raise NotImplementedError

    def meant(self, facts: Answers) -> Answers:
        """What was answered, as the services take it: an id becomes what finds its row."""
        return facts

    def called(self, one: Any) -> str:  # noqa: ANN401 - a row of the register's model
        """What a row is called, in the sentence after it was kept."""
        return str(one.name)

    # The list

    def columns(self) -> Sequence[Column[Kept]]:
        """The register's columns; where the retired are shown, one says which they are."""
        columns = self.own_columns()
        return marked(columns) if self.with_retired else columns

    def menu_title(self) -> str:
        """The line that is meant, or the register."""
        return self.named(self.row) if self.row is not None else self.label

    def about(self, row: Kept, pairs: Sequence[tuple[str, str]], *sections: Section) -> Facts:
        """The card: the name, that it is retired, every pair even where nothing is known, what has lines."""
        state = [(_("State"), _("○ retired"))] if row.retired else []
        said = [(label, value or _("○ not set")) for label, value in pairs]
        return Facts(self.named(row), [*state, *said], [one for one in sections if one.lines])

    def opened(self, row: Kept) -> None:
        """Enter: change it, or say why not."""
        del row
        if why := self.why_not("change"):
            self.tell(why, "ATTENTION")
        else:
            self.action_change()

    # Entering, changing, letting go and taking back

    def the(self, row: Kept) -> Answers:
        """A line as the fact that a service takes."""
        return {self.KEEPING.fact: row_of(self.KEEPING.model, self.number(row))}

    @asks
    async def action_add(self) -> None:
        """Enter a line."""
        await self.add(self.fields({}))

    async def add(self, fields: Sequence[Field]) -> None:
        """Ask for a new line with these fields."""
        once = self.once()
        title = next(_(act.label) for act in self.ACTS if act.action == "add")

        def said(one: Any) -> str:  # noqa: ANN401 - a row of the register's model
            return _("{name} was entered, code {code}.").format(name=self.called(one), code=one.name_in_facts)

        def send(given: Answers) -> None:
            facts = {name: fact for name, fact in given.items() if fact not in (None, "")}
            once.send(self.KEEPING.add, said, given, **self.meant(facts))

        draft = f"add_{self.KEEPING.fact}"
        await self.enter(Form(title, *fields, submit=send, verb=_("add"), draft=draft, sender=once))

    @asks
    async def action_change(self) -> None:
        """Correct what is known of the highlighted line."""
        if (row := self.row) is None:
            return
        once, old = self.once(), self.known(row)

        def said(one: Any) -> str:  # noqa: ANN401 - a row of the register's model
            return _("{name} was changed.").format(name=self.called(one))

        def send(given: Answers) -> None:
            once.send(self.KEEPING.change, said, **self.the(row), **self.meant(changed(old, given)))

        await self.app.ask(Form(self.named(row), *self.fields(old), submit=send, verb=_("change"), sender=once))

    @asks
    async def action_retire(self) -> None:
        """Let the highlighted line go."""
        if (row := self.row) is None:
            return

        def said(one: Any) -> str:  # noqa: ANN401 - a row of the register's model
            return _("{name} was retired.").format(name=self.called(one))

        if await self.sure(_("Retire {name}?").format(name=self.named(row)), _("Retire it: its history stays")):
            self.app.perform(self.KEEPING.retire, told=told(said), **self.the(row))

    def action_revive(self) -> None:
        """Take the highlighted line back into use."""

        def said(one: Any) -> str:  # noqa: ANN401 - a row of the register's model
            return _("{name} is in use again.").format(name=self.called(one))

        if self.row is not None:
            self.app.perform(self.KEEPING.revive, told=told(said), **self.the(self.row))


def changed(old: Mapping[str, Any], given: Answers) -> Answers:
    """What was changed in a form: what stands as it was shown is left out, and a number that was emptied is nought.

    A date that was emptied stays None: its register says what that means.
    """
    facts = corrected({name: was for name, was in old.items() if isinstance(was, str)}, given)
    for name, was in old.items():
        if name in facts and not isinstance(was, str):
            if facts[name] == was:
                del facts[name]
            elif facts[name] is None and not isinstance(was, date):
                facts[name] = type(was)(0)
    return facts


# Questions -----------------------------------------------------------------------------------------------------


def words(name: str, label: str, known: Mapping[str, Any], *, longest: int = 400, **about: Unpack[About]) -> Text:
    """A text that may be left empty, with what is known of it."""
    about.setdefault("required", False)
    return Text(name, label, longest=longest, default=known.get(name) or "", **about)


def count(name: str, label: str, known: Mapping[str, Any], **about: Unpack[About]) -> Amount:
    """A whole number that may be left empty, with what is known of it."""
    about.setdefault("required", False)
    about.setdefault("width", 10)
    return Amount(name, label, parse=whole(name), default=str(known.get(name) or ""), **about)


def owner(houses: Sequence[OrganisationLine]) -> Pick:
    """Whose it is: the first that the officer sees, unless another is chosen."""
    options = [Option(one.organisation_id, one.name, one.code) for one in houses]
    find = among(options, [key(one.name, one.code) for one in houses])
    return Pick("organisation", _("Organisation"), find, default=options[0] if options else None)


def moment(desk: Desk, name: str, label: str, default: datetime | None = None, **about: Unpack[About]) -> Instant:
    """A time, in any of the ways in which people type one; it may be left empty."""

    def read(text: str) -> datetime:
        with desk.store.read() as session:
            at = settings.time_of_day(session)
        side = 1 if name == "due_at" else -1  # at two in the night, 23:50 was yesterday
        return typed.moment(text, now=desk.now(), zone=desk.zone, field=name, time_of_day=at, side=side)

    about.setdefault("required", False)
    shown = f"{default.astimezone(desk.zone):%Y-%m-%d %H:%M}" if default else ""
    return Instant(name, label, read=read, zone=desk.zone, default=shown, **about)
