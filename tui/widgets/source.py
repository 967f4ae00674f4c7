"""The source of a list's lines, read in windows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Source(Generic[Row]):
    """Where lines come from: how many there are, how to read a window of them, and what a line is known by.

    `locate` finds a line's number again by its key, where that is cheap; otherwise the neighbourhood is looked through.
    """

    count: int
    fetch: Callable[[int, int], Sequence[Row]]
    key: Callable[[Row], Hashable]
    locate: Callable[[Hashable], int | None] | None = None

    @classmethod
    def of(cls, rows: Sequence[Row], key: Callable[[Row], Hashable]) -> Source[Row]:
        """A source over lines that are at hand."""

        def locate(wanted: Hashable) -> int | None:
            return next((at for at, row in enumerate(rows) if key(row) == wanted), None)

        return cls(len(rows), lambda start, stop: rows[start:stop], key, locate)
