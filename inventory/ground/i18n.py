"""Languages: English stands in the code, Chinese in the catalogue beside this module."""

from __future__ import annotations

import gettext
import os
from bisect import bisect_left
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import unpack_from

LANGUAGES = {"zh": "中文", "en": "English"}
CATALOGUE = Path(__file__).parent / "locale"


class Catalogue(gettext.NullTranslations):
    """The compiled catalogue (GNU .mo) as it lies on the disk, of a language with one form for any number of things.

    A message is looked up when it is said: most never are, and to read them all took longer than to show a screen.
    """

    def __init__(self, file: Path) -> None:
        """Lay the file out; its messages are in the order of their bytes."""
        super().__init__()
        with file.open("rb") as compiled:
            self._bytes = mmap(compiled.fileno(), 0, access=ACCESS_READ)
        self._count, self._messages, self._said = unpack_from("<3I", self._bytes, 8)
        self._known: dict[str, str | None] = {}

    def _one(self, table: int, at: int) -> bytes:
        """A text of a table: the first form, where there are several."""
        length, start = unpack_from("<2I", self._bytes, table + 8 * at)
        return self._bytes[start : start + length].partition(b"\0")[0]

    def _find(self, message: str) -> str | None:
        if message not in self._known:
            key = message.encode()
            at = bisect_left(range(self._count), key, key=lambda at: self._one(self._messages, at))
            is_there = at < self._count and self._one(self._messages, at) == key
            self._known[message] = self._one(self._said, at).decode() if is_there else None
        return self._known[message]

    def gettext(self, message: str) -> str:
        """What stands for the message; the message itself where nothing does."""
        found = self._find(message)
        return message if found is None else found

    def ngettext(self, one: str, many: str, n: int) -> str:
        """What stands for so many things."""
        found = self._find(one)
        return super().ngettext(one, many, n) if found is None else found


_english = gettext.NullTranslations()
_in_use: dict[str, gettext.NullTranslations] = {"en": _english}
_now = "en"


def use(language: str) -> None:
    """Speak this language ("zh" or "en") from now on; anything else is a KeyError."""
    global _now  # noqa: PLW0603 - one process speaks one language at a time
    if language not in _in_use:
        _in_use[language] = Catalogue(CATALOGUE / f"{ {'zh': 'zh_CN'}[language] }.mo")
    _now = language


def language() -> str:
    """The language in use: "zh" or "en"."""
    return _now


def everywhere(message: str) -> list[str]:
    """The message in every language, for what may have been written in any of them."""
    here, said = _now, []
    for one in LANGUAGES:
        use(one)
        said.append(_(message))
    use(here)
    return said


def system_language() -> str:
    """What the machine's own settings ask for: "zh" where they name Chinese, otherwise "en"."""
    wish = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if wish.lower().startswith("zh") else "en"


def _(message: str) -> str:
    """The message in the language in use."""
    return _in_use[_now].gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The message for n things in the language in use."""
    return _in_use[_now].ngettext(one, many, n)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for a message that is translated later
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message
