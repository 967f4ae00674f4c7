"""A terminal for a program: it draws what the program writes, presses keys, and says when something was seen."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

ROWS, COLUMNS = 40, 120
FAR = 60  # seconds after which something hangs
DOWN, UP = b"\x1b[B", b"\x1b[A"
QUIT = b"\x11"
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""An installed program is compiled once, not at every start."""

# What pyte would print instead of understand: modes asked for, keyboards and titles set.
_STRANGE = re.compile(rb"\x1b(?:\[[<=>?][0-9;:]*(?:\$[a-z]|[a-gi-km-zA-Z])|[\]P_^][^\x07\x1b]*(?:\x07|\x1b\\))")
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:<=>?$ ]*|[\]P_^][^\x07\x1b]*\x1b?)?\Z")


class Terminal:
    """One program on a pseudo-terminal of its own."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], folder: Path) -> None:
        """Start it; the clock runs from here."""
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.began = time.perf_counter()
        self._program = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env={**os.environ, **COMPILED, "TERM": "xterm-256color", **environment},
            start_new_session=True,
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._program.poll() is None:
            os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait()
        os.close(self._ours)

    @property
    def text(self) -> str:
        """What can be read on the screen."""
        lines = self._screen.buffer  # pyte's own `display` dies of the second half of a wide sign that is left alone
        return "\n".join("".join(lines[row][column].data for column in range(COLUMNS)) for row in range(ROWS))

    @property
    def megabytes(self) -> float:
        """What the program holds in memory."""
        status = Path(f"/proc/{self._program.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def wait(self, seen: Callable[[], bool]) -> float:
        """The instant at which something was seen."""
        end = time.perf_counter() + FAR
        stamp = time.perf_counter()
        while not seen():
            if (told := self._read(end - stamp)) is None:
                raise TimeoutError(self.text)
            stamp = told
        return stamp

    def quiet(self, seconds: float = 0.3) -> None:
        """Wait until the program has nothing more to say."""
        while self._read(seconds) is not None:
            pass

    def send(self, keys: bytes) -> float:
        """Press keys; the instant at which they were."""
        stamp = time.perf_counter()
        os.write(self._ours, keys)
        return stamp

    def press(self, key: bytes) -> float:
        """Press a key; the seconds until the screen is another."""
        before = self.text, self._colours()
        start = self.send(key)
        return self.wait(lambda: (self.text, self._colours()) != before) - start

    def leave(self) -> None:
        """Press the key that ends the program, and see it end."""
        self.send(QUIT)
        self.quiet()
        self._program.wait(FAR)

    def hang_up(self) -> None:
        """Close the terminal as a window is closed, and see the program end by itself."""
        os.close(self._ours)
        self._ours = os.open(os.devnull, os.O_RDONLY)
        self._program.wait(FAR)

    def _colours(self) -> list[tuple[str, bool]]:
        lines = self._screen.buffer
        return [(lines[row][column].bg, lines[row][column].reverse) for row in range(ROWS) for column in (4, 20)]

    def _read(self, patience: float) -> float | None:
        """Draw what has been written; when it came, None if nothing did."""
        if not select.select([self._ours], [], [], max(0, patience))[0]:
            return None
        stamp = time.perf_counter()
        try:
            written = self._rest + os.read(self._ours, 1 << 16)
        except OSError:  # the program has ended
            return None
        unfinished = _UNFINISHED.search(written)
        cut = unfinished.start() if unfinished else len(written)
        self._rest = written[cut:]
        self._stream.feed(_STRANGE.sub(b"", written[:cut]))
        return stamp
