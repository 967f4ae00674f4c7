"""Where things are: the store that a command is about, the example, the user's folder for small files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from platformdirs import user_data_path, user_state_path

from tui.commands.words import Asked

STORE, EXAMPLE = "xunbei.xb", "demo.xb"


def address(asked: Asked, otherwise: str = STORE) -> str:
    """The store that was asked for: the option, the environment, or the one in the user's data folder."""
    return asked.get("store") or os.environ.get("XUNBEI_STORE") or own_file(otherwise)


def example(asked: Asked) -> str:
    """The file that the example is kept in which was asked for."""
    seed = asked.get("seed")
    return EXAMPLE if seed in (None, "article") else f"demo-{seed}.xb"


def own_file(name: str) -> str:
    """A store in the user's data folder."""
    return str(user_data_path("xunbei", appauthor=False) / name)


def state_folder() -> Path:
    """The user's folder for what may be lost: drafts and the log of faults."""
    return user_state_path("xunbei", appauthor=False)


def has_terminal() -> bool:
    """Whether somebody sits in front of the program."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
