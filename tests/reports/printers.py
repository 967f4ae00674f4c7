"""Stand-ins for `lp` and `lpstat`: a print service set up by a test, in the words of the real one."""

from __future__ import annotations

import json
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LP = """\
import json, pathlib, shutil, sys
here = pathlib.Path(__file__).parent
state = json.loads((here / "state.json").read_text())
words = sys.argv[1:]
if state["broken"]:
    print("lp: Error - scheduler not responding.", file=sys.stderr)
    sys.exit(1)
state["asked"].append(words)
shutil.copy(words[-1], here / "got.pdf")
name = words[words.index("-d") + 1]
(here / "state.json").write_text(json.dumps(state))
print(f"request id is {name}-7 (1 file(s))")
"""

LPSTAT = """\
import json, pathlib, sys
here = pathlib.Path(__file__).parent
state = json.loads((here / "state.json").read_text())
words = sys.argv[1:]
since = "since Mon Jun 24 12:00:00 2022"
if state["broken"]:
    print("lpstat: Scheduler is not running.", file=sys.stderr)
    sys.exit(1)
if words[0] == "-p" and not state["queues"]:
    print("lpstat: No destinations added.", file=sys.stderr)
    sys.exit(1)
if words[0] == "-p":
    for name, why in state["queues"].items():
        said = f"disabled {since} -" if why else f"is idle.  enabled {since}"
        print(f"printer {name} {said}")
        if why or state["message"]:
            print("\\t" + (why or state["message"]))
elif words[0] == "-d":
    usual = state["usual"]
    print(f"system default destination: {usual}" if usual else "no system default destination")
elif words[0] == "-a":
    name = words[1]
    why = state["closed"].get(name)
    print(f"{name} not accepting requests {since} -\\n\\t{why}" if why else f"{name} accepting requests {since}")
elif words[0] == "-l":
    name = words[-1]
    which = words[words.index("-W") + 1]
    for line in state[which]:
        print(f"{name}-7                   someone   1024   Mon Jun 24 12:00:00 2022")
        print(line)
    if which == "not-completed" and state["pauses"]:
        state["queues"][name] = state["pauses"]
        (here / "state.json").write_text(json.dumps(state))
"""


@dataclass
class Service:
    """A print service: queues with the reason why they are stopped, and what it says of the one job it gets."""

    folder: Path
    state: dict[str, Any] = field(default_factory=dict)

    def stands(self, **changes: Any) -> None:
        """Set up how it stands."""
        usual = {"queues": {"office": ""}, "usual": "office", "closed": {}, "not-completed": [], "completed": []}
        self.state = {**usual, "message": "", "pauses": "", "broken": False, "asked": [], **changes}
        (self.folder / "state.json").write_text(json.dumps(self.state))

    @property
    def asked(self) -> list[list[str]]:
        """What `lp` was asked, word by word."""
        asked: list[list[str]] = json.loads((self.folder / "state.json").read_text())["asked"]
        return asked

    @property
    def got(self) -> Path:
        """The file that it got."""
        return self.folder / "got.pdf"


def service(folder: Path, monkeypatch: Any) -> Service:
    """A print service that is found before any real one."""
    folder.mkdir()
    for name, code in (("lp", LP), ("lpstat", LPSTAT)):
        (folder / f"{name}.py").write_text(code)
        command = folder / name
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -S -E {folder / name}.py "$@"\n')
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    for name in ("LPDEST", "PRINTER"):
        monkeypatch.delenv(name, raising=False)
    made = Service(folder)
    made.stands()
    return made
