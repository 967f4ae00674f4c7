from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.duty.calendar import DayKind
from inventory.duty.fairness import CATCHING_UP, Load, Slot, Somebody, carried, fair, overlap

FIRST = date(2022, 10, 1)
DAY = timedelta(days=1)
KINDS = (DayKind.WORKDAY, DayKind.WEEKEND, DayKind.HOLIDAY)


def shift(day, post=0, people=(), kind=DayKind.WORKDAY, hours=24):
    begins = datetime.combine(FIRST + day * DAY, time(8), UTC)
    return Slot((day, post), begins, begins + timedelta(hours=hours), kind, tuple(people))


def days(first, last):
    """From the midnight of one day to that after another."""
    return tuple(datetime.combine(FIRST + one * DAY, time(0), UTC) for one in (first, last + 1))


def loads(slots, plan, people):
    """What everybody was given: all duties, those at weekends, those on holidays."""
    counted = {one: Load() for one in people}
    for slot in slots:
        if slot.key in plan:
            counted[plan[slot.key]] = counted[plan[slot.key]].plus(slot.day)
    return [
        [getattr(one, share) for one in counted.values()] for share in ("duties", "weekends", "holidays")
    ]  # fmt: skip


def spread(counts):
    return max(counts) - min(counts)


@st.composite
def months(draw):
    """Shifts of a few days for posts that share some of their people, who are away and busy now and then."""
    people = range(draw(st.integers(1, 6)))
    posts = draw(st.lists(st.sets(st.sampled_from(people)), min_size=1, max_size=3))
    length = draw(st.sampled_from((12, 24, 36)))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=9))
    slots = [
        shift(day, post, sorted(named), kind, length)
        for day, kind in enumerate(kinds)
        for post, named in enumerate(posts)
    ]
    spans = st.tuples(st.integers(0, 9), st.integers(0, 2)).map(lambda one: days(one[0], sum(one)))
    some = [
        Somebody(one, away=tuple(draw(st.lists(spans, max_size=2))), held=tuple(draw(st.lists(spans, max_size=1))))
        for one in people
    ]
    return slots, some, timedelta(hours=draw(st.sampled_from((0, 12, 24, 48))))


def held_by(slots, plan, who):
    return [(one.begins, one.ends) for one in slots if plan.get(one.key) == who]


@settings(deadline=None, max_examples=150)
@given(months())
def test_nobody_is_doubled_away_tired_or_unnamed_and_no_place_is_left_that_somebody_could_take(month):
    slots, people, rest = month
    plan = fair(slots, people, rest)
    assert plan == fair(slots, people, rest)
    by_id = {one.id: one for one in people}
    for slot in slots:
        takers = [by_id[plan[slot.key]]] if slot.key in plan else [by_id[one] for one in slot.people]
        span = (slot.begins, slot.ends)
        for one in takers:
            others = [other for other in held_by(slots, plan, one.id) if other != span or slot.key not in plan]
            stands_in_the_way = [
                *(gone for gone in one.away if overlap(span, gone)),
                *(busy for busy in (*one.held, *others) if overlap(span, busy, rest)),
            ]
            assert bool(stands_in_the_way) != (slot.key in plan)
    for who in by_id:
        for one, other in combinations(held_by(slots, plan, who), 2):
            assert not overlap(one, other, rest)
    assert all(plan[slot.key] in slot.people for slot in slots if slot.key in plan)


@settings(deadline=None, max_examples=80)
@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=20), st.integers(2, 7))
def test_where_everybody_can_everybody_has_as_much_as_anybody_weekends_and_holidays_apart(kinds, many):
    people = range(many)
    slots = [shift(2 * at, 0, people, kind) for at, kind in enumerate(kinds)]
    plan = fair(slots, [Somebody(one) for one in people])
    assert len(plan) == len(slots)
    assert all(spread(counts) <= 1 for counts in loads(slots, plan, people))


@settings(deadline=None, max_examples=80)
@given(st.lists(st.sets(st.integers(0, 3), min_size=1), min_size=1, max_size=6), st.data())
def test_of_all_that_could_have_been_done_nothing_is_fairer(named, data):
    slots = [shift(2 * at, 0, sorted(one)) for at, one in enumerate(named)]
    plan = fair(slots, [Somebody(one) for one in range(4)])
    best = min(sum(count * count for count in Counter(way).values()) for way in product(*(one.people for one in slots)))
    assert sum(count * count for count in Counter(plan.values()).values()) == best


def test_who_has_had_more_this_year_has_less_this_month():
    people = [Somebody(0, had=Load(3, 1)), Somebody(1, had=Load(1, 0))]
    slots = [shift(2 * at, 0, (0, 1)) for at in range(4)]
    assert Counter(fair(slots, people).values()) == {0: 1, 1: 3}


def test_others_change_places_where_nobody_is_free_for_one():
    slots = [shift(0, 0, (0, 1)), shift(0, 1, (0,)), shift(1, 0, (0, 1)), shift(1, 1, (1,))]
    plan = fair(slots, [Somebody(0), Somebody(1)])
    assert plan == {(0, 0): 1, (0, 1): 0, (1, 0): 0, (1, 1): 1}


def test_duties_of_one_person_lie_as_far_apart_as_they_can():
    slots = [shift(day, 0, range(5)) for day in range(30)]
    plan = fair(slots, [Somebody(one) for one in range(5)])
    for who in range(5):
        mine = [day for day in range(30) if plan[day, 0] == who]
        assert {later - earlier for earlier, later in pairwise(mine)} == {5}


def test_a_month_makes_up_for_a_little_of_what_was_and_who_is_new_owes_nothing():
    pools = [(1, 2, 3), (3, 4)]
    had = {1: Load(20, 6, 2), 2: Load(10, 1, 1), 3: Load(15, 4, 0)}
    brought = carried(had, pools)
    assert brought[1].duties - brought[2].duties == 2 * CATCHING_UP
    assert brought[4] == Load(CATCHING_UP, CATCHING_UP, CATCHING_UP)
    assert brought[3].duties == CATCHING_UP
    assert carried({}, pools) == dict.fromkeys((1, 2, 3, 4), Load(CATCHING_UP, CATCHING_UP, CATCHING_UP))
