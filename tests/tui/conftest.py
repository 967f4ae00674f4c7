"""The command line as the tests use it: in this process, on the article's store."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from textual import _wait
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot, WaitForScreenTimeout

from inventory.upkeep import seeding
from tests.world import World
from tui import cli

# After every key a Pilot waits until nothing was done for so long: half of all the time, at Textual's own fiftieth of a
# second. What takes longer than that a test waits for by name, with `until`.
_wait.SLEEP_GRANULARITY = 1 / 250
_wait.SLEEP_IDLE = _wait.SLEEP_GRANULARITY / 20

# What a program without a terminal paints goes nowhere, and it would paint ten times for one look of a test: the screen
# in front is drawn where a test pauses, but for the pauses of somebody who waits for something, and where one reads it.
painted, paused = Compositor.render_update, Pilot.pause


def _painted(_compositor: Compositor, *_given: Any, **_named: Any) -> None:
    """Nothing."""


async def _looked(self: Pilot[Any], delay: float | None = None) -> None:
    await paused(self, delay)
    screen = self.app.screen
    if delay is None and screen._compositor._dirty_regions:
        screen._compositor.render_strips()
        screen._compositor._dirty_regions.clear()
        if any(one.message_queue_size for one in screen.walk_children()):  # a list that learns how wide its cells are
            await paused(self)


if not os.environ.get("XUNBEI_REDRAW"):  # pictures that are kept are painted as for a terminal
    Compositor.render_update, Pilot.pause = _painted, _looked  # type: ignore[assignment,method-assign]


async def _heard(self: Pilot[Any], timeout: float = 30.0) -> bool:  # noqa: ASYNC109 - Textual's own
    """Wait until who has something to do has done it: Textual asks every widget, a hundred at every key."""
    waited: set[Any] = set()

    def done(one: Any) -> None:
        waited.discard(one)

    everybody: list[Any] = [self.app, *self.app.screen.walk_children(with_self=True)]
    for one in everybody:
        queue = one._message_queue
        if queue.values or not queue.ready_event._waiters:
            waited.add(one)
            if not one.call_later(done, one):
                waited.discard(one)
    end, failed = monotonic() + timeout, getattr(self.app, "_exception_event")  # noqa: B009 - untyped, as it is there
    while waited and not failed.is_set():
        if monotonic() > end:
            raise WaitForScreenTimeout
        await asyncio.sleep(0.001)
    return not waited


Pilot._wait_for_screen = _heard  # type: ignore[method-assign]


@pytest.fixture
def _as_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    """For what must look to the line as on a terminal: painted as it is there, whenever something moves."""
    monkeypatch.setattr(Compositor, "render_update", painted)
    monkeypatch.setattr(Pilot, "pause", paused)


# Every program reads the same style sheets: what one has parsed the next needn't.
_parse = Stylesheet._parse_rules
_parsed: dict[Any, list[RuleSet]] = {}


def _parsed_once(self: Stylesheet, *given: Any, **named: Any) -> list[RuleSet]:
    key = (frozenset(self._variables.items()), given, tuple(named.items()))
    if key not in _parsed:
        _parsed[key] = _parse(self, *given, **named)
    return _parsed[key]


Stylesheet._parse_rules = _parsed_once  # type: ignore[method-assign]


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Xunbei = Callable[..., Answer]


@pytest.fixture(scope="session")
def _article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("article") / "article.xb"
    seeding.make(str(path), seeding.ARTICLE)
    return path


@pytest.fixture
def book(_article: Path, tmp_path: Path) -> Path:
    """The article's store, a copy of the test's own."""
    path = tmp_path / "book.xb"
    shutil.copy2(_article, path)
    return path


@pytest.fixture
def xunbei(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Xunbei:
    """`xunbei("status", "--json")` on that store, in English, with folders of its own."""
    monkeypatch.setenv("XUNBEI_STORE", str(book))
    monkeypatch.setenv("XUNBEI_LANG", "en")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def run(*words: str) -> Answer:
        capsys.readouterr()
        code = cli.main(words)
        return Answer(code, *capsys.readouterr())

    return run


@pytest.fixture
def file_world(own_file_world: World) -> World:
    """The small known world in a file of the test's own: a program's last look at it may come after the test."""
    return own_file_world
