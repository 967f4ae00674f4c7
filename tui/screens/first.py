"""The first start: where there is no store yet, or none that opens, the ways that lead to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar, cast

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from inventory.ground.errors import Refused
from inventory.ground.i18n import LANGUAGES, N_, _, language
from inventory.ground.locks import MustSignIn
from inventory.ground.passwords import MustChange, MustWait, NoPasswordYet, NotLetIn
from inventory.ground.storefile import NotAStore, StoreDamaged, StoreMissing
from inventory.ground.text import visible
from inventory.upkeep.seeding import FIRST_LOGIN
from tui.app import XunbeiApp
from tui.commands.acting import WhoActs
from tui.desk import Desk, Doors
from tui.keyboard import asks
from tui.screens.signing import Proving, same, twice
from tui.screens.who import ask_who, greeting
from tui.widgets.fields import Text
from tui.widgets.form import Form
from tui.widgets.keys import KeyLine
from tui.widgets.menu import Entries, Entry, digit_of
from tui.widgets.notice import Notice, worded
from tui.widgets.sturdy import Sturdy

SIGN = (MustSignIn, MustChange, MustWait, NotLetIn)  # whatever signing in may answer


class FirstScreen(Sturdy, Screen[None]):
    """The ways in; only those that lead somewhere."""

    DEFAULT_CSS = """
    FirstScreen { background: $background; layout: vertical; }
    FirstScreen > Vertical { height: 1fr; padding: 1 2; }
    FirstScreen #why { height: auto; color: $quiet; padding: 0 0 1 0; }
    FirstScreen Entries { margin: 0 0 1 0; }
    FirstScreen #where { height: auto; color: $secondary; }
    """
    app = getters.app(XunbeiApp)
    AUTO_FOCUS = "Entries"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("Choose"), key_display="Enter"),
        Binding("up", "move(-1)", N_("Up"), show=False),
        Binding("down", "move(1)", N_("Down"), show=False),
        Binding("tab", "speak", "中文 / English", key_display="Tab"),
    ]

    def __init__(self, doors: Doors, why: Refused) -> None:
        """`why` says what became of the store that was asked for."""
        super().__init__()
        self._doors, self._why = doors, why

    def compose(self) -> ComposeResult:
        """What is the matter, the ways, where the store would be."""
        yield Static("  " + _("Xunbei"), classes="band", markup=False)
        with Vertical():
            if isinstance(self._why, StoreMissing):
                yield Static(_("There is no store yet. Where to begin?"), id="why", markup=False)
            else:
                yield Static(worded(str(self._why), "ATTENTION"), id="why", markup=False)
            yield Entries(self._entries())
            yield Static("\n".join(visible(line) for line in self._where()), id="where", markup=False)
        yield Notice(markup=False)
        yield KeyLine()

    def _where(self) -> list[str]:
        """The store that was asked for, and how the example that is there already is made anew."""
        said = _("The store that was asked for: {where}").format(where=self._doors.where)
        return [said, _again(left)] if (left := self._doors.example_left()) else [said]

    def _entries(self) -> Sequence[Entry]:
        is_missing = isinstance(self._why, StoreMissing)
        is_bare = isinstance(self._why, NotAStore) and "://" in self._doors.where  # a database that holds nothing yet
        is_torn = isinstance(self._why, StoreDamaged)
        ways = [
            (isinstance(self._why, SIGN), "sign", _("Sign in"), _("with login and password")),
            (isinstance(self._why, NoPasswordYet), "first", _("Set the first password"), _("its administrator's")),
            (isinstance(self._why, WhoActs), "sit", _("Sit down"), _("one of the officers of this store")),
            (True, "example", _("Look around: the Jining zone, 2022"), self._example()),
            (is_missing or is_bare, "begin", _("Begin: our own headquarters"), _("its name, its first administrator")),
            (True, "other", _("Open: a store that is there"), _("a file or a PostgreSQL address")),
            (is_missing or is_bare or is_torn, "restore", _("Restore: from a backup"), _("proved before it is used")),
        ]
        return [Entry(action, label, sign=detail) for leads, action, label, detail in ways if leads]

    def _example(self) -> str:
        left = self._doors.example_left()
        return _("the example as left on {day}").format(day=left) if left else _("an example; nothing rests on it")

    def on_mount(self) -> None:
        """Where somebody could sit at the store, who it is is the question."""
        if (question := self._question(self._why)) is not None:
            self.call_after_refresh(question)

    def _question(self, why: Exception) -> Callable[[], None] | None:
        """What is asked first, where a store is there but nobody sits at it yet."""
        ways = ((WhoActs, self.action_sit), (NoPasswordYet, self.action_first), (SIGN, self.action_sign))
        return next((way for kind, way in ways if isinstance(why, kind)), None)

    def tell(self, text: str, level: str) -> None:
        """Show the one notice."""
        self.query_one(Notice).say(text, level)

    def hear(self, error: Exception) -> None:
        """A way led nowhere; to a store where somebody must say who they are it leads on."""
        if (question := self._question(error)) is not None:
            question()
        else:
            self.app.answer(error)

    # Keys

    def on_key(self, event: events.Key) -> None:
        """A digit chooses, in whatever width the input method sends it."""
        entries = self.query_one(Entries)
        at = digit_of(event)
        if at is not None and at < len(entries.entries):
            event.stop()
            entries.at = at
            self.action_choose()

    def on_click(self, event: events.Click) -> None:
        """A click chooses."""
        entries = self.query_one(Entries)
        if entries.region.contains(event.screen_x, event.screen_y):
            entries.at = int(event.screen_y) - entries.region.y
            self.action_choose()

    def action_move(self, step: int) -> None:
        """Up or down."""
        self.query_one(Entries).at += step

    def action_speak(self) -> None:
        """The other language."""
        self.app.action_speak(next(code for code in LANGUAGES if code != language()))
        self.call_after_refresh(lambda: self.query_one(Entries).focus())

    def action_choose(self) -> None:
        """Go the highlighted way."""
        entries = self.query_one(Entries)
        getattr(self, f"action_{entries.entries[entries.at].answer}")()

    # Ways

    def _go(self, opening: Callable[[], Desk], said: str, then: Callable[[Desk], str] | None = None) -> None:
        self.tell(said, "UNKNOWN")
        self.app.sit_down(opening, then)

    def action_example(self) -> None:
        """Look at the example: the one that is there, or a new one."""
        if left := self._doors.example_left():
            self._go(self._doors.example, _("Opening the example…"), lambda _desk: _again(left))
        else:
            self._go(self._doors.example, _("Making the example…"))

    @asks
    async def action_begin(self) -> None:
        """Make a store of one's own."""
        form = Form(
            _("Our own headquarters"),
            Text("name", _("Name"), width=40),
            Text("person", _("First administrator"), width=16, hint=_("a name; gives roles, and leads")),
            Text("login", _("Login"), longest=40, width=16, default=FIRST_LOGIN, hint=_("short, for --as")),
            *(twice() if self._doors.is_server else ()),
            submit=same,
            verb=_("make the store"),
            intro=self._doors.where,
        )
        if (facts := await self.app.ask(form)) is not None:
            texts = {name: str(facts[name]) for name in ("name", "person", "login")}
            self._go(partial(self._doors.begin, **texts, password=same(facts)), _("Making the store…"))

    @asks
    async def action_other(self) -> None:
        """Open another store."""
        hint = _("a file, or postgresql+psycopg://host/name")
        form = Form(_("Open a store"), Text("where", _("Store"), longest=400, width=30, hint=hint), verb=_("open"))
        if (facts := await self.app.ask(form)) is not None:
            self._go(partial(self._doors.other, str(facts["where"])), _("Opening the store…"))

    @asks
    async def action_restore(self) -> None:
        """Put a backup where the store was asked for."""
        form = Form(
            _("Restore from a backup"),
            Text("file", _("Backup"), longest=400, width=48),
            submit=_must_be_there,
            verb=_("prove and restore"),
            intro=_("to {where}").format(where=self._doors.where),
        )
        if (facts := await self.app.ask(form)) is not None:
            self._go(partial(self._doors.restore, str(facts["file"])), _("Proving the backup…"))

    @asks
    async def action_sign(self) -> None:
        """Sign in at the store that was found."""
        await self._sit_at(Proving(_("Sign in"), self._doors.sit, verb=_("sign in"), intro=self._doors.where))

    @asks
    async def action_first(self) -> None:
        """Give the store on a server its first password."""

        def lock(facts: dict[str, object]) -> None:
            facts["desk"] = self._doors.lock(str(facts["login"]), same(facts))

        login = Text("login", _("Login"), longest=40, width=16, default=FIRST_LOGIN, hint=_("an administrator's"))
        title, intro = _("Set the first password"), self._doors.where
        await self._sit_at(Form(title, login, *twice(), submit=lock, verb=_("set"), intro=intro))

    async def _sit_at(self, form: Form) -> None:
        """Go to the desk that a form has led to; what was typed too early asks for no second one."""
        if self.is_current and (facts := await self.app.ask(form)) is not None:
            desk = cast("Desk", facts["desk"])
            self._go(lambda: desk, _("Opening the store…"), greeting)

    @asks
    async def action_sit(self) -> None:
        """Choose who sits at the store that was found."""
        login = await ask_who(self.app, self._doors.officers())
        if login is not None:
            self._go(partial(self._doors.sit, login), _("Opening the store…"), greeting)


def _again(left: date) -> str:
    """That the example is an old one, and what makes it anew."""
    return _("The example is as it was left on {day}; `xunbei demo --fresh` makes it anew.").format(day=left)


class NoSuchFile(Refused):
    """Nothing is there."""

    message = N_("There is no file {file}.")


def _must_be_there(facts: dict[str, object]) -> None:
    file = Path(str(facts["file"])).expanduser()
    if not file.is_file():
        raise NoSuchFile(file=file)
