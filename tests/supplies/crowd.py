"""Processes of their own: many that issue at once, and some that die on the way."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import event

from inventory.ground.store import Store
from inventory.supplies import stock
from inventory.supplies.balances import NotEnough
from inventory.supplies.lots import Line
from tests.supplies.acts import D
from tests.world import World

FORKED = multiprocessing.get_context("fork")  # nothing is imported anew: a process is there in milliseconds


def issue_until_refused(address: str, number: int, begin: Any, answer: Connection) -> None:
    """Issue so many bags again and again until there are no more; answer how often, and the longest wait."""
    world = World(Store.open(address))
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.bags, D(number))]}
    served, longest = 0, 0.0
    begin.wait()
    while True:
        started = time.monotonic()
        try:
            world.do(stock.issue, **facts)
        except NotEnough:
            break
        served += 1
        longest = max(longest, time.monotonic() - started)
    answer.send((served, longest))
    os._exit(0)


def crowd(address: str, processes: int, number: int) -> list[tuple[int, float]]:
    """How often each of so many processes was served, and the longest that it waited."""
    begin = FORKED.Barrier(processes)
    pipes = [FORKED.Pipe(duplex=False) for _one in range(processes)]
    crew = [FORKED.Process(target=issue_until_refused, args=(address, number, begin, pipe[1])) for pipe in pipes]
    for one in crew:
        one.start()
    try:
        return [pipe[0].recv() if pipe[0].poll(60) else (0, 60.0) for pipe in pipes]
    finally:
        for one in crew:
            one.join(10)
            one.kill()


def receive_on_and_on(address: str, first: int, told: Connection) -> None:
    """Receive one bag per request, and tell each request that was answered."""
    world = World(Store.open(address))
    facts = {"place": world.bare, "lines": [Line(world.bags, D(1))]}
    told.send(-1)
    for number in range(first, first + 10_000):
        world.do(stock.receive, request=f"request {number}", **facts)
        told.send(number)


def killed_while_committing(address: str, rounds: int, seed: int = 1) -> int:
    """Kill a process that receives, so many times; each next one begins with the request whose answer was lost.

    Gives the number of requests that were sent.
    """
    chance = random.Random(seed)  # noqa: S311 - when to kill is no secret
    following = 0
    for _round in range(rounds):
        heard, told = FORKED.Pipe(duplex=False)
        child = FORKED.Process(target=receive_on_and_on, args=(address, following, told))
        child.start()
        told.close()
        heard.recv()
        time.sleep(chance.uniform(0, 0.05))
        child.kill()
        child.join()
        try:
            while True:
                following = heard.recv() + 1
        except EOFError:
            pass
    return following + 1


def _until(ended: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while not ended() and time.monotonic() < end:
        time.sleep(0.002)
    return ended()


def die_at(world: World, service: Callable[..., Any], facts: dict[str, Any], statement: int) -> bool:
    """Do a service in a process that is killed just before its so-manieth statement; whether it died of that."""
    world.store.engine.dispose()  # a process has connections and locks of its own, but needn't compile again

    def act() -> None:
        store = Store(world.store.where, world.store.engine, world.store.path)
        there = World(store, world.by)
        count = 0

        def strike(*_call: object) -> None:
            nonlocal count
            count += 1
            if count == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(store.engine, "before_cursor_execute", strike)
        event.listen(store.engine, "commit", strike)
        there.do(service, **facts)
        os._exit(0)

    child = FORKED.Process(target=act)
    child.start()
    assert _until(lambda: child.exitcode is not None)
    return child.exitcode == -signal.SIGKILL
