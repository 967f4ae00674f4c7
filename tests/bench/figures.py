"""Figures: a thing measured beside its baseline, and how it is printed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

WIDE = 68


@dataclass(frozen=True)
class Figure:
    """What was measured: ours, the baseline (None where there is none), and what it aims to stay under.

    `times` is an aim against the baseline, `most` one in the figure's own unit.
    """

    what: str
    ours: float
    baseline: float | None = None
    times: float | None = None
    most: float | None = None
    unit: str = "ms"

    @property
    def ratio(self) -> float | None:
        """How many times the baseline ours is."""
        return self.ours / self.baseline if self.baseline else None

    @property
    def over(self) -> bool:
        """Whether an aim was missed."""
        too_slow = self.times is not None and self.ratio is not None and self.ratio > self.times
        return too_slow or (self.most is not None and self.ours > self.most)

    def __str__(self) -> str:
        """One line of the table."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}x"
        aims = [f"{self.times}x" if self.times else "", f"{self.most:g} {self.unit}" if self.most is not None else ""]
        aim = ", ".join(one for one in aims if one)
        verdict = ("OVER" if self.over else "ok") if aim else ""
        baseline = "" if self.baseline is None else f"{self.baseline:,.2f}"
        return f"{self.what:<{WIDE}} {self.ours:>11,.2f} {baseline:>11} {self.unit:<3} {ratio:>7}  {aim:<14} {verdict}"


HEADER = f"{'':<{WIDE}} {'ours':>11} {'baseline':>11} {'':<3} {'ratio':>7}  {'aim':<14}"


def timed(work: Callable[[], object]) -> Callable[[], float]:
    """The work as something that tells how many milliseconds it took."""

    def clocked() -> float:
        start = time.perf_counter()
        work()
        return (time.perf_counter() - start) * 1000

    return clocked


def in_turn(rounds: int, *works: Callable[[], float], warm: int = 1) -> list[float]:
    """The median of what each work tells, asked a b a b …, so that what disturbs one disturbs all."""
    told = [[work() for work in works] for _round in range(warm + rounds)][warm:]
    return [median(column) for column in zip(*told, strict=True)]


def printed(figures: Iterable[Figure]) -> bool:
    """Print figures as they come; whether all of them kept their aims."""
    kept = True
    for figure in figures:
        print(figure, flush=True)
        kept = kept and not figure.over
    return kept
