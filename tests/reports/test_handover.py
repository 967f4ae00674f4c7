"""The handover sheet: three parts, both signatures and what they signed; and it says which signature counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from inventory.duty import amending, consulting, log
from inventory.duty.log import LogKind
from inventory.ground import i18n
from inventory.ground.audit import AuditEntry
from inventory.ground.errors import Refused
from inventory.ground.names import Unknown
from inventory.upkeep.handing import cancel_handover, hand_over
from inventory.upkeep.handover import Handover, handover_line
from reports import excel, handover, plain, registry
from reports.table import shown
from tests.upkeep.rooms import at, on_the_wall
from tests.upkeep.test_handover import built, busy, listed, signed_by_both


def sheet(world, made, who="officer"):
    with world.read() as here:
        one = here.session.get_one(Handover, made.id)
        table = handover.handover(here.session, getattr(here, who), handover=one)
        rows = [{column.key: shown(column, row, table.zone) for column in table.columns} for row in table.rows]
    return table, rows


def of(rows, section):
    return [row for row in rows if row["part"] == section]


def test_the_three_parts_stand_one_under_the_other(file_world):
    busy(file_world)
    _table, rows = sheet(file_world, built(file_world))
    assert list(dict.fromkeys(row["part"] for row in rows)) == ["Log of the shift", "Important matters", "Left open"]
    assert [row["number"][:2] for row in of(rows, "Log of the shift")] == ["RZ", "RZ", "RZ"]
    assert sorted(row["number"][:2] for row in of(rows, "Important matters")) == ["BS", "BS", "XY"]
    first = of(rows, "Left open")[0]
    assert (first["what"], first["owner"], first["ticked"]) == ("response level in force: 示例Ⅳ级", "示例领导", "□")


def test_the_log_is_that_since_the_last_handover_and_no_line_falls_between_two(file_world):
    officer = file_world.as_("officer")
    first = officer.do(log.write_entry, kind=LogKind.PHONE, content="示例一")
    before = signed_by_both(file_world)
    late = officer.do(log.write_entry, kind=LogKind.PHONE, content="示例补记", occurred_at=first.occurred_at)
    after = built(file_world)
    officer.do(log.write_entry, kind=LogKind.PHONE, content="示例其后")
    logged = [[row["number"] for row in of(sheet(file_world, made)[1], "Log of the shift")] for made in (before, after)]
    assert logged == [[first.number], [late.number]]


def test_a_correction_that_came_later_leaves_an_old_sheet_as_it_was_printed(file_world):
    entry = file_world.as_("officer").do(log.write_entry, kind=LogKind.PHONE, content="示例")
    made = built(file_world)
    printed = sheet(file_world, made)[1]
    file_world.as_("officer").do(amending.correct_entry, entry=entry, content="示例更正")
    assert sheet(file_world, made)[1] == printed


def test_ticks_and_their_notes_are_on_it(file_world):
    made = signed_by_both(file_world)
    assert [row["ticked"] for row in of(sheet(file_world, made)[1], "Left open")] == ["√"]


def test_it_names_what_was_signed_and_what_came_after(file_world):
    made = signed_by_both(file_world)
    head = listed(file_world, made).taken.head
    foots = sheet(file_world, made)[0].foots
    assert f"Signed with it: audit line #{head.entry_id}, digest {head.digest}" in foots
    assert "1 line was written after what is signed, this signature included." in foots
    file_world.as_("officer").do(log.write_entry, kind=LogKind.PHONE, content="示例")
    assert "2 lines were written after what is signed, this signature included." in sheet(file_world, made)[0].foots
    with file_world.read() as here:
        assert here.session.scalar(select(AuditEntry.digest).where(AuditEntry.id == head.entry_id)) == head.digest


def test_a_signature_by_name_only_says_that_the_paper_counts(file_world):
    table = sheet(file_world, signed_by_both(file_world))[0]
    said = [one for one in table.foots if one.endswith("by name only: the signature on paper counts")]
    assert [one.split(":")[0].split()[0] for one in said] == ["Handed", "Taken"]
    assert table.signatures == [
        ("Outgoing officer", "示例值班员"), ("Incoming officer", "示例领导"), ("Leader on duty", ""),
    ]  # fmt: skip


def test_a_signature_that_a_password_proved_says_so(file_world, monkeypatch):
    monkeypatch.setattr("inventory.upkeep.handing.is_locked", lambda _session: True)
    made = built(file_world)
    file_world.as_("officer").do(hand_over, handover=made, proved=True)
    [said] = [one for one in sheet(file_world, made)[0].foots if one.startswith("Handed over")]
    assert said.endswith("by 示例值班员: proved by password")


def test_a_draft_and_a_cancelled_one_can_not_be_taken_for_a_signed_one(file_world):
    made = built(file_world)
    assert "■ Not signed yet by 示例值班员: this sheet is a draft." in sheet(file_world, made)[0].foots
    file_world.as_("officer").do(hand_over, handover=made)
    assert "■ Not signed yet by 示例领导: this sheet is a draft." in sheet(file_world, made)[0].foots
    file_world.as_("officer").do(cancel_handover, handover=made, note="示例错选")
    assert "■ Cancelled: 示例错选" in sheet(file_world, made)[0].foots


def test_a_reason_for_being_alone_is_marked(file_world):
    made = built(file_world, incoming=file_world.officer, alone="示例独自值守")
    assert "▲ Alone: 示例独自值守" in sheet(file_world, made)[0].foots


def test_the_shift_and_its_span_stand_over_it(file_world):
    on_the_wall(file_world)
    with at(hours=23):
        made = built(file_world)
    heads = dict(sheet(file_world, made)[0].heads)
    assert (heads["Shift"], heads["From"], heads["Until"]) == ("示例全天", None, made.to_at)


def test_a_consultation_of_the_shift_is_an_important_matter(file_world):
    decided = [consulting.Decided("示例巡堤", "示例镇")]
    held = file_world.do(
        consulting.hold_consultation, organisation=file_world.headquarters, topic="汛中会商", chair="示例领导",
        participants="示例", judgement="示例研判", decisions=decided,
    )  # fmt: skip
    _table, rows = sheet(file_world, built(file_world))
    [one] = of(rows, "Important matters")
    assert (one["number"], one["what"], one["done"], one["owner"]) == (held.number, "汛中会商", "示例研判", "示例领导")


def test_another_branch_can_not_ask_for_it(file_world):
    made = built(file_world)
    with file_world.read() as here, pytest.raises(Unknown):
        registry.read(here.session, here.townkeeper, "handover", {"handover": made.number})
    with file_world.read() as here, pytest.raises(Refused, match="must be told which"):
        registry.make(here.session, here.officer, "handover")


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("en", "Section No. Time Number From or at Content Handling and result Whose it is Until when Ticked"),
        ("zh", "部分 序号 时刻 编号 来文来电单位（地点） 内容 处理方式与结果 责任人 时限 接班核对"),
    ],
)
def test_it_is_written_in_both_languages(file_world, tmp_path, language, headings):
    made = signed_by_both(file_world)
    i18n.use(language)
    with file_world.read() as here:
        asked = registry.read(here.session, here.officer, "handover", {"handover": made.number})
        table, stamp = registry.make(here.session, here.officer, "handover", **asked)
        excel.write(tmp_path / "sheet.xlsx", table, stamp)
        assert made.number in "\n".join(plain.text(table, stamp))
        line = handover_line(here.session, here.session.get_one(Handover, made.id))
    assert " ".join(one.title for one in table.columns) == headings
    assert line.to_at - made.to_at == timedelta(0)
