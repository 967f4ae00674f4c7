"""A program on a pseudo-terminal, with a clock: when something stands on the screen, and how long a key takes."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pyte

# What pyte would print as text: private modes of today, device strings, titles.
UNKNOWN = re.compile(
    rb"\x1b\[[<=>][0-9;]*[ -/]*[@-~]|\x1b\[[0-9;:?]*\$[py]|\x1b[PX^_][^\x1b]*\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
)
UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:?<=>]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?)?\Z")
PATIENCE = 60.0


class Terminal:
    """One program on one screen."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, columns: int = 100, rows: int = 30
    ) -> None:
        """Start it, and the clock."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = b""
        self._start = time.perf_counter()
        self.pid, self._handle = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), {**os.environ, "TERM": "xterm-256color", **environment})  # noqa: S606
        fcntl.ioctl(self._handle, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys: str) -> None:
        """Type, and start the clock anew."""
        while self._take(0):
            pass
        self._start = time.perf_counter()
        os.write(self._handle, keys.encode())

    def wait(self, pattern: str) -> float:
        """Milliseconds until something can be read on the screen."""
        while not re.search(pattern, self.text()):
            if time.perf_counter() - self._start > PATIENCE or not self._take(1.0, needed=True):
                raise TimeoutError(pattern, self.text())
        return (self._last - self._start) * 1000

    def settle(self) -> None:
        """Until nothing more is written for a while."""
        while self._take(0.3):
            pass

    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(
            "".join(line[at].data for at in range(self._screen.columns))
            for line in map(self._screen.buffer.__getitem__, range(self._screen.lines))
        )

    def memory(self) -> float:
        """Megabytes that the program holds."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    def close(self) -> None:
        """End it."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._handle)

    def _take(self, patience: float, *, needed: bool = False) -> bool:
        ready, _write, _error = select.select([self._handle], [], [], patience)
        if not ready:
            return needed
        try:
            data = os.read(self._handle, 65536)
        except OSError:
            return False
        self._last = time.perf_counter()
        data = self._rest + data
        open_end = UNFINISHED.search(data)
        self._rest = data[open_end.start() :] if open_end else b""
        whole = data[: open_end.start()] if open_end else data
        self._stream.feed(self._decode(UNKNOWN.sub(b"", whole)))
        return bool(data)
