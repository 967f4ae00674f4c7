from decimal import Decimal

from inventory.ground import i18n, settings
from inventory.resources.sheltering import admit, close_shelter, discharge
from inventory.resources.shelters import add_shelter, change_shelter
from reports import registry
from reports.shelters import capacity_words, heads_words
from reports.table import shown
from tests.resources.hazards_acts import found
from tests.resources.teams_acts import opened, shelter
from tests.supplies.acts import ago


def report(world, who="officer"):
    with world.read() as here:
        table, _stamp = registry.make(here.session, getattr(here, who), "shelters")
        return table, [{one.key: shown(one, row, table.zone) for one in table.columns} for row in table.rows]


def test_what_a_shelter_takes_is_shown_with_what_it_is_computed_from(file_world):
    made = shelter(file_world, area_m2=Decimal("350.5"), rated=200)
    _table, [line] = report(file_world)
    assert (line["area"], line["rated"], line["by_area"], line["capacity"]) == ("350.5", "200", "—", "200")
    file_world.do(
        settings.set_value, organisation=file_world.headquarters, key="shelter_m2", value="3.5", basis="示例标准"
    )
    table, [line] = report(file_world)
    assert (line["by_area"], line["capacity"]) == ("100", "100")
    assert ("3.5 m² per person", "示例标准") in table.sources
    file_world.do(change_shelter, shelter=made, rated=0, area_m2=Decimal(0))
    assert report(file_world)[1][0]["capacity"] == "not set"


def test_who_is_there_is_shown_and_too_many_are_urgent(file_world):
    made = opened(file_world, at=ago(1), rated=20)
    file_world.do(admit, shelter=made, people=25, elderly=6, children=3, special=1)
    file_world.do(add_shelter, name="示例学校", rated=100)
    table, [line, other] = report(file_world)
    assert [line[key] for key in ("state", "people", "free", "elderly", "children", "special")] == [
        "■ 5 too many", "25", "■ -5", "6", "3", "1",
    ]  # fmt: skip
    assert (other["state"], other["people"], other["free"]) == ("○ not opened", "0", "100")
    assert table.heads[-1][1] == "2 shelters for 120 people, 1 of them open, 25 people there"
    file_world.do(discharge, shelter=made, people=5, elderly=5)
    assert report(file_world)[1][0]["state"] == "▲ full"
    file_world.do(discharge, shelter=made, people=5)
    assert report(file_world)[1][0]["state"] == "● open now"
    file_world.do(close_shelter, shelter=made, reason="示例转移")
    assert report(file_world)[0].heads[-1][1] == "2 shelters for 120 people, none of them open"


def test_words_say_who_is_there_and_why_it_takes_so_many(file_world):
    made = opened(file_world, at=ago(1), rated=200, area_m2=Decimal(350))
    file_world.do(admit, shelter=made, people=12, elderly=3, special=1)
    with file_world.read() as here:
        table, _stamp = registry.make(here.session, here.officer, "shelters")
        [row] = [one.line for one in table.rows]
    assert heads_words(row.there) == "12 people (3 elderly, 1 with special needs)"
    assert capacity_words(row.shelter.capacity) == "200 people (approved for 200, nothing is set for its 350 m²)"


def test_hazards_that_were_found_there_are_counted(file_world):
    shelter(file_world)
    found(file_world, place=file_world.shelter)
    assert report(file_world)[1][0]["hazards"] == "▲ 1"


def test_the_form_is_that_of_the_superiors(file_world):
    i18n.use("zh")
    titles = " ".join(one.title for one in report(file_world)[0].columns)
    assert titles == (
        "序号 安置点 镇街/村 地址 类型 级别 避难种类 安置时长 有效面积㎡ 核定人数 测算人数 可安置人数 状态 现安置人数 "
        "余位 老人 儿童 特殊需要 床位 饮水点 厕所 备用电源 责任人 联系电话 现存物资 未销号隐患 备注"
    )
