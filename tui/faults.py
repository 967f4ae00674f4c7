"""Faults: what nobody foresaw is written down where it can be sent from, and the officer's work goes on."""

from __future__ import annotations

import os
import traceback
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_

FILE = "faults.log"
LARGEST = 1_000_000
AGAIN, WITHIN = 3, 2.0


class Fault(Refused):
    """The program itself failed; nothing was half-saved, but what failed may have been the showing of it."""

    message = N_(
        "The program made a mistake. Nothing is half-saved: look at the last movements before you do it again, "
        "and pass on what is written in {file}."
    )


class Faults:
    """The log of faults in the user's state folder."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        """Remember where to write and whose clock to use."""
        self.file = folder / FILE
        self._now = now
        self._last: deque[tuple[str, float]] = deque(maxlen=AGAIN)

    def record(self, error: BaseException) -> Fault:
        """Write a fault down and word it for the officer."""
        text = "".join(traceback.format_exception(error))
        self._last.append((text, monotonic()))
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            too_long = self.file.exists() and self.file.stat().st_size > LARGEST
            flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if too_long else os.O_APPEND)
            with os.fdopen(os.open(self.file, flags, 0o600), "w", encoding="utf-8", errors="backslashreplace") as log:
                log.write(f"--- {self._now():%Y-%m-%d %H:%M:%S}Z\n{text}\n")
        except OSError:
            pass  # a full disk must not hide the sentence
        return Fault(file=str(self.file))

    @property
    def is_hopeless(self) -> bool:
        """Whether the same fault comes faster than anybody types, so that going on makes no sense."""
        same = len(self._last) == AGAIN and len({text for text, _at in self._last}) == 1
        return same and self._last[-1][1] - self._last[0][1] < WITHIN
