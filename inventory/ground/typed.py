"""What people type where numbers and dates are asked: full width, 万, packs, Chinese numerals, +10d."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context, Decimal
from zoneinfo import ZoneInfo

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.text import called, skeleton, visible

MOST = Decimal(999_999_999_999)
NOON = time(12)

_LONGEST = 60
_EXACT = Context(prec=2 * _LONGEST + 20)  # nothing that fits the line is rounded while it is read
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x2212: "-"}
_MULTIPLIERS = {
    "": 0, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8,
}  # fmt: skip
_HAN_ONES = "零一二三四五六七八九两"
_MYRIADS = {4, 8}  # as many as these signs themselves may stand before them; before the others only one to nine
_HAN_POWERS = {"亿": 8, "万": 4, "千": 3, "百": 2, "十": 1}
_PLAIN_HAN = str.maketrans("〇壹贰叁肆伍陆柒捌玖拾佰仟萬億兩", "零一二三四五六七八九十百千万亿两")

_ABOUT = re.compile(r"^(?:大约|约|近|~)")
_OR_SO = re.compile(r"(?:左右|以上)$")
_DIGITS = re.compile(
    r"(?P<digits>[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?)(?P<more>[余多]?)(?P<times>[百千]?万|[百千亿]|)(?P<still>[余多]?)"
)
_HAN = re.compile(rf"(?P<han>[{_HAN_ONES}亿万千百十]+)(?P<more>[余多]?)(?P<times>)(?P<still>)")
_KILO = re.compile("^[克米瓦伏赫帕卡焦]")
_UNIT_MAY_END_IN = "²³()/· "
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


class NotANumber(Refused):
    """What was typed isn't a number in any of the ways people write one here."""

    message = N_("The {what} “{text}” can't be read as a number; write it like 500, 1,828, 4.65万 or 一千二百.")


class NothingTyped(Refused):
    """A number was needed and none was typed."""

    message = N_("The {what} is missing; write a number like 500, 1,828, 4.65万 or 一千二百.")


class CommaMisplaced(Refused):
    """A comma that may be meant as a decimal point is never guessed."""

    message = N_("The {what} “{text}” has a comma that doesn't part thousands; write 1,828 or, with decimals, 1.5.")


class BelowZero(Refused):
    """A quantity says how much; which way it goes is said elsewhere."""

    message = N_("The {what} “{text}” is below zero; write a positive number.")


class Zero(Refused):
    """Nothing would move."""

    message = N_("The {what} is zero; write a number above zero.")


class NotWhole(Refused):
    """Pieces don't come in fractions."""

    message = N_("The {what} “{text}” comes to {value}, but only whole numbers are counted here.")


class TooFine(Refused):
    """More decimals than are kept."""

    message = N_("The {what} “{text}” comes to {value}; at most {places} decimals are kept.")


class TooLarge(Refused):
    """More than any store holds."""

    message = N_("The {what} “{text}” is too large; at most {most} can be written.")


class NotExact(Refused):
    """A movement is an exact number; an estimate isn't booked."""

    message = N_("The {what} “{text}” is only about a number; write the exact one.")


class WrongUnit(Refused):
    """The unit typed isn't one in which this item is counted."""

    message = N_("The {what} “{text}” is in {unit}, but this is counted in {units}.")


class NotADay(Refused):
    """What was typed isn't a date in any of the ways people write one here."""

    message = N_("The {what} “{text}” isn't a date; write it like 2026-06-24, 0624, 6月24日, 今天 or +10d.")


class NoSuchDay(Refused):
    """The calendar has no such day, or it is centuries away."""

    message = N_("The {what} “{text}” isn't in the calendar from 1900 to 2199; write a day like 2026-06-24.")


class NotAMoment(Refused):
    """What was typed isn't a time in any of the ways people write one here."""

    message = N_(
        "The {what} “{text}” isn't a time; write it like 06-24 14:30, 0624 1430, 14:30, +2h, +30min or a date alone."
    )


class NotAClock(Refused):
    """What was typed isn't a time of day."""

    message = N_("The {what} “{text}” isn't a time of day; write it like 08:00, 8点 or 1730.")


@dataclass(frozen=True)
class Amount:
    """A number with its unit, as people write them together; the unit may be missing, the number may be about."""

    value: Decimal
    unit: str
    approximate: bool


def number(text: str, *, places: int = 3, field: str = "number") -> Decimal:
    """A number that isn't below zero, with at most so many decimals; no unit."""
    read = amount(text, field=field)
    if read.unit:
        raise _refuse(NotANumber, field, text)
    if read.approximate:
        raise _refuse(NotExact, field, text)
    return _kept(read.value, text, places, field)


def quantity(text: str, *, unit: str, packs: Mapping[str, Decimal], places: int, field: str = "quantity") -> Decimal:
    """How much of an item, in its own unit; packs are turned into it, and zero, estimates and other units refused."""
    read = amount(text, field=field)
    if read.approximate:
        raise _refuse(NotExact, field, text)
    sizes = {skeleton(name): Decimal(size) for name, size in packs.items()} | {
        "": Decimal(1),
        skeleton(unit): Decimal(1),
    }
    size = sizes.get(skeleton(read.unit))
    if size is None:
        units = ", ".join(visible(name) for name in dict.fromkeys((unit, *packs)))
        raise _refuse(WrongUnit, field, text, unit=visible(read.unit), units=units)
    value = _kept(_EXACT.multiply(read.value, size), text, places, field)
    if not value:
        raise Zero(field=field, what=called(field))
    return value


def amount(text: str, *, field: str = "quantity") -> Amount:
    """The number and the unit in a text such as 4.65万条, 40余部 or 一千二百; what can't be read is never guessed."""
    plain = _half_width(text)
    if not skeleton(plain):
        raise NothingTyped(field=field, what=called(field))
    about = _ABOUT.match(plain)
    rest = plain[about.end() :].lstrip() if about else plain
    if rest.startswith("-") and rest[1:].strip()[:1].isdecimal():
        raise _refuse(BelowZero, field, text)
    or_so = _OR_SO.search(rest)
    rest = rest[: or_so.start()] if or_so else rest
    han = rest.translate(_PLAIN_HAN)
    found = _DIGITS.match(rest) or _HAN.match(han)
    if found is None or len(plain) > _LONGEST:
        raise _refuse(NotANumber, field, text)
    value, end = _value(found, rest, text, field)
    unit = rest[end:].strip()
    if unit and not _is_unit(unit):
        raise _refuse(NotANumber, field, text)
    return Amount(_written_out(value), unit, bool(about or or_so or found["more"] or found["still"]))


def _is_unit(unit: str) -> bool:
    """Letters and what stands in units beside them; a digit or another number means that two things were typed."""
    signs = unit.replace("㎡", "m").replace("㎥", "m")
    return signs[0].isalpha() and all(sign.isalpha() or sign in _UNIT_MAY_END_IN for sign in signs)


def _value(found: re.Match[str], rest: str, text: str, field: str) -> tuple[Decimal, int]:
    """The value of what was found, and where the unit begins: 千 before 克 belongs to the unit."""
    end, times = found.end(), found["times"]
    kilo = not found["still"] and rest[end - 1] == "千" and _KILO.match(rest[end:])
    if "han" in found.groupdict():
        numeral = found["han"][:-1] if kilo else found["han"]
        value = _chinese(numeral)
        if value is None:
            raise _refuse(NotANumber, field, text)
        return value, end - bool(kilo)
    digits = found["digits"]
    if "," in digits and not _GROUPED.fullmatch(digits):
        raise _refuse(CommaMisplaced, field, text)
    if kilo:
        times, end = times[:-1], end - 1
    return Decimal(digits.replace(",", "")).scaleb(_MULTIPLIERS[times], _EXACT), end


def _chinese(numeral: str, *, short: bool = True) -> Decimal | None:
    """The value of a numeral written as people say it, 一千二 for 一千二百 too; None for any other row of signs."""
    if len(numeral) == 1 and numeral in _HAN_ONES:
        return Decimal(_HAN_ONES.index(numeral.replace("两", "二")))
    for sign, power in _HAN_POWERS.items():
        head, found, tail = numeral.partition(sign)
        if found:
            many = Decimal(1) if sign == "十" and not head else _chinese(head, short=False)
            rest = _chinese_rest(tail, power, short=short)
            if many is None or rest is None or not 0 < many < 10 ** (power if power in _MYRIADS else 1):
                return None
            return many.scaleb(power) + rest
    return None


def _chinese_rest(tail: str, power: int, *, short: bool) -> Decimal | None:
    """What follows a sign of ten to this power: less than it, and after 零 less than a tenth of it."""
    if not tail:
        return Decimal(0)
    value = _chinese(tail.removeprefix("零"), short=short)
    if value and len(tail) == 1 and power > 1:
        return value.scaleb(power - 1) if short else None
    return value if value and value < 10 ** (power - tail.startswith("零")) else None


def _kept(value: Decimal, text: str, places: int, field: str) -> Decimal:
    if value > MOST:
        raise _refuse(TooLarge, field, text, most=f"{MOST:,}")
    short = _written_out(value)
    decimals = -int(short.as_tuple().exponent)
    if decimals > places and not places:
        raise _refuse(NotWhole, field, text, value=f"{short:f}")
    if decimals > places:
        raise _refuse(TooFine, field, text, value=f"{short:f}", places=places)
    return short


def _written_out(value: Decimal) -> Decimal:
    short = value.normalize(_EXACT)
    return short.quantize(Decimal(1), context=_EXACT) if int(short.as_tuple().exponent) > 0 else short


def _half_width(text: str) -> str:
    return text.translate(_HALF_WIDTH).strip()


def _refuse(kind: type[Refused], field: str, text: str, **facts: object) -> Refused:
    shown = visible(text.strip())
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    return kind(field=field, what=called(field), text=shown, **facts)


# Days and moments

_WORDS = {
    "前天": -2, "昨天": -1, "yesterday": -1, "今天": 0, "今日": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2,
}  # fmt: skip
_NOW = {"现在", "now"}
_FULL_DAY = re.compile(
    r"(?P<y>[0-9]{4})(?:(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})"
    r"|(?P<m2>[0-9]{2})(?P<d2>[0-9]{2})|年(?P<m3>[0-9]{1,2})月(?P<d3>[0-9]{1,2})[日号]?)"
)
_SHORT_DAY = re.compile(
    r"(?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})|(?P<m2>[0-9]{2})(?P<d2>[0-9]{2})|(?P<m3>[0-9]{1,2})月(?P<d3>[0-9]{1,2})[日号]?"
)
_MONTH = re.compile(r"(?P<y>[0-9]{4})[-/.年]?(?P<m>[0-9]{1,2})月?|(?P<m2>[0-9]{1,2})月")
_STEP = re.compile(r"(?P<sign>[+-])(?P<n>[0-9]{1,4})(?P<unit>[dwmy天周月年])")
_SPAN = re.compile(r"(?P<sign>[+-])(?P<n>[0-9]{1,4})(?:(?P<hours>h|小时|个小时|时)|min|分|分钟)")
_CLOCK = re.compile(
    r"(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})|(?P<h2>[0-9]{1,2})[时点](?:(?P<m2>[0-9]{1,2})分?|(?P<half>半))?"
)
_BARE_CLOCK = re.compile(r"(?P<h>[0-9]{2})(?P<m>[0-9]{2})")
_YEARS = range(1900, 2200)


def day(text: str, *, today: date, field: str = "day") -> date:
    """A date; without a year it is this year's, and +10d counts from today."""
    plain = _half_width(text).replace("。", ".").casefold()
    try:
        read = _day(plain, today)
    except (ValueError, OverflowError):
        raise _refuse(NoSuchDay, field, text) from None
    if read is None:
        raise _refuse(NotADay, field, text)
    if read.year not in _YEARS:
        raise _refuse(NoSuchDay, field, text)
    return read


def month(text: str, *, today: date, field: str = "month") -> date:
    """The first day of a month such as 2022-07, 7月 or that of a date."""
    found = _MONTH.fullmatch(_half_width(text))
    if found is None:
        return day(text, today=today, field=field).replace(day=1)
    return day(f"{found['y'] or today.year}-{found['m'] or found['m2']}-1", today=today, field=field)


def moment(
    text: str, *, now: datetime, zone: ZoneInfo, field: str = "moment", time_of_day: time = NOON, side: int = 0
) -> datetime:
    """An instant, in UTC; a date alone takes the stated time of day, or now if that is still to come today.

    +2h and -30min count from now; +1m is a month, as it is in a date.
    `side` says where a time of day alone lies: behind now (-1: what is still to come today was yesterday), ahead of it
    (1: what is over today is tomorrow), or on this very day (0).
    """
    plain = _half_width(text).casefold()
    here = now.astimezone(zone)
    if not plain:
        raise _refuse(NotAMoment, field, text)
    if plain in _NOW:
        return now.astimezone(UTC)
    if span := _SPAN.fullmatch(plain):
        length = int(span["sign"] + span["n"])
        return now.astimezone(UTC) + (timedelta(hours=length) if span["hours"] else timedelta(minutes=length))
    head, at = _clock_of(plain, text, field)
    on = _day_of_moment(head, text, here.date(), field) if head else here.date()
    if at is None:
        stated = datetime.combine(on, time_of_day, zone).astimezone(UTC)
        return min(stated, now.astimezone(UTC)) if on == here.date() else stated
    meant = datetime.combine(on, at, zone).astimezone(UTC)
    if head or not side or (meant > now) is (side > 0):
        return meant
    return datetime.combine(on + timedelta(days=side), at, zone).astimezone(UTC)


def _day_of_moment(head: str, text: str, today: date, field: str) -> date:
    try:
        return day(head, today=today, field=field)
    except NotADay:
        raise _refuse(NotAMoment, field, text) from None


def clock(text: str, *, field: str = "clock") -> time:
    """A time of day alone, such as 08:00, 8点半 or 1730."""
    plain = _half_width(text).casefold()
    return _time_of(_CLOCK.fullmatch(plain) or _BARE_CLOCK.fullmatch(plain), text, field)


def _clock_of(plain: str, text: str, field: str) -> tuple[str, time | None]:
    head, _gap, tail = plain.replace("t", " ").rpartition(" ") if plain[:1].isdecimal() else plain.rpartition(" ")
    found = _CLOCK.fullmatch(tail) or (_BARE_CLOCK.fullmatch(tail) if head else None)
    if found is None:
        if head:
            raise _refuse(NotAMoment, field, text)
        return plain, None
    return head.strip(), _time_of(found, text, field)


def _time_of(found: re.Match[str] | None, text: str, field: str) -> time:
    if found is None:
        raise _refuse(NotAClock, field, text)
    parts = found.groupdict()
    hour, minute = parts["h"] or parts["h2"], parts["m"] or parts.get("m2") or ("30" if parts.get("half") else "0")
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise _refuse(NotAMoment, field, text) from None


def _day(plain: str, today: date) -> date | None:
    if plain in _WORDS:
        return today + timedelta(days=_WORDS[plain])
    if step := _STEP.fullmatch(plain):
        return _stepped(today, int(step["sign"] + step["n"]), step["unit"])
    found = _FULL_DAY.fullmatch(plain) or _SHORT_DAY.fullmatch(plain)
    if found is None:
        return None
    parts = found.groupdict()
    month, on = (next(parts[k] for k in (name, f"{name}2", f"{name}3") if parts[k]) for name in "md")
    return date(int(parts.get("y") or today.year), int(month), int(on))


def _stepped(today: date, n: int, unit: str) -> date:
    if unit in "d天w周":
        return today + timedelta(days=n * (7 if unit in "w周" else 1))
    months = today.year * 12 + today.month - 1 + n * (12 if unit in "y年" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
