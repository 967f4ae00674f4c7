"""The field pack on paper and as a workbook: all that a duty room needs, and no telephone that nobody asked for."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from sqlalchemy.orm import Session

from inventory.ground import accounts, i18n
from inventory.ground.audit import AuditEntry
from inventory.ground.people import Person
from inventory.ground.store import Store
from inventory.response.plans import plans
from inventory.supplies import places
from inventory.upkeep import manifests, seeding
from inventory.upkeep.manifests import BOOK, PAPER, STORE
from reports import fieldpack, forms
from reports.sheet import WritingCancelled
from reports.table import Kind

PHONE = "13900000000"


def officer(session: Session) -> Person:
    """Who is on duty in an example."""
    found = seeding.example_officer(session)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """The example district, whose every telephone is 000-…, in both languages with telephones and without."""
    folder = tmp_path_factory.mktemp("district")
    seeding.make(str(folder / "home.xb"), "example")
    with closing(Store.open(folder / "home.xb")) as store:
        for language, phones in (("zh", True), ("en", False)):
            i18n.use(language)
            fieldpack.make(store, officer, folder / language, phones=phones)
    i18n.use("en")
    return folder


def text_of(path: Path) -> str:
    with closing(PdfDocument(path)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def cells_of(path: Path) -> dict[str, list[Any]]:
    with closing(load_workbook(path, read_only=True)) as book:
        return {one.title: [cell for row in one.iter_rows(values_only=True) for cell in row] for one in book.worksheets}


def test_paper_and_workbook_hold_the_same_chapters_in_both_languages(district):
    wanted = {
        "zh": ("应急通讯录", "分仓库存", "抢险队伍登记表", "安置点登记表", "协议台账", "示例区防汛应急预案", "出库单"),
        "en": ("Call list at", "Stock by place", "Rescue teams", "Register of shelters", "Ledger of agreements"),
    }
    for language, titles in wanted.items():
        paper, sheets = text_of(district / language / PAPER), cells_of(district / language / BOOK)
        said = [str(cell) for cells in sheets.values() for cell in cells]
        for title in titles:
            assert title in paper.replace("\r\n", ""), title
            assert any(title in one for one in said), title
        number = manifests.read_manifest(district / language).number
        assert number in paper
        assert number in said


def test_telephones_are_on_paper_and_in_the_workbook_only_where_they_were_asked_for(district):
    for folder, is_there in ((district / "zh", True), (district / "en", False)):
        assert ("000-0000-" in text_of(folder / PAPER)) is is_there
        every = [str(cell) for cells in cells_of(folder / BOOK).values() for cell in cells]
        assert any(one.startswith("000-0000-") for one in every) is is_there
        assert (b"000-0000-" in (folder / STORE).read_bytes()) is is_there
    assert "Telephone numbers were left out of this pack." in text_of(district / "en" / PAPER)


def test_the_trail_tells_of_telephones_before_and_of_every_pack_afterwards(district):
    with closing(Store.open(district / "home.xb")) as store, store.read() as session:
        made = [one for one in session.query(AuditEntry).order_by(AuditEntry.id) if one.id > 300]
    services = [one.service for one in made if one.service in {"show_phones", "make_field_pack"}]
    assert services == ["show_phones", "make_field_pack", "make_field_pack"]


def test_every_plan_in_force_is_a_chapter(district):
    with closing(Store.open(district / "home.xb")) as store, store.read() as session:
        reader = officer(session)
        titles = {one.title for one in fieldpack.chapters(session, reader, phones=False)}
        assert {one.name for one in plans(session, reader) if one.holds_id} <= titles
        lying = fieldpack.by_place(session, reader)
        assert {row.line.one.place for row in lying.rows} > {"示例一号库房"}


def test_stock_by_place_adds_up_the_lots_of_an_item_at_each_place(file_world):
    with file_world.read() as here:
        rows = {
            (row.line.one.place, row.line.one.item): row.line
            for row in fieldpack.by_place(here.session, here.leader).rows
        }
    biscuits = rows["示例东仓库", "压缩饼干"]
    assert (str(biscuits.quantity), len(biscuits.lots), biscuits.is_expired) == ("105", 3, True)
    assert rows["示例西仓库", "编织袋"].quantity == 1000


def test_a_blank_form_has_rows_to_fill_in_and_says_nothing(file_world):
    for form in forms.forms(UTC):
        filled = {column.cell(row) for column in form.columns[1:] for row in form.rows}
        assert filled == {None}, form.name
        assert all(column.blank for column in form.columns[1:])
        assert form.columns[0].kind is Kind.NUMBER
        assert form.signatures


def test_a_pack_that_is_cancelled_leaves_nothing_and_no_line(file_world, tmp_path):
    seen: list[float] = []
    file_world.do(accounts.change_person, person=file_world.officer, phone=PHONE)
    file_world.do(places.change_place, place=file_world.east, phone=PHONE)
    with pytest.raises(WritingCancelled):
        fieldpack.make(
            file_world.store,
            lambda session: session.get_one(Person, file_world.leader.id),
            tmp_path / "pack",
            progress=lambda done, of: seen.append(done / of),
            cancelled=lambda: len(seen) > 3,
        )
    assert [one.name for one in tmp_path.iterdir() if not one.name.startswith("store.sqlite")] == []
    with file_world.store.read() as session:
        assert not session.query(AuditEntry).filter_by(service="make_field_pack").all()
    assert seen == sorted(seen)
