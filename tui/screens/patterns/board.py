"""Shift patterns: the duty room's ways of dividing days, as a tree of patterns with their shifts and posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.duty import levels, patterns, posts
from inventory.duty.levels import LevelLine, ResponseLevel
from inventory.duty.patterns import PatternLine, ShiftPattern, ShiftTime
from inventory.duty.posts import Post
from inventory.ground import accounts
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.schema import Base
from inventory.ground.search import key
from reports.table import ROOM, Column, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen, corrected, row_of
from tui.screens.patterns import forms, telling
from tui.screens.patterns.looking import Branch, below, look, people_said
from tui.screens.retired import SHOW, ShowsRetired, marked
from tui.screens.where import way_to
from tui.telling import told
from tui.widgets.card import Facts, Section
from tui.widgets.form import Form
from tui.widgets.menu import Entry, Menu

KEEP, ROSTERS = Permission.KEEP_RULES, Permission.KEEP_ROSTERS
OF_POST = frozenset({"name_somebody", "strike", "need", "usual"})
TURNED: dict[str, tuple[Callable[..., Any], Callable[..., Any], type[Base]]] = {
    "pattern": (patterns.retire_pattern, patterns.revive_pattern, ShiftPattern),
    "time": (patterns.retire_shift_time, patterns.revive_shift_time, ShiftTime),
    "post": (posts.retire_post, posts.revive_post, Post),
}


class PatternsScreen(ShowsRetired[Branch], KeepingScreen[Branch]):
    """The patterns of the officer's branch, each with its shifts and posts below it."""

    TITLE_HERE = N_("Shift patterns")
    ENTER = "change"
    ACTS = (
        Act("change", N_("Change"), KEEP),
        Act("name_somebody", N_("Name somebody for the post"), ROSTERS),
        Act("strike", N_("Strike somebody from the post"), ROSTERS),
        Act("need", N_("How many at a response level"), KEEP),
        Act("usual", N_("As many at a level as usual"), KEEP),
        Act("retire", N_("Retire"), KEEP),
        Act("revive", N_("Take back into use"), KEEP),
        Act("add_time", N_("Add a shift"), KEEP),
        Act("add_post", N_("Add a post"), KEEP),
        Act("add_pattern", N_("Add a shift pattern"), KEEP, on_row=False),
        SHOW,
    )
    NEED_USE = frozenset({"change", "name_somebody", "strike", "need", "usual"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add"), key_display="Insert"),
        Binding("delete", "retire", N_("Retire"), key_display="Del"),
    ]

    _houses: Sequence[OrganisationLine] = ()
    _levels: Sequence[LevelLine] = ()

    # The list

    def columns(self) -> Sequence[Column[Branch]]:
        """The tree, what each line is, when it is on or how many it takes, who is named."""
        columns: list[Column[Branch]] = [
            Column("name", _("Pattern"), lambda row: row.name if row.is_pattern else f"  {row.name}", width=18),
            Column("kind", _("Kind"), lambda row: row.kind, width=6),
            Column("takes", _("When, or how many"), lambda row: row.takes, width=22),
            Column("named", _("Named"), _named, width=20, absent=""),
            Column("department", _("Department"), _department, width=12, on_screen=ROOM, absent=""),
        ]
        return marked(columns) if self.with_retired else columns

    def read(self, session: Session, reader: Person) -> Sequence[Branch]:
        """All that are in use; the retired where they are asked for."""
        self._houses = accounts.organisations(session, reader)
        self._levels = levels.levels(session, reader)
        return look(session, reader, retired=self.with_retired)

    def number(self, row: Branch) -> str:
        """Pattern, shift or post, and its own number."""
        return row.number

    def words(self, row: Branch) -> str:
        """Its name and the pattern's, who is named."""
        return key(row.name, row.pattern.name, row.kind, row.named)

    def summary(self) -> str:
        """How many patterns."""
        count = sum(row.is_pattern and not row.retired for row in self._rows)
        return ngettext("{n} pattern", "{n} patterns", count).format(n=figure(count))

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No shift pattern yet. Insert enters the first; then its shifts and its posts.")
        return super().empty(text) if text else said

    def facts(self, row: Branch) -> Facts:
        """All that is known of the pattern, the shift or the post."""
        state = [(_("State"), _("○ retired"))] if row.retired else []
        pairs = [*state, (_("Kind"), row.kind)]
        if row.post is not None:
            return self._of_post(row, pairs)
        if row.time is not None:
            pairs += [(_("From – until"), row.takes), (_("Pattern"), row.pattern.name), (_("Code"), row.time.code)]
            return Facts(row.name, pairs)
        times, own = below(self._rows, row.pattern)
        pairs += [
            (_("Organisation"), row.pattern.organisation),
            (_("Note"), row.pattern.note or _("○ not set")),
            (_("Shifts"), _(", ").join(f"{one.name} {one.span}" for one in times) or _("○ none: Insert adds one")),
            (_("Posts"), _(", ").join(one.name for one in own) or _("○ none: Insert adds one")),
        ]
        lines = [[one.name, one.kind, one.takes, people_said(len(one.people))] for one in own]
        return Facts(row.name, pairs, [Section(_("Posts"), lines)] if lines else [])

    def _of_post(self, row: Branch, pairs: list[tuple[str, str]]) -> Facts:
        needs = {one.level_id: one for one in row.needs}
        raised = [
            (one.name, f"{figure(needs[one.level_id].needed)} {needs[one.level_id].basis}".strip())
            if one.level_id in needs
            else (one.name, _("○ as usual"))
            for one in self._levels
        ]
        post = row.post
        department, usual = (post.department, figure(post.needed)) if post else ("", "")
        pairs += [
            (_("Department"), department or _("○ not set")),
            (_("Takes"), usual),
            (_("Named"), row.named or _("○ nobody")),
        ]
        return Facts(row.name, pairs, [Section(_("Takes at a response level"), raised)] if raised else [])

    def menu_title(self) -> str:
        """What is highlighted."""
        return f"{self.row.kind} {self.row.name}" if self.row else _("Shift patterns")

    # What can be done

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """A post's questions only where a post is highlighted, and of a post only what it can mean."""
        row = self.row if self.has_row() else None
        for label, action, why in super().acts():
            is_meant = row is not None and row.post is not None and (action != "usual" or row.needs)
            if action not in OF_POST or is_meant:
                yield label, action, why

    def why_not(self, action: str) -> str:
        """A post's questions need a post; a shift is not changed."""
        if action == "add":
            action = "add_pattern"
        why = super().why_not(action)
        row = self.row if self.has_row() else None
        if why or row is None:
            return why
        if action in OF_POST and row.post is None:
            return _("This is about a post: highlight one first.")
        if action == "change" and row.time is not None:
            return _("A shift is not changed: retire it and add another, so that what was published stays true.")
        if action == "usual" and not row.needs:
            return _("No level has a number of its own here.")
        if action == "need" and not self._levels:
            said = _("There is no response level yet: {keys} (Response levels).")
            return said.format(keys=way_to(self.app.places, "levels"))
        is_within = action in {"add_time", "add_post", "revive"} and not (action == "revive" and row.is_pattern)
        return _("Its pattern has been retired: take that back first.") if is_within and row.pattern.retired else ""

    # Questions

    def _send(self, service: Callable[..., Any], sentence: Callable[[Any], str], **facts: Any) -> Callable[..., None]:  # noqa: ANN401 - a service's own facts
        def send(given: dict[str, Any]) -> None:
            self.app.do(service, told=told(sentence, given), **facts, **_rows(given))

        return send

    async def _ask(self, form: Form, model: str = "") -> None:
        """Ask; what was entered is highlighted afterwards."""
        facts = await self.app.ask(form)
        if facts is not None and model:
            self.bring_to(f"{model} {facts.get('made')}")

    @asks
    async def action_add(self) -> None:
        """Add a shift or post to the pattern that is meant, or another pattern."""
        if self.row is None:
            await self._add_pattern()
            return
        added = {"add_time", "add_post", "add_pattern"}
        entries = [
            Entry(one.action, _(one.label), self.why_not(one.action)) for one in self.ACTS if one.action in added
        ]
        answer = await self.app.ask(Menu(self.row.pattern.name, entries))
        if answer:
            await self.app.run_action(answer, self)

    @asks
    async def action_add_pattern(self) -> None:
        """Enter a pattern."""
        await self._add_pattern()

    async def _add_pattern(self) -> None:
        send = self._send(patterns.add_pattern, telling.entered_pattern)
        await self._ask(forms.add_pattern(self._houses, send), "pattern")

    @property
    def _pattern(self) -> PatternLine | None:
        return self.row.pattern if self.row is not None else None

    @asks
    async def action_add_time(self) -> None:
        """Give the pattern a shift."""
        if (one := self._pattern) is not None:
            pattern = row_of(ShiftPattern, one.pattern_id)
            send = self._send(patterns.add_shift_time, telling.entered, pattern=pattern)
            await self._ask(forms.add_time(one, send), "time")

    @asks
    async def action_add_post(self) -> None:
        """Give the pattern a post."""
        if (one := self._pattern) is not None:
            send = self._send(posts.add_post, telling.entered_post, pattern=row_of(ShiftPattern, one.pattern_id))
            await self._ask(forms.add_post(one, self._houses, send), "post")

    @asks
    async def action_change(self) -> None:
        """Correct the pattern or the post."""
        row = self.row
        if row is None:
            return
        if row.post is not None:
            was = {"name": row.post.name}
            change = self._send(posts.change_post, telling.changed, post=row_of(Post, row.post.post_id))
            await self.app.ask(forms.change_post(row, self._houses, lambda facts: change(corrected(was, facts))))
            return
        old = {"name": row.pattern.name, "note": row.pattern.note}
        send = self._send(
            patterns.change_pattern, telling.changed, pattern=row_of(ShiftPattern, row.pattern.pattern_id)
        )
        await self.app.ask(forms.change_pattern(row.pattern, lambda facts: send(corrected(old, facts))))

    @asks
    async def action_name_somebody(self) -> None:
        """Name somebody among whom the post is filled in turn."""
        row, desk = self.row, self.app.desk
        if row is None or row.post is None or desk is None:
            return
        with desk.store.read() as session:
            people = accounts.persons(session, desk.officer(session))
        send = self._send(posts.name_for_post, partial(telling.named, row.name), post=row_of(Post, row.post.post_id))
        await self.app.ask(forms.name_somebody(row, people, send))

    @asks
    async def action_strike(self) -> None:
        """Strike somebody from those who are named."""
        row = self.row
        if row is None or row.post is None:
            return
        if not row.people:
            self.tell(_("Nobody is named for {post}.").format(post=row.name), "UNKNOWN")
            return
        entries = [Entry(str(one.person_id), one.name, sign=one.title) for one in row.people]
        answer = await self.app.ask(Menu(_("Who is struck?"), entries))
        if answer:
            person, post = row_of(Person, int(answer)), row_of(Post, row.post.post_id)
            self.app.perform(posts.strike_from_post, told=told(telling.struck), post=post, person=person)

    @asks
    async def action_need(self) -> None:
        """Say how many the post takes while a level is in force."""
        row = self.row
        if row is not None and row.post is not None:
            send = self._send(posts.set_need, partial(telling.set_need, row.name), post=row_of(Post, row.post.post_id))
            await self.app.ask(forms.need(row, self._levels, send))

    @asks
    async def action_usual(self) -> None:
        """Let the post take as many at a level as it usually does."""
        row = self.row
        if row is None or row.post is None:
            return
        entries = [Entry(str(one.level_id), one.level, sign=figure(one.needed)) for one in row.needs]
        answer = await self.app.ask(Menu(_("At which level does it take as many as usual?"), entries))
        if answer:
            level, post = row_of(ResponseLevel, int(answer)), row_of(Post, row.post.post_id)
            self.app.perform(posts.drop_need, told=told(telling.changed), post=post, level=level)

    @asks
    async def action_retire(self) -> None:
        """Let what is highlighted go."""
        row = self.row
        if row is not None and await self.sure(
            _("Retire {name}?").format(name=row.name), _("Retire it: what was planned and published stays")
        ):
            self._turn(row, 0, telling.retired)

    def action_revive(self) -> None:
        """Take what is highlighted back into use."""
        if self.row is not None:
            self._turn(self.row, 1, telling.revived)

    def _turn(self, row: Branch, way: int, sentence: Callable[[Any], str]) -> None:
        model, _space, number = row.number.partition(" ")
        retire, revive, kind = TURNED[model]
        about: dict[str, Any] = {model: row_of(kind, int(number))}
        self.app.perform((retire, revive)[way], told=told(sentence), **about)


def _rows(given: dict[str, Any]) -> dict[str, Any]:
    """What was answered, with its rows looked up when the service is asked; what was left empty isn't said."""
    rows = {"organisation": Organisation, "department": Organisation, "person": Person, "level": ResponseLevel}
    said = {name: value for name, value in given.items() if value is not None and name != "made"}
    return {name: row_of(rows[name], value) if name in rows else value for name, value in said.items()}


def _named(row: Branch) -> str | None:
    if row.post is None:
        return None
    return row.named or _("○ nobody")


def _department(row: Branch) -> str | None:
    return row.post.department or None if row.post is not None else None
