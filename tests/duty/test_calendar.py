"""The calendar: what is known of a date, and what is said where nothing is known."""

from __future__ import annotations

from datetime import date

import pytest
from chinese_calendar.constants import Holiday

from inventory.duty import calendar
from inventory.duty.calendar import DayKind
from inventory.duty.patterns import Days
from inventory.ground import i18n


@pytest.mark.parametrize(
    ("on", "kind", "name"),
    [
        (date(2022, 10, 1), DayKind.HOLIDAY, "National Day"),  # a Saturday
        (date(2022, 10, 7), DayKind.HOLIDAY, "National Day"),  # a Friday, moved to it
        (date(2022, 10, 8), DayKind.WORKDAY, ""),  # a Saturday, worked in lieu
        (date(2022, 10, 9), DayKind.WORKDAY, ""),  # a Sunday, worked in lieu
        (date(2022, 10, 10), DayKind.WORKDAY, ""),
        (date(2022, 10, 15), DayKind.WEEKEND, ""),
        (date(2022, 6, 3), DayKind.HOLIDAY, "Dragon Boat Festival"),
    ],
)
def test_holidays_weekends_and_weekends_worked_in_lieu_are_told_apart(on, kind, name):
    assert calendar.day(on) is kind
    assert calendar.holiday_name(on) == name
    assert calendar.said(on) == ""


def test_a_weekend_worked_in_lieu_says_for_which_holiday():
    assert calendar.remark_on(date(2022, 10, 8)) == "worked in lieu, National Day"
    assert calendar.remark_on(date(2022, 10, 1)) == "National Day"
    assert calendar.remark_on(date(2022, 10, 15)) == ""


def test_holidays_are_named_in_chinese():
    i18n.use("zh")
    assert calendar.holiday_name(date(2022, 10, 1)) == "国庆节"
    assert calendar.weekday_name(date(2022, 10, 1)) == "周六"


@pytest.mark.parametrize("year", [1999, calendar.known_until() + 1, 2199])
def test_beyond_the_known_years_weekends_alone_are_days_off_and_that_is_said(year):
    kinds = {calendar.day(date(year, 10, on)) for on in range(1, 8)}
    assert kinds == {DayKind.WORKDAY, DayKind.WEEKEND}
    assert calendar.holiday_name(date(year, 10, 1)) == ""
    assert f"The holidays of {year} aren't known" in calendar.said(date(year, 10, 1))
    assert str(calendar.known_until()) in calendar.said(date(year, 10, 1))


def test_every_day_that_the_library_knows_has_a_name_of_ours():
    unnamed = {one.value for one in Holiday} - set(calendar.HOLIDAYS)
    assert unnamed == {"Anti-Fascist 70th Day"}  # one day of 2015, before any of these books


def test_shifts_of_days_off_begin_on_weekends_and_holidays_but_not_on_weekends_worked():
    assert Days.DAY_OFF.holds_on(calendar.day(date(2022, 10, 3)))
    assert Days.DAY_OFF.holds_on(calendar.day(date(2022, 10, 15)))
    assert not Days.DAY_OFF.holds_on(calendar.day(date(2022, 10, 8)))
    assert Days.WORKDAY.holds_on(calendar.day(date(2022, 10, 8)))
    assert all(Days.EVERY.holds_on(kind) for kind in DayKind)
