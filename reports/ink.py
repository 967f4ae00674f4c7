"""Ink: how wide texts are in the font of the page, where their lines break, and which characters it lacks."""

from __future__ import annotations

from collections.abc import Mapping

from inventory.ground.text import visible

EMPTY_BOX, TICKED_BOX = "□", "☑"
BOXES = {EMPTY_BOX: False, "☐": False, TICKED_BOX: True, "√": True}
"""Signs that are drawn as boxes, so that they look the same in every font."""

_NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〉”’…—·,.;:?!)]}%℃㎡/")
_NEVER_LAST = frozenset("（《「『【〔〈“‘([{#")
_CJK = 0x2E80  # from here on a line may break on either side of a character
_EM = 1000
SLACK = 0.02  # points: what is exactly as wide as its room fits, whatever the arithmetic


class Ink:
    """A font as the layout needs it: what is not in it is shown by its code, and remembered."""

    def __init__(self, widths: Mapping[int, float]) -> None:
        """Take the widths of the font's characters, in thousandths of its size."""
        self._widths = {chr(code): wide for code, wide in widths.items()} | dict.fromkeys(BOXES, _EM)
        self._known = frozenset(self._widths)
        self._measured: dict[str, float] = {}
        self._words: dict[str, float] = {}
        self.lost: dict[str, None] = {}
        """What the font lacked since `begin`, in the order of its coming."""
        self.ever: dict[str, None] = {}

    def begin(self) -> None:
        """Another sheet, which tells only what itself lacks."""
        self.lost.clear()

    def shown(self, text: str) -> str:
        """The text as it can be printed: nothing in it drives anything, nothing of it is left out."""
        if self._known.issuperset(text) and text.isprintable():
            return text
        seen = visible(text)
        return seen if self._known.issuperset(seen) else "".join(map(self._sign, seen))

    def _sign(self, sign: str) -> str:
        if sign in self._known:
            return sign
        code = f"U+{ord(sign):04X}"
        self.lost[code] = self.ever[code] = None
        return f"[{code}]"

    def width(self, text: str, size: float) -> float:
        """How wide a text is that `shown` has gone over."""
        wide = self._measured.get(text)
        if wide is None:
            if len(self._measured) > 1 << 14:
                self._measured.clear()
            wide = self._measured[text] = sum([self._widths[sign] for sign in text]) / _EM
        return wide * size

    def lines(self, text: str, room: float, size: float) -> list[str]:
        """The text in lines that fit; a word is broken only where it is wider than the room itself."""
        if self.width(text, size) <= room + SLACK:
            return [text]
        lines: list[str] = []
        rest, most = text, (room + SLACK) * _EM / size
        while rest:
            end = self._break(rest, most)
            lines.append(rest[:end].rstrip())
            rest = rest[end:].lstrip()
        return lines

    def _break(self, text: str, most: float) -> int:
        """How many characters go on this line: up to the last place where it may break, at least one."""
        used, may = 0.0, 0
        for at, sign in enumerate(text):
            if at and _may_break(text[at - 1], sign):
                may = at
            used += self._widths[sign]
            if used > most and sign != " ":
                return may or max(at, 1)
        return len(text)

    def longest_word(self, text: str) -> float:
        """The room, as a part of the size, that a text needs so that no word of it is broken."""
        if (known := self._words.get(text)) is not None:
            return known
        start, widest = 0, 0.0
        for at in range(1, len(text) + 1):
            if at == len(text) or _may_break(text[at - 1], text[at]):
                widest = max(widest, self.width(text[start:at].strip(), 1))
                start = at
        self._words[text] = widest
        return widest


def _may_break(left: str, right: str) -> bool:
    if right in _NEVER_FIRST or left in _NEVER_LAST or right == " ":
        return False
    return left in " -/·" or ord(left) >= _CJK or ord(right) >= _CJK or right in BOXES
