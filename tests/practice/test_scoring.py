"""Scoring a drill: what was done counts, what was partly done counts half, and what is critical is named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventory.practice import scoring
from tests.supplies.acts import refused


def test_a_drill_is_scored_by_section_by_group_and_in_all(ground):
    ground.begun()
    ground.issued()
    ground.keyed(1, "1y")
    ground.keyed(2, "2n", "3p 09:22", "4y 09:15")
    ground.keyed(3, "4y")
    found = ground.told(scoring.evaluation, ground.drill)
    scores = {one.name: (one.asked, one.yes, one.partly, one.no, one.missing, one.percent) for one in found.sections}
    assert scores == {
        "before": (2, 1, 0, 1, 0, Decimal("50.0")),
        "during": (4, 2, 1, 0, 1, Decimal("62.5")),
        "after": (1, 0, 0, 0, 1, Decimal("0.0")),
    }
    assert [(one.name, one.asked, one.percent) for one in found.topics] == [
        ("准备", 2, Decimal("50.0")), ("恢复", 1, Decimal("0.0")), ("抢险", 3, Decimal("83.3")),
    ]  # fmt: skip
    assert (found.whole.asked, found.whole.percent) == (7, Decimal("50.0"))
    assert [one.tick.line.number for one in found.missed] == [6, 2, 3]
    assert [(one.tick.line.number, one.tick.late) for one in found.late] == [(3, 12)]
    assert [one.left for one in found.out] == [100]


def test_a_drill_without_sheets_has_no_score(file_ground):
    found = file_ground.told(scoring.evaluation, file_ground.drill)
    assert (found.whole.percent, found.missed, found.findings) == (None, (), ())


def test_what_an_evaluator_gives_last_holds(file_ground):
    for points in ("7", "8.5"):
        facts = {"topic": "示例指挥", "points": Decimal(points), "out_of": Decimal(10), "who": "示例评估员"}
        file_ground.do(scoring.assess, drill=file_ground.drill, **facts)
    (line,) = file_ground.told(scoring.evaluation, file_ground.drill).assessments
    assert (line.points, line.who) == (Decimal("8.5"), "示例评估员")


@pytest.mark.parametrize(("points", "out_of"), [("11", "10"), ("-1", "10"), ("0", "0"), ("1.25", "10"), ("1", "1E+99")])
def test_points_that_are_none_are_refused(file_ground, points, out_of):
    facts = {"drill": file_ground.drill, "topic": "示例", "points": Decimal(points), "out_of": Decimal(out_of)}
    refused(file_ground.world, scoring.BadPoints, scoring.assess, field="points", **facts)
