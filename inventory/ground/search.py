"""Search: what is typed with one hand finds what was written with care; bzd finds 编织袋."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress

from inventory.ground.text import skeleton

_HAN = re.compile("[㐀-鿿豈-﫿\U00020000-\U0003ffff]")


def fold(text: str) -> str:
    """The text without what a searcher doesn't type: width, case, invisible characters, spare spaces."""
    return skeleton(text)


def key(*texts: str) -> str:
    """What is kept beside a name to be searched: the texts folded, their pinyin initials, their whole pinyin."""
    folded = [fold(text) for text in texts]
    chinese = [text for text in folded if _HAN.search(text)]
    spelled = [_pinyin(text) for text in chinese]
    words = [*folded, *(initials for initials, _whole in spelled), *(whole for _initials, whole in spelled)]
    return " ".join(dict.fromkeys(word for word in words if word))


def _pinyin(text: str) -> tuple[str, str]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its dictionary takes longer to load than a screen may

    word = text.replace(" ", "")
    return "".join(lazy_pinyin(word, style=Style.FIRST_LETTER)), "".join(lazy_pinyin(word))


class Finder:
    """Finds among keys while somebody types; what was found for the letters so far is looked through first."""

    def __init__(self, pairs: Iterable[tuple[int, str]]) -> None:
        """Keep the ids and keys, in the order in which equally good finds are given."""
        self._all = _Keys([], [])
        for number, key in pairs:
            self._all.ids.append(number)
            self._all.keys.append(f" {key} ")
        self._text = "".join(self._all.keys)
        self._last = ("", self._all, b"")

    def find(self, text: str) -> list[int]:
        """The ids of the keys that contain every word: whole words first, then words' beginnings, then the rest."""
        asked = fold(text)
        if not asked:
            self._last = ("", self._all, b"")
            return list(self._all.ids)
        before, found, ranks = self._last
        found = found.only(ranks) if before and asked.startswith(before) else self._all
        *others, word = asked.split()
        for other in others:
            found = found.only(bytes([other in key for key in found.keys]))
        ranks = found.ranks(word, f" {asked}", self._whole(asked, found))
        self._last = (asked, found, ranks)
        return [*found.ranked(_IS, ranks), *found.ranked(_BEGINS, ranks), *found.ranked(_CONTAINS, ranks)]

    def _whole(self, asked: str, found: _Keys) -> str:
        """What is asked as whole words; nothing where, among all keys, none has it: one look spares them a question."""
        whole = f" {asked} "
        return "" if found is self._all and whole not in self._text else whole


_NOT, _CONTAINS, _BEGINS, _IS = range(4)
_MARKS = [bytes(other == rank for other in range(256)) for rank in range(4)]


@dataclass(frozen=True)
class _Keys:
    """Keys with their ids; how well each answers is told in bytes, one for each key."""

    ids: list[int]
    keys: list[str]

    def ranks(self, word: str, start: str, whole: str) -> bytes:
        """All in one pass, since every key is a walk through memory; what fewer keys answer is asked later."""
        if not whole:
            return bytes([(_BEGINS if start in key else _CONTAINS) if word in key else _NOT for key in self.keys])
        return bytes(
            [(_BEGINS + (whole in key) if start in key else _CONTAINS) if word in key else _NOT for key in self.keys]
        )

    def ranked(self, rank: int, ranks: bytes) -> Iterable[int]:
        """The ids of the keys of one rank, in their order."""
        return compress(self.ids, ranks.translate(_MARKS[rank])) if rank in ranks else ()

    def only(self, wanted: bytes) -> _Keys:
        """Those that are not marked with nought."""
        if _NOT not in wanted:
            return self
        return _Keys(list(compress(self.ids, wanted)), list(compress(self.keys, wanted)))
