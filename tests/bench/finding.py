"""Find as you type over a hundred thousand items, beside a plain scan of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from inventory.ground.search import Finder, fold
from tests.bench.figures import Figure, in_turn, timed
from tests.bench.stores import item_key

ITEMS = 100_000
ROUNDS = 15
TYPED = ("d", "bz", "bzd", "1", "12", "袋", "编织", "编织袋", "大号 袋", "zzz", "dx0999")


def measure(_folder: Path) -> Iterator[Figure]:
    """Every key of some words as somebody types them, each asked of a finder that has just seen the key before."""
    keys = [item_key(number, f"DX{number:06d}") for number in range(ITEMS)]
    finder = Finder(enumerate(keys))
    for typed in TYPED:
        asked = fold(typed)
        _nothing_missed(finder, keys, typed)
        ours, scan = in_turn(ROUNDS, _key(finder, typed), timed(_scan(keys, asked)))
        yield Figure(f"find {typed!r} among {ITEMS:,} items; beside a scan of a list", ours, scan, times=3, most=20)


def _key(finder: Finder, typed: str) -> Callable[[], float]:
    """The last key of what is typed."""
    last = timed(lambda: finder.find(typed))

    def work() -> float:
        finder.find("")
        finder.find(typed[:-1])
        return last()

    return work


def _scan(keys: list[str], asked: str) -> Callable[[], list[int]]:
    return lambda: [number for number, key in enumerate(keys) if asked in key]


def _nothing_missed(finder: Finder, keys: list[str], typed: str) -> None:
    words = fold(typed).split()
    wanted = [number for number, key in enumerate(keys) if all(word in key for word in words)]
    assert sorted(finder.find(typed)) == wanted
