"""Typed: every way in which people write numbers and dates here, and a sentence for every other one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.ground import typed
from inventory.ground.errors import Refused
from inventory.ground.typed import (
    MOST,
    Amount,
    BelowZero,
    CommaMisplaced,
    NoSuchDay,
    NotADay,
    NotAMoment,
    NotANumber,
    NotExact,
    NothingTyped,
    NotWhole,
    TooFine,
    TooLarge,
    WrongUnit,
    Zero,
    amount,
    day,
    moment,
    number,
    quantity,
)

PACKS = {"包": Decimal(100), "大 箱": Decimal(2000)}
TODAY = date(2026, 6, 24)
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 24, 8, 0, tzinfo=UTC)  # 16:00 in Shanghai


def bags(text: str) -> Decimal:
    return quantity(text, unit="条", packs=PACKS, places=0)


def chinese(value: int) -> str:
    """The number as it is said: 一万零五百."""
    for sign, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        many, rest = divmod(value, size)
        if many:
            gap = "零" if 0 < rest < size // 10 else ""
            return chinese(many) + sign + gap + (chinese(rest) if rest else "")
    return "零一二三四五六七八九"[value]


def tonnes(text: str) -> Decimal:
    return quantity(text, unit="吨", packs={}, places=3)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("500", 500),
        (" 500 ", 500),
        ("５００", 500),
        ("２４０条", 240),
        ("1,828", 1828),
        ("1，828条", 1828),
        ("1,234,567", 1234567),
        ("4.65万", 46500),
        ("0.2万条", 2000),
        ("36.02万条", 360200),
        ("３６．０２万", 360200),
        ("5百万", 5000000),
        ("2亿", 200000000),
        ("5千", 5000),
        ("3包", 300),
        ("1.5包", 150),
        ("2 包", 200),
        ("2 大 箱", 4000),
        ("一千二百", 1200),
        ("一千二百条", 1200),
        ("一千二", 1200),
        ("壹仟贰佰条", 1200),
        ("一百", 100),
        ("一百零五", 105),
        ("两万", 20000),
        ("一百二十万条", 1200000),
        ("一百五", 150),
        ("一万一百五", 10150),
        ("一万零五百", 10500),
        ("一千零二十", 1020),
        ("十五", 15),
        ("一百十五", 115),
        ("十", 10),
        ("三包", 300),
        ("007", 7),
        ("999999999999", 999999999999),
    ],
)
def test_a_quantity_may_be_written(text: str, value: int):
    assert bags(text) == value
    assert str(bags(text)) == str(value)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NothingTyped),
        (" \u3000\u200b", NothingTyped),
        ("-1", BelowZero),
        ("－1", BelowZero),
        ("\u22125", BelowZero),
        ("-0.5万", BelowZero),
        ("0", Zero),
        ("0.000", Zero),
        ("零", Zero),
        ("0包", Zero),
        ("NaN", NotANumber),
        ("Infinity", NotANumber),
        ("1e309", NotANumber),
        ("1e-400", NotANumber),
        ("1E5", NotANumber),
        ("1_000", NotANumber),
        ("0x10", NotANumber),
        ("\u0663", NotANumber),
        ("1\u0663", NotANumber),
        ("½", NotANumber),
        ("5²", NotANumber),
        ("①", NotANumber),
        ("1 000", NotANumber),
        ("+5", NotANumber),
        (".5", NotANumber),
        ("5.", NotANumber),
        ("1.2.3", NotANumber),
        ("5-3", NotANumber),
        ("1500-3000", NotANumber),
        ("5条3包", NotANumber),
        ("=1+1", NotANumber),
        ("若干", NotANumber),
        ("—", NotANumber),
        ("大米5600公斤袋", NotANumber),
        ("百千", NotANumber),
        ("一二三", NotANumber),
        ("一百百", NotANumber),
        ("一千一千", NotANumber),
        ("十十", NotANumber),
        ("亿亿", NotANumber),
        ("万", NotANumber),
        ("一百零", NotANumber),
        ("一百五万", NotANumber),
        ("零五", NotANumber),
        ("一千零二百", NotANumber),
        ("500\x1b[2J", NotANumber),
        ("5" * 5000, NotANumber),
        ("1,5", CommaMisplaced),
        ("1,82", CommaMisplaced),
        ("1,8281", CommaMisplaced),
        ("1828,000", CommaMisplaced),
        ("1，828，5", CommaMisplaced),
        ("1.5", NotWhole),
        ("0.999包", NotWhole),
        ("1.00001万", NotWhole),
        ("0." + "9" * 50 + "万", NotWhole),
        ("1000000000000", TooLarge),
        ("9" * 59, TooLarge),
        ("10000亿", TooLarge),
        ("一万亿", TooLarge),
        ("约500", NotExact),
        ("500余条", NotExact),
        ("1万余条", NotExact),
        ("100余万", NotExact),
        ("500多", NotExact),
        ("500左右", NotExact),
        ("500箱", WrongUnit),
        ("5千克", WrongUnit),
        ("五千克", WrongUnit),
        ("500[red]", NotANumber),
    ],
)
def test_a_quantity_is_refused_in_words_that_name_the_field(text: str, refusal: type[Refused]):
    with pytest.raises(Refused) as refused:
        bags(text)
    assert type(refused.value) is refusal
    assert refused.value.field == "quantity"
    assert str(refused.value).startswith("The quantity")
    assert len(str(refused.value)) < 250
    assert str(refused.value).isprintable()


def test_pieces_do_not_come_in_fractions_but_tonnes_do_to_the_kilogram():
    with pytest.raises(NotWhole, match=r"comes to 99.9, but only whole numbers"):
        bags("0.999包")
    assert tonnes("24.8吨") == Decimal("24.8")
    assert tonnes("24.850") == Decimal("24.85")
    with pytest.raises(TooFine, match="at most 3 decimals"):
        tonnes("24.8001")


def test_a_wrong_unit_is_told_the_right_ones():
    with pytest.raises(WrongUnit, match=r"is in 箱, but this is counted in 条, 包, 大 箱"):
        bags("500箱")


def test_a_unit_may_differ_in_width_and_case():
    assert quantity("3ＫＧ", unit="kg", packs={}, places=3) == 3


def test_the_field_at_fault_is_the_callers():
    with pytest.raises(Zero, match="The received is zero") as refused:
        quantity("0", unit="条", packs={}, places=0, field="received")
    assert refused.value.field == "received"


def test_a_plain_number_may_be_zero_but_has_no_unit_and_no_minus():
    assert number("0") == 0
    assert number("1.125") == Decimal("1.125")
    for text in ("5条", "-1", "约5", "1.0625", ""):
        with pytest.raises(Refused):
            number(text)
    with pytest.raises(NotWhole):
        number("1.5", places=0)


@pytest.mark.parametrize(
    ("text", "value", "unit", "approximate"),
    [
        ("0.2万条", 2000, "条", False),
        ("40余部", 40, "部", True),
        ("1万余件", 10000, "件", True),
        ("约 300 人", 300, "人", True),
        ("500平", 500, "平", False),
        ("72立方米", 72, "立方米", False),
        ("24.8吨", Decimal("24.8"), "吨", False),
        ("81836件(套)", 81836, "件(套)", False),
        ("５千克", 5, "千克", False),
        ("五千米", 5, "千米", False),
        ("5千", 5000, "", False),
        ("120㎡", 120, "㎡", False),
        ("一千二百条", 1200, "条", False),
    ],
)
def test_an_amount_is_read_with_its_unit_and_flagged_where_it_is_about(text, value, unit, approximate):
    assert amount(text) == Amount(Decimal(value), unit, approximate)


@given(st.integers(min_value=1, max_value=int(MOST)))
def test_every_whole_number_is_read_however_it_is_written(value: int):
    for text in (str(value), f"{value:,}", f"{value:,}".replace(",", "，"), f"{value}条", str(value).translate(FULL)):
        assert bags(text) == value
    assert bags(f"{Decimal(value).scaleb(-4):f}万") == value


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_every_chinese_numeral_is_read(value: int):
    assert amount(chinese(value)).value == value


@given(st.decimals(min_value="0.001", max_value=MOST, places=3))
def test_every_quantity_is_exact(value: Decimal):
    assert tonnes(f"{value:f}") == value


@given(st.text(max_size=30) | st.text(st.sampled_from("0123456789.,，万亿千百十一二余约条包 -+e_克"), max_size=10))
def test_whatever_is_typed_is_a_quantity_or_a_refusal(text: str):
    try:
        read = bags(text)
    except Refused:
        return
    assert 0 < read <= MOST
    assert read == int(read)


FULL = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-06-24", date(2026, 6, 24)),
        ("2025/1/2", date(2025, 1, 2)),
        ("2025.1.2", date(2025, 1, 2)),
        ("20250102", date(2025, 1, 2)),
        ("2025年1月2日", date(2025, 1, 2)),
        ("0517", date(2026, 5, 17)),
        ("06-25", date(2026, 6, 25)),
        ("6.24", TODAY),
        ("6。24", TODAY),
        ("6/4", date(2026, 6, 4)),
        ("6月24日", TODAY),
        ("6月4号", date(2026, 6, 4)),
        ("２０２６－０６－２４", TODAY),
        ("０６２４", TODAY),
        ("今天", TODAY),
        ("Today", TODAY),
        ("昨天", date(2026, 6, 23)),
        ("yesterday", date(2026, 6, 23)),
        ("前天", date(2026, 6, 22)),
        ("明天", date(2026, 6, 25)),
        ("后天", date(2026, 6, 26)),
        ("+1m", date(2026, 7, 24)),
        ("＋1ｍ", date(2026, 7, 24)),
        ("+10d", date(2026, 7, 4)),
        ("+2w", date(2026, 7, 8)),
        ("-3d", date(2026, 6, 21)),
        ("+1y", date(2027, 6, 24)),
        ("+10天", date(2026, 7, 4)),
        ("-7m", date(2025, 11, 24)),
    ],
)
def test_a_day_may_be_written(text: str, read: date):
    assert day(text, today=TODAY) == read


def test_a_month_after_its_last_day_is_the_last_day_of_the_next():
    assert day("+1m", today=date(2026, 1, 31)) == date(2026, 2, 28)
    assert day("+1y", today=date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("2026-02-30", NoSuchDay),
        ("2026-13-01", NoSuchDay),
        ("0230", NoSuchDay),
        ("0001-01-01", NoSuchDay),
        ("9999-12-31", NoSuchDay),
        ("+9999y", NoSuchDay),
        ("-9999m", NoSuchDay),
        ("24-1-1", NotADay),
        ("624", NotADay),
        ("", NotADay),
        ("2026-06/24", NotADay),
        ("\u0660\u0666\u0662\u0664", NotADay),
        ("+1", NotADay),
        ("+1.5d", NotADay),
        ("1e3", NotADay),
        ("下周三", NotADay),
        ("0624 1430", NotADay),
        ("=TODAY()", NotADay),
        ("6.24\x1b[2J", NotADay),
        ("2" * 5000, NotADay),
    ],
)
def test_a_day_is_refused_in_words(text: str, refusal: type[Refused]):
    with pytest.raises(Refused) as refused:
        day(text, today=TODAY, field="expires_on")
    assert type(refused.value) is refusal
    assert refused.value.field == "expires_on"
    assert str(refused.value).startswith("The expiry date")
    assert str(refused.value).isprintable()


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_of_three_centuries_is_read(value: date):
    for text in (value.isoformat(), f"{value:%Y%m%d}", f"{value.year}/{value.month}/{value.day}"):
        assert day(text, today=TODAY) == value
    assert day(f"{value:%m%d}", today=value) == value
    assert day("-1d", today=TODAY) == TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0624 1430", "2026-06-24 06:30"),
        ("06-24 14:30", "2026-06-24 06:30"),
        ("０６－２４　１４：３０", "2026-06-24 06:30"),
        ("2026-06-24T08:30", "2026-06-24 00:30"),
        ("14:30", "2026-06-24 06:30"),
        ("8:05", "2026-06-24 00:05"),
        ("14时30分", "2026-06-24 06:30"),
        ("14点半", "2026-06-24 06:30"),
        ("昨天 9点", "2026-06-23 01:00"),
        ("today 09:00", "2026-06-24 01:00"),
        ("0623", "2026-06-23 04:00"),
        ("昨天", "2026-06-23 04:00"),
        ("+1d", "2026-06-25 04:00"),
        ("今天", "2026-06-24 04:00"),
        ("现在", "2026-06-24 08:00"),
        ("Now", "2026-06-24 08:00"),
        ("+2h", "2026-06-24 10:00"),
        ("＋2小时", "2026-06-24 10:00"),
        ("+30min", "2026-06-24 08:30"),
        ("-90分钟", "2026-06-24 06:30"),
        ("+36h", "2026-06-25 20:00"),
        ("+1m", "2026-07-24 04:00"),
    ],
)
def test_a_moment_may_be_written(text: str, read: str):
    expected = datetime.fromisoformat(read).replace(tzinfo=UTC)
    assert moment(text, now=NOW, zone=ZONE) == expected
    assert moment(text, now=NOW, zone=ZONE).tzinfo is UTC


def test_a_date_alone_takes_the_stated_time_of_day():
    assert moment("0623", now=NOW, zone=ZONE, time_of_day=time(8, 30)) == datetime(2026, 6, 23, 0, 30, tzinfo=UTC)


def test_today_alone_is_not_later_than_now():
    morning = datetime(2026, 6, 24, 1, 0, tzinfo=UTC)
    assert moment("0624", now=morning, zone=ZONE) == morning


def test_today_is_the_headquarters_today():
    late = datetime(2026, 6, 23, 17, 0, tzinfo=UTC)
    assert moment("00:30", now=late, zone=ZONE) == datetime(2026, 6, 23, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "25:00", "14:60", "0624 2530", "0624 14:3", "0624 14:30:15", "06-24 afternoon", "0624 ", "1430 1430"]
)
def test_a_moment_is_refused_in_words_or_read_as_a_day(text: str):
    if text == "0624 ":
        assert moment(text, now=NOW, zone=ZONE).astimezone(ZONE).date() == TODAY
        return
    with pytest.raises(Refused) as refused:
        moment(text, now=NOW, zone=ZONE, field="occurred_at")
    assert isinstance(refused.value, (NotAMoment, NoSuchDay))
    assert refused.value.field == "occurred_at"


@given(st.text(max_size=20) | st.text(st.sampled_from("0123456789-:. t月日点半+dwmhin小时分今天"), max_size=12))
def test_whatever_is_typed_is_a_day_or_a_refusal(text: str):
    for read in (lambda: day(text, today=TODAY), lambda: moment(text, now=NOW, zone=ZONE)):
        try:
            value = read()
        except Refused:
            continue
        assert 1899 <= value.year <= 2199


# Months and times of day


@pytest.mark.parametrize(
    "text", ["2022-07", "2022年7月", "202207", "2022/7", "２０２２-０７", "2022-07-19", "7月", "0719"]
)
def test_a_month_is_its_first_day(text):
    assert typed.month(text, today=date(2022, 3, 5)) == date(2022, 7, 1)


@pytest.mark.parametrize("text", ["2022-13", "", "x", "2022-00", "1899-12"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises((typed.NotADay, typed.NoSuchDay)):
        typed.month(text, today=date(2022, 3, 5))


@pytest.mark.parametrize(
    ("text", "at"), [("08:00", (8, 0)), ("8点半", (8, 30)), ("1730", (17, 30)), ("０：０５", (0, 5))]
)
def test_a_time_of_day_is_read_alone(text, at):
    assert typed.clock(text) == time(*at)


@pytest.mark.parametrize("text", ["24:00", "7", "", "今天 8:00", "8:60"])
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises((typed.NotAClock, typed.NotAMoment)):
        typed.clock(text)


@pytest.mark.parametrize(
    ("text", "side", "read"),
    [
        ("23:50", -1, "2026-06-23 23:50"),
        ("2:05", -1, "2026-06-24 02:05"),
        ("23:50", 0, "2026-06-24 23:50"),
        ("2:05", 1, "2026-06-25 02:05"),
        ("06:00", 1, "2026-06-24 06:00"),
        ("0624 23:50", -1, "2026-06-24 23:50"),
    ],
)
def test_at_three_in_the_night_a_time_alone_lies_on_the_side_where_it_makes_sense(text: str, side: int, read: str):
    night = datetime(2026, 6, 24, 3, 0, tzinfo=ZONE)
    assert f"{moment(text, now=night, zone=ZONE, side=side).astimezone(ZONE):%Y-%m-%d %H:%M}" == read
