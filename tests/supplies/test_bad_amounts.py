"""Bad input, and what it gets: one sentence in the officer's language, and nothing half-saved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from inventory.ground import i18n
from inventory.ground.text import Forbidden, TooLong
from inventory.supplies import corrections, lots, stock, transfers
from inventory.supplies.balances import TooMuch
from inventory.supplies.lots import AmountNotFitting, Condition, Line
from inventory.supplies.stock import Cause
from tests.supplies.acts import D, one, refused, today
from tests.world import World

AMOUNTS = ["-1", "0", "-0", "NaN", "-NaN", "sNaN", "Infinity", "-Infinity", "1000000000000", "1E+30", "1E+999999"]
PIECES = [*AMOUNTS, "0.5", "1.0001", "1.0000000000000000000000000000000000000001", "1E-999999"]
TONNES = [*AMOUNTS, "0.0001", "1.2345", "24.80000000000000000000000000000000000001"]


def ways(world: World, line: Line) -> list[tuple[Any, dict[str, Any]]]:
    """Every service that takes an amount."""
    lot = one(world, line.item)
    return [
        (stock.opening, {"place": world.east, "lines": [line]}),
        (stock.receive, {"place": world.east, "lines": [line]}),
        (stock.issue, {"place": world.east, "to": world.team, "lines": [line]}),
        (stock.write_off, {"place": world.east, "lines": [line], "cause": Cause.LOST}),
        (transfers.transfer, {"place": world.east, "to": world.west, "lines": [line]}),
        (transfers.take_back, {"place": world.team, "to": world.east, "lines": [line]}),
        (
            corrections.reclassify,
            {
                "place": world.east,
                "lot": lot,
                "quantity": line.quantity,
                "condition": Condition.FAILED,
                "note": "示例",
            },
        ),
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("number", PIECES)
def test_pieces_are_whole_and_some(file_world: World, number: str, language: str):
    i18n.use(language)
    for service, facts in ways(file_world, Line(file_world.bags, D(number))):
        said = refused(file_world, AmountNotFitting, service, field="quantity", **facts)
        assert "编织袋" in said
        assert "\n" not in said
        assert len(said) < 160


@pytest.mark.parametrize("number", TONNES)
def test_tonnes_have_three_decimals_and_no_more(file_world: World, number: str):
    for service, facts in ways(file_world, Line(file_world.sand, D(number))):
        refused(file_world, AmountNotFitting, service, field="quantity", **facts)


def test_a_bad_amount_is_refused_on_postgresql_too(world: World):
    for number in ("NaN", "1E+30", "0.5"):
        said = refused(
            world,
            AmountNotFitting,
            stock.receive,
            field="quantity",
            place=world.east,
            lines=[Line(world.bags, D(number))],
        )
        assert said == (f"编织袋: {number} 条 does not fit; give an amount above zero with at most 0 decimals.")


def test_more_than_can_be_counted_does_not_pile_up(world: World):
    lot = one(world, world.bags)
    most = Line(world.bags, D(999_999_999_999), lot)
    said = refused(world, TooMuch, stock.receive, field="quantity", place=world.east, lines=[most])
    assert said == "There would be more than 999,999,999,999 of one lot at one place: look at the amounts again."
    refused(world, TooMuch, stock.receive, field="quantity", place=world.bare, lines=[most, most])
    world.do(stock.receive, place=world.bare, lines=[most])
    assert world.held(world.bare, lot) == 999_999_999_999


# Dates on labels -----------------------------------------------------------------------------------------------


def test_a_lot_does_not_expire_before_it_was_made(world: World):
    line = Line(world.biscuits, D(1), produced_on=today(), expires_on=today() - timedelta(days=1))
    refused(world, lots.ExpiresBeforeMade, stock.receive, field="expires_on", place=world.east, lines=[line])


@pytest.mark.parametrize("made", [None, date(9999, 12, 31)])
def test_a_lot_was_made_before_it_arrived(world: World, made: date | None):
    line = Line(world.biscuits, D(1), produced_on=made or today() + timedelta(days=1))
    refused(world, lots.MadeInFuture, stock.receive, field="produced_on", place=world.east, lines=[line])


def test_the_last_day_of_a_shelf_life_is_in_the_calendar():
    assert lots.months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert lots.months_after(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert lots.months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)


# Texts on vouchers ---------------------------------------------------------------------------------------------

TEXTS = ["basis", "unit", "counterpart", "approver", "note"]


@pytest.mark.parametrize("field", TEXTS)
@pytest.mark.parametrize("text", ["a\x1b]0;x\x07", "a\nb", "a\x85b", "\ud800", "a\u202eb", "a\u2028b"])
def test_what_could_drive_a_terminal_is_not_kept(file_world: World, field: str, text: str):
    facts = {"place": file_world.east, "lines": [Line(file_world.bags, D(1))], field: text}
    refused(file_world, Forbidden, stock.issue, field=field, **facts)


@pytest.mark.parametrize("field", TEXTS)
def test_a_text_has_an_end(world: World, field: str):
    facts = {"place": world.east, "lines": [Line(world.bags, D(1))], field: "x" * 401}
    refused(world, TooLong, stock.issue, field=field, **facts)


@pytest.mark.parametrize("field", ["batch", "maker", "quality", "reason"])
def test_the_texts_of_a_line_are_looked_at_too(world: World, field: str):
    line = Line(world.bags, D(1), **{field: "a\x00b"})  # type: ignore[arg-type]
    refused(world, Forbidden, stock.receive, field=field, place=world.east, lines=[line])


@pytest.mark.parametrize("text", ["=1+1", "[red]", "[/]", "🛶", "000123", "a\u200bb", "'; DROP TABLE movement; --"])
def test_odd_texts_are_kept_as_they_are(world: World, text: str):
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.bags, D(1))]}
    voucher = world.do(stock.issue, counterpart=text, note=text, **facts)
    assert (voucher.counterpart, voucher.note) == (text, text)
