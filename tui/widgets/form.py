"""The form: a question on top of a place; a refusal stays in it, beside the field that it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.text import visible
from tui.widgets import banner
from tui.widgets.answers import Tick
from tui.widgets.fields import Field
from tui.widgets.notice import worded
from tui.widgets.sturdy import Sturdy
from tui.widgets.window import Window

if TYPE_CHECKING:
    from concurrent.futures import Future

LABEL_AT_MOST = 18


class Drafts(Protocol):
    """Where half-typed forms are kept."""

    def of(self, name: str) -> Mapping[str, str]:
        """What was half typed in a form."""

    def request_of(self, name: str) -> str:
        """The request id that was kept with it."""

    def keep(self, name: str, texts: Mapping[str, str], request: str = "") -> None:
        """Keep what is typed so far."""

    def drop(self, name: str) -> None:
        """Forget it."""


class Program(Protocol):
    """What a form asks of the program that shows it."""

    @property
    def drafts(self) -> Drafts:
        """What was half typed in forms."""

    def answer(self, error: BaseException) -> Refused:
        """Write a fault down, and word it."""

    def aside(
        self, work: Callable[[], object], then: Callable[[Future[object]], object], *, slow: Callable[[], object]
    ) -> None:
        """Do in a thread what may have to wait."""


class Sender(Protocol):
    """What sends a form, under one request id however often it is sent."""

    request: str


class Form(Sturdy, ModalScreen[dict[str, object] | None]):
    """Asks for facts and answers with them, or with None; with `submit`, only its success closes the form.

    `submit` is called in a thread, since the store may let it wait. It may raise Refused: the sentence then stands
    beside the field that the refusal names, or at the bottom.
    `draft` names the form among the half-typed ones that can be taken up again; nothing is taken up unasked.
    The draft keeps the request id of `sender` too: a form whose answer was lost in a crash is not booked twice.
    """

    DEFAULT_CSS = """
    Form { align: center top; background: $background 65%; }
    Form > Vertical {
        width: 100%; max-width: 96; margin: 1 2 0 2; height: auto;
        background: $surface; border: round $primary; padding: 0 1;
    }
    Form #title { color: $primary; text-style: bold; width: 100%; height: auto; }
    Form #fields { height: auto; padding: 1 0 0 0; }
    Form #said { width: 100%; height: auto; display: none; }
    Form #said.-said { display: block; }
    Form #how { width: 100%; height: 1; color: $secondary; text-align: right; }
    Form.-tall > Vertical { margin: 5 2 0 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Leave"), key_display="Esc"),
        Binding("up,shift+tab", "go(-1)", N_("Field before"), show=False),
        Binding("down,tab", "go(1)", N_("Next field"), show=False),
        Binding("ctrl+s", "submit", N_("Send"), show=False),
        Binding("ctrl+r", "take_up", N_("Take up again"), show=False),
        Binding("f1", "app.help", N_("Help"), show=False),
    ]
    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]

    def __init__(
        self,
        title: str,
        *fields: Field,
        submit: Callable[[dict[str, object]], object] | None = None,
        verb: str = "",
        intro: str = "",
        draft: str = "",
        sender: Sender | None = None,
    ) -> None:
        """`verb` is what Enter does in the end; `intro` is said under the title."""
        super().__init__()
        self._title, self.asked = title, fields
        self._submit, self._verb, self._intro, self._draft = submit, verb or _("Done"), intro, draft
        self._sender = sender
        self._untouched: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Title, fields, what is wrong with the whole, what the keys do."""
        for fits in self._get_breakpoint_classes(self.app.size.height, self.VERTICAL_BREAKPOINTS):
            self.add_class(fits)  # at its first size Textual would style every widget of the form a second time
        with Vertical():
            title = Content.styled(visible(self._title), "bold $primary")
            yield Static(Content.assemble(title, (f"   {visible(self._intro)}", "not bold $secondary")), id="title")
            with Window(id="fields"):
                yield from self.asked
            yield Static("", id="said", markup=False)
            yield Static("", id="how", markup=False)

    def on_mount(self) -> None:
        """Line the labels up and begin at the first field that waits."""
        banner.warn(self)
        width = min(max((cell_len(field.label) for field in self.asked), default=0), LABEL_AT_MOST) + 2
        for field in self.asked:
            field.query(".label").first().styles.width = width
            for below in field.below():
                below.styles.margin = (0, 0, 0, width)
        self._untouched = self._texts()
        self._explain()
        self._learn()
        if shown := self._shown():
            waiting = (field for field in shown if field.required and field.is_empty)
            (shown[0] if isinstance(shown[0], Tick) else next(waiting, shown[0])).enter()

    def on_resize(self) -> None:
        """Let the fields scroll where they don't fit, and nothing else."""
        self.query_one("#fields").styles.max_height = max(self.size.height - (10 if self.has_class("-tall") else 6), 3)

    # What is known

    def _shown(self) -> list[Field]:
        return [field for field in self.asked if field.asks]

    def _learn(self) -> None:
        """Let every field know what the others hold; twice, since a field may show what another hides."""
        for _round in range(2):
            known: dict[str, object] = {}
            for field in self._shown():
                try:
                    known[field.fact] = field.checked()
                except Refused:
                    continue
            for field in self.asked:
                field.learn({name: value for name, value in known.items() if name != field.fact})

    def _texts(self) -> dict[str, str]:
        return {field.fact: field.raw for field in self.asked}

    def _explain(self) -> None:
        """Say the keys: taking up what was half typed is worth more than Tab, which everybody knows."""
        is_kept = bool(self._draft and self._program.drafts.of(self._draft))
        second = ("^R", _("take up the draft")) if is_kept else ("Tab", _("next"))
        keys = [("Enter", self._verb), second, ("F1", _("help")), ("Esc", _("leave"))]
        parts = [((f"   {key}", "bold $primary"), (f" {said}", "")) for key, said in keys]
        self._how(Content.assemble(*(part for pair in parts for part in pair)))

    def _wait(self) -> None:
        self._how(Content.styled(_("Writing…"), "bold $primary"))

    def _how(self, content: Content) -> None:
        self.query_one("#how", Static).update(content, layout=False)

    @property
    def keeps_drafts(self) -> bool:
        """Whether what was half typed can be taken up again."""
        return bool(self._draft)

    @property
    def _program(self) -> Program:
        return cast("Program", self.app)  # any program that answers so may show a form

    # While one types

    def on_field_changed(self, event: Field.Changed) -> None:
        """Something was typed: what follows from it is shown, and it is kept against a lock or a crash."""
        event.stop()
        self._say(None)
        self._learn()
        if self._draft and (texts := self._texts()) != self._untouched:
            self._keep(texts)

    def _keep(self, texts: Mapping[str, str]) -> None:
        self._program.drafts.keep(self._draft, texts, self._sender.request if self._sender else "")

    def on_field_left(self, event: Field.Left) -> None:
        """A field that was left says what is wrong with it."""
        event.stop()
        if not event.field.is_empty:
            self._check(event.field)

    def on_field_entered(self, event: Field.Entered) -> None:
        """Enter: to the next field that waits, or send."""
        event.stop()
        if event.onward:
            self._go(1, event.field)
        else:
            self.action_submit(after=event.field)

    def _check(self, field: Field) -> bool:
        try:
            field.checked()
        except Refused as refusal:
            field.refuse(str(refusal))
            return False
        return True

    def _say(self, refusal: str | None) -> None:
        said = self.query_one("#said", Static)
        if not refusal and not said.has_class("-said"):
            return
        said.set_class(bool(refusal), "-said")
        said.update(worded(refusal, "ATTENTION") if refusal else "")

    # Keys

    def action_go(self, step: int) -> None:
        """To the field before or after."""
        if step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def _go(self, step: int, field: Field) -> None:
        shown = self._shown()
        at = shown.index(field) if field in shown else 0
        if 0 <= at + step < len(shown):
            shown[at + step].enter()

    def action_submit(self, after: Field | None = None) -> None:
        """Send; after Enter in a field, go first to the next one that waits. Whatever is wrong says so beside it."""
        self._learn()
        shown = self._shown()
        if after is not None:
            if not self._check(after):
                return
            later = shown[shown.index(after) + 1 :] if after in shown else []
            if (waiting := next((field for field in later if field.required and field.is_empty), None)) is not None:
                waiting.enter()
                return
        if wrong := [field for field in shown if not self._check(field)]:
            wrong[0].enter()
        else:
            self._send({field.fact: field.checked() for field in shown})

    def _send(self, facts: dict[str, object]) -> None:
        if self._submit is None:
            self._finish(facts)
            return
        if self._draft and self._sender:
            self._keep(self._texts())
        self._program.aside(partial(self._submit, facts), partial(self._sent, facts), slow=self._wait)

    def _sent(self, facts: dict[str, object], sent: Future[object]) -> None:
        """What was sent is done, or refused; after a fault what was typed stays too."""
        error = sent.exception()
        if error is None:
            self._finish(facts)
            return
        self._explain()
        self._refuse(error if isinstance(error, Refused) else self._program.answer(error))

    def _finish(self, facts: dict[str, object]) -> None:
        if self._draft:
            self._program.drafts.drop(self._draft)
        self.dismiss(facts)

    def _refuse(self, refusal: Refused) -> None:
        field = next((one for one in self._shown() if one.fact == refusal.field), None)
        if field is None:
            self._say(str(refusal))
        else:
            field.refuse(str(refusal))
            field.enter()

    def action_take_up(self) -> None:
        """Take up what was half typed when the form was left the last time."""
        texts = dict(self._program.drafts.of(self._draft)) if self._draft else {}
        if self._sender and (request := self._program.drafts.request_of(self._draft)):
            self._sender.request = request
        for field in self.asked:
            if field.fact in texts:
                field.raw = texts[field.fact]
        self._learn()

    def action_leave(self) -> None:
        """Ask nothing; what was typed stays as a draft."""
        self.dismiss(None)
