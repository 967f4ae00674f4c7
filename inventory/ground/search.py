"""Search: what is typed with one hand finds what was written with care; bzd finds 编织袋."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import compress
from operator import not_

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
        self._ids: list[int] = []
        self._keys: list[str] = []
        for number, key in pairs:
            self._ids.append(number)
            self._keys.append(f" {key} ")
        self._everything = list(range(len(self._ids)))
        self._asked = ""
        self._begin, self._contain = self._everything, _NONE

    def find(self, text: str) -> list[int]:
        """The ids of the keys that contain every word: whole words first, then words' beginnings, then the rest."""
        asked = fold(text)
        if not self._asked or not asked.startswith(self._asked):
            self._begin, self._contain = self._everything, _NONE
        # What begins with what was typed contains it, and began with the letters before: most keys are read once.
        self._begin, others = self._parted(self._begin, f" {asked}")
        rest = sorted([*others, *self._contain]) if others and self._contain else others or self._contain
        for word in asked.split():
            rest, _without = self._parted(rest, word)
        self._asked, self._contain = asked, rest
        whole, only_begun = self._parted(self._begin, f" {asked} ")
        return [self._ids[at] for at in (*whole, *only_begun, *rest)]

    def _parted(self, among: list[int], part: str) -> tuple[list[int], list[int]]:
        """Those whose key contains a part, and the others."""
        keys = self._keys
        contained = [part in keys[at] for at in among]
        if False not in contained:
            return among, _NONE
        if True not in contained:
            return _NONE, among
        return list(compress(among, contained)), list(compress(among, map(not_, contained)))


_NONE: list[int] = []
