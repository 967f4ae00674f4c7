"""A line in one breath: what is understood is said, what isn't stays in what was said, and no sign gets lost."""

import re
from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inventory.duty.breath import Breath, read
from inventory.duty.log import LogKind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 24, 6, 32, tzinfo=UTC)  # 14:32 on the wall
LINE = "14:20 电 马集镇 张 道路积水20cm | 已派一队 | 16:00前 李"


def at(day, hour, minute, month=6):
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def breath(text, **known):
    return read(text, now=NOW, zone=ZONE, **known)


WHOLE = Breath(
    content="道路积水20cm",
    kind=LogKind.PHONE,
    occurred_at=at(24, 14, 20),
    unit="马集镇",
    caller="张",
    action="已派一队",
    due_at=at(24, 16, 0),
    owner="李",
    time_typed="14:20",
    kind_typed="电",
    due_typed="16:00前",
)


def test_a_whole_line_is_understood_in_one_breath():
    assert breath(LINE) == WHOLE


@pytest.mark.parametrize(
    "typed",
    [
        "１４：２０　电　马集镇　张　道路积水20cm｜已派一队｜１６：００前　李",
        "14:20，电，马集镇，张，道路积水20cm｜已派一队｜16:00前，李",
        "14:20、电、马集镇、张、道路积水20cm|已派一队|李、16:00前",
        "14时20分 电话 马集镇 张 道路积水20cm | 已派一队 | 今天16:00之前 李",
    ],
)
def test_it_may_be_typed_in_full_width_with_chinese_commas_and_in_other_words(typed):
    one = breath(typed)
    told = ("content", "kind", "occurred_at", "unit", "caller", "action", "due_at", "owner")
    assert [getattr(one, name) for name in told] == [getattr(WHOLE, name) for name in told]


@pytest.mark.parametrize(
    ("typed", "content", "kind"),
    [
        ("道路积水20cm", "道路积水20cm", None),
        ("电 道路积水20cm", "道路积水20cm", LogKind.PHONE),
        ("传真 市防指 黄色预警", "黄色预警", LogKind.FAX),
        ("巡 3号泵 试车合格", "3号泵 试车合格", LogKind.OBSERVATION),
        ("指示 张区长 加强巡查", "加强巡查", LogKind.INSTRUCTION),
        ("phone road under water", "road under water", LogKind.PHONE),
        ("电话线断了", "电话线断了", None),
        ("14:20前完成", "14:20前完成", None),
        ("14:20:35 电 积水", "14:20:35 电 积水", None),
        ("25:61 电 积水", "25:61 电 积水", None),
        ("电 马集镇", "马集镇", LogKind.PHONE),
        ("电 水位 高 二十厘米", "水位 高 二十厘米", LogKind.PHONE),
        ("", "", None),
    ],
)
def test_what_is_not_understood_stays_in_what_was_said(typed, content, kind):
    one = breath(typed)
    assert (one.content, one.kind, one.action, one.owner, one.due_at) == (content, kind, "", "", None)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("电 马集镇 张镇长 积水", ("马集镇", "张镇长", "", "积水")),
        ("电 马集镇 张三 13800000000 积水", ("马集镇", "张三", "13800000000", "积水")),
        ("电 马集镇 张三 积水", ("马集镇", "", "", "张三 积水")),
        ("电 市防指 示例甲 黄色预警，已生效", ("市防指", "示例甲", "", "黄色预警，已生效")),
        ("电 王主任 堤脚渗水", ("", "王主任", "", "堤脚渗水")),
        ("电 05370000000 堤脚渗水", ("", "", "05370000000", "堤脚渗水")),
    ],
)
def test_who_calls_from_where_is_told_by_a_form_that_nothing_else_has(typed, told):
    one = breath(typed)
    assert (one.unit, one.caller, one.phone, one.content) == told


def test_names_that_are_known_are_understood_whatever_their_form():
    known = {"units": ["Maji", "Maji town"], "people": ["Zhang San"]}
    one = breath("phone Maji town Zhang San road under water", **known)
    assert (one.unit, one.caller, one.content) == ("Maji town", "Zhang San", "road under water")
    assert breath("phone Maji towns flooded", **known).unit == "Maji"


def test_without_a_time_it_is_now():
    assert breath("电 马集镇 积水").occurred_at is None


@pytest.mark.parametrize(
    ("typed", "when", "back"),
    [
        ("23:50 巡 积水", at(23, 23, 50), True),
        ("14:33 巡 积水", at(23, 14, 33), True),
        ("14:32 巡 积水", at(24, 14, 32), False),
        ("昨天 23:50 巡 积水", at(23, 23, 50), False),
        ("06-20 08:00 巡 积水", at(20, 8, 0), False),
        ("6月20日8点半 巡 积水", at(20, 8, 30), False),
        ("06-25 08:00 巡 积水", at(25, 8, 0), False),
    ],
)
def test_a_time_that_would_lie_in_the_future_is_yesterdays_unless_its_date_is_said(typed, when, back):
    one = breath(typed)
    assert (one.occurred_at, one.dated_back, one.content) == (when, back, "积水")


def test_yesterdays_time_stays_the_same_on_the_wall_when_the_clock_changes():
    berlin = ZoneInfo("Europe/Berlin")
    one = read("23:50 巡 积水", now=datetime(2026, 3, 29, 6, 0, tzinfo=UTC), zone=berlin)
    assert one.occurred_at is not None
    assert f"{one.occurred_at.astimezone(berlin):%m-%d %H:%M}" == "03-28 23:50"


@pytest.mark.parametrize(
    ("typed", "due", "owner", "content"),
    [
        ("积水||16:00前 李", at(24, 16, 0), "李", "积水"),
        ("积水||13:00", at(25, 13, 0), "", "积水"),
        ("积水||明天 08:00 示例甲", at(25, 8, 0), "示例甲", "积水"),
        ("积水||6月26日12时前", at(26, 12, 0), "", "积水"),
        ("积水||by 16:00 Li", at(24, 16, 0), "Li", "积水"),
        ("积水||水务局", None, "水务局", "积水"),
        ("积水||25:99前 李", None, "", "积水 | 25:99前 李"),
        ("积水||16:00前 李 2人", at(24, 16, 0), "", "积水 | 李 2人"),
        ("积水|已派|李|还有别的", None, "李", "积水 | 还有别的"),
        ("09:00 巡 积水||12:00", at(24, 12, 0), "", "积水"),
    ],
)
def test_until_when_and_whose_it_is(typed, due, owner, content):
    one = breath(typed)
    assert (one.due_at, one.owner, one.content) == (due, owner, content)


KNOWN = (
    "14:20 23:59 １４：２０ 25:61 06-24 昨天 电 传真 phone 马集镇 市防指 张 张镇长 李 13800000000 道路积水20cm "
    "黄色预警，已生效 已派一队 16:00前 明天 8点半 by 示例甲 2人 3.5"
)
WORDS = st.sampled_from(KNOWN.split(" "))
GAPS = st.sampled_from([" ", "　", "，", ",", "、", "|", " | ", "｜", "", "  "])
BREATHS = st.lists(st.tuples(WORDS, GAPS), max_size=12).map(lambda pairs: "".join(word + gap for word, gap in pairs))


def signs(*texts):
    """What was typed besides what parts it."""
    return Counter(re.sub(r"[\s,，、|｜]", "", "".join(texts)))


@given(BREATHS | st.text("14:20电张李镇前 　，|｜-/月日时半分x", max_size=40) | st.text(max_size=40))
@example(LINE)
@example("|||")
@example("14:20")
@example("电 ")
def test_no_sign_that_is_typed_gets_lost(typed):
    one = breath(typed)
    kept = (one.time_typed, one.kind_typed, one.unit, one.caller, one.phone, one.content, one.action, one.due_typed)
    assert signs(*kept, one.owner) == signs(typed)
    assert bool(one.time_typed) == (one.occurred_at is not None)
    assert bool(one.kind_typed) == (one.kind is not None)
    assert bool(one.due_typed) == (one.due_at is not None)


@given(BREATHS)
def test_a_deadline_never_lies_before_it_happened_unless_its_date_is_said(typed):
    one = breath(typed)
    if one.due_at and not re.search("昨天|[0-9０-９][-./．／月]", one.due_typed):
        assert one.due_at >= (one.occurred_at or NOW)
    if one.occurred_at and one.dated_back:
        assert one.occurred_at < NOW
