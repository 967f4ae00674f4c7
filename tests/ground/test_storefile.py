"""The turn at writing: served in the order of asking, given back whatever happens, and never waited for without end."""

from __future__ import annotations

import multiprocessing
import os
import stat
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from inventory.ground import storefile
from inventory.ground.storefile import StoreBusy, StoreReadOnly, Turn

SPAWN = multiprocessing.get_context("spawn")
LOCKS = Path("/proc/locks")


def hold(path: str, ready: Any) -> None:
    """What another process does that has its turn and doesn't give it back by itself."""
    with Turn(Path(path)).held():
        ready.set()
        time.sleep(60)


def until(is_so: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.002)


def waiting(path: Path) -> int:
    """How many wait for the lock, as the system counts them."""
    inode = f":{path.with_name(f'{path.name}.lock').stat().st_ino} "
    return sum("->" in line and inode in line for line in LOCKS.read_text(encoding="ascii").splitlines())


@pytest.fixture
def path(tmp_path):
    return tmp_path / "示例 store.xb"


@pytest.fixture
def holder(path):
    """Another process that has its turn."""
    ready = SPAWN.Event()
    process = SPAWN.Process(target=hold, args=(str(path), ready), daemon=True)
    process.start()
    assert ready.wait(30)
    yield process
    process.kill()
    process.join(30)


@pytest.mark.parametrize("count", [2, 8])
def test_turns_are_served_in_the_order_in_which_they_were_asked_for(path, count):
    served: list[int] = []

    def ask(number: int) -> None:
        with Turn(path).held():
            served.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(count)]
    with Turn(path).held():
        for number, thread in enumerate(threads):
            thread.start()
            until(lambda: waiting(path) == number + 1)  # noqa: B023 - asked while this thread is the last
    for thread in threads:
        thread.join(20)
    assert served == list(range(count))


def test_who_asks_again_and_again_does_not_keep_the_others_waiting(path):
    served: Counter[int] = Counter()

    def ask(number: int) -> None:
        while sum(served.values()) < 300:
            with Turn(path).held():
                served[number] += 1
                time.sleep(0.0005)

    with ThreadPoolExecutor(6) as crowd:
        list(crowd.map(ask, range(6)))
    assert len(served) == 6
    assert min(served.values()) >= 10  # a fair share is 50


def test_one_at_a_time_has_its_turn(path):
    inside = 0
    most = 0

    def work(_number: int) -> None:
        nonlocal inside, most
        with Turn(path).held():
            inside += 1
            most = max(most, inside)
            time.sleep(0.001)
            inside -= 1

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(work, range(60)))
    assert most == 1


def test_the_turn_of_one_who_was_killed_is_free(path, holder):
    got = threading.Event()

    def ask() -> None:
        with Turn(path).held():
            got.set()

    threading.Thread(target=ask, daemon=True).start()
    assert not got.wait(0.2)
    holder.kill()
    assert got.wait(5)


@pytest.mark.usefixtures("holder")
def test_nobody_waits_without_end(path, monkeypatch):
    monkeypatch.setattr(storefile, "PATIENCE", 0.1)
    start = time.monotonic()
    with pytest.raises(StoreBusy), Turn(path).held():
        pass
    assert 0.1 <= time.monotonic() - start < 5


def test_who_gave_up_waiting_takes_no_turn_later(path, holder, monkeypatch):
    monkeypatch.setattr(storefile, "PATIENCE", 0.1)
    for _time in range(3):
        with pytest.raises(StoreBusy), Turn(path).held():
            pass
    holder.kill()
    monkeypatch.setattr(storefile, "PATIENCE", 5.0)
    for _time in range(3):
        with Turn(path).held():
            pass
    until(lambda: not waiting(path))


def test_whose_turn_it_is_may_ask_again_under_any_name_of_the_file(path, monkeypatch):
    monkeypatch.setattr(storefile, "PATIENCE", 0.1)
    monkeypatch.chdir(path.parent)
    turn, got = Turn(path), threading.Event()

    def other() -> None:
        try:
            with turn.held():
                got.set()
        except StoreBusy:
            pass

    with turn.held():
        with turn.held(), Turn(path).held(), Turn(Path(path.name)).held():
            pass
        thread = threading.Thread(target=other)  # what was given back inside is still held outside
        thread.start()
        thread.join(20)
        assert not got.is_set()
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(other).result(20)
    assert got.is_set()


def test_a_turn_that_ends_badly_is_given_back(path, monkeypatch):
    monkeypatch.setattr(storefile, "PATIENCE", 0.1)
    with pytest.raises(ZeroDivisionError), Turn(path).held():
        raise ZeroDivisionError
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(lambda: Turn(path).held().__enter__()).result(20)


def test_two_files_have_two_turns(tmp_path, monkeypatch):
    monkeypatch.setattr(storefile, "PATIENCE", 0.1)
    with Turn(tmp_path / "a.xb").held(), ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(lambda: Turn(tmp_path / "b.xb").held().__enter__()).result(20)


def test_the_lock_lies_beside_the_file_and_is_private(path):
    before = os.umask(0o022)
    try:
        with Turn(path).held():
            pass
    finally:
        os.umask(before)
    [lock] = path.parent.iterdir()
    assert lock.name == f"{path.name}.lock"
    assert stat.S_IMODE(lock.stat().st_mode) == 0o600


def test_where_no_lock_can_be_laid_nobody_writes(tmp_path):
    with pytest.raises(StoreReadOnly, match="can only be read"), Turn(tmp_path / "missing" / "store.xb").held():
        pass
