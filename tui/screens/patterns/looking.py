"""What the list of patterns reads: every pattern with its shifts and its posts below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from inventory.duty import patterns, posts
from inventory.duty.patterns import DAYS_NAMES, PatternLine, TimeLine
from inventory.duty.posts import POST_NAMES, NeedLine, PostLine, PostPersonLine
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Person
from reports.table import figure


@dataclass(frozen=True)
class Branch:
    """A line of the tree: a pattern, one of its shifts, or one of its posts with who is named for it."""

    pattern: PatternLine
    time: TimeLine | None = None
    post: PostLine | None = None
    people: tuple[PostPersonLine, ...] = ()
    needs: tuple[NeedLine, ...] = ()

    @property
    def is_pattern(self) -> bool:
        """Whether it is the pattern itself."""
        return self.time is None and self.post is None

    @property
    def own(self) -> PatternLine | TimeLine | PostLine:
        """The pattern, shift or post."""
        return self.time or self.post or self.pattern

    @property
    def number(self) -> str:
        """What it is known by."""
        if self.time is not None:
            return f"time {self.time.time_id}"
        return f"post {self.post.post_id}" if self.post is not None else f"pattern {self.pattern.pattern_id}"

    @property
    def name(self) -> str:
        """What it is called."""
        return self.own.name

    @property
    def retired(self) -> bool:
        """Whether it, or the pattern that it belongs to, has been retired."""
        return self.own.retired

    @property
    def kind(self) -> str:
        """What it is."""
        if self.time is not None:
            return _("shift")
        return _(POST_NAMES[self.post.kind]) if self.post is not None else _("pattern")

    @property
    def takes(self) -> str:
        """When it is on, or how many it takes; of a pattern what it is made of."""
        if self.time is not None:
            return f"{self.time.span} {_(DAYS_NAMES[self.time.days])}"
        if self.post is None:
            return self.pattern.shifts or _("○ no shift yet")
        usual = _("takes {n}").format(n=figure(self.post.needed))
        return " · ".join([usual, *(f"{one.level} {figure(one.needed)}" for one in self.needs)])

    @property
    def named(self) -> str:
        """Who is named for a post."""
        return _(", ").join(one.name for one in self.people if not one.retired)


def look(session: Session, reader: Person, *, retired: bool) -> list[Branch]:
    """The patterns of the reader's branch, each with what belongs to it."""
    return [
        branch
        for pattern in patterns.patterns(session, reader, retired=retired)
        for branch in _of(session, reader, pattern, retired=retired)
    ]


def _of(session: Session, reader: Person, pattern: PatternLine, *, retired: bool) -> Iterator[Branch]:
    named = posts.named_for(session, reader, pattern.pattern_id)
    needs = posts.needs_set(session, pattern.pattern_id)
    yield Branch(pattern)
    for time in patterns.times_of(session, pattern.pattern_id, retired=retired):
        yield Branch(pattern, time)
    for post in posts.posts_of(session, pattern.pattern_id, retired=retired):
        own = tuple(one for one in needs if one.post_id == post.post_id)
        yield Branch(pattern, post=post, people=tuple(named.get(post.post_id, ())), needs=own)


def below(rows: Sequence[Branch], pattern: PatternLine) -> tuple[list[TimeLine], list[Branch]]:
    """The shifts of a pattern, and its posts."""
    own = [one for one in rows if one.pattern.pattern_id == pattern.pattern_id]
    return [one.time for one in own if one.time is not None], [one for one in own if one.post is not None]


def people_said(count: int) -> str:
    """How many people."""
    return ngettext("{n} person", "{n} people", count).format(n=figure(count))
