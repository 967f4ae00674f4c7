import inspect
import json
import subprocess
import sys
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select, update

from inventory.ground import accounts
from inventory.ground.audit import AuditEntry, head
from inventory.ground.names import Unknown
from inventory.ground.people import Person, Role
from inventory.ground.store import now
from inventory.supplies.places import Place
from reports import excel, phones, plain, registry
from tests.world import Here

NAMES = [one.name for one in registry.REPORTS.values() if not any(option.needed for option in one.options)]


def made(here, name, who="officer", **texts):
    reader = getattr(here, who)
    return registry.make(here.session, reader, name, **registry.read(here.session, reader, name, texts))


@pytest.mark.parametrize("who", ["leader", "townkeeper", "watcher"])
@pytest.mark.parametrize("name", NAMES)
def test_every_report_is_written_in_every_form_for_everybody(file_world, tmp_path, name, who):
    with file_world.read() as here:
        table, stamp = made(here, name, who)
        excel.write(tmp_path / "report.xlsx", table, stamp)
        lines = list(plain.text(table, stamp, 80))
        found = json.loads("".join(plain.as_json(table, stamp)))
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    assert book.worksheets[1 if table.labels else 0]["A1"].value == table.title
    assert lines[0] == table.title
    assert len(found["rows"]) == len(table.rows)


@pytest.mark.parametrize("name", registry.REPORTS)
def test_a_report_takes_the_options_that_it_is_registered_with(name):
    report = registry.REPORTS[name]
    taken = list(inspect.signature(report.make).parameters)[2:]
    assert taken == [one.name for one in report.options]


@pytest.mark.parametrize("name", NAMES)
def test_columns_have_keys_of_their_own_in_ascii(file_world, name):
    with file_world.read() as here:
        keys = [one.key for one in made(here, name)[0].columns]
    assert len(set(keys)) == len(keys)
    assert all(key.isascii() and key.isidentifier() for key in keys)


def test_making_a_report_writes_nothing_and_gives_the_same_number_again(file_world):
    with file_world.read() as here:
        before = head(here.session)
        moment = (now() - timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
        numbers = {made(here, "stock", as_at=moment)[1].number for _turn in range(2)}
        assert head(here.session) == before
    assert len(numbers) == 1
    assert numbers.pop().endswith(f"-{before.entry_id}")


def test_the_stamp_says_what_was_chosen_and_by_whom(file_world):
    with file_world.read() as here:
        _table, stamp = made(here, "stock", place="CK02")
        assert stamp.chosen == "Place 示例西仓库"
        assert (stamp.made_by, stamp.headquarters) == ("示例值班员", "示例区防汛指挥部")
        assert stamp.head == head(here.session).short


def test_a_date_alone_means_its_end_but_never_the_future(file_world):
    with file_world.read() as here:
        read = registry.read(here.session, here.officer, "stock", {"as_at": "yesterday", "known_at": "today"})
        assert read["as_at"] < now() - timedelta(seconds=1)
        assert f"{read['as_at']:%S.%f}" == "59.999999"
        assert read["known_at"] <= now()


def test_what_a_report_cannot_be_asked_is_refused_in_words(file_world):
    with file_world.read() as here:
        with pytest.raises(registry.UnknownReport, match="no report stuck; there are: stock"):
            made(here, "stuck")
        with pytest.raises(registry.OptionNotTaken, match="overdue takes no place; it takes: as_at, known_at"):
            made(here, "overdue", place="CK01")
        with pytest.raises(registry.OptionMissing, match="must be told which Slip"):
            made(here, "voucher")
        with pytest.raises(Unknown):
            made(here, "ledger", item="nothing like it")


def test_a_slip_is_found_by_its_number_and_only_by_those_who_may_see_it(file_world):
    with file_world.read() as here:
        number = next(row.voucher for row in made(here, "ledger")[0].rows if row.target == "示例东仓库")
        table, stamp = made(here, "voucher", voucher=number)
        assert stamp.chosen == f"Slip {number}"
        assert len(table.rows) == 6
        with pytest.raises(Unknown):
            made(here, "voucher", who="townkeeper", voucher=number)


def test_knowing_the_reports_costs_no_openpyxl():
    said = "import sys, reports.registry, reports.plain; print('openpyxl' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


# Telephone numbers -----------------------------------------------------------------------------------------------


def test_a_report_that_has_telephone_numbers_says_so(file_world):
    with file_world.read() as here:
        keys = {name: [one.key for one in made(here, name)[0].columns] for name in NAMES}
    having = {name for name in NAMES if any(key == "phones" or key.endswith("phone") for key in keys[name])}
    assert having == {one.name for one in registry.REPORTS.values() if one.phones}


def told(world):
    """What the trail says of telephone numbers shown."""
    said = select(AuditEntry.actor, AuditEntry.facts).where(AuditEntry.service == "show_phones")
    with world.read() as here:
        return [tuple(row) for row in here.session.execute(said.order_by(AuditEntry.id))]


@pytest.mark.parametrize(("who", "branch"), [("officer", "HQ"), ("townkeeper", "ZA"), ("watcher", None)])
def test_a_report_with_telephone_numbers_leaves_a_line_where_they_are_unmasked(file_world, who, branch):
    for name in registry.REPORTS:
        phones.account(file_world.store, lambda session: getattr(Here(session), who), name)
    named = [one.name for one in registry.REPORTS.values() if one.phones in (Place, Person)]
    lines = [(who, f'{{"organisation":"{branch}","report":"{name}"}}') for name in named]
    assert told(file_world) == (lines if branch else [])


def test_where_nobody_has_entered_a_telephone_number_no_line_is_left(file_world):
    with file_world.begin() as here:
        here.session.execute(update(Place).values(phone=""))
    phones.account(file_world.store, lambda session: Here(session).officer, "stock")
    assert told(file_world) == []


def test_who_is_trusted_with_two_branches_leaves_a_line_for_each(file_world):
    with file_world.begin() as here:
        accounts.give_role(
            here.session, here.leader, person=here.townkeeper, organisation=here.neighbour, role=Role.STOREKEEPER
        )
    phones.account(file_world.store, lambda session: Here(session).townkeeper, "stock")
    assert [json.loads(facts)["organisation"] for _actor, facts in told(file_world)] == ["ZA", "ZB"]
