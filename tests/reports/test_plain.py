import json
from decimal import Decimal

from inventory.ground.text import visible, width
from reports import plain
from tests.reports.slips import DRIVING, NASTY, STAMP, Slip, table


def lines(*rows, room=None, **changes):
    return list(plain.text(table(*rows, **changes), STAMP, room))


def read(*rows, **changes):
    return json.loads("".join(plain.as_json(table(*rows, **changes), STAMP)))


def test_columns_stand_straight_whatever_is_in_them():
    found = lines(Slip(), Slip(name="bag", quantity=Decimal("46500.5")))
    header, _rule, first, second = found[4:8]
    end = width(header[: header.index("Quantity") + len("Quantity")])
    assert all(
        width(line[: line.index(figure) + len(figure)]) == end
        for line, figure in ((first, "500"), (second, "46,500.5"))
    )


def test_what_does_not_fit_is_named_and_not_lost():
    found = lines(Slip(name="很长的名称" * 10), room=60)
    assert all(width(line) <= 60 for line in found[4:7])
    assert found[-1] == "No room here for: Day, Done."


def test_without_a_terminal_nothing_is_cut():
    name = "很长的名称" * 30
    assert any(name in line for line in lines(*[Slip()] * 300, Slip(name=name)))


def test_a_figure_is_never_cut():
    rows = [Slip()] * 300 + [Slip(quantity=Decimal("123456789012.345"))]
    assert any("123,456,789,012.345" in line for line in lines(*rows, room=60))


def test_totals_stand_under_their_columns():
    found = lines(Slip(), Slip(unit="根", quantity=Decimal(240)))
    assert [line.split() for line in found if line.startswith("Total")] == [
        ["Total", "条", "500"],
        ["Total", "根", "240"],
    ]


def test_an_empty_table_says_so():
    assert "Nothing to list" in lines()


def test_no_line_can_drive_a_terminal():
    found = lines(
        *[Slip(name=one, unit=one) for one in DRIVING],
        title=DRIVING[0],
        foots=DRIVING,
        heads=[(one, one) for one in DRIVING],
        room=100,
    )
    assert all(visible(line) == line for line in found)


def test_json_holds_what_the_table_holds_exactly():
    found = read(Slip(quantity=Decimal("46500.125"), short=Decimal(2)), Slip(quantity=None))
    assert found["number"] == STAMP.number
    assert found["rows"][0] == {
        "name": "沙袋",
        "unit": "条",
        "quantity": "46500.125",
        "day": "2022-06-24",
        "moment": "2022-06-24T12:00:00+08:00",
        "done": True,
        "short": "2",
        "levels": {"short": "attention"},
    }
    assert found["rows"][1]["quantity"] is None
    assert found["totals"] == [
        {"unit": "条", "mixed": False, "sums": {"quantity": "46500.125", "short": "2"}}
    ] or found["totals"] == [{"unit": "条", "mixed": False, "sums": {"quantity": "46500.125"}}]


def test_json_keeps_every_text_and_drives_no_terminal():
    names = [*NASTY, *DRIVING]
    whole = "".join(plain.as_json(table(*[Slip(name=one) for one in names]), STAMP))
    assert [row["name"] for row in json.loads(whole)["rows"]] == names
    assert visible(whole, keep_lines=True) == whole
    assert "🌊沙袋" in whole


def test_json_keys_are_ascii_and_the_empty_table_is_whole():
    found = read()
    assert found["rows"] == []
    assert all(key.isascii() for key in found)
