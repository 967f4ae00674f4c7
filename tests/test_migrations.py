"""History: models and migrations agree on both databases, forth and back, and an old file is brought up to date."""

from __future__ import annotations

import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import migrations
from inventory.ground import store as stores
from inventory.ground.schema import Base
from inventory.ground.store import Store, StoreOlder, newest_version
from inventory.upkeep import backup, verify
from migrations import upgrade as history
from tests.supplies.checks import handed_in, line_of, opened, posted
from tests.world import World

FOLDER = Path(migrations.__path__[0])
NEWEST = newest_version()
TOMORROW = '''"""tomorrow."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    how = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("movement", recreate=how) as batch:
        batch.add_column(sa.Column("tomorrow", sa.Integer(), nullable=True))
    {then}


def downgrade() -> None:
    """Never in a test."""
'''


def test_models_and_migrations_agree(store):
    with store.engine.connect() as connection:
        command.check(history.config(connection))


def test_the_history_goes_back_to_nothing_and_forth_again(store):
    with store.engine.connect() as connection:
        config = history.config(connection)
        command.downgrade(config, "base")
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        command.upgrade(config, "head")
        assert set(inspect(connection).get_table_names()) == {"alembic_version", *Base.metadata.tables}
        command.check(config)
        connection.rollback()


def test_migrations_are_numbered_and_read_in_order():
    files = sorted(file.name for file in (FOLDER / "versions").glob("[0-9]*.py"))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in files)
    assert [name[:4] for name in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
    script = ScriptDirectory(str(FOLDER))
    assert [revision.revision for revision in reversed(list(script.walk_revisions()))] == [name[:4] for name in files]
    assert script.get_heads() == [newest_version()]


def test_a_migration_names_plain_types():
    for file in (FOLDER / "versions").glob("[0-9]*.py"):
        assert "inventory" not in file.read_text(encoding="utf-8").replace('"inventory"', "")


STARTING = """
import sys
from inventory.ground.store import Store, newest_version
newest_version()
store = Store.open(sys.argv[1])
with store.read() as session:
    from sqlalchemy import text
    session.execute(text("SELECT count(*) FROM movement")).scalar()
store.close()
loaded = {name.split(".")[0] for name in sys.modules}
print(sorted(loaded & {"alembic", "mako", "migrations", "openpyxl", "pypinyin", "textual"}))
"""


def test_starting_on_a_current_store_imports_no_alembic(world):
    where = str(world.store.path or world.store.engine.url.render_as_string(hide_password=False))
    said = subprocess.check_output([sys.executable, "-c", STARTING, where], text=True, cwd=FOLDER.parent)
    assert said.strip() == "[]"


# An old store


@pytest.fixture
def tomorrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that brings one more migration: its file, to be changed by a test."""
    folder = tmp_path / "program" / "migrations"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    added = folder / "versions" / "9999_tomorrow.py"
    added.write_text(TOMORROW.format(then="", newest=NEWEST), encoding="utf-8")
    config = history.config

    def theirs(connection: Any) -> Config:
        made = config(connection)
        made.set_main_option("script_location", str(folder).replace("%", "%%"))
        return made

    monkeypatch.setattr(history, "config", theirs)
    for module in (stores, backup, verify):
        monkeypatch.setattr(module, "newest_version", lambda: "9999")
    return added


def columns(store: Store) -> list[str]:
    with store.read() as session:
        return [column["name"] for column in inspect(session.connection()).get_columns("movement")]


def test_an_old_file_is_brought_up_to_date_on_opening_and_kept_beside(file_world, tomorrow):
    path = file_world.store.path
    file_world.store.close()
    new = Store.open(path)
    assert columns(new)[-1] == "tomorrow"
    assert verify.verify(new) == []  # the guards are there, which making a table anew drops silently
    with new.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    new.close()
    old = path.with_name(f"{path.name}.before-9999")
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    with closing(sqlite3.connect(old)) as plain:
        assert plain.execute("SELECT version_num FROM alembic_version").fetchone() == (NEWEST,)
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    Store.open(path).close()
    assert not path.with_name(f"{path.name}.before-9999-2").exists()


@pytest.mark.parametrize("world", ["postgresql"], indirect=True)
def test_an_old_database_is_migrated_only_when_asked(world, request):
    request.getfixturevalue("tomorrow")
    where = world.store.engine.url.render_as_string(hide_password=False)
    with pytest.raises(StoreOlder, match="run `xunbei migrate`"):
        Store.open(where)
    new = Store.open(where, migrate=True)
    assert columns(new)[-1] == "tomorrow"
    assert verify.verify(new) == []
    new.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(file_world, tomorrow):
    tomorrow.write_text(TOMORROW.format(then="raise ZeroDivisionError", newest=NEWEST), encoding="utf-8")
    path = file_world.store.path
    with pytest.raises(ZeroDivisionError):
        Store.open(path)
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("SELECT version_num FROM alembic_version").fetchone() == (NEWEST,)
        assert "tomorrow" not in [row[1] for row in plain.execute("PRAGMA table_info(movement)")]
        assert len(plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()) > 10


def test_a_backup_of_an_earlier_version_is_brought_up_to_date_on_its_way(tmp_path, file_world, request):
    source = tmp_path / "old.xb"
    shutil.copy2(file_world.store.path, source)
    before = source.read_bytes()
    request.getfixturevalue("tomorrow")
    backup.restore(source, tmp_path / "new.xb")
    new = Store.open(tmp_path / "new.xb")
    assert columns(new)[-1] == "tomorrow"
    assert verify.verify(new) == []
    new.close()
    assert source.read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if "new.xb." in path.name and path.suffix != ".lock"]


def test_a_new_store_has_every_table_of_every_concept(store: Store):
    with store.read() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar() == newest_version()
        assert set(inspect(session.connection()).get_table_names()) == {"alembic_version", *Base.metadata.tables}


def test_the_world_stands_on_the_newest_version(world: World):
    assert verify.verify(world.store) == []


# What a version brings


def test_a_store_from_before_the_stock_check_keeps_its_books_and_can_then_be_counted(world: World):
    where, held = world.store.where, world.held(world.east, world.bags)
    with world.store.engine.connect() as connection:
        command.downgrade(history.config(connection), "0001")
        connection.commit()
    world.store.close()
    if world.store.path is None:
        with pytest.raises(StoreOlder):
            Store.open(where)
    new = World(Store.open(where, migrate=True))
    assert verify.verify(new.store) == []
    assert new.held(new.east, new.bags) == held
    count = opened(new)
    posted(new, handed_in(new, count, {line_of(new, count, "编织袋"): held - 10}))
    assert new.held(new.east, new.bags) == held - 10
    assert verify.verify(new.store) == []
    new.store.close()
