from datetime import timedelta
from decimal import Decimal

import pytest

from inventory.ground import i18n, settings
from inventory.ground.store import now
from inventory.supplies import stock as services
from inventory.supplies.lots import Line
from reports import stock
from reports.table import ROOM, Totals, shown
from tests.supplies.checks import handed_in, opened, posted


def row_of(table, name):
    return next(row for row in table.rows if row.line.name == name)


def cells(table, name, *keys):
    row = row_of(table, name)
    return [table.column(key).cell(row) for key in keys]


def issue(world, quantity=500, **facts):
    with world.begin() as here:
        lines = [Line(here.bags, Decimal(quantity))]
        return services.issue(here.session, here.officer, place=here.east, to=here.team, lines=lines, **facts).number


def test_the_statement_has_the_headings_that_a_superior_expects_in_their_order(file_world):
    i18n.use("zh")
    with file_world.read() as here:
        table = stock.stock(here.session, here.officer)
    assert " ".join(one.title for one in table.columns) == (
        "序号 类别 物资名称 规格型号 计量单位 账面数量 其中自储 代储 定额 缺口 存放地点 管理单位 责任人 联系电话 "
        "最近盘点 备注"
    )
    assert [label for label, _value in table.heads] == ["填报单位", "截止时间", "单位"]
    assert [label for label, _name in table.signatures] == ["填表人", "审核人", "负责人", "填报日期"]


def test_the_statement_tells_own_from_entrusted_and_what_is_missing_to_the_quota(file_world):
    with file_world.read() as here:
        table = stock.stock(here.session, here.officer)
        found = cells(table, "编织袋", "on_hand", "own", "entrusted", "quota", "shortfall", "category")
        marked = shown(table.column("shortfall"), row_of(table, "编织袋"), table.zone)
    assert found == [3300, 3000, 300, 5000, 1700, "袋类"]
    assert marked == "▲ 1,700"


def test_what_is_not_set_is_said_and_never_guessed(file_world):
    with file_world.read() as here:
        table = stock.stock(here.session, here.officer)
        row = row_of(table, "救生衣")
        found = [shown(table.column(key), row, table.zone) for key in ("quota", "shortfall", "spec", "keepers")]
    assert found == ["not set", "—", "—", "not set"]


def test_the_remarks_say_what_the_figure_hides(file_world):
    issue(file_world)
    with file_world.read() as here:
        table = stock.stock(here.session, here.officer)
        assert cells(table, "压缩饼干", "on_hand", "note") == [105, "5 expired"]
        assert cells(table, "编织袋", "on_hand", "note") == [2800, "500 out with teams and sites"]


def test_the_total_is_a_marked_sum_of_mixed_units(file_world):
    with file_world.read() as here:
        table = stock.stock(here.session, here.officer)
        totals = Totals(table)
        totals.add(table.rows)
    [line] = totals.lines()
    assert (line.unit, line.is_mixed, line.sums["on_hand"]) == ("pieces (sets)", True, Decimal("3632.8"))


def test_a_town_reports_its_own_stock_alone(file_world):
    with file_world.read() as here:
        table = stock.stock(here.session, here.townkeeper)
        assert cells(table, "编织袋", "on_hand", "places") == [1000, "示例西仓库"]
        assert table.heads[0][1] == "示例镇"


def test_a_reader_without_the_right_sees_telephones_masked(file_world):
    with file_world.read() as here:
        seen = cells(stock.stock(here.session, here.officer), "编织袋", "phones")
        masked = cells(stock.stock(here.session, here.watcher), "编织袋", "phones")
    assert seen == ["000-示例"]
    assert "*" in masked[0]


def test_looking_back_gives_what_was_there_then(file_world):
    before = now()
    issue(file_world)
    with file_world.read() as here:
        then = stock.stock(here.session, here.officer, as_at=before)
        assert cells(then, "编织袋", "on_hand") == [3300]
        assert then.heads[1][1] == before
        assert cells(stock.stock(here.session, here.officer), "编织袋", "on_hand") == [2800]


def test_what_was_known_then_leaves_out_what_was_entered_later(file_world):
    told = now()
    happened = told - timedelta(days=2)
    issue(file_world, occurred_at=happened)
    with file_world.read() as here:
        corrected = stock.stock(here.session, here.officer, as_at=told)
        again = stock.stock(here.session, here.officer, as_at=told, known_at=told)
        assert cells(corrected, "编织袋", "on_hand") == [2800]
        assert cells(again, "编织袋", "on_hand") == [3300]


def test_one_depot_alone(file_world):
    with file_world.read() as here:
        table = stock.stock(here.session, here.officer, place=here.west)
        assert [(row.line.name, row.line.on_hand) for row in table.rows] == [("编织袋", Decimal(1000))]


def test_where_the_figures_come_from_quotes_the_basis_of_each_quota(file_world):
    with file_world.read() as here:
        table = stock.stock(here.session, here.officer)
    assert ("Quota of 编织袋", "示例依据") in table.sources


def test_short_lists_what_is_below_its_quota_and_nothing_else(file_world):
    with file_world.read() as here:
        table = stock.short(here.session, here.officer)
        assert [row.line.name for row in table.rows] == ["编织袋"]
        assert cells(table, "编织袋", "quota", "usable", "shortfall", "basis") == [5000, 3300, 1700, "示例依据"]


@pytest.mark.parametrize("who", ["officer", "townkeeper"])
def test_places_are_those_of_the_readers_branch_rooms_below_their_depot(file_world, who):
    with file_world.read() as here:
        table = stock.places(here.session, getattr(here, who))
        names = [table.column("name").cell(row) for row in table.rows]
    if who == "townkeeper":
        assert names == ["示例西仓库", "示例安置点"]
    else:
        assert names[names.index("示例东仓库") + 1] == "  示例库房"


@pytest.mark.parametrize("made", [stock.stock, stock.short])
def test_a_look_into_the_past_says_what_is_of_today_all_the_same(file_world, made):
    said = "Quotas, names and keepers are those of today; only the amounts are of the time stated."
    with file_world.read() as here:
        assert said not in made(here.session, here.officer).foots
        assert said in made(here.session, here.officer, as_at=now()).foots
        assert said in made(here.session, here.officer, known_at=now()).foots


# Counted blind ---------------------------------------------------------------------------------------------------


def test_who_counts_an_item_blind_reads_words_instead_of_figures_and_they_are_in_no_total(file_world):
    opened(file_world, items=[file_world.bags], parts=[])
    with file_world.read() as here:
        table = stock.stock(here.session, here.keeper)
        seen = stock.stock(here.session, here.leader)
        assert cells(table, "编织袋", "on_hand", "own", "entrusted", "shortfall", "note") == ["being counted"] * 5
        assert cells(table, "编织袋", "quota") == [5000]
        assert "1 line shows no amounts, since you are counting it: they are in no total." in table.foots
        assert cells(seen, "编织袋", "on_hand") == [3300]
        assert not any("no amounts" in foot for foot in seen.foots)
        totals = Totals(table)
        totals.add(table.rows)
        assert [line.sums["on_hand"] for line in totals.lines()] == [Decimal("332.8")]


def test_what_is_short_of_what_is_being_counted_is_not_said_but_that_it_is_left_out(file_world):
    opened(file_world, items=[file_world.bags], parts=[])
    with file_world.read() as here:
        table = stock.short(here.session, here.keeper)
        assert len(table.rows) == 0
        assert table.foots == ["1 item is left out, since you are counting it."]
        assert stock.short(here.session, here.leader).foots == []


def test_a_posted_check_says_on_which_day_an_item_was_last_checked(file_world):
    posted(file_world, handed_in(file_world, opened(file_world)))
    with file_world.read() as here:
        table = stock.stock(here.session, here.officer)
        assert cells(table, "编织袋", "checked") == [settings.today(here.session)]
        assert table.column("checked").on_screen == ROOM
        shorter = stock.screen_columns(settings.zone(here.session))
        assert [one.cell(table.rows[0].line) for one in shorter if one.key == "checked"] != [None]
        assert cells(stock.stock(here.session, here.officer, as_at=None), "砂", "checked") != [None]


def test_the_screen_says_in_words_that_an_item_is_being_counted(file_world):
    opened(file_world, items=[file_world.bags], parts=[])
    with file_world.read() as here:
        line = row_of(stock.stock(here.session, here.keeper), "编织袋").line
        found = {one.key: shown(one, line, settings.zone(here.session)) for one in stock.screen_columns()}
    assert [found[key] for key in ("on_hand", "own", "entrusted", "shortfall", "elsewhere")] == ["being counted"] * 5
    assert found["state"] == "○ being counted"
