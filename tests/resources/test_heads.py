"""Heads: groups are among the people, nobody leaves who isn't there, and what is left always adds up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.resources.heads import (
    HEADS,
    BadHeads,
    Heads,
    MoreThanPeople,
    MoreThanThere,
    WhoStays,
    counted,
    left_after,
)

MANY = st.integers(-3, 40)
ANY = st.builds(Heads, MANY, MANY, MANY, MANY)


@pytest.mark.parametrize(
    ("heads", "field"),
    [(Heads(-5), "people"), (Heads(0), "people"), (Heads(5, -1), "elderly"), (Heads(5, special=10**6), "special")],
)
def test_a_number_of_people_that_cannot_have_come_is_refused(heads: Heads, field: str):
    with pytest.raises(BadHeads) as answer:
        counted(heads)
    assert answer.value.field == field


def test_a_refusal_names_the_group():
    with pytest.raises(BadHeads, match="^-5 people do not fit: give a whole number from 1 to 999999.$"):
        counted(Heads(-5))
    with pytest.raises(MoreThanThere, match="^示例 has 2 elderly people: 3 can't leave.$"):
        left_after(Heads(10, 2), Heads(5, 3), "示例")


@pytest.mark.parametrize("heads", [Heads(5, elderly=6), Heads(5, elderly=3, children=3), Heads(5, special=6)])
def test_groups_are_among_the_people_and_nobody_is_old_and_a_child(heads: Heads):
    with pytest.raises(MoreThanPeople):
        counted(heads)


def test_somebody_with_special_needs_may_be_old_or_a_child():
    assert counted(Heads(5, elderly=3, children=2, special=5)) == Heads(5, 3, 2, 5)


def test_one_person_who_stays_is_not_eight_children():
    with pytest.raises(WhoStays):
        left_after(Heads(10, children=8), Heads(9), "示例")
    assert left_after(Heads(10, children=8), Heads(9, children=7), "示例") == Heads(1, children=1)


@given(st.lists(st.tuples(st.booleans(), ANY), max_size=30))
def test_however_people_come_and_go_nobody_is_missing_in_any_group(steps):
    there = Heads()
    for coming, heads in steps:
        try:
            there = there + counted(heads) if coming else left_after(there, counted(heads), "示例")
        except (BadHeads, MoreThanPeople, MoreThanThere, WhoStays):
            continue
        assert all(getattr(there, name) >= 0 for name in HEADS)
        assert there.add_up
