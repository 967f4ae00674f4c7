"""The command line: reads what was typed, has it done, and answers in one sentence and one number.

0 done, 1 refused, 2 used wrongly; 70 for a fault of the program's own, 130 for Ctrl+C, 141 where nobody listens.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence

from inventory.ground.errors import Refused
from inventory.ground.i18n import system_language, use
from inventory.ground.text import visible
from tui.commands import load
from tui.commands.wordlist import COMMANDS
from tui.commands.words import Asked, Wrong, help_lines, language_of, read

DONE, REFUSED, WRONG, FAULT, INTERRUPTED, UNHEARD = 0, 1, 2, 70, 130, 141


def main(typed: Sequence[str] | None = None) -> int:
    """Do what was typed; the answer is the exit code."""
    _let_everything_be_written()
    words = list(sys.argv[1:] if typed is None else typed)
    try:
        use(language_of(words, os.environ, system_language()))
        code = _do(read(words))
        sys.stdout.flush()
    except Refused as refusal:
        print(visible(str(refusal)), file=sys.stderr)
        return WRONG if isinstance(refusal, Wrong) else REFUSED
    except BrokenPipeError:
        # What Python writes at its end must not fail a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNHEARD
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets a sentence
        print(visible(_written_down(error)), file=sys.stderr)
        return FAULT
    return code


def _do(asked: Asked) -> int:
    if "version" in asked:
        from importlib import metadata  # noqa: PLC0415 - 50 ms that nobody else need wait

        print(f"xunbei {metadata.version('xunbei')}")
        return DONE
    if "help" in asked:
        is_of_one = asked.command == "report" and asked.words
        lines = load("tui.commands.report:help_lines")(asked.words[0]) if is_of_one else help_lines(asked.command)
        print("\n".join(lines))
        return DONE
    if asked.get("exercise") or (os.environ.get("XUNBEI_EXERCISE") and "store" not in asked):
        load("tui.commands.exercise:enter")(asked)
    does: Callable[[Asked], int] = load(COMMANDS[asked.command].does)
    return does(asked)


def _let_everything_be_written() -> None:
    """A terminal that knows no Chinese shows signs instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _written_down(error: Exception) -> str:
    from inventory.ground.store import now  # noqa: PLC0415 - only a fault needs the time
    from tui.commands.where import state_folder  # noqa: PLC0415 - and the folder
    from tui.faults import Faults  # noqa: PLC0415 - and the log

    return str(Faults(state_folder(), now).record(error))


if __name__ == "__main__":
    sys.exit(main())
