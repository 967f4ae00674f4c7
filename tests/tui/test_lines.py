"""The list of any length."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from decimal import Decimal

import pytest
from textual.app import App, ComposeResult

from tests.tui.fakes import COLUMNS, HOSTILE, Line, counted, lines, until
from tui.theme import DARK
from tui.widgets.lines import LineTable
from tui.widgets.source import Source


class Host(App[None]):
    """A program that is only a list."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[int] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK.variables)

    def compose(self) -> ComposeResult:
        yield LineTable(COLUMNS, empty="Nothing yet. Insert adds.")

    def on_line_table_chosen(self, event) -> None:
        self.chosen.append(event.row.number)


def text(host):
    return "\n".join(strip.text for strip in host.screen._compositor.render_strips())


def table(host):
    return host.query_one(LineTable)


def at(key: Hashable) -> int:
    """Where a line of a counted source stands."""
    assert isinstance(key, int)
    return key


async def test_a_hundred_thousand_lines_are_read_a_window_at_a_time():
    asked = []
    async with Host().run_test(size=(80, 24)) as pilot:
        table(pilot.app).show(counted(100_000, asked))
        table(pilot.app).focus()
        await pilot.press("end")
        await pilot.pause()
        assert table(pilot.app).row.number == 99_999
        await until(pilot, lambda: "编织袋 99999" in text(pilot.app))
        assert len(asked) <= 3
        assert max(stop - start for start, stop in asked) == 100


async def test_the_heading_stays_and_the_highlighted_line_is_in_view():
    async with Host().run_test(size=(80, 10)) as pilot:
        table(pilot.app).show(counted(1000))
        table(pilot.app).focus()
        for key in ("pagedown", "pagedown", "down", "pageup", "end", "up", "home", "down"):
            await pilot.press(key)
            await pilot.pause()
            rows = text(pilot.app).splitlines()
            assert "Item" in rows[0]
            assert [row for row in rows if row.startswith("▸ ")] == [
                row for row in rows if f"编织袋 {table(pilot.app).cursor} " in row
            ]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (20, 4)])
async def test_every_line_fills_the_width_exactly(size):
    async with Host().run_test(size=size) as pilot:
        names = [*HOSTILE, "编织袋", "x" * 300, "编" * 200]
        rows = [Line(n, name, Decimal(10**9 * (n % 3)), Decimal(7)) for n, name in enumerate(names)]
        table(pilot.app).show(Source.of(rows, lambda line: line.number))
        await pilot.pause()
        strips = pilot.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {size[0]}


async def test_what_could_drive_a_terminal_is_shown_as_signs():
    async with Host().run_test(size=(80, 24)) as pilot:
        rows = [Line(n, name, Decimal(1)) for n, name in enumerate(HOSTILE)]
        table(pilot.app).show(Source.of(rows, lambda line: line.number))
        await pilot.pause()
        shown = text(pilot.app)
        assert not [
            sign for sign in shown if sign != "\n" and (sign < " " or "\x7f" <= sign <= "\x9f" or sign == "\u202e")
        ]
        assert "A␛]0;PWNED␇B" in shown
        assert "[/]" in shown


async def test_the_highlighted_line_is_kept_by_its_key_when_lines_are_read_again():
    async with Host().run_test() as pilot:
        table(pilot.app).show(Source.of(lines(50), lambda line: line.number))
        table(pilot.app).cursor = 20
        table(pilot.app).show(Source.of([*lines(5, first=900), *lines(50)], lambda line: line.number))
        assert table(pilot.app).row.number == 20
        assert table(pilot.app).cursor == 25


async def test_the_highlighted_line_is_found_again_among_a_hundred_thousand_and_shown_among_its_neighbours():
    asked = []
    source = counted(100_000, asked)
    async with Host().run_test(size=(80, 24)) as pilot:
        table(pilot.app).show(Source.of(lines(3, first=70_000), lambda line: line.number))
        table(pilot.app).cursor = 1
        table(pilot.app).show(replace(source, locate=at))
        await pilot.pause()
        assert table(pilot.app).row.number == 70_001
        rows = text(pilot.app).splitlines()
        assert 5 < next(y for y, row in enumerate(rows) if row.startswith("▸ 编织袋 70001 ")) < 18
        assert len(asked) <= 2


async def test_a_place_that_is_no_longer_quite_right_is_looked_around():
    async with Host().run_test() as pilot:
        table(pilot.app).show(Source.of(lines(3, first=700), lambda line: line.number))
        table(pilot.app).show(replace(counted(1000), locate=lambda key: at(key) - 7))
        assert table(pilot.app).row.number == 700


async def test_a_line_that_is_gone_leaves_the_highlight_where_it_was():
    async with Host().run_test() as pilot:
        table(pilot.app).show(Source.of(lines(5), lambda line: line.number))
        table(pilot.app).cursor = 4
        table(pilot.app).show(Source.of(lines(4), lambda line: line.number))
        assert table(pilot.app).row.number == 3


async def test_an_empty_list_says_what_to_do():
    async with Host().run_test() as pilot:
        table(pilot.app).show(Source.of([], lambda line: line.number))
        await pilot.pause()
        assert "Nothing yet. Insert adds." in text(pilot.app)
        assert table(pilot.app).row is None
        await pilot.press("enter", "down", "end", "right")
        assert pilot.app.chosen == []


async def test_arrows_choose_the_column_and_enter_the_line():
    async with Host().run_test() as pilot:
        table(pilot.app).show(counted(10))
        table(pilot.app).focus()
        await pilot.press("down", "right", "right", "enter")
        assert table(pilot.app).column.key == "on_hand"
        assert pilot.app.chosen == [1]


async def test_a_click_highlights_and_a_second_one_opens():
    async with Host().run_test() as pilot:
        table(pilot.app).show(counted(10))
        await pilot.pause()
        await pilot.click(LineTable, offset=(5, 4))
        assert table(pilot.app).row.number == 3
        await pilot.click(LineTable, offset=(5, 6), times=2)
        assert pilot.app.chosen == [5]


async def test_a_figure_further_down_is_never_cut():
    rows = [Line(n, "编织袋", Decimal(1 if n < 900 else 123_456_789)) for n in range(1000)]
    async with Host().run_test(size=(60, 20)) as pilot:
        table(pilot.app).show(Source.of(rows, lambda line: line.number))
        table(pilot.app).focus()
        await pilot.press("end")
        await pilot.pause()
        await pilot.pause()
        assert "123,456,789" in text(pilot.app)


async def test_a_state_has_its_sign_before_the_word():
    async with Host().run_test() as pilot:
        table(pilot.app).show(Source.of([Line(1, "编织袋", Decimal(1), Decimal(3500))], lambda line: line.number))
        await pilot.pause()
        assert "▲ 3,500" in text(pilot.app)
