"""What each command of the command line does; a module is imported only when its command is asked for."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import Any


def load(what: str) -> Any:  # noqa: ANN401 - whatever is called that
    """What is called `module:name`, imported now and not before.

    Nothing that is imported is garbage: to look through it, over and over while there is more of it, was a tenth of
    the start, and a pause whenever a key is pressed at the wrong moment.
    """
    module, name = what.split(":")
    if module in sys.modules:  # and where another thread is still importing it, this one waits
        return getattr(import_module(module), name)
    gc.disable()
    try:
        return getattr(import_module(module), name)
    finally:
        gc.freeze()
        gc.enable()
