"""A blind check tells nobody who counts what should be there: not on a list, a sheet, in a refusal or an answer."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inventory.duty.consulting import hold_consultation
from inventory.duty.events import report_upward
from inventory.ground.errors import Refused
from inventory.ground.store import now
from inventory.supplies import (
    ageing,
    catalog,
    checks,
    choosing,
    corrections,
    counts,
    history,
    loans,
    places,
    standing,
    stock,
    todo,
    transfers,
)
from inventory.supplies.counting import Team, name_counter, open_count
from inventory.supplies.counts import Count, CountKind
from inventory.supplies.entering import Keyed, enter_count, hand_in
from inventory.supplies.finds import enter_find
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Condition, Line, Lot
from reports.registry import REPORTS
from tests.duty.acts import ACTS as DUTY
from tests.duty.acts import handed
from tests.practice.acts import ground_of
from tests.resources import hazards_acts, teams_acts
from tests.response import stops_acts
from tests.response.acts import desk_of
from tests.supplies.acts import D, today
from tests.supplies.checks import lines
from tests.world import World
from tui import cli

BOOK = 7_346_517
TOLD = re.compile(r"7,?34\d,?\d{3}|734\.\d|2,?65\d,?\d{3}")  # the book or what is near it; what the quota lacks
DIGESTS = re.compile(
    r"\b[0-9a-f]{8}\b|[0-9a-f]{16,}|\.\d{5,}"
)  # and times of day in a sheet: any figure may be in them


def told(text: str) -> bool:
    """Whether a text tells the book's figure, what it was lately, or what is missing from the quota."""
    return TOLD.search(DIGESTS.sub("", text)) is not None


@dataclass
class Depot:
    """The eastern depot with a telltale amount of one item, which the keeper is to count."""

    world: World
    count: Count
    lot: Lot
    receipt: Voucher
    line: int


@pytest.fixture
def depot(file_world: World) -> Depot:
    """A check of the depot and its room; the keeper counts the depot, the officer the room."""
    world = file_world
    facts = {"place": world.east, "lines": [Line(world.biscuits, D(BOOK), expires_on=today(), batch="示例新批")]}
    receipt = world.do(stock.receive, **facts)
    world.do(catalog.set_quota, item=world.biscuits, quantity=D(10_000_000), basis="示例依据")
    (lot,) = world.lots(receipt)
    parts = [Team((world.keeper,)), Team((world.officer,), (world.room,))]
    count = world.do(open_count, place=world.east, kind=CountKind.MONTHLY, parts=parts)
    line = next(number for number, line in lines(world, count).items() if line.lot_id == lot.id)
    return Depot(world, count, lot, receipt, line)


Asked = Callable[..., str]


@pytest.fixture
def typed(file_world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asked:
    """What the command line says to somebody, told and refused alike."""
    monkeypatch.setenv("XUNBEI_STORE", str(file_world.store.path))
    monkeypatch.setenv("XUNBEI_LANG", "en")

    def run(who: str, *words: str) -> str:
        capsys.readouterr()
        code = cli.main(["--as", who, *words])
        assert code == 0 or words[0] == "do"
        return "".join(capsys.readouterr())

    return run


# Looking -------------------------------------------------------------------------------------------------------


def queries(depot: Depot) -> dict[str, Callable[[Any, Any], Any]]:
    """Everything that can be asked of stock and of checks."""
    world, when = depot.world, now()
    item, east = world.biscuits, world.east
    everything = lambda _shelf, _one: True  # noqa: E731 - what fits
    return {
        "on hand": standing.on_hand,
        "on hand there": lambda s, r: standing.on_hand(s, r, place=s.get_one(places.Place, east.id)),
        "on hand then": lambda s, r: standing.on_hand(s, r, when=when),
        "on hand as known": lambda s, r: standing.on_hand(s, r, when=when, known=when),
        "short": standing.short,
        "summary": standing.summary,
        "lots": lambda s, r: ageing.lots_of(s, r, s.get_one(catalog.Item, item.id)),
        "lots in store": lambda s, r: ageing.lots_in_store(s, r, place=s.get_one(places.Place, east.id)),
        "expiring": lambda s, r: ageing.expiring(s, r, days=36_000),
        "untested": ageing.untested,
        "movements": history.movements,
        "movements of it": lambda s, r: history.movements(s, r, item=s.get_one(catalog.Item, item.id)),
        "movements of the lot": lambda s, r: history.movements(s, r, lot=s.get_one(Lot, depot.lot.id)),
        "movements there": lambda s, r: history.movements(s, r, place=s.get_one(places.Place, east.id)),
        "its receipt": lambda s, r: history.movements(s, r, voucher=s.get_one(Voucher, depot.receipt.id)),
        "latest": lambda s, r: history.latest(s, r, s.get_one(catalog.Item, item.id), 9),
        "handed out": lambda s, r: history.handed_out(s, r, s.get_one(catalog.Item, item.id)),
        "reversible": history.reversible,
        "papers": history.papers_owed,
        "loans": loans.loans,
        "on the way": loans.on_the_way,
        "quotas": lambda s, r: catalog.quotas(s, r, s.get_one(catalog.Item, item.id)),
        "proposal": lambda s, r: choosing.proposal(
            s, r, s.get_one(places.Place, east.id), s.get_one(catalog.Item, item.id), D(BOOK), when, everything
        ),
        "to do": todo.todo,
        "checks": checks.checks,
        "parts": lambda s, _r: checks.parts(s, s.get_one(Count, depot.count.id)),
        "sheet": lambda s, r: checks.sheet(s, r, s.get_one(Count, depot.count.id)),
        "result": lambda s, r: checks.result(checks.sheet(s, r, s.get_one(Count, depot.count.id))),
        "due": checks.due,
    }


def looked(depot: Depot, who: str) -> dict[str, str]:
    """What every query gives somebody."""
    said = {}
    with depot.world.as_(who).read() as here:
        for name, query in queries(depot).items():
            found = query(here.session, getattr(here, who))
            said[name] = repr(found if hasattr(found, "__dataclass_fields__") else list(found))
    return said


TELLING = {"on hand", "on hand there", "on hand then", "lots", "expiring", "movements", "its receipt", "latest"}


@pytest.mark.parametrize("who", ["keeper", "officer"])
def test_no_query_tells_a_counter_what_is_still_to_be_handed_in(depot: Depot, who: str):
    assert [name for name, said in looked(depot, who).items() if told(said)] == []


def test_what_is_noted_of_an_item_is_not_told_to_who_counts_it(depot: Depot):
    depot.world.do(catalog.change_item, item=depot.world.biscuits, note=f"示例报道：{BOOK}")
    assert [name for name, said in looked(depot, "keeper").items() if told(said)] == []
    keep(depot, BOOK)
    assert "示例报道" in looked(depot, "keeper")["on hand"]


def test_others_go_on_seeing_the_stock_but_nobody_sees_it_on_the_sheet(depot: Depot):
    seeing = {name for name, said in looked(depot, "leader").items() if told(said)}
    assert seeing >= TELLING
    assert not seeing & {"sheet", "result", "checks", "parts"}


def test_after_handing_in_the_figures_are_there_again(depot: Depot):
    keep(depot, BOOK)
    seeing = {name for name, said in looked(depot, "keeper").items() if told(said)}
    assert seeing >= TELLING | {"sheet"}


def test_what_is_sent_to_a_second_count_stays_hidden_until_that_is_handed_in(depot: Depot):
    keep(depot, 1)
    depot.world.do(name_counter, count=depot.count, person=depot.world.townkeeper)
    for who in ("keeper", "officer", "townkeeper"):
        assert [name for name, said in looked(depot, who).items() if told(said)] == []
    depot.world.as_("officer").do(enter_count, count=depot.count, entries=[Keyed(depot.line, D(1))])
    assert [name for name, said in looked(depot, "officer").items() if told(said)] == []
    depot.world.as_("officer").do(hand_in, count=depot.count)
    assert told(looked(depot, "keeper")["sheet"])


def test_who_is_named_later_sees_nothing_from_then_on(depot: Depot):
    assert told(looked(depot, "townkeeper")["on hand"]) is False
    assert told(looked(depot, "watcher")["on hand"]) is True
    depot.world.do(name_counter, count=depot.count, person=depot.world.watcher)
    assert [name for name, said in looked(depot, "watcher").items() if told(said)] == []


def keep(depot: Depot, found: int) -> None:
    """The keeper counts everything that is theirs as the book has it, the telltale lot as said, and hands it in."""
    mine = [line for line in lines(depot.world, depot.count).values() if line.part == 1]
    entries = [
        Keyed(line.line, D(found if line.line == depot.line else depot.world.held_lot(line.lot_id or 0, line.place_id)))
        for line in mine
    ]
    keeper = depot.world.as_("keeper")
    keeper.do(enter_count, count=depot.count, entries=entries)
    keeper.do(hand_in, count=depot.count)


# Asking in writing ---------------------------------------------------------------------------------------------


def asked(depot: Depot) -> Iterator[list[str]]:
    """Every report with every option that it takes."""
    world = depot.world.as_("leader")
    values = {
        "item": "WZ0005",
        "place": "CK01",
        "voucher": depot.receipt.number,
        "count": depot.count.number,
        "check": depot.count.number,
        "part": "1",
        "days": "365",
        "since": "2020-01-01",
        "as_at": "now",
        "known_at": "now",
        "room": world.headquarters.code,
        "month": "2022-06",
        "person": "keeper",
        "report": world.do(report_upward, **DUTY["report_upward"](world)).number,
        "consultation": world.do(hold_consultation, **DUTY["hold_consultation"](world)).number,
        "handover": handed(world).number,
        **on_a_response(world),
        **on_a_drill(world),
    }
    for report in REPORTS.values():
        needed = [f"--{must.name}={values[must.name]}" for must in report.options if must.needed]
        yield [report.name, *needed]
        for option in report.options:
            if not option.needed:
                yield [report.name, *needed, f"--{option.name.replace('_', '-')}={values[option.name]}"]


def on_a_response(world: World) -> dict[str, str]:
    """What the reports on resources and responses may be asked about."""
    desk, standard = desk_of(world), stops_acts.water(world)
    teams_acts.shelter(world)
    return {
        "level": "LV2",
        "response": desk.raised().number,
        "plan": desk.plan.code,
        "plan_version": "1",
        "stop": stops_acts.drafted(world).number,
        "people": "300",
        "standard": standard.standard,
        "shelter": world.shelter.code,
        "site": "CK01",
        "inspection": hazards_acts.round_of(world).number,
        "from_month": "2022-01",
        "year": "2022",
    }


def on_a_drill(world: World) -> dict[str, str]:
    """What the reports on drills may be asked about."""
    ground = ground_of(world)
    drill = ground.printed()
    return {
        "drill": drill.number,
        "sheet": ground.sheet(1).number,
        "checklist": ground.checklist.code,
        "checklist_version": "1",
    }


@pytest.mark.parametrize("form", ["plain", "json", "excel"])
def test_no_report_tells_a_counter(depot: Depot, typed: Asked, tmp_path: Path, form: str):
    keep_quiet(depot)
    for number, words in enumerate(asked(depot)):
        path = tmp_path / f"{number}.xlsx"
        more = {"plain": [], "json": ["--json"], "excel": ["-o", str(path)]}[form]
        said = typed("keeper", "report", *words, *more)
        assert "Traceback" not in said
        if path.exists():
            with zipfile.ZipFile(path) as packed:
                said += "".join(packed.read(name).decode(errors="ignore") for name in packed.namelist())
        assert not told(said), words


def test_the_same_reports_tell_the_leader(depot: Depot, typed: Asked):
    seeing = {words[0] for words in asked(depot) if told(typed("leader", "report", *words, "--json"))}
    assert seeing >= {"stock", "short", "expiring", "ledger", "voucher"}
    assert not seeing & {"count-sheet"}


def keep_quiet(depot: Depot) -> None:
    """The keeper has keyed the telltale line, twice, and handed nothing in."""
    for found in (5, BOOK):
        depot.world.as_("keeper").do(enter_count, count=depot.count, entries=[Keyed(depot.line, D(found))])
    depot.world.as_("keeper").do(enter_count, count=depot.count, entries=[Keyed(depot.line, D(6))])


# Trying it out -------------------------------------------------------------------------------------------------


def test_no_refusal_tells_a_counter(depot: Depot):
    world, keeper = depot.world, depot.world.as_("keeper")
    line = [Line(world.biscuits, D(9_999_999))]
    exact = [Line(world.biscuits, D(9_999_999), depot.lot)]
    then = now()
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.biscuits, D(7), depot.lot, reason="示例")])
    tries: list[tuple[Any, dict[str, Any]]] = [
        (stock.issue, {"place": world.east, "to": world.team, "lines": wanted, **more})
        for wanted in (line, exact)
        for more in ({}, {"occurred_at": then})
    ]
    tries += [
        (stock.write_off, {"place": world.east, "lines": line, "cause": stock.Cause.LOST}),
        (stock.write_off, {"place": world.east, "lines": exact, "cause": stock.Cause.LOST}),
        (transfers.transfer, {"place": world.east, "to": world.bare, "lines": line}),
        (transfers.transfer, {"place": world.east, "to": world.room, "lines": exact, "on_the_way": True}),
        (
            corrections.reclassify,
            {"place": world.east, "lot": depot.lot, "quantity": D(9_999_999), "condition": Condition.TO_REPAIR,
             "note": "示例"},
        ),
        (corrections.reverse, {"voucher": depot.receipt, "note": "示例"}),
        (corrections.retire_place, {"place": world.east}),
        (corrections.retire_place, {"place": world.room}),
        (corrections.retire_item, {"item": world.biscuits}),
        (enter_count, {"count": depot.count, "entries": [Keyed(depot.line, D("0.5"))]}),
        (enter_count, {"count": depot.count, "entries": [Keyed(depot.line, D(3), unfit=D(4))]}),
        (enter_find, {"count": depot.count, "quantity": D(1), "lot": depot.lot}),
        (hand_in, {"count": depot.count}),
        (open_count, {"place": world.east, "kind": CountKind.MONTHLY}),
    ]  # fmt: skip
    for service, facts in tries:
        with pytest.raises(Refused) as answer:
            keeper.do(service, **facts)
        assert not told(str(answer.value)), answer.value
    with pytest.raises(Refused) as answer:
        world.do(stock.issue, place=world.east, to=world.team, lines=exact)
    assert told(str(answer.value))


def test_no_answer_of_the_command_line_tells_a_counter(depot: Depot, typed: Asked):
    number, lot = depot.count.number, depot.lot.number
    for words in (
        f"enter_count count={number} entries={depot.line}:5",
        f"enter_count count={number} entries={depot.line}:5;{depot.line}:6:unfit=1:condition=failed",
        f"enter_count count={number} entries={depot.line}:{BOOK + 1_000_000}",
        f"enter_count count={number} entries={depot.line}:5 request=示例",
        f"enter_count count={number} entries={depot.line}:5 request=示例",
        f"enter_find count={number} name=示例旧物 quantity=3 note=示例",
        f"enter_find count={number} lot={lot} quantity=3",
        f"hand_in count={number}",
        "issue place=CK01 to=DW01 lines=WZ0005:9999999",
        f"issue place=CK01 to=DW01 lines=WZ0005:1:lot={lot}:reason=示例",
        f"receive place=CK01 lines=WZ0005:1:lot={lot}",
        f"reclassify place=CK01 lot={lot} quantity=1 condition=on_hold note=示例",
        "retire_item item=WZ0005",
    ):
        for json in ((), ("--json",)):
            said = typed("keeper", "do", *words.split(), *json)
            assert "Traceback" not in said
            assert not told(said.replace(str(BOOK + 1_000_000), "")), words


def test_keying_again_answers_alike_whatever_was_keyed(depot: Depot, typed: Asked):
    said = [
        re.sub(r"#\d+", "", typed("keeper", "do", "enter_count", f"count={depot.count.number}", f"entries={entry}"))
        for entry in (f"{depot.line}:{BOOK}", f"{depot.line}:{BOOK}", f"{depot.line}:1", f"{depot.line}:0")
    ]
    assert said[0] == said[1]
    assert [len(one.splitlines()) for one in said] == [2, 2, 2, 2]
    assert len({one.splitlines()[0] for one in said}) == 1


def test_a_check_that_is_not_blind_tells_everybody(depot: Depot):
    world = depot.world
    facts = {"place": world.west, "kind": CountKind.MONTHLY, "parts": [Team((world.townkeeper,))], "blind": False}
    count = world.do(open_count, **facts)
    world.as_("townkeeper").do(enter_count, count=count, entries=[Keyed(1, D(4))])
    with world.read() as here:
        assert counts.hidden(here.session, here.townkeeper) == frozenset()
        for reader in (here.leader, here.townkeeper):
            (line,) = checks.sheet(here.session, reader, here.session.get_one(Count, count.id))
            assert (line.book, line.difference) == (D(1000), D(-996))


def test_whether_a_lot_is_empty_is_not_told_either(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.pump, D(3))])
    world.as_("keeper").do(open_count, place=world.east, kind=CountKind.MONTHLY)
    (told_keeper,) = [one for one in world.as_("keeper").ask(ageing.lots_of, world.pump, zero=False) if one.stored]
    assert (told_keeper.hidden, told_keeper.quantity) == (True, 0)
    assert not [one for one in world.ask(ageing.lots_of, world.pump, zero=False) if one.stored]


def test_the_totals_over_the_list_leave_out_what_is_counted_blind(world: World):
    with world.read() as here:
        assert standing.summary(here.session, here.keeper).expired == 1
    world.as_("keeper").do(open_count, place=world.east, kind=CountKind.MONTHLY)
    with world.read() as here:
        assert standing.summary(here.session, here.keeper).expired == 0
        assert standing.summary(here.session, here.leader).expired == 1
