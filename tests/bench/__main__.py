"""`python -m tests.bench [names …]`: measure everything, or what is named."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from inventory.ground import i18n
from tests.bench import (
    briefing,
    bulk,
    checklist,
    counting,
    crowd,
    duty,
    excel,
    exercise,
    fieldpack,
    finding,
    handover,
    keying,
    listing,
    movement,
    paper,
    proof,
    readiness,
    reading,
    screen,
)
from tests.bench.figures import HEADER, Figure, printed

BENCHES: dict[str, Callable[[Path], Iterable[Figure]]] = {
    "screen": screen.measure,
    "movement": movement.measure,
    "bulk": bulk.measure,
    "listing": listing.measure,
    "finding": finding.measure,
    "counting": counting.measure,
    "keying": keying.measure,
    "checklist": checklist.measure,
    "excel": excel.measure,
    "paper": paper.measure,
    "fieldpack": fieldpack.measure,
    "reading": reading.measure,
    "crowd": crowd.measure,
    "duty": duty.measure,
    "proof": proof.measure,
    "handover": handover.measure,
    "readiness": readiness.measure,
    "briefing": briefing.measure,
    "exercise": exercise.measure,
}


def main(names: list[str]) -> int:
    """Measure; 0 whatever the figures are, 2 for a name that stands for nothing."""
    if unknown := [name for name in names if name not in BENCHES]:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    i18n.use("zh")
    print(HEADER)
    for name in names or BENCHES:
        with tempfile.TemporaryDirectory(prefix="xunbei-bench-") as folder:
            printed(BENCHES[name](Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
