"""The chain: every change is declared, vouched for, and done once however often it is asked for."""

from __future__ import annotations

import json
import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from inventory.ground import accounts, audit, people, settings
from inventory.ground.audit import GENESIS, SERVICES, AuditEntry, RequestTaken, digest_of, fact, head, seal
from inventory.ground.people import GRANTS, NotPermitted, OrganisationKind, Permission, Role
from inventory.ground.store import Store
from inventory.ground.text import Forbidden, TooLong
from inventory.supplies import catalog, corrections, places, stock, transfers
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Line
from inventory.upkeep.verify import verify
from tests.world import Here, World

assert {corrections, transfers}  # whose services are declared too


def entries(world: World) -> list[AuditEntry]:
    with world.read() as here:
        return list(here.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def receive(here: Here, amount: int = 1) -> Voucher:
    return stock.receive(here.session, here.keeper, place=here.east, lines=[Line(here.bags, Decimal(amount))])


# The line


def test_a_change_leaves_one_line_that_says_who_did_what_with_names_and_no_ids(world):
    before = len(entries(world))
    with world.begin() as here:
        voucher = receive(here, 7)
        assert here.session.info["entry"] == before + 1
    last = entries(world)[-1]
    assert len(entries(world)) == before + 1
    assert (last.actor, last.service, last.result) == ("keeper", "receive", f"voucher:{voucher.id}")
    assert json.loads(last.facts) == {"place": "CK01", "lines": [{"item": "WZ0001", "quantity": "7"}]}
    assert last.recorded_at == voucher.recorded_at


def test_a_line_holds_the_seals_of_all_that_it_made(world):
    with world.begin() as here:
        voucher = receive(here)
    made = {table: (version, first, seals) for table, version, first, seals in json.loads(entries(world)[-1].made)}
    assert set(made) == {"lot", "movement", "voucher"}
    with world.read() as here:
        row = here.session.execute(select(Voucher.__table__).where(Voucher.id == voucher.id)).mappings().one()
    assert made["voucher"] == (1, voucher.id, seal(Voucher, dict(row)))


def test_every_line_vouches_for_the_one_before(world):
    before = GENESIS
    for number, entry in enumerate(entries(world), 1):
        row = {column.key: getattr(entry, column.key) for column in AuditEntry.__table__.columns}
        assert (entry.id, entry.digest) == (number, digest_of(before, row))
        before = entry.digest
    with world.read() as here:
        assert head(here.session).digest == before
        assert head(here.session).short == f"#{number} {before[:8]}"


def test_a_refused_change_leaves_no_line(world):
    before = len(entries(world))
    with pytest.raises(NotPermitted), world.begin() as here:
        stock.receive(here.session, here.watcher, place=here.east, lines=[Line(here.bags, Decimal(1))])
    assert len(entries(world)) == before
    assert verify(world.store) == []


def test_a_refusal_leaves_the_transaction_able_to_go_on(world):
    """A form that is corrected and sent again in the same transaction writes its one line."""
    with world.begin() as here:
        with pytest.raises(NotPermitted):
            stock.receive(here.session, here.watcher, place=here.east, lines=[Line(here.bags, Decimal(1))])
        receive(here)
    assert verify(world.store) == []


def test_a_service_inside_a_service_is_a_bug(world):
    def two_in_one() -> None:
        with world.begin() as here:
            audit._work(here.session, head(here.session), lambda: receive(here))

    with pytest.raises(RuntimeError):
        two_in_one()
    assert verify(world.store) == []


def test_an_empty_chain_has_a_head(store: Store):
    with store.read() as session:
        assert head(session).short == "#0 00000000"


def test_facts_are_said_in_words_that_can_be_done_again():
    lent = Line(catalog.Item(code="WZ0001"), Decimal("0.5"), expires_on=date(2027, 1, 31))
    assert fact([lent]) == [{"item": "WZ0001", "quantity": "0.5", "expires_on": "2027-01-31"}]
    assert fact(datetime(2026, 6, 24, 1, 2, 3, 4, tzinfo=UTC)) == "2026-06-24T01:02:03.000004Z"
    assert fact(OrganisationKind.TOWN) == "town"
    assert fact(Decimal("1E+999999999")) == "1e+999999999"


# Asked for again


def test_the_same_request_finds_what_was_made_and_makes_nothing(world):
    made = []
    for _ in range(3):
        with world.begin("one key press") as here:
            made.append(receive(here, 5).number)
    assert len(set(made)) == 1
    with world.read() as here:
        assert here.session.scalars(select(Voucher.number).where(Voucher.kind == "RK")).all() == [made[0]]
    assert verify(world.store) == []


def test_a_request_for_something_else_is_refused(world):
    with world.begin("one key press") as here:
        receive(here, 5)
    for who, amount in (("keeper", 6), ("leader", 5)):
        with pytest.raises(RequestTaken, match="already used for something else"), world.begin("one key press") as here:
            stock.receive(here.session, getattr(here, who), place=here.east, lines=[Line(here.bags, Decimal(amount))])
    assert verify(world.store) == []


def test_a_request_serves_one_service_of_a_transaction(world):
    with world.begin("one key press") as here:
        receive(here)
        receive(here)
    assert [entry.request for entry in entries(world)[-2:]] == ["one key press", None]


@pytest.mark.parametrize(("request_id", "refusal"), [("x" * 81, TooLong), ("a\x1bb", Forbidden)])
def test_a_request_is_a_text_like_any_other(world, request_id, refusal):
    with pytest.raises(refusal), world.begin(request_id) as here:
        receive(here)


def test_two_who_send_the_same_request_at_once_make_one(world):
    numbers = []

    def send() -> None:
        with world.begin("one key press") as here:
            numbers.append(receive(here).number)

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(30)
    assert len(numbers) == 4
    assert len(set(numbers)) == 1
    assert verify(world.store) == []


# Rows that may change


def test_a_row_that_is_changed_and_one_that_is_taken_away_are_sealed_anew(world):
    with world.begin() as here:
        catalog.change_item(here.session, here.leader, item=here.bags, name="示例袋")
    (run,) = json.loads(entries(world)[-1].made)
    with world.read() as here:
        row = here.session.execute(select(catalog.Item.__table__).where(catalog.Item.code == "WZ0001")).mappings().one()
    assert run == ["item", 1, row["id"], seal(catalog.Item, dict(row))]


# The register


def test_every_permission_guards_a_service_or_a_look_and_is_granted_to_somebody():
    looks = {Permission.READ, Permission.SEE_PHONES, Permission.ISSUE_EXPIRED}
    assert {service.permission for service in SERVICES.values()} | looks >= set(Permission)
    assert set().union(*GRANTS.values()) == set(Permission)
    assert set(people.PERMISSION_NAMES) == set(Permission)


def test_every_service_says_in_a_sentence_what_it_does():
    for service in SERVICES.values():
        assert service.doc.endswith(".")
        assert len(service.doc) > 10
        for name in service.on.split():
            assert name in service.signature.parameters


def test_a_seal_is_half_a_sha256_of_the_canonical_row():
    row = {"id": 1, "item_id": 2, "name": "包", "quantity": Decimal(100)}
    form = '["pack",1,1,2,"包",100000]'
    assert seal(catalog.Pack, row) == sha256(form.encode()).hexdigest()[:32]


def test_a_text_that_is_cleared_stands_in_the_line(world):
    world.do(places.change_place, place=world.east, phone="13800000000")
    world.do(places.change_place, place=world.east, phone="")
    assert json.loads(entries(world)[-1].facts) == {"place": "CK01", "phone": ""}


def test_a_request_that_says_more_than_before_is_another(world):
    world.do(places.change_place, request="r-1", place=world.east, note="示例")
    with pytest.raises(RequestTaken):
        world.do(places.change_place, request="r-1", place=world.east, note="示例", address="")


# What is remembered


@pytest.fixture
def elsewhere(world):
    """The same world in another program."""
    url = world.store.engine.url.render_as_string(hide_password=False)
    other = Store.open(world.store.path or url)
    yield World(other)
    other.close()


@pytest.fixture
def rights_read(monkeypatch):
    """Whose rights were read from the store."""
    read: list[str] = []

    def may(session, person, permission, organisation_id=None):
        read.append(person.login)
        return people.may(session, person, permission, organisation_id)

    monkeypatch.setattr(audit, "may", may)
    return read


def test_what_nobody_has_changed_since_is_not_read_again(world, rights_read):
    for _time in range(3):
        with world.begin() as here:
            receive(here)
    assert rights_read == ["keeper"]


def test_what_is_remembered_is_forgotten_when_another_program_wrote(world, elsewhere, rights_read):
    with world.begin() as here:
        receive(here)
    facts = {"person": elsewhere.keeper, "organisation": elsewhere.headquarters, "role": Role.STOREKEEPER}
    elsewhere.do(accounts.take_role, **facts)
    rights_read.clear()
    with pytest.raises(NotPermitted), world.begin() as here:
        receive(here)
    assert rights_read == ["keeper"]
    assert verify(world.store) == []


def test_two_programs_that_take_turns_number_their_rows_without_a_gap(world, elsewhere):
    made = []
    for program in (world, elsewhere, elsewhere, world, world):
        with program.begin() as here:
            made.append(receive(here))
    assert [voucher.id for voucher in made] == list(range(made[0].id, made[0].id + 5))
    assert [voucher.number[-4:] for voucher in made] == ["0001", "0002", "0003", "0004", "0005"]
    assert verify(world.store) == []


def test_a_setting_of_another_program_holds_at_the_next_key(world, elsewhere):
    with world.begin() as here:
        receive(here)
        assert settings.zone(here.session) == ZoneInfo("Asia/Shanghai")
    elsewhere.do(settings.set_value, organisation=elsewhere.headquarters, key="zone", value="Asia/Urumqi", basis="示例")
    with world.begin() as here:
        receive(here)
        assert settings.zone(here.session) == ZoneInfo("Asia/Urumqi")


def test_what_this_program_itself_changes_is_not_remembered_as_it_was(world, rights_read):
    with world.begin() as here:
        receive(here)
    world.do(accounts.take_role, person=world.keeper, organisation=world.headquarters, role=Role.STOREKEEPER)
    rights_read.clear()
    with pytest.raises(NotPermitted), world.begin() as here:
        receive(here)
    assert rights_read == ["keeper"]


def test_what_was_read_for_a_change_that_was_not_kept_is_forgotten(world):
    def fail() -> None:
        with world.begin() as here:
            made.append(receive(here).id)
            raise ZeroDivisionError

    made: list[int] = []
    with pytest.raises(ZeroDivisionError):
        fail()
    with world.begin() as here:
        made.append(receive(here).id)
    assert made[0] == made[1]
    assert verify(world.store) == []
