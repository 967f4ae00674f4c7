"""Many at once: twenty processes at one lot, and processes killed in the middle of a commit."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from inventory.ground.audit import AuditEntry
from inventory.ground.store import Store
from inventory.supplies import stock
from inventory.supplies.balances import Balance, NotEnough
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Line
from inventory.upkeep.verify import verify
from tests import postgres
from tests.bench.figures import Figure
from tests.bench.stores import small
from tests.world import Here, World, build

PROCESSES, EACH, LOT = 20, 110, 2000  # together they ask for more than there is
KILLS = 100
FAR = 120  # seconds after which something hangs

apart = multiprocessing.get_context("forkserver")


def measure(folder: Path) -> Iterator[Figure]:
    """On a file, then on a server."""
    apart.set_forkserver_preload(["tests.bench.crowd"])
    yield from _both(str(small(folder)), "SQLite")
    with _server() as server:
        address = server.address(server.empty())
        Store.open(address, create=True).close()
        build(address)
        yield from _both(address, "PostgreSQL")


@contextmanager
def _server() -> Iterator[postgres.Server]:
    postgres.prepare()
    try:
        yield postgres.Server()
    finally:
        postgres.stop()


def _both(address: str, database: str) -> Iterator[Figure]:
    with closing(Store.open(address)) as store:
        with World(store).begin() as here:
            stock.receive(here.session, here.keeper, place=here.bare, lines=[Line(here.pump, Decimal(LOT))])
        longest, whole = _crowd(store, address)
        asked = PROCESSES * EACH
        yield Figure(f"{database}: longest wait, {PROCESSES} processes at a lot of {LOT:,}", longest, most=500)
        yield Figure(f"{database}: an issue among them, {asked:,} asked and answered", whole / asked)
        again = _killed(store, address)
        yield Figure(f"{database}: kill -9, none lost, none doubled; done again of {KILLS}", again, unit="")


def _issue(here: Here) -> Voucher:
    lines = [Line(here.pump, Decimal(1))]
    return stock.issue(here.session, here.officer, place=here.bare, to=here.team, lines=lines)


# The crowd -----------------------------------------------------------------------------------------------------


def _crowd(store: Store, address: str) -> tuple[float, float]:
    """The longest wait and the whole time; exactly what there was has been issued, and everybody has been answered."""
    start = apart.Barrier(PROCESSES + 1)
    answers = [apart.Pipe(duplex=False) for _process in range(PROCESSES)]
    hands = [apart.Process(target=_ask, args=(address, start, answer)) for _reader, answer in answers]
    for hand in hands:
        hand.start()
    start.wait(FAR)
    began = time.perf_counter()
    told = [reader.recv() for reader, _answer in answers]
    whole = time.perf_counter() - began
    for hand in hands:
        hand.join(FAR)
    assert sum(issued for issued, _waits in told) == LOT
    assert all(len(waits) == EACH for _issued, waits in told)
    assert _left(store) == 0
    assert not verify(store)
    return max(wait for _issued, waits in told for wait in waits) * 1000, whole * 1000


def _ask(address: str, start: Barrier, answer: Connection) -> None:
    issued, waits = 0, []
    with closing(Store.open(address)) as store:
        with World(store).begin() as here:  # a program at work has asked before
            stock.issue(here.session, here.officer, place=here.east, to=here.team, lines=[Line(here.bags, Decimal(1))])
        start.wait(FAR)
        for _turn in range(EACH):
            began = time.perf_counter()
            try:
                with World(store).begin() as here:
                    _issue(here)
                issued += 1
            except NotEnough:
                pass
            waits.append(time.perf_counter() - began)
    answer.send((issued, waits))


def _left(store: Store) -> Decimal:
    with World(store).read() as here:
        held = select(func.sum(Balance.quantity)).where(Balance.place_id == here.bare.id)
        return Decimal(here.session.scalar(held) or 0)


# The killed ----------------------------------------------------------------------------------------------------


def _killed(store: Store, address: str) -> float:
    """How many requests had to be done again; each was done exactly once in the end."""
    with World(store).begin() as here:
        stock.receive(here.session, here.keeper, place=here.bare, lines=[Line(here.pump, Decimal(1_000_000))])
    asked: list[str] = []
    again = 0
    for number in range(KILLS):
        told = _until_killed(address, f"kill-{os.getpid()}-{number}")
        asked += told
        for request in told:
            with World(store).begin(request) as here:
                _issue(here)
                again += "entry" in here.session.info
    with store.read() as session:
        done = session.scalars(select(AuditEntry.request).where(AuditEntry.request.startswith("kill-"))).all()
    assert sorted(str(request) for request in done) == sorted(asked)
    assert _left(store) == 1_000_000 - len(asked)
    assert not verify(store)
    return again


def _until_killed(address: str, name: str) -> list[str]:
    """The requests that a process asked before it was killed."""
    reader, answer = apart.Pipe(duplex=False)
    hand = apart.Process(target=_go_on, args=(address, name, answer))
    hand.start()
    answer.close()
    told: list[str] = [reader.recv(), reader.recv()]  # once the first is done, each takes some milliseconds
    time.sleep(random.uniform(0, 0.03))  # noqa: S311 - any moment will do
    hand.kill()
    hand.join(FAR)
    try:
        while True:
            told.append(reader.recv())
    except EOFError:
        return told


def _go_on(address: str, name: str, answer: Any) -> None:
    with closing(Store.open(address)) as store:
        for number in range(1_000_000):
            request = f"{name}-{number}"
            answer.send(request)
            with World(store).begin(request) as here:
                _issue(here)
