"""What is said when something was done with a pattern."""

from __future__ import annotations

from inventory.duty.levels import ResponseLevel
from inventory.duty.patterns import ShiftPattern, ShiftTime
from inventory.duty.posts import Post, PostNeed, PostPerson
from inventory.ground.i18n import _
from inventory.ground.text import visible

Kept = ShiftPattern | ShiftTime | Post | ResponseLevel


def entered_pattern(one: ShiftPattern) -> str:
    """A pattern is there, and takes shifts and posts."""
    return _("{name} was entered. Insert adds its shifts and posts.").format(name=one.name)


def entered(one: Kept) -> str:
    """It is there."""
    return _("{name} was entered, code {code}.").format(name=one.name, code=one.code)


def entered_post(one: Post) -> str:
    """A post is there, and takes names."""
    return _("{name} was entered. Space, Name somebody, says who takes turns in it.").format(name=one.name)


def changed(one: Kept) -> str:
    """It says something else."""
    return _("{name} was changed.").format(name=one.name)


def retired(one: Kept) -> str:
    """It is gone."""
    return _("{name} was retired.").format(name=one.name)


def revived(one: Kept) -> str:
    """It is back."""
    return _("{name} is in use again.").format(name=one.name)


def named(post: str, _one: PostPerson) -> str:
    """Somebody is named."""
    return _("{post}: named.").format(post=visible(post))


def struck(one: Post) -> str:
    """Somebody no longer is."""
    return _("{post}: struck. What is planned stays.").format(post=one.name)


def set_need(post: str, one: PostNeed) -> str:
    """A level takes its own number."""
    return _("{post} takes {n} at that level.").format(post=visible(post), n=one.needed)
