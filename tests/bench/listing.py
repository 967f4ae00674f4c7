"""Lists: what is on hand after a million movements, and a list of a hundred thousand lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from inventory.ground.store import Store
from inventory.supplies import standing
from tests.bench.figures import Figure, in_turn, timed
from tests.bench.stores import large, small
from tests.world import World

WINDOW = 50
LOTS = 1000
FEW, MANY = 1000, 1_000_000
SHORT, LONG = 100, 100_000


def measure(folder: Path) -> Iterator[Figure]:
    """The same lots with few and many movements; then few and many lots."""
    with ExitStack() as opened:
        few, many = (_opened(opened, folder, f"moved{moved}", LOTS, moved) for moved in (FEW, MANY))
        name = f"on hand of {LOTS:,} lots after {MANY:,} movements; beside {FEW:,}"
        for what, work, rounds in (("first window", _first, 100), ("whole list", _whole, 15)):
            ours, base = in_turn(rounds, timed(work(many)), timed(work(few)))
            yield Figure(f"{name}, {what}", ours, base, times=1.3)
    with ExitStack() as opened:
        short, long = (_opened(opened, folder, f"lots{lots}", lots, lots) for lots in (SHORT, LONG))
        ours, base = in_turn(100, timed(_counted(long)), timed(_counted(short)))
        yield Figure(f"list of {LONG:,} lines, count and first window; beside {SHORT}", ours, base, times=1.5)


def _opened(opened: ExitStack, folder: Path, name: str, lots: int, movements: int) -> Store:
    path = small(folder, name)
    large(path, items=lots, movements=movements)
    return opened.enter_context(closing(Store.open(path)))


def _first(store: Store) -> Callable[[], None]:
    def work() -> None:
        with World(store).read() as here:
            assert len(standing.on_hand(here.session, here.officer)[0:WINDOW]) == WINDOW

    return work


def _whole(store: Store) -> Callable[[], None]:
    def work() -> None:
        with World(store).read() as here:
            assert len(list(standing.on_hand(here.session, here.officer))) > LOTS

    return work


def _counted(store: Store) -> Callable[[], None]:
    def work() -> None:
        with World(store).read() as here:
            lines = standing.on_hand(here.session, here.officer)
            assert len(lines) > len(lines[0:WINDOW]) == WINDOW

    return work
