"""Languages: English stands in the code, Chinese in the catalogue beside this module."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LANGUAGES = {"zh": "中文", "en": "English"}
CATALOGUE = Path(__file__).parent / "locale"

_english = gettext.NullTranslations()
_in_use: dict[str, gettext.NullTranslations] = {"en": _english}
_now = "en"


def use(language: str) -> None:
    """Speak this language ("zh" or "en") from now on; anything else is a KeyError."""
    global _now  # noqa: PLW0603 - one process speaks one language at a time
    if language not in _in_use:
        with (CATALOGUE / f"{ {'zh': 'zh_CN'}[language] }.mo").open("rb") as compiled:
            _in_use[language] = gettext.GNUTranslations(compiled)
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
