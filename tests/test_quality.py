"""The tools' judgement and the promises of the house: one module says whether all is well with the code."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import translations
from tests.translations import ROOT

LONGEST_MODULE = 400
CLOCK = ROOT / "inventory" / "ground" / "store.py"
MODULES = list(translations.sources())
CLOCKS = {"now", "utcnow", "today"}
BINARY = {".mo", ".png", ".xlsx", ".sqlite"}
# Folders of one machine, and where packages come from: neither belongs into a repository that works anywhere.
MACHINE = re.compile(
    r"(?<![\w.~$}*])/(?:home|root|Users|work|mnt|opt)/\w|[A-Z]:\\Users|https?://[^\s\"')>]*(?:pypi|/simple\b)"
)


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        pytest.fail(f"{done.stdout}\n{done.stderr}", pytrace=False)


def test_ruff_finds_nothing():
    run(sys.executable, "-m", "ruff", "check", ".")


def test_every_file_is_formatted():
    run(sys.executable, "-m", "ruff", "format", "--check", ".")


def test_mypy_finds_nothing():
    run(sys.executable, "-m", "mypy")


def test_every_import_goes_down():
    program = shutil.which("lint-imports", path=sysconfig.get_path("scripts"))
    assert program
    run(program)


def test_every_message_has_its_chinese():
    problems = translations.problems()
    assert not problems, "\n".join(problems)


def test_the_catalogue_is_written_as_the_tool_writes_it():
    assert translations.CATALOGUE.read_bytes() == translations.written(translations.in_catalogue())


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_keeps_its_promises(module: Path):
    """Short, one clock, no word from the inventory to the terminal, and none that the translators don't see."""
    text = module.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    in_strings = [one for node in nodes if isinstance(node, ast.JoinedStr) for one in ast.walk(node)]
    marked = [
        one
        for one in in_strings
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in {"_", "N_", "ngettext"}
    ]
    assert not [one for one in marked if isinstance(one.args[0], ast.Constant)]
    if module.parent.name != "versions":  # a migration is as long as what it does
        assert len(text.splitlines()) < LONGEST_MODULE
    called = [node.func for node in nodes if isinstance(node, ast.Call)]
    if module != CLOCK:
        named = {ast.unparse(one) for one in called if isinstance(one, ast.Attribute) and one.attr in CLOCKS}
        assert not {name for name in named if re.search(r"\b(datetime\.(now|utcnow|today)|date\.today)$", name)}
    if "inventory" in module.parts:
        assert "print" not in {one.id for one in called if isinstance(one, ast.Name)}


def tracked() -> Iterator[Path]:
    """What is or would be in the repository; outside of one, what lies here."""
    git = shutil.which("git")
    listed = git and subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed and not listed.returncode:
        yield from (path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file())
    else:
        yield from (path for path in ROOT.rglob("*") if path.is_file() and not {".venv", ".git"} & set(path.parts))


def test_nothing_names_a_machine_or_a_registry():
    read = (
        (path, path.read_text(encoding="utf-8", errors="replace")) for path in tracked() if path.suffix not in BINARY
    )
    named = [f"{path.relative_to(ROOT)}: {found[0]}" for path, text in read if (found := MACHINE.search(text))]
    assert not named, "\n".join(named)
