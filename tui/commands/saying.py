"""Saying: JSON for other programs, and how far long work has come for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from inventory.ground.i18n import _
from inventory.ground.text import visible


def as_json(facts: object, *, indent: int | None = None) -> str:
    """JSON in readable characters; where one of them could drive a terminal, in ASCII."""
    readable = json.dumps(facts, ensure_ascii=False, indent=indent)
    return readable if visible(readable, keep_lines=True) == readable else json.dumps(facts, indent=indent)


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """Something to tell how much of how much is done; None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = -1

    def tell(done: int, whole: int) -> None:
        nonlocal shown
        percent = 100 * done // whole if whole else 100
        if percent != shown:
            shown = percent
            print("\r" + _("{percent} % done").format(percent=percent), end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if shown >= 0:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
