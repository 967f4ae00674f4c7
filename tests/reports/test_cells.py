import pytest

from reports import cells


def test_columns_are_named_as_excel_names_them():
    assert [cells.letters(one) for one in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]


@pytest.mark.parametrize("parts", [1, 2, 3, 4, 9])
@pytest.mark.parametrize("widths", [[5], [5, 50], [40, 1, 1, 1], [1, 1, 1, 40], [10] * 15])
def test_groups_of_columns_cover_every_column_once(widths, parts):
    groups = cells.spread(widths, parts)
    assert len(groups) == min(parts, len(widths))
    assert [column for first, last in groups for column in range(first, last + 1)] == list(range(1, len(widths) + 1))


def test_a_text_takes_the_lines_that_its_width_asks_for():
    assert [cells.lines(text, 10) for text in ("bag", "0123456789", "沙袋沙袋沙", "沙袋沙袋沙袋", "x" * 40)] == [
        1,
        1,
        1,
        2,
        5,
    ]
