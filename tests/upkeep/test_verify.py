"""Whatever is changed behind the program's back is named; a store that was only used is in order."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import inspect, update

from inventory.ground import accounts, i18n
from inventory.ground.audit import SEAL_LENGTH, seal
from inventory.ground.errors import Refused
from inventory.ground.people import Role
from inventory.ground.schema import Base, compact, guards
from inventory.ground.settings import set_value
from inventory.ground.store import Store, now
from inventory.ground.text import clean
from inventory.supplies import catalog, corrections, places, stock, transfers
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Line, Lot
from inventory.upkeep import sealed
from inventory.upkeep.findings import MOST, Fault, Findings, Ids
from inventory.upkeep.verify import verify
from tests.world import World


def behind(store: Store, *statements: str) -> None:
    """Change the store as somebody would with a shell: guards silenced, references not asked for, all as it was."""
    off, on = SHELL[store.engine.dialect.name]
    guarded = {name: sql for name, sql in guards("sqlite").items() if store.is_file and _speaks_of(sql, statements)}
    with store.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        for switch in off:
            driver.execute(switch)
        for statement in (*(f"DROP TRIGGER {name}" for name in guarded), *statements, *guarded.values()):
            connection.exec_driver_sql(statement)
        connection.commit()
        for switch in on:
            driver.execute(switch)
        connection.commit()


def _speaks_of(guard: str, statements: Iterable[str]) -> bool:
    """Whether the table that a guard stands before is changed: a file can't silence all guards at once."""
    table = guard.split(" ON ")[1].split(maxsplit=1)[0]
    return any(re.search(rf"\b{table}\b", statement) for statement in statements)


SHELL = {
    "sqlite": (
        ["PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON"],
        ["PRAGMA foreign_keys = ON", "PRAGMA ignore_check_constraints = OFF"],
    ),
    "postgresql": (["SET session_replication_role = replica"], ["SET session_replication_role = DEFAULT"]),
}


def said(store: Store) -> list[str]:
    return [str(fault) for fault in verify(store)]


def busy(world: World) -> None:
    """A month's work: every kind of voucher, changes and retirements, and a role taken back."""
    with world.begin() as here:
        stock.receive(here.session, here.keeper, place=here.east, lines=[Line(here.bags, Decimal(500), batch='“批"\\')])
    with world.begin() as here:
        slip = stock.issue(
            here.session,
            here.officer,
            place=here.east,
            to=here.team,
            lines=[Line(here.bags, Decimal(700)), Line(here.sand, Decimal("0.125"))],
            occurred_at=now() - timedelta(minutes=5),
            urgent=True,
            note="示例/备注",
        )
    with world.begin() as here:
        corrections.complete_papers(
            here.session, here.officer, voucher=here.session.get_one(Voucher, slip.id), basis="示例令", approver="示例"
        )
    with world.begin() as here:
        transfers.take_back(
            here.session, here.keeper, place=here.team, to=here.east, lines=[Line(here.bags, Decimal(200))]
        )
    with world.begin() as here:
        moved = transfers.transfer(
            here.session, here.leader, place=here.east, to=here.bare, lines=[Line(here.bags, Decimal(10))]
        )
    with world.begin() as here:
        corrections.reverse(here.session, here.leader, voucher=here.session.get_one(Voucher, moved.id), note="示例错")
    with world.begin() as here:
        lot = here.session.query(Lot).filter_by(item_id=here.pump.id).one()
        corrections.record_test(
            here.session, here.keeper, place=here.east, lot=lot, passed=False, tester="示例", quantity=Decimal(1)
        )
    with world.begin() as here:
        catalog.change_item(here.session, here.leader, item=here.bags, name="编织袋（示例）")
        place = places.add_place(
            here.session, here.leader, organisation=here.headquarters, name="示例棚", kind=places.PlaceKind.DEPOT
        )
        corrections.retire_place(here.session, here.leader, place=place)
        set_value(here.session, here.leader, organisation=here.headquarters, key="expiring_days", value="30")
        accounts.take_role(
            here.session,
            here.leader,
            person=here.watcher,
            organisation=here.headquarters,
            role=Role.READER,
        )


def test_a_store_that_was_only_used_is_in_order(world):
    busy(world)
    assert said(world.store) == []


def test_an_empty_store_is_in_order(store):
    assert said(store) == []


@cache
def known() -> set[str]:
    """The tables that whoever imports verify alone has."""
    code = "import inventory.upkeep.verify; from inventory.ground.schema import Base; print(*Base.metadata.tables)"
    return set(subprocess.check_output([sys.executable, "-c", code], text=True).split())


def test_it_knows_every_table_by_itself(store):
    assert known() == set(inspect(store.engine).get_table_names()) - {"alembic_version"}


def test_progress_is_told_and_ends_whole(world):
    steps: list[tuple[int, int]] = []
    verify(world.store, progress=lambda done, whole: steps.append((done, whole)))
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1] > 0


def test_an_exception_of_the_progress_ends_the_proof(world):
    def stop(_done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(world.store, progress=stop)
    assert said(world.store) == []


SEAL = "a" * 32
TAMPERED = {
    "a movement's amount": (
        ["UPDATE movement SET quantity = quantity + 1000 WHERE id = 1"],
        ["movement 1 was changed", "balance P000001 @ CK01 says 2,000, the ledger gives 2,001"],
    ),
    "a movement's time by a microsecond": (
        ["UPDATE movement SET recorded_at = '2026-01-01 00:00:00.000001' WHERE id = 2"],
        ["movement 2 was changed"],
    ),
    "a voucher's note": (["UPDATE voucher SET note = 'x' WHERE id = 2"], ["voucher 2 (QC-", "was changed"]),
    "a lot's expiry": (["UPDATE lot SET expires_on = '2099-01-01' WHERE id = 4"], ["lot 4 (P000004) was changed"]),
    "a balance": (
        ["UPDATE balance SET quantity = 7000 WHERE lot_id = 2"],
        ["balance P000002 @ CK01 says 7, the ledger gives 3"],
    ),
    "when a balance last moved": (
        ["UPDATE balance SET last_at = '2020-01-01 00:00:00.000000' WHERE lot_id = 2"],
        ["balance P000002 @ CK01 says it last moved at 2020-01-01"],
    ),
    "a balance gone": (["DELETE FROM balance WHERE lot_id = 2"], ["balance P000002 @ CK01 is missing"]),
    "a balance too many": (
        ["INSERT INTO balance SELECT lot_id, 9, 5000, last_at FROM balance WHERE lot_id = 2"],
        ["says 5, but no movement speaks of it"],
    ),
    "a balance at an end of the ledger": (
        ["INSERT INTO balance SELECT lot_id, 1, 5000, last_at FROM balance WHERE lot_id = 2"],
        ["says 5, but no movement speaks of it"],
    ),
    "a movement gone": (
        ["DELETE FROM movement WHERE id = 3"],
        ["movement 3 is missing: audit line #", "balance P000003 @ CK01 says 24.8, but no movement speaks of it"],
    ),
    "a movement added": (
        [
            (
                "INSERT INTO movement SELECT 99, voucher_id, 9, lot_id, from_id, to_id, 1000, occurred_at, recorded_at,"
                " note, NULL, NULL FROM movement WHERE id = 1"
            )
        ],
        ["movement 99 was added: no audit line made it", "the ledger gives 2,001"],
    ),
    "an item's name": (
        ["UPDATE item SET name = '沙袋' WHERE id = 1"],
        ["item 1 (WZ0001) was changed: it is not what audit line #"],
    ),
    "what an item is found by": (
        ["UPDATE item SET key = '' WHERE id = 1"],
        ["item 1 (WZ0001) was changed: it is not what audit line #"],
    ),
    "an item gone": (["DELETE FROM item WHERE id = 5"], ["item 5 is missing", "lot 4 speaks of a row of item that"]),
    "a right added": (
        ["INSERT INTO role_given (id, person_id, organisation_id, role) VALUES (77, 2, 1, 'leader')"],
        ["role_given 77 was added"],
    ),
    "persons added": (
        [
            f"INSERT INTO person (id, login, name, post, phone, organisation_id, retired)"
            f" VALUES ({n}, 'x{n}', 'x', '', '', 1, false)"
            for n in (90, 91, 92)
        ],
        ["person 90 to 92 were added"],
    ),
    "what an audit line says": (
        ["UPDATE audit_entry SET actor = 'somebody' WHERE id = 3"],
        ["audit_entry 3 was changed, or the line before it"],
    ),
    "an audit line's digest": (
        [f"UPDATE audit_entry SET digest = '{'0' * 64}' WHERE id = 3"],
        ["audit_entry 3 was changed", "audit_entry 4 was changed"],
    ),
    "an audit line's digest cut": (
        ["UPDATE audit_entry SET digest = substr(digest, 1, 32) WHERE id = 3"],
        ["audit_entry 3 was changed"],
    ),
    "an audit line's list of seals": (
        ["UPDATE audit_entry SET made = '[[1' WHERE id = 3"],
        ["audit_entry 3 was changed", "audit_entry 3 can't be read", "organisation 3 was added"],
    ),
    "an audit line's list, nested": (
        [f"UPDATE audit_entry SET made = '{'[' * 100_000}' WHERE id = 3"],
        ["audit_entry 3 can't be read"],
    ),
    "an audit line that claims what can't be": (
        [f"""UPDATE audit_entry SET made = '[["nothing",1,1,"{SEAL}"],["item",9,1,"{SEAL}"]]' WHERE id = 3"""],
        ["nothing 1 is claimed by audit line #3", "item 1 is claimed by audit line #3"],
    ),
    "an audit line cut out of the middle": (
        ["DELETE FROM audit_entry WHERE id = 3"],
        ["audit_entry 3 is missing from the chain", "organisation 3 was added"],
    ),
    "audit lines cut out of the middle": (
        ["DELETE FROM audit_entry WHERE id IN (3, 4, 5)"],
        ["audit_entry 3 to 5 are missing from the chain"],
    ),
    "the end of the chain cut off": (
        ["DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)"],
        ["voucher", "was added: no audit line made it"],
    ),
    "a voucher's number": (
        ["UPDATE voucher SET number = 'QC-2026-0009' WHERE id = 2"],
        ["voucher 2 (QC-2026-0009) was changed", "voucher: QC-2026-0009 does not follow QC-"],
    ),
    "a voucher's number that is none": (["UPDATE voucher SET number = '?' WHERE id = 2"], ["? is no number of a"]),
    "a number series": (["UPDATE number_series SET last = 9"], ["have come to 9, the vouchers to 4"]),
    "a number series gone": (["DELETE FROM number_series"], ["have come to 0, the vouchers to 4"]),
    "the version": (["UPDATE alembic_version SET version_num = '9999'"], ["the store says it is of version 9999"]),
}


@pytest.mark.parametrize("change", TAMPERED)
def test_what_was_changed_behind_the_program_is_named(world, change, monkeypatch):
    statements, sentences = TAMPERED[change]
    behind(world.store, *statements)
    monkeypatch.setattr(Store, "_fits", lambda _store, _version: None)  # what refuses another version beforehand
    faults = said(world.store)
    for sentence in sentences:
        assert any(sentence in fault for fault in faults), (sentence, faults)


def test_a_row_of_another_table_gone_leaves_the_other_checks_at_work(world):
    drop = "DROP TABLE quota" if world.store.is_file else "DROP TABLE quota CASCADE"
    behind(world.store, drop, "UPDATE balance SET quantity = 7000 WHERE lot_id = 2")
    faults = said(world.store)
    assert any("quota can't be read to its end" in fault for fault in faults)
    assert any("says 7, the ledger gives 3" in fault for fault in faults)


# What SQLite lets somebody write although the column's kind forbids it.
STRANGE = {
    "a broken character": "UPDATE voucher SET note = CAST(x'FF41' AS TEXT) WHERE id = 2",
    "bytes for a text": "UPDATE voucher SET note = x'41' WHERE id = 2",
    "a text for an amount": "UPDATE voucher SET from_id = 'here' WHERE id = 2",
    "a number for a moment": "UPDATE voucher SET recorded_at = 5 WHERE id = 2",
    "another sign in a moment": "UPDATE voucher SET recorded_at = replace(recorded_at, ' ', 'T') WHERE id = 2",
    "a two for a yes": "UPDATE voucher SET urgent = 2 WHERE id = 2",
    "a zero byte": "UPDATE voucher SET note = note || char(0) || 'x' WHERE id = 2",
}


@pytest.mark.parametrize("how", STRANGE)
def test_what_the_program_could_never_write_is_a_fault_and_no_crash(file_world, how):
    behind(file_world.store, STRANGE[how])
    assert any(fault.startswith("voucher 2") and "was changed" in fault for fault in said(file_world.store))


def test_a_fraction_of_a_thousandth_is_seen(file_world):
    behind(file_world.store, "UPDATE movement SET quantity = quantity + 0.25 WHERE id = 1")
    assert any("movement 1 was changed" in fault for fault in said(file_world.store))


def test_a_broken_character_in_an_audit_line_is_a_fault_and_the_chain_goes_on(file_world):
    behind(file_world.store, "UPDATE audit_entry SET facts = CAST(x'FF' AS TEXT), digest = x'FF' WHERE id = 3")
    faults = said(file_world.store)
    assert any("audit_entry 3 was changed" in fault for fault in faults)
    assert not any("audit_entry 5" in fault for fault in faults)


def test_what_can_not_be_below_zero_is_named(file_world):
    behind(file_world.store, "UPDATE balance SET quantity = -1000 WHERE lot_id = 2")
    assert any("is below zero: -1" in fault for fault in said(file_world.store))


def test_a_missing_a_changed_and_a_foreign_trigger_are_named(world):
    on = "" if world.store.is_file else " ON movement"
    end = "BEGIN SELECT 1; END" if world.store.is_file else "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
    with world.store.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER grows_movement_update{on}")
        connection.exec_driver_sql(f"DROP TRIGGER grows_movement_delete{on}")
        connection.exec_driver_sql(f"CREATE TRIGGER grows_movement_delete BEFORE INSERT ON movement {end}")
        connection.exec_driver_sql(f"CREATE TRIGGER theirs BEFORE INSERT ON lot {end}")
    faults = said(world.store)
    assert "movement is not guarded: the trigger grows_movement_update is missing." in faults
    assert "movement is not guarded: the trigger grows_movement_delete was changed or switched off." in faults
    assert "lot has a trigger that is not the program's: theirs." in faults


@pytest.mark.parametrize("world", ["postgresql"], indirect=True)
def test_a_trigger_switched_off_and_a_hollow_function_are_named(world):
    with world.store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE movement DISABLE TRIGGER grows_movement_truncate")
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
        )
    faults = said(world.store)
    assert any("grows_movement_truncate was changed or switched off" in fault for fault in faults)
    assert any("function only_grows was changed" in fault for fault in faults)


def test_a_torn_page_is_a_fault_and_no_crash(file_world, tmp_path):
    path = file_world.store.path
    with file_world.store.engine.connect() as connection:
        root = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'movement'").scalar()
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    file_world.store.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = b"\x00" * 4096
    path.write_bytes(content)
    faults = said(Store.open(path))
    assert any("malformed" in fault or "own check" in fault for fault in faults), faults
    assert any("movement" in fault for fault in faults), faults


def test_faults_are_said_in_the_language_in_use(world):
    behind(world.store, "UPDATE item SET name = '沙袋' WHERE id = 1")
    i18n.use("zh")
    (fault,) = verify(world.store)
    assert (fault.table, fault.row) == ("item", "1 (WZ0001)")
    assert "item 1 (WZ0001)" in fault.sentence


def test_the_proof_sees_one_state_while_others_write(world):
    def write(done: int, _whole: int) -> None:
        if done and not written:
            written.append(done)
            with world.begin() as here:
                stock.receive(here.session, here.keeper, place=here.east, lines=[Line(here.bags, Decimal(1))])

    written: list[int] = []
    assert verify(world.store, progress=write) == []
    assert written
    assert said(world.store) == []


# The canonical form --------------------------------------------------------------------------------------------


def forms_of(store: Store, model: type[Base]) -> list[bytes]:
    with store.read() as session:
        connection = session.connection()
        return [bytes(row[1]) for row in connection.exec_driver_sql(sealed._forms(connection, model))]


def test_the_database_writes_every_row_as_its_seal_is_made(world):
    busy(world)
    for mapper in Base.registry.mappers:
        model = mapper.class_
        if not model.sealed:
            continue
        with world.store.read() as session:
            rows = session.execute(model.__table__.select().order_by(model.__table__.c.id)).mappings().all()
        forms = forms_of(world.store, model)
        assert len(forms) == len(rows)
        for row, form in zip(rows, forms, strict=True):
            assert sealed.fits(form, seal(model, dict(row)))


def kept(word: str) -> bool:
    try:
        return clean(word, field="name", longest=200) == word
    except Refused:
        return False


@given(strategies.text(max_size=60).filter(kept))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_text_that_may_be_kept_is_proved(world, word):
    """Quotes, slashes, emoji, what looks like JSON: both databases write them as the seal has them."""
    with world.store.begin() as session:
        session.execute(update(Item).where(Item.id == 1).values(note=word))
        row = session.execute(Item.__table__.select().where(Item.id == 1)).mappings().one()
    assert sealed.fits(forms_of(world.store, Item)[0], seal(Item, dict(row)))


def test_escapes_that_are_written_otherwise_are_the_same_form():
    written = json.dumps(["item", 1, "a/b\tü"]).replace("/", "\\/").encode()
    digest = sha256(compact(["item", 1, "a/b\tü"]).encode()).hexdigest()
    assert sealed.fits(written, digest[:SEAL_LENGTH])
    assert not sealed.fits(written, "0" * 32)
    assert not sealed.fits(b"[", "0" * 32)


# Many faults ---------------------------------------------------------------------------------------------------


def test_where_everything_is_faulty_a_hundred_are_named_and_the_rest_counted():
    findings = Findings(None, 0)
    for row in range(MOST + 7):
        findings.add(sealed.ADDED, "item", row)
    faults = findings.faults()
    assert len(faults) == MOST + 1
    assert faults[-1] == Fault("item", "", "7 more like it in item.")


def test_neighbours_are_named_together():
    findings = Findings(None, 0)
    ids = Ids(findings, "lot", sealed.ADDED, sealed.ADDED_MANY)
    for row in (1, 2, 3, 7, 9, 10):
        ids.add(row)
    ids.close()
    assert [fault.row for fault in findings.faults()] == ["1-3", "7", "9-10"]
