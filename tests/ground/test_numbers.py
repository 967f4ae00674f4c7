"""Numbers on paper: by kind and year, without gaps."""

from __future__ import annotations

import pytest

from inventory.ground.numbers import NumberSeries, next_number
from inventory.ground.store import Store


class Undone(Exception):  # noqa: N818 - takes a transaction back
    pass


def test_numbers_follow_each_other(store: Store):
    drawn = []
    for _turn in range(3):
        with store.begin() as session:
            drawn += [next_number(session, "CK", 2026), next_number(session, "CK", 2026)]
    assert drawn == [f"CK-2026-000{number}" for number in range(1, 7)]


def test_every_kind_and_every_year_begins_at_one(store: Store):
    with store.begin() as session:
        drawn = [next_number(session, kind, year) for kind in ("CK", "RK") for year in (2025, 2026)]
    assert drawn == ["CK-2025-0001", "CK-2026-0001", "RK-2025-0001", "RK-2026-0001"]


def take_one_back(store: Store):
    """Draw a number in a transaction that isn't kept."""
    with store.begin() as session:
        next_number(session, "CK", 2026)
        raise Undone


@pytest.mark.parametrize("drawn_before", [0, 1])
def test_a_number_that_was_taken_back_is_drawn_again(store: Store, drawn_before: int):
    with store.begin() as session:
        for _turn in range(drawn_before):
            next_number(session, "CK", 2026)
    with pytest.raises(Undone):
        take_one_back(store)
    with store.begin() as session:
        assert next_number(session, "CK", 2026) == f"CK-2026-000{drawn_before + 1}"


def test_a_number_grows_beyond_four_digits(store: Store):
    with store.begin() as session:
        session.add(NumberSeries(kind="CK", year=2026, last=9998))
    with store.begin() as session:
        drawn = [next_number(session, "CK", 2026) for _turn in range(3)]
    assert drawn == ["CK-2026-9999", "CK-2026-10000", "CK-2026-10001"]
