"""A handover that is built over five thousand new rows: how many questions it asks, and how long it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from inventory.duty.log import LogEntry, LogKind
from inventory.ground.audit import next_id, unasked, write
from inventory.ground.store import Store, now, recorded_at
from inventory.upkeep.handing import build_handover, cancel_handover
from tests.bench.figures import Figure
from tests.bench.stores import small
from tests.world import Here, World

ROWS = 5_000
MOST = 20


def measure(folder: Path) -> Iterator[Figure]:
    """Five thousand lines of the log, half of them open."""
    with closing(Store.open(small(folder))) as store:
        _fill(World(store))
        asked, took = zip(*(_built(World(store)) for _round in range(3)), strict=True)
    yield Figure(f"statements to build a handover over {ROWS:,} new rows", max(asked), most=MOST, unit="")
    yield Figure(f"a handover of {ROWS // 2:,} lines, built over {ROWS:,} new rows", sorted(took)[1])


def _fill(world: World) -> None:
    with world.begin() as here:
        unasked(here.session, "poured_in", lambda: (here.officer, _poured(here)))


def _poured(here: Here) -> int:
    first, officer, organisation = next_id(here.session, LogEntry), here.officer.id, here.headquarters.id
    blank = dict.fromkeys(("unit", "caller", "phone", "action", "reported_to", "key"), "")
    links = dict.fromkeys(("due_at", "corrects_id", "closes_id"))
    rows = [
        {
            **blank,
            **links,
            "id": first + at,
            "number": f"RZ-2000-{at + 1:04d}",
            "organisation_id": organisation,
            "kind": LogKind.PHONE,
            "occurred_at": now() - timedelta(seconds=ROWS - at),
            "recorded_at": recorded_at(here.session),
            "by_id": officer,
            "content": f"示例 {at}",
            "owner": "示例镇" if at % 2 else "",
        }
        for at in range(ROWS)
    ]
    write(here.session, LogEntry, rows)
    return len(rows)


def _built(world: World) -> tuple[int, float]:
    """How many statements, how many milliseconds."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    with world.begin() as here:
        room, outgoing, incoming = here.headquarters, here.officer, here.leader
        event.listen(world.store.engine, "before_cursor_execute", note)
        start = time.perf_counter()
        made = build_handover(here.session, outgoing, organisation=room, outgoing=outgoing, incoming=incoming)
        took = (time.perf_counter() - start) * 1000
        event.remove(world.store.engine, "before_cursor_execute", note)
    world.as_("officer").do(cancel_handover, handover=made, note="示例")
    return len(said), took
