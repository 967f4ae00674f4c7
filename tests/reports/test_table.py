from dataclasses import replace
from decimal import Decimal

from reports.table import Numbered, Ranked, Totals, figure, shown
from tests.reports.slips import COLUMNS, ZONE, Slip, table


def totals(*rows, **changes):
    sums = Totals(table(*rows, **changes))
    sums.add(rows)
    return sums.lines()


def test_figures_show_thousands_and_only_the_decimals_that_they_have():
    assert [figure(Decimal(one)) for one in ("46500", "1.500", "0.125", "1E+3", "-12", "0")] == [
        "46,500",
        "1.5",
        "0.125",
        "1,000",
        "-12",
        "0",
    ]


def test_what_nobody_has_given_is_said_and_never_guessed():
    row = Slip(quantity=None, day=None)
    assert [shown(one, row, ZONE) for one in COLUMNS[2:4]] == ["not set", "—"]


def test_a_moment_is_shown_in_the_headquarters_time():
    assert shown(COLUMNS[4], Slip(), ZONE) == "2022-06-24 12:00"


def test_a_sign_says_before_the_colour_does():
    assert shown(COLUMNS[6], Slip(short=Decimal(3500)), ZONE) == "▲ 3,500"


def test_what_is_shown_cannot_drive_a_terminal():
    assert shown(COLUMNS[0], Slip(name="\x1b[2J\u202e"), ZONE) == "␛[2J\\u202e"


def test_sums_stay_within_one_unit():
    lines = totals(Slip(), Slip(), Slip(unit="根", quantity=Decimal(240)))
    assert [(line.unit, line.sums["quantity"], line.is_mixed) for line in lines] == [
        ("条", Decimal(1000), False),
        ("根", Decimal(240), False),
    ]


def test_a_sum_across_units_is_only_there_when_asked_for_and_is_marked():
    [line] = totals(Slip(), Slip(unit="根", quantity=Decimal(240)), mixed="件(套)")
    assert (line.unit, line.sums["quantity"], line.is_mixed, line.label) == (
        "件(套)",
        Decimal(740),
        True,
        "Total (mixed units)",
    )


def test_one_unit_is_no_mixture():
    [line] = totals(Slip(), Slip(), mixed="件(套)")
    assert (line.unit, line.is_mixed) == ("条", False)


def test_a_sum_of_what_nobody_has_given_is_not_zero():
    [line] = totals(Slip(quantity=None))
    assert "quantity" not in line.sums


def test_serial_numbers_go_on_from_window_to_window():
    rows = Numbered(["a", "b", "c"])
    assert [(one.rank, one.line) for one in rows] == [(1, "a"), (2, "b"), (3, "c")]
    assert (rows[1:], rows[2], len(rows)) == ([Ranked(2, "b"), Ranked(3, "c")], Ranked(3, "c"), 3)


def test_a_word_instead_of_a_figure_is_in_no_total():
    told = replace(COLUMNS[2], cell=lambda slip: slip.quantity or "being counted")
    [line] = totals(Slip(quantity=None), Slip(), columns=[COLUMNS[0], COLUMNS[1], told])
    assert (line.unit, line.sums) == ("条", {"quantity": Decimal(500)})
