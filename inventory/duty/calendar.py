"""The calendar of work (节假日): which dates are workdays, weekends and statutory holidays, as far as that is known."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cache

from inventory.ground.i18n import N_, _

# Rules ---------------------------------------------------------------------------------------------------------


class DayKind(StrEnum):
    """What a date is at work; a weekend that is worked in lieu of a holiday is a workday.

    A holiday is every day that the State Council gave off for it, those that were moved to it included.
    """

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


DAY_NAMES = {
    DayKind.WORKDAY: N_("workday"),
    DayKind.WEEKEND: N_("weekend"),
    DayKind.HOLIDAY: N_("holiday"),
}
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
HOLIDAYS = {
    "New Year's Day": N_("New Year's Day"),
    "Spring Festival": N_("Spring Festival"),
    "Tomb-sweeping Day": N_("Tomb-sweeping Day"),
    "Labour Day": N_("Labour Day"),
    "Dragon Boat Festival": N_("Dragon Boat Festival"),
    "National Day": N_("National Day"),
    "Mid-autumn Festival": N_("Mid-autumn Festival"),
}
FRIDAY = 4

# Queries -------------------------------------------------------------------------------------------------------


def day(on: date) -> DayKind:
    """What a date is; where its year's holidays aren't known, Saturdays and Sundays alone are days off."""
    off, name = _detail(on)
    if not off:
        return DayKind.WORKDAY
    return DayKind.HOLIDAY if name else DayKind.WEEKEND


def holiday_name(on: date) -> str:
    """The holiday that a date is a day of; nothing on any other date."""
    off, name = _detail(on)
    return _(HOLIDAYS.get(name, name)) if off and name else ""


def remark_on(on: date) -> str:
    """What is out of the ordinary with a date: its holiday, or the holiday for which a weekend is worked."""
    off, name = _detail(on)
    if not name:
        return ""
    named = _(HOLIDAYS.get(name, name))
    return named if off else _("worked in lieu, {holiday}").format(holiday=named)


def weekday_name(on: date) -> str:
    """Mon to Sun."""
    return _(WEEKDAYS[on.weekday()])


def known_until() -> int:
    """The last year whose holidays are known."""
    return _years()[1]


def said(on: date) -> str:
    """The sentence that tells that a date's year has no known holidays; nothing where they are known."""
    first, last = _years()
    if first <= on.year <= last:
        return ""
    return _(
        "The holidays of {year} aren't known (only those of {first} to {last}): weekends alone are days off."
    ).format(year=on.year, first=first, last=last)


@cache
def _years() -> tuple[int, int]:
    """The first and the last year that the library knows."""
    from chinese_calendar import constants  # noqa: PLC0415 - the month alone asks for it, a first frame must not wait

    return min(constants.holidays).year, max(constants.holidays).year


@cache
def _detail(on: date) -> tuple[bool, str]:
    """Whether a date is off, and the holiday that it has to do with."""
    first, last = _years()
    if not first <= on.year <= last:
        return on.weekday() > FRIDAY, ""
    from chinese_calendar import get_holiday_detail  # noqa: PLC0415 - as above

    off, name = get_holiday_detail(on)
    return bool(off), str(name or "")
