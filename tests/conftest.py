"""What the tests share: a language, a folder of their own, and stores on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.ground import i18n
from inventory.ground.store import Store
from tests import postgres

DATABASES = ["sqlite", "postgresql"]


def pytest_configure(config: pytest.Config) -> None:
    """The process that leads the run chooses where its PostgreSQL will be."""
    if not hasattr(config, "workerinput"):
        postgres.prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that leads the run ends its PostgreSQL."""
    if not hasattr(config, "workerinput"):
        postgres.stop()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English, whatever the one before it spoke."""
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees or touches what the person who runs it keeps."""
    home = tmp_path_factory.getbasetemp() / "home"
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in ("XUNBEI_STORE", "XUNBEI_LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def server() -> postgres.Server:
    """The run's PostgreSQL, started when the first test asks for it."""
    return postgres.Server()


@pytest.fixture(scope="session")
def _empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty store to copy: faster than migrating for every test."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite"
    Store.open(path, create=True).close()
    return path


@pytest.fixture(params=DATABASES)
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An address where there is no store yet, on either database."""
    if request.param == "sqlite":
        yield str(tmp_path / "new.sqlite")
        return
    server: postgres.Server = request.getfixturevalue("server")
    database = server.empty()
    yield server.address(database)
    server.drop(database)


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty store of the test's own, on either database."""
    if request.param == "sqlite":
        path = tmp_path / "store.sqlite"
        shutil.copy2(request.getfixturevalue("_empty_file"), path)
        yield str(path)
        return
    server: postgres.Server = request.getfixturevalue("server")
    database = server.migrated()
    yield server.address(database)
    server.drop(database)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """A migrated, empty, open store of the test's own, on either database."""
    opened = Store.open(address)
    yield opened
    opened.close()
