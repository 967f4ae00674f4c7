"""Ctrl+P: everything that can be done here and everywhere, by name, pinyin initials or part of a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.app import App
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from inventory.ground.i18n import LANGUAGES, _, language
from tui.widgets import banner


class Commands(Provider):
    """The commands of the screen in front and of the program."""

    def _commands(self) -> Iterator[tuple[str, Callable[[], object], str]]:
        acts = getattr(self.screen, "acts", None)
        for label, action, why_not in acts() if acts else ():
            run = _runner(self.app, f"screen.{action}")
            yield label, partial(self._tell, why_not) if why_not else run, why_not
        for place in getattr(self.app, "places", ()):
            yield f"{place.key.upper()} {_(place.label)}".strip(), _runner(self.app, f"app.go('{place.name}')"), ""
        desk = getattr(self.app, "desk", None)
        if desk is not None and desk.seat is not None:
            yield _("Somebody else sits down"), _runner(self.app, "app.sit"), ""
        if desk is not None and desk.guard is not None:
            yield _("My password"), _runner(self.app, "app.password"), ""
        if desk is not None and desk.is_locked:
            yield _("Lock the screen"), _runner(self.app, "app.lock"), ""
        other = next(code for code in LANGUAGES if code != language())
        yield LANGUAGES[other], _runner(self.app, f"app.speak('{other}')"), ""
        yield _("Dark or light"), _runner(self.app, "app.light"), ""
        yield _("Help"), _runner(self.app, "app.help"), ""
        yield _("Leave the program"), _runner(self.app, "app.quit"), ""

    def _tell(self, why_not: str) -> None:
        """Say why a command can't be given now."""
        tell: Callable[[str, str], None] = getattr(self.screen, "tell")  # noqa: B009 - any screen that acts tells
        tell(why_not, "ATTENTION")

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for label, run, why_not in self._commands():
            yield DiscoveryHit(label, run, help=why_not or None)

    async def search(self, query: str) -> Hits:
        """Those that match; Chinese by its initials too."""
        from inventory.ground.search import fold, key  # noqa: PLC0415 - the pinyin dictionary loads when first asked

        sought = fold(query)
        matcher = self.matcher(query)
        for label, run, why_not in self._commands():
            score = max(matcher.match(label), 0.9 if sought and sought in key(label) else 0.0)
            if score > 0:
                yield Hit(score, matcher.highlight(label), run, help=why_not or None)


def _runner(app: App[object], action: str) -> Callable[[], object]:
    return lambda: app.call_later(app.run_action, action)


class Palette(CommandPalette):
    """Everything by name."""

    def on_mount(self) -> None:
        """In an exercise it says so."""
        banner.warn(self)


def palette() -> CommandPalette:
    """The palette, worded."""
    return Palette({Commands}, placeholder=_("What do you want to do?"), id="--command-palette")
