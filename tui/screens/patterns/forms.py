"""The questions about patterns: when a shift is on, what a post is for and how many it takes, who is named for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from inventory.duty.levels import LevelLine
from inventory.duty.patterns import DAYS_NAMES, Days, PatternLine
from inventory.duty.posts import POST_NAMES, PostKind
from inventory.ground import typed
from inventory.ground.accounts import OrganisationLine, PersonLine
from inventory.ground.i18n import _
from inventory.ground.search import key
from tui.screens.patterns.looking import Branch
from tui.widgets.answers import Choice
from tui.widgets.fields import Amount, Field, Text, whole
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among

Send = Callable[[dict[str, Any]], None]


def _houses(name: str, label: str, houses: Sequence[OrganisationLine], at: int | None, *, required: bool) -> Pick:
    options = [Option(one.organisation_id, one.name, one.code) for one in houses]
    default = next((one for one in options if one.value == at), None)
    hint = "" if required else _("blank: none in particular")
    find = among(options, [key(one.name, one.code) for one in houses])
    return Pick(name, label, find, default=default, required=required, hint=hint)


def owner(houses: Sequence[OrganisationLine]) -> Pick:
    """Whose it is: the first that the officer sees, unless another is chosen."""
    first = houses[0].organisation_id if houses else None
    return _houses("organisation", _("Organisation"), houses, first, required=True)


def _note(row: PatternLine | None = None) -> Text:
    return Text("note", _("Note"), longest=400, default=row.note if row else "", required=False)


def add_pattern(houses: Sequence[OrganisationLine], send: Send) -> Form:
    """What a pattern is called, and whose duty room it divides into shifts."""
    return Form(
        _("Add a shift pattern"),
        Text("name", _("Name")),
        owner(houses),
        _note(),
        submit=send,
        verb=_("add"),
        intro=_("its shifts and posts follow"),
        draft="add_pattern",
    )


def change_pattern(row: PatternLine, send: Send) -> Form:
    """Its name and note."""
    return Form(
        row.name, Text("name", _("Name"), default=row.name), _note(row), submit=send, verb=_("change"), intro=row.code
    )


def add_time(row: PatternLine, send: Send) -> Form:
    """When a shift begins, how long it lasts, on which days."""

    def hours(text: str, _known: Mapping[str, object]) -> Decimal:
        return typed.number(text, field="hours")

    return Form(
        _("Add a shift"),
        Text("name", _("Name"), width=16, hint=_("such as early shift")),
        Text("starts", _("Begins"), width=8, hint=_("on the wall, such as 08:00")),
        Amount("hours", _("Hours"), parse=hours, width=8, hint=_("at most 24")),
        Choice("days", _("Days"), [(days, _(DAYS_NAMES[days])) for days in Days]),
        submit=send,
        verb=_("add"),
        intro=row.name,
    )


def _needed(default: int, label: str = "") -> Amount:
    return Amount(
        "needed",
        label or _("Takes"),
        parse=whole("needed"),
        default=str(default),
        width=6,
        hint=_("at least so many people"),
    )


def add_post(row: PatternLine, houses: Sequence[OrganisationLine], send: Send) -> Form:
    """What a post is for, who sends its people, how many it takes."""
    return Form(
        _("Add a post"),
        Text("name", _("Name"), width=20),
        Choice("kind", _("What for"), [(kind, _(POST_NAMES[kind])) for kind in reversed(PostKind)]),
        _needed(1),
        _houses("department", _("Department"), houses, None, required=False),
        submit=send,
        verb=_("add"),
        intro=row.name,
    )


def change_post(row: Branch, houses: Sequence[OrganisationLine], send: Send) -> Form:
    """Its name, how many it takes, who sends its people."""
    post = row.post
    if post is None:  # the action asks only where a post is highlighted
        raise LookupError
    return Form(
        post.name,
        Text("name", _("Name"), width=20, default=post.name),
        _needed(post.needed),
        _houses("department", _("Department"), houses, post.department_id, required=False),
        submit=send,
        verb=_("change"),
        intro=f"{row.kind} · {row.pattern.name}",
    )


def need(row: Branch, levels: Sequence[LevelLine], send: Send) -> Form:
    """How many a post takes while a level is in force."""
    fields: list[Field] = [
        Choice("level", _("Level"), [(one.level_id, one.name) for one in levels]),
        _needed((row.post.needed if row.post else 0) + 1),
        Text("basis", _("Basis"), longest=400, required=False, hint=_("what it rests on")),
    ]
    return Form(
        _("How many at a level: {post}").format(post=row.name), *fields, submit=send, verb=_("set"), intro=row.takes
    )


def name_somebody(row: Branch, people: Sequence[PersonLine], send: Send) -> Form:
    """Who is named besides."""
    held = {one.person_id for one in row.people}
    lines = [one for one in people if one.person_id not in held]
    lines.sort(key=lambda one: row.post is None or one.organisation != row.post.department)
    options = [Option(one.person_id, one.name, " · ".join(filter(None, (one.post, one.organisation)))) for one in lines]
    find = among(options, [key(one.name, one.login, one.post, one.organisation) for one in lines])
    intro = row.named or _("○ nobody")
    return Form(
        _("Name somebody for {post}").format(post=row.name),
        Pick("person", _("Who"), find, hint=_("initials will do")),
        submit=send,
        verb=_("assign"),
        intro=intro,
    )


def _rank(default: str) -> Amount:
    return Amount("rank", _("Rank"), parse=whole("rank"), default=default, width=6, hint=_("the gravest the highest"))


def add_level(houses: Sequence[OrganisationLine], rank: int, send: Send) -> Form:
    """What a level is called, how grave it is, what it rests on."""
    return Form(
        _("Add a response level"),
        Text("name", _("Name"), width=16),
        _rank(str(rank)),
        Text("basis", _("Basis"), longest=400, required=False, hint=_("what it rests on")),
        owner(houses),
        submit=send,
        verb=_("add"),
        draft="add_level",
    )


def change_level(row: LevelLine, send: Send) -> Form:
    """Its name, rank and basis."""
    return Form(
        row.name,
        Text("name", _("Name"), default=row.name, width=16),
        _rank(str(row.rank)),
        Text("basis", _("Basis"), longest=400, default=row.basis, required=False, hint=_("what it rests on")),
        submit=send,
        verb=_("change"),
        intro=row.code,
    )
