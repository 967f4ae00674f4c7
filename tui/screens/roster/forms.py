"""The questions about a roster: who, which days, for whom, approved by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Unpack
from uuid import uuid4

from inventory.duty import changes, duties
from inventory.duty.posts import Post, PostLine
from inventory.duty.publishing import Problem
from inventory.duty.shifts import Shift, touched
from inventory.duty.tallies import Tally, tallies
from inventory.ground import settings, typed
from inventory.ground.accounts import PersonLine, persons
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import GRANTS, ROLE_NAMES, Permission, Person
from inventory.ground.search import key
from reports.table import figure
from tui.app import XunbeiApp
from tui.desk import Desk
from tui.screens.keeping import row_of
from tui.screens.roster import telling
from tui.screens.roster.looking import Sheet, ShiftLine, weekday
from tui.telling import told
from tui.widgets.answers import Choice, Tick
from tui.widgets.fields import About, Day, Facts, Field, Moment, Text
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among

Send = Callable[[dict[str, Any]], None]
WEEK = timedelta(days=7)
AHEAD = timedelta(days=62)


# People --------------------------------------------------------------------------------------------------------


def _everybody(desk: Desk) -> list[PersonLine]:
    with desk.store.read() as session:
        return persons(session, desk.officer(session))


def people_names(desk: Desk) -> dict[int, str]:
    """What everybody of the branch is called, by id."""
    return {one.person_id: one.name for one in _everybody(desk)}


@dataclass(frozen=True)
class _Whom:
    """Among whom somebody is picked: `post` puts those who are named for it first, `row` says who can't sit there."""

    desk: Desk
    sheet: Sheet | None
    post: PostLine | None = None
    row: ShiftLine | None = None

    def pick(
        self, name: str, label: str, *, only: Sequence[int] | None = None, default: int = 0, **about: Unpack[About]
    ) -> Pick:
        """The field."""
        month = self.sheet.month if self.sheet else None
        named = {one.person_id for one in month.named.get(self.post.post_id, ())} if month and self.post else set()
        done = {one.person_id: one for one in tallies(month)} if month else {}
        busy = self._busy()
        lines = [one for one in _everybody(self.desk) if only is None or one.person_id in only]
        lines.sort(key=lambda one: one.person_id not in named)
        options = [
            Option(one.person_id, one.name, self._detail(one, done.get(one.person_id), busy.get(one.person_id, "")))
            for one in lines
        ]
        find = among(options, [key(one.name, one.login, one.post, one.organisation) for one in lines])
        first = next((one for one in options if one.value == default), None)
        return Pick(name, label, find, default=first, **about)

    def _busy(self) -> dict[int, str]:
        """Who can't sit in the shift, and why."""
        sheet, row = self.sheet, self.row
        if sheet is None or sheet.month is None or row is None:
            return {}
        first, last = touched(row.day.on, row.time.starts, row.time.length)
        there = {one: post.name for post in sheet.posts for one in sheet.people(row, post)}
        away = {one.person_id: _("unavailable") for one in sheet.month.away if one.meets(first, last)}
        return there | away

    def _detail(self, one: PersonLine, tally: Tally | None, busy: str) -> str:
        """What stands in the way, how much they do, for which posts they are named, where they are from."""
        parts = [f"▲ {busy}"] if busy else []
        if tally is not None:
            parts.append(ngettext("{n} duty", "{n} duties", tally.duties).format(n=figure(tally.duties)))
            parts.append(tally.posts)
        if tally is None or (self.sheet and one.organisation != self.sheet.room):
            parts.append(one.organisation)
        return " · ".join(parts)


def whose(desk: Desk, default: int) -> Form:
    """Whose duties."""
    lines = _everybody(desk)
    options = [Option(one.login, one.name, " · ".join(filter(None, (one.post, one.organisation)))) for one in lines]
    find = among(options, [key(one.name, one.login, one.post, one.organisation) for one in lines])
    here = next((option for option, one in zip(options, lines, strict=True) if one.person_id == default), None)
    return Form(
        _("Calendar file of one person"),
        Pick("person", _("Who"), find, default=here, hint=_("initials will do")),
        verb=_("show"),
        intro=_("from this month on"),
    )


# While it is planned -------------------------------------------------------------------------------------------


def open_roster(sheet: Sheet, send: Send) -> Form:
    """By which pattern the month is planned."""
    choices = [(one.pattern_id, f"{one.name} {one.shifts}") for one in sheet.patterns]
    return Form(
        _("Open the roster of {month}").format(month=f"{sheet.first:%Y-%m}"),
        Choice("pattern", _("Shift pattern"), choices),
        submit=send,
        verb=_("open"),
        intro=sheet.room,
    )


def assign(desk: Desk, sheet: Sheet, row: ShiftLine, post: PostLine, send: Send) -> Form:
    """Who sits there."""
    there = sheet.said(row, post)
    return Form(
        f"{row.day.on:%m-%d} {weekday(row.day)} {post.name}",
        _Whom(desk, sheet, post, row).pick("person", _("Who"), hint=_("initials will do")),
        submit=send,
        verb=_("assign"),
        intro=there or _("○ nobody"),
    )


def _span(desk: Desk, first: date, last: date) -> tuple[Field, Field]:
    today = desk.today
    return (
        Day("first", _("From"), today=today, default=f"{first:%Y-%m-%d}"),
        Day("last", _("Until, that day included"), today=today, default=f"{last:%Y-%m-%d}"),
    )


def copy_week(desk: Desk, on: date, send: Send) -> Form:
    """Which week, over which."""
    monday = on - timedelta(days=on.weekday())
    return Form(
        _("Copy a week, Monday to Sunday"),
        Day("from_week", _("The week of"), today=desk.today, default=f"{monday - WEEK:%Y-%m-%d}"),
        Day("to_week", _("Over the week of"), today=desk.today, default=f"{monday:%Y-%m-%d}"),
        submit=send,
        verb=_("copy"),
        intro=_("only what is empty is filled"),
    )


def clear(desk: Desk, on: date, send: Send) -> Form:
    """Which days."""
    return Form(_("Clear days"), *_span(desk, on, on), submit=send, verb=_("clear"))


def away(desk: Desk, sheet: Sheet | None, on: date, send: Send) -> Form:
    """Who can't come, when, why."""
    return Form(
        _("Somebody is unavailable"),
        _Whom(desk, sheet).pick("person", _("Who"), hint=_("initials will do")),
        *_span(desk, on, on),
        Text("reason", _("Why"), longest=200, required=False),
        submit=send,
        verb=_("enter"),
    )


def publish(sheet: Sheet, found: Sequence[Problem], send: Send) -> Form:
    """Publishing with something wrong takes a reason."""
    said = ngettext("{n} problem", "{n} problems", len(found)).format(n=figure(len(found)))
    first = found[0]
    return Form(
        _("Publish {month}").format(month=f"{sheet.first:%Y-%m}"),
        Text("reason", _("Why as it is"), longest=400),
        submit=send,
        verb=_("publish: from then on it stands as it is"),
        intro=_("{problems}, the first on {on}: {said}").format(problems=said, on=f"{first.on:%m-%d}", said=first.said),
    )


# Afterwards ----------------------------------------------------------------------------------------------------


def _approval(desk: Desk, sheet: Sheet) -> tuple[Field, Field, Field]:
    """Why, and who approved it, or why nobody could be asked."""
    may = {_(ROLE_NAMES[role]) for role, granted in GRANTS.items() if Permission.PUBLISH_ROSTERS in granted}
    approvers = [one.person_id for one in _everybody(desk) if any(role in one.roles for role in may)]
    by = _Whom(desk, sheet).pick(
        "approved_by", _("Approved by"), only=approvers, required=False, hint=_("who leads or plans")
    )
    alone = Text(
        "alone",
        _("Alone"),
        longest=200,
        required=False,
        hint=_("why nobody could be asked"),
        when=lambda known: not known.get("approved_by"),
    )
    return Text("reason", _("Why"), longest=400), by, alone


def _facts(facts: dict[str, Any], **rows: type[Any]) -> dict[str, Any]:
    """What was answered, with the rows looked up when the service is asked; what was left empty isn't said."""
    given = {name: value for name, value in facts.items() if value not in (None, "", 0)}
    return {name: row_of(rows[name], value) if name in rows else value for name, value in given.items()}


def _form(title: str, verb: str, row: ShiftLine, *fields: Field, submit: Send) -> Form:
    return Form(
        title, *fields, submit=submit, verb=verb, intro=f"{row.day.on:%m-%d} {weekday(row.day)} {row.time.name}"
    )


def swap(app: XunbeiApp, desk: Desk, sheet: Sheet, row: ShiftLine, post: PostLine) -> Form:
    """Who takes over from whom, in return for which duty, why, approved by whom."""
    request = uuid4().hex
    there = sheet.people(row, post)

    def send(facts: dict[str, Any]) -> None:
        given = _facts(facts, out=Person, into=Person, approved_by=Person, in_return_shift=Shift)
        cell = {"shift": row_of(Shift, row.shift_id), "post": row_of(Post, post.post_id)}
        app.do(changes.swap, request=request, told=told(telling.changed), **cell, **given)

    held: dict[int, list[Option]] = {}

    def theirs(known: Facts) -> list[Option]:
        into = known.get("into")
        if not isinstance(into, int):
            return []
        if into not in held:
            held[into] = _duties_of(desk, into)
        return held[into]

    back = Pick(
        "in_return_shift",
        _("In return"),
        lambda text: [one for one in theirs(back.known) if text.strip() in one.label],
        required=False,
        hint=_("empty: nothing"),
        when=lambda known: bool(theirs(known)),
    )
    return _form(
        _("Swap: {post}").format(post=post.name), _("swap"), row,
        _Whom(desk, sheet).pick("out", _("Goes"), only=there, default=there[0] if there else 0),
        _Whom(desk, sheet, post, row).pick("into", _("Comes"), hint=_("initials will do")),
        *_approval(desk, sheet), back, submit=send,
    )  # fmt: skip


def _duties_of(desk: Desk, person_id: int) -> list[Option]:
    """The duties that somebody still has to do."""
    now = desk.now()
    with desk.store.read() as session:
        held = duties.held(session, [person_id], now, now + AHEAD)
    return [
        Option(one.shift_id, f"{one.begins_on:%m-%d} {one.starts_at.astimezone(desk.zone):%H:%M}", one.code)
        for one in held
        if one.starts_at > now
    ]


def _one_person(
    app: XunbeiApp, service: Callable[..., Any], title: str, verb: str, row: ShiftLine, post: PostLine,
    *fields: Field,
) -> Form:  # fmt: skip
    """A change about one person of a post."""
    request = uuid4().hex

    def send(facts: dict[str, Any]) -> None:
        given = _facts(facts, person=Person, approved_by=Person)
        cell = {"shift": row_of(Shift, row.shift_id), "post": row_of(Post, post.post_id)}
        app.do(service, request=request, told=told(telling.changed), **cell, **given)

    return _form(title.format(post=post.name), verb, row, *fields, submit=send)


def reinforce(app: XunbeiApp, desk: Desk, sheet: Sheet, row: ShiftLine, post: PostLine) -> Form:
    """增援: who comes besides, why, approved by whom."""
    who = _Whom(desk, sheet, post, row).pick("person", _("Who comes"), hint=_("initials will do"))
    fields = (who, *_approval(desk, sheet))
    return _one_person(app, changes.reinforce, _("Reinforce: {post}"), _("reinforce"), row, post, *fields)


def relieve(app: XunbeiApp, desk: Desk, sheet: Sheet, row: ShiftLine, post: PostLine) -> Form:
    """Who goes with nobody in their place."""
    there = sheet.people(row, post)
    who = _Whom(desk, sheet).pick("person", _("Goes"), only=there, default=there[0] if there else 0)
    fields = (who, *_approval(desk, sheet))
    return _one_person(app, changes.relieve, _("Relieve: {post}"), _("relieve"), row, post, *fields)


def attend(app: XunbeiApp, desk: Desk, sheet: Sheet, row: ShiftLine, post: PostLine) -> Form:
    """Who really came, from when until when."""
    request = uuid4().hex
    there = sheet.people(row, post)

    def moment(name: str, text: str) -> datetime:
        with desk.store.read() as session:
            return typed.moment(
                text, now=desk.now(), zone=settings.zone(session), field=name,
                time_of_day=settings.time_of_day(session), side=-1,
            )  # fmt: skip

    def send(facts: dict[str, Any]) -> None:
        given = _facts(facts, person=Person)
        cell = {"shift": row_of(Shift, row.shift_id), "post": row_of(Post, post.post_id)}
        given["came"] = bool(facts.get("came"))
        app.do(changes.record_attendance, request=request, told=told(telling.attended), **cell, **given)

    def came(known: Any) -> bool:  # noqa: ANN401 - the form's facts
        return bool(known.get("came"))

    def read(name: str, label: str) -> Moment:
        hint = _("empty: the whole shift")
        return Moment(name, label, read=partial(moment, name), zone=desk.zone, required=False, when=came, hint=hint)

    return _form(
        _("Who really came: {post}").format(post=post.name), _("record"), row,
        _Whom(desk, sheet, post).pick("person", _("Who"), default=there[0] if there else 0),
        Tick("came", _("Came"), default=True),
        read("from_at", _("From")),
        read("until_at", _("Until")),
        Text("note", _("Note"), longest=400, required=False),
        submit=send,
    )  # fmt: skip
