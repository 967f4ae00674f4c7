"""What each command of the command line does; a module is imported only when its command is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def load(what: str) -> Any:  # noqa: ANN401 - whatever is called that
    """What is called `module:name`, imported now and not before."""
    module, name = what.split(":")
    return getattr(import_module(module), name)
