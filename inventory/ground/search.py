"""Search: what is typed with one hand finds what was written with care; bzd finds 编织袋."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import compress

from inventory.ground.text import skeleton

_Found = tuple[list[int], list[str]]

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
        self._all: _Found = ([], [])
        for number, key in pairs:
            self._all[0].append(number)
            self._all[1].append(f" {key} ")
        self._last: tuple[str, _Found] = ("", self._all)

    def find(self, text: str) -> list[int]:
        """The ids of the keys that contain every word: whole words first, then words' beginnings, then the rest."""
        asked = fold(text)
        before, found = self._last
        if not before or not asked.startswith(before):
            found = self._all
        for word in asked.split():
            found = _only(found, [word in key for key in found[1]])
        self._last = (asked, found)
        return _ranked(found, asked)


def _ranked(found: _Found, asked: str) -> list[int]:
    start = f" {asked}"
    begins = [start in key for key in found[1]]
    first = _only(found, begins)
    if f" {asked} " in "".join(first[1]):
        whole = f" {asked} "
        entire = [whole in key for key in first[1]]
        beginning = [*compress(first[0], entire), *compress(first[0], [not one for one in entire])]
    else:
        beginning = first[0]
    if len(first[0]) == len(found[0]):
        return list(beginning)
    return [*beginning, *compress(found[0], [not one for one in begins])]


def _only(found: _Found, wanted: list[bool]) -> _Found:
    if False not in wanted:
        return found
    return list(compress(found[0], wanted)), list(compress(found[1], wanted))
