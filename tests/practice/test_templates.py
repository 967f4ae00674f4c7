"""The program's own checklists: the article's two kinds of drill and an inspection before the season."""

from __future__ import annotations

import pytest

from inventory.practice import checklists, templates, wording
from inventory.practice.checklists import ChecklistVersion, Section
from tests.supplies.acts import refused


def test_the_program_brings_two_kinds_of_drill_with_scripts_and_an_inspection():
    found = {one.code: one for one in templates.checklist_templates()}
    assert [one.kind for one in found.values()] == ["城市防汛", "综合", "汛前检查"]
    assert [one.words > 0 for one in found.values()] == [True, True, False]
    assert min(one.lines for one in found.values()) >= 15


def test_a_template_is_taken_over_whole_with_its_lines_in_their_order(file_ground):
    file_ground.do(templates.take_over_checklists, lines=["c-2"])
    (line,) = [one for one in file_ground.ask(checklists.checklists) if one.code != "JC01"]
    (template,) = [one for one in templates.checklist_templates() if one.code == "C-2"]
    assert (line.name, line.lines, line.words) == (template.name, template.lines, template.words)
    version = file_ground.thing(ChecklistVersion, id=line.version_id)
    lines = file_ground.ask(wording.lines_of, version)
    assert [one.code for one in lines] == [f"{version.code}/{number:02d}" for number in range(1, len(lines) + 1)]
    assert {one.section for one in lines} == set(Section)
    assert line.critical > 5


@pytest.mark.parametrize(
    ("why", "lines"),
    [
        (templates.NoSuchTemplate, ["C-1", "C-9"]),
        (templates.NoneChosen, []),
        (templates.HeldAlready, ["C-1", "C-1"]),
    ],
)
def test_what_is_not_there_or_twice_is_not_taken_over(file_ground, why, lines):
    refused(file_ground.world, why, templates.take_over_checklists, field="lines", lines=lines)
