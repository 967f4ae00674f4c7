"""Checklists: a register, versions that stay as they were printed, and lines with their numbers."""

from __future__ import annotations

import pytest

from inventory.ground.names import NameTaken, NotRetired, Retired
from inventory.practice import checklists, running, wording
from inventory.practice.checklists import ScriptLine, Section
from inventory.response.actions import NotThere
from tests.practice.acts import Ground
from tests.supplies.acts import refused


@pytest.fixture
def ground(file_ground: Ground) -> Ground:
    """What is asked here does not differ between databases."""
    return file_ground


def said(ground: Ground, number: int = 1) -> list[str]:
    return [one.what for one in ground.ask(wording.lines_of, ground.version(number))]


def test_the_register_names_the_latest_version_and_counts_what_is_in_it(ground):
    (line,) = ground.ask(checklists.checklists)
    assert (line.code, line.version, line.lines, line.critical, line.words) == ("JC01", "JC01/1", 6, 3, 2)
    empty = ground.do(checklists.add_checklist, name="示例空单")
    assert [(one.version, one.lines) for one in ground.ask(checklists.checklists)] == [("JC01/1", 6), ("JC02/1", 0)]
    ground.do(checklists.retire_checklist, checklist=empty)
    assert len(ground.ask(checklists.checklists)) == 1
    assert len(ground.ask(checklists.checklists, retired=True)) == 2


def test_a_name_is_taken_once_and_what_is_retired_is_written_no_more(ground):
    refused(ground.world, NameTaken, checklists.add_checklist, field="name", name="示例检查单")
    refused(ground.world, NotRetired, checklists.revive_checklist, field="checklist", checklist=ground.checklist)
    ground.do(checklists.retire_checklist, checklist=ground.checklist)
    facts = {"version": ground.version(), "section": Section.AFTER, "what": "示例"}
    refused(ground.world, Retired, wording.add_line, field="version", **facts)


def test_lines_are_numbered_by_section_and_turn_whatever_order_they_were_written_in(ground):
    ground.do(wording.add_line, version=ground.version(), section=Section.BEFORE, what="示例先办", turn=1)
    ground.do(wording.add_line, version=ground.version(), section=Section.DURING, what="示例最后")
    lines = ground.ask(wording.lines_of, ground.version())
    assert [one.number for one in lines] == list(range(1, 9))
    assert [one.what for one in lines] == [
        "示例动作1", "示例先办", "示例动作2", "示例动作3", "示例动作4", "示例动作5", "示例最后", "示例动作6",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "field", "facts"),
    [
        (wording.BadMinutes, "minutes", {"minutes": 10_081}),
        (wording.BadMinutes, "minutes", {"minutes": -1}),
        (wording.BadLineTurn, "turn", {"turn": 10_000}),
    ],
)
def test_times_and_turns_that_no_drill_has_are_refused(ground, why, field, facts):
    facts = {"version": ground.version(), "section": Section.DURING, "what": "示例", **facts}
    refused(ground.world, why, wording.add_line, field=field, **facts)


def test_what_was_printed_stays_and_editing_makes_the_next_version(ground):
    before = said(ground)
    ground.printed()
    changed = ground.do(wording.change_line, line=ground.line(3), what="示例改过", untimed=True)
    assert (changed.code, changed.minutes) == ("JC01/2/03", None)
    assert said(ground) == before
    assert said(ground, 2) == [*before[:2], "示例改过", *before[3:]]
    ground.do(wording.drop_words, version=ground.version(2), code="JC01/2/S01")
    assert len(ground.ask(wording.script_of, ground.version())) == 2
    assert [one.words for one in ground.ask(wording.script_of, ground.version(2))] == ["示例报告"]
    refused(
        ground.world, wording.FollowedAlready, wording.change_line, field="version", line=ground.line(3), what="示例"
    )
    found = ground.ask(checklists.checklist_versions, ground.checklist)
    assert [(one.version, bool(one.printed_at)) for one in found] == [(2, False), (1, True)]
    assert ground.world.faults() == []


def test_the_line_that_is_changed_in_the_next_version_is_the_same_line(ground):
    ground.do(wording.add_line, version=ground.version(), section=Section.BEFORE, what="示例后补", turn=1)
    ground.printed()
    ground.do(wording.drop_line, version=ground.version(), code="JC01/1/04")
    assert "示例动作4" not in said(ground, 2)
    assert len(said(ground, 2)) == 6
    script = ground.do(wording.change_words, script=ground.thing(ScriptLine, code="JC01/2/S02"), words="示例改")
    assert script.code == "JC01/2/S02"


def test_a_version_is_made_by_hand_once_the_last_was_printed_and_given_up_while_nothing_rests_on_it(ground):
    refused(
        ground.world, wording.NothingNew, wording.new_checklist_version, field="checklist", checklist=ground.checklist
    )
    refused(
        ground.world, running.OnlyVersion, running.drop_checklist_version, field="checklist", checklist=ground.checklist
    )
    ground.printed()
    ground.do(wording.new_checklist_version, checklist=ground.checklist)
    ground.planned()
    facts = {"checklist": ground.checklist}
    told = refused(ground.world, running.VersionUsed, running.drop_checklist_version, field="checklist", **facts)
    assert "JC01/2" in told


def test_a_line_of_another_version_is_not_struck(ground):
    refused(ground.world, NotThere, wording.drop_line, field="code", version=ground.version(), code="JC02/1/01")
    refused(ground.world, NotThere, wording.drop_words, field="code", version=ground.version(), code="JC01/1/01")
