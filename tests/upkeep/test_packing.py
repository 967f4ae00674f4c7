"""A field pack's copy holds all of the books and no secret; what was done on it comes back as a list."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

from inventory.duty import changes, log
from inventory.duty.log import LogKind
from inventory.duty.posts import Post
from inventory.duty.shifts import Shift
from inventory.ground import accounts, passwords
from inventory.ground.audit import AuditEntry, head
from inventory.ground.files import FolderMissing
from inventory.ground.locks import has_passwords
from inventory.ground.people import NotPermitted, Person
from inventory.ground.store import Store, now
from inventory.supplies import catalog, corrections, entering, places, stock
from inventory.supplies.counting import CountsBlind
from inventory.supplies.entering import Keyed
from inventory.supplies.lots import Line
from inventory.upkeep import comparing, manifests, packing, withheld
from inventory.upkeep.backup import OfFieldPack, restore
from inventory.upkeep.comparing import CopyFaulty, CopyMissing, ManifestChanged, NotOurs, OtherCopy
from inventory.upkeep.manifests import MANIFEST, SEAL, STORE, NotAPack, PackNewer
from inventory.upkeep.packing import FolderTaken
from inventory.upkeep.sides import Side, Since
from inventory.upkeep.verify import verify
from tests.supplies.checks import handed_in, line_of, opened
from tests.upkeep.rooms import at, on_the_wall
from tests.world import World

NUMBER = "FIELDPACK-示例-1"
PHONE, PASSWORD = "13900000000", "示例的很旧的密码"


def pack(world: World, folder: Path, *, phones: bool = False, login: str = "leader") -> Path:
    """A pack without paper."""
    with packing.gathering(folder) as made:
        packing.copy(world.store, made.store)
        copied = Store.open(made.store)
        with copied.read() as session:
            by = session.scalars(select(Person).where(Person.login == login)).one()
            sealed, last = packing.seal(session, by, number=NUMBER, phones=phones), packing.last_rows(session)
        copied.close()
        packing.strip(made.store, by.id, number=NUMBER, phones=phones)
        checksum = packing.finish(made, sealed, last)
        with world.begin() as here:
            packing.record(here.session, getattr(here, login), sealed=sealed, manifest=checksum)
            made.settle()
    return folder


def compare(world: World, folder: Path):
    manifest = manifests.read_manifest(folder)
    with world.store.read() as home, comparing.copy_of(folder, manifest) as copied, copied.read() as there:
        comparing.must_be_ours(home, folder, manifest)
        by = home.scalars(select(Person).where(Person.login == world.by)).one()
        return comparing.compare(home, by, there, manifest, list(manifests.changed_files(folder, manifest)))


@pytest.fixture
def away(file_world, tmp_path):
    """The pack of a world, and the world in its copy."""
    folder = pack(file_world, tmp_path / "pack")
    store = Store.open(folder / STORE)
    yield folder, World(store)
    store.close()


def conflicts(found) -> list[tuple[str, ...]]:
    return [one.conflicts for one in found.lines if one.side is Side.THERE]


# The copy


def secret_world(world: World) -> None:
    """Somebody with a password and a telephone, and a line of the log with another one."""
    world.do(accounts.change_person, person=world.officer, phone=PHONE)
    world.do(places.change_place, place=world.east, phone=PHONE)
    world.do(log.write_entry, organisation=world.headquarters, kind=LogKind.PHONE, content="示例", phone=PHONE)
    world.do(passwords.set_password, password=passwords.hashed(PASSWORD, login="leader"))


def bytes_of(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(path.parent.iterdir()))


def test_no_byte_of_a_password_or_telephone_is_in_the_copy_and_it_is_in_order(world, tmp_path):
    secret_world(world)
    with world.store.read() as session:
        held, end = session.scalar(select(passwords.Password.hash)), head(session)
    folder = pack(world, tmp_path / "pack")
    assert PHONE.encode() not in bytes_of(folder / STORE)
    assert held.encode() not in bytes_of(folder / STORE)
    copied = Store.open(folder / STORE)
    assert verify(copied) == []
    with copied.read() as session:
        assert not has_passwords(session)
        assert session.get_one(AuditEntry, end.entry_id).digest == end.digest
        left = withheld.withheld(session.connection())
        assert (left.pack, left.phones) == (NUMBER, True)
        assert set(left.rows) == {"audit_entry", "log_entry", "password"}
    copied.close()
    assert world.faults() == []


def test_telephones_stay_where_they_were_asked_for(file_world, tmp_path):
    secret_world(file_world)
    copied = Store.open(pack(file_world, tmp_path / "pack", phones=True) / STORE)
    with copied.read() as session:
        assert session.scalar(select(Person.phone).where(Person.login == "officer")) == PHONE
        assert not has_passwords(session)
    assert verify(copied) == []
    copied.close()


def test_the_copy_can_be_worked_on_by_name_given_a_password_and_is_still_in_order(file_world, tmp_path):
    secret_world(file_world)
    there = World(Store.open(pack(file_world, tmp_path / "pack") / STORE))
    there.do(stock.issue, place=there.east, to=there.team, lines=[Line(there.bags, Decimal(5))])
    there.do(accounts.change_person, person=there.officer, phone="13800000000")
    there.do(passwords.set_password, password=passwords.hashed("另一个示例的密码", login="leader"))
    assert there.faults() == []
    assert passwords.verified(there.store, "leader", "另一个示例的密码").login == "leader"
    there.store.close()


def test_what_is_changed_in_a_copy_behind_the_programs_back_is_still_named(away):
    folder, there = away
    there.store.close()
    with closing(sqlite3.connect(folder / STORE)) as raw, raw:
        raw.execute("UPDATE person SET name = '示例他人' WHERE login = 'officer'")
    with pytest.raises(CopyFaulty, match="person .* was changed"):
        compare(World(there.store), folder)


def test_a_copy_takes_no_stores_place(away, file_world):
    folder, _there = away
    with pytest.raises(OfFieldPack, match=NUMBER):
        restore(folder / STORE, file_world.store.path)
    assert file_world.faults() == []


def test_who_may_not_see_all_may_not_carry_it_away_nor_the_telephones(file_world):
    with file_world.read() as here:
        packing.must_pack(here.session, here.watcher, phones=False)
        with pytest.raises(NotPermitted, match="telephone"):
            packing.must_pack(here.session, here.watcher, phones=True)
        with pytest.raises(NotPermitted):
            packing.must_pack(here.session, here.townkeeper, phones=False)


def test_who_counts_blind_carries_no_copy_away_until_all_of_the_check_is_handed_in(file_world):
    count = opened(file_world)
    for login in ("keeper", "officer"):
        with (
            file_world.read() as here,
            pytest.raises(CountsBlind, match=rf"counting blind in {count.number}.*somebody"),
        ):
            packing.must_pack(here.session, getattr(here, login), phones=False)
    with file_world.read() as here:
        packing.must_pack(here.session, here.leader, phones=False)
    handed_in(file_world, count)
    with file_world.read() as here:
        packing.must_pack(here.session, here.keeper, phones=False)


# The folder


def test_the_manifest_names_every_file_with_its_checksum_and_the_trail_vouches_for_it(file_world, tmp_path):
    folder = pack(file_world, tmp_path / "pack")
    manifest = manifests.read_manifest(folder)
    assert {one.name for one in manifest.files} | {MANIFEST} == {one.name for one in folder.iterdir()}
    assert all(manifests.packed(folder / one.name) == one for one in manifest.files)
    assert manifest.digest in (folder / SEAL).read_text(encoding="utf-8")
    with file_world.store.read() as session:
        line = session.scalars(select(AuditEntry).where(AuditEntry.service == packing.SERVICE)).one()
        assert json.loads(line.facts)["manifest"] == manifests.packed(folder / MANIFEST).sha256
        assert line.actor == "leader"


def test_a_pack_that_fails_leaves_nothing_and_no_line(file_world, tmp_path):
    def fails() -> None:
        with packing.gathering(tmp_path / "pack") as made:
            packing.copy(file_world.store, made.store)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert [one.name for one in tmp_path.iterdir() if not one.name.startswith("store.sqlite")] == []


def test_a_pack_takes_an_empty_folder_and_no_other(file_world, tmp_path):
    (tmp_path / "empty").mkdir()
    pack(file_world, tmp_path / "empty")
    with pytest.raises(FolderTaken):
        pack(file_world, tmp_path / "empty")
    with pytest.raises(FolderMissing):
        pack(file_world, tmp_path / "nowhere" / "pack")


def test_what_is_no_pack_is_refused_in_words(file_world, tmp_path):
    for text in ("", "[]", "{}", "[" * 100_000, '{"format": 1, "version": "0001"}'):
        (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
        with pytest.raises(NotAPack, match="can't be read"):
            manifests.read_manifest(tmp_path)
    with pytest.raises(NotAPack, match="no such folder"):
        manifests.read_manifest(tmp_path / "nowhere")


def changed(folder: Path, **facts: object) -> None:
    path = folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | facts), encoding="utf-8")


def test_a_pack_of_a_newer_version_is_refused(away, file_world):
    folder, _there = away
    changed(folder, version="9999")
    with pytest.raises(PackNewer, match="9999"):
        compare(file_world, folder)


def test_a_file_that_was_changed_is_named_with_both_checksums(away, file_world):
    folder, _there = away
    held = manifests.packed(folder / SEAL).sha256
    (folder / SEAL).write_text("示例", encoding="utf-8")
    (fault,) = compare(file_world, folder).faults
    assert SEAL in fault
    assert held in fault
    assert manifests.packed(folder / SEAL).sha256 in fault


def test_a_manifest_that_was_changed_too_is_found_by_the_trail(away, file_world):
    folder, _there = away
    changed(folder, made_by="示例他人")
    with pytest.raises(ManifestChanged):
        compare(file_world, folder)


def test_other_books_and_other_copies_are_not_compared(away, file_world, tmp_path):
    folder, there = away
    with pytest.raises(NotOurs):
        compare(there, folder)
    there.store.close()
    (folder / STORE).unlink()
    with pytest.raises(CopyMissing):
        compare(file_world, folder)
    (tmp_path / "other").mkdir()
    other = Store.open(folder / STORE, create=True)
    other.close()
    with pytest.raises(OtherCopy):
        compare(file_world, folder)


# Comparing


def test_what_was_done_there_and_here_is_listed_in_order_and_nothing_is_taken_over(away, file_world):
    folder, there = away
    there.do(stock.issue, place=there.east, to=there.team, lines=[Line(there.bags, Decimal(5))])
    file_world.do(catalog.add_item, name="示例手电", unit="支")
    there.do(log.write_entry, organisation=there.headquarters, kind=LogKind.PHONE, content="示例积水")
    before = packed_of(file_world)
    found = compare(file_world, folder)
    assert [(one.side, one.service) for one in found.lines] == [
        (Side.THERE, "issue"),
        (Side.HERE, "add_item"),
        (Side.THERE, "write_entry"),
    ]
    assert found.conflicts == 0
    assert packed_of(file_world) == before
    assert found.lines[0].number.startswith("CK-")


def packed_of(world: World) -> str:
    with world.store.read() as session:
        return head(session).digest


def test_ten_times_as_many_lines_are_read_with_as_many_questions(away):
    folder, there = away
    manifest = manifests.read_manifest(folder)
    told: list[str] = []
    listen(there.store.engine, "before_cursor_execute", lambda *given: told.append(given[2]))

    def asked(lines: int) -> int:
        with there.store.read() as session:
            told.clear()
            found = Since(session, manifest, Side.THERE)
            assert [one.number[:3] for one in found.lines] == ["CK-"] * lines
            assert all(one.number in found.named_by(one) for one in found.lines)
            return len(told)

    def issue() -> None:
        there.do(stock.issue, place=there.east, to=there.team, lines=[Line(there.bags, Decimal(5))])

    issue()
    few = asked(1)
    for _time in range(9):
        issue()
    assert asked(10) == few


def test_stock_that_is_gone_here_by_now_is_a_conflict_told_by_lot_and_place(away, file_world):
    folder, there = away
    there.do(stock.issue, place=there.east, to=there.team, lines=[Line(there.bags, Decimal(600))])
    there.do(stock.issue, place=there.east, to=there.team, lines=[Line(there.bags, Decimal(600))])
    file_world.do(stock.issue, place=file_world.east, to=file_world.works, lines=[Line(file_world.bags, Decimal(1000))])
    first, second = conflicts(compare(file_world, folder))
    assert not [one for one in first if "went out there" in one]
    assert "编织袋, lot P000001 at 示例东仓库: 600 went out there, but only 400 of it would be left here." in second


def test_what_came_in_there_may_go_out_there(away, file_world):
    folder, there = away
    there.do(stock.receive, place=there.bare, lines=[Line(there.bags, Decimal(50))])
    there.do(stock.issue, place=there.bare, to=there.team, lines=[Line(there.bags, Decimal(50))])
    assert conflicts(compare(file_world, folder)) == [(), ()]


def test_the_same_number_and_the_same_name_on_both_sides_are_named(away, file_world):
    folder, there = away
    for world in (there, file_world):
        world.do(catalog.add_item, name="示例手电", unit="支")
        world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, Decimal(5))])
    item, issue = conflicts(compare(file_world, folder))
    assert [one.split()[0] for one in item] == ["WZ0006", "Here,"]
    assert "called 示例手电" in item[1]
    assert "is here the number or code of a voucher" in issue[0]


def test_what_is_named_by_a_number_that_was_given_there_is_told(away, file_world):
    folder, there = away
    urgent = {"urgent": True, "place": there.east, "to": there.team, "lines": [Line(there.bags, Decimal(5))]}
    voucher = there.do(stock.issue, **urgent)
    there.do(corrections.complete_papers, voucher=voucher, basis="示例", approver="示例")
    _issue, (papers,) = conflicts(compare(file_world, folder))
    assert papers.startswith(f"It names {voucher.number}")


def test_the_same_slot_of_the_roster_on_both_sides_is_a_conflict(file_world, tmp_path):
    on_the_wall(file_world)
    with at(days=-2):
        folder = pack(file_world, tmp_path / "pack")
        there = World(Store.open(folder / STORE))
        for world in (there, file_world):
            with world.read() as here:
                shift = here.session.scalars(select(Shift).order_by(Shift.id)).first()
                post = here.session.scalars(select(Post).where(Post.name == "示例主班")).one()
            facts = {"person": world.officer, "reason": "示例", "approved_by": world.leader}
            world.do(changes.relieve, shift=shift, post=post, **facts)
        ((number, slot),) = conflicts(compare(file_world, folder))
        assert "is here the number or code of" in number
        assert slot.startswith("Here, too, a shift (")
        there.store.close()


def test_the_same_check_counted_on_both_sides_is_a_conflict(file_world, tmp_path):
    count = opened(file_world)
    line = line_of(file_world, count, "编织袋")
    folder = pack(file_world, tmp_path / "pack")
    there = World(Store.open(folder / STORE))
    for world, found in ((there, 1990), (file_world, 2000)):
        world.as_("keeper").do(entering.enter_count, count=count, entries=[Keyed(line, Decimal(found))])
    ((said,),) = conflicts(compare(file_world, folder))
    assert said.startswith(f"Here, too, a stock check ({count.number}) was dealt with")
    there.store.close()


def test_what_was_keyed_in_is_found_by_its_request_and_stands_against_nothing(away, file_world):
    folder, there = away
    there.do(stock.issue, place=there.east, to=there.team, lines=[Line(there.bags, Decimal(1500))])
    (line,) = compare(file_world, folder).lines
    request = comparing.request_of(manifests.read_manifest(folder), line)
    facts = {"place": file_world.east, "to": file_world.team, "lines": [Line(file_world.bags, Decimal(1500))]}
    file_world.do(stock.issue, request=request, occurred_at=now() - timedelta(seconds=1), **facts)
    (line,) = compare(file_world, folder).lines
    assert line.keyed is not None
    assert line.conflicts == ()


def test_a_pack_that_was_worked_on_at_two_stations_has_no_line_taken_for_that_of_the_other(away, file_world, tmp_path):
    folder, there = away
    other = shutil.copytree(folder, tmp_path / "other")
    there.do(stock.issue, place=there.east, to=there.team, lines=[Line(there.bags, Decimal(1))])
    there.store.close()
    second = World(Store.open(other / STORE))
    second.do(stock.issue, place=second.east, to=second.team, lines=[Line(second.bags, Decimal(2))])
    second.store.close()
    (line,) = compare(file_world, folder).lines
    facts = {"place": file_world.east, "to": file_world.team, "lines": [Line(file_world.bags, Decimal(1))]}
    file_world.do(stock.issue, request=comparing.request_of(manifests.read_manifest(folder), line), **facts)
    assert [one.keyed is None for one in compare(file_world, folder).lines] == [False]
    assert [one.keyed for one in compare(file_world, other).lines if one.side is Side.THERE] == [None]


@pytest.mark.parametrize("fact", ["Infinity", "1e999", f"{1 << 63}"])
def test_a_manifest_with_numbers_beyond_all_is_no_manifest(away, fact):
    folder, _there = away
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    text = json.dumps({**manifest, "entry_id": 7_777_777}).replace("7777777", fact)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(NotAPack):
        manifests.read_manifest(folder)


def test_who_may_not_see_all_compares_nothing(away, file_world):
    folder, _there = away
    with pytest.raises(NotPermitted):
        compare(file_world.as_("townkeeper"), folder)
