"""The command line as the tests use it: in this process, on the article's store."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual import _wait

from inventory.upkeep import seeding
from tui import cli

# After every key a Pilot waits until nothing was done for so long: half of all the time, at Textual's own fiftieth of a
# second. What takes longer than that a test waits for by name, with `until`.
_wait.SLEEP_GRANULARITY = 1 / 250
_wait.SLEEP_IDLE = _wait.SLEEP_GRANULARITY / 20


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
