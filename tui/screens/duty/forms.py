"""Questions about the log: a line with all its fields, its correction, its end; and the order of a response level."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from inventory.duty import amending, levels, log
from inventory.duty.breath import Breath
from inventory.duty.levels import ResponseLevel
from inventory.duty.log import LOG_KIND_NAMES, LONGEST, LogEntry, LogKind, LogLine
from inventory.ground.i18n import _
from inventory.response import responses
from tui.screens.duty import telling
from tui.screens.duty.asking import Answers, Room, same_minute, text
from tui.screens.keeping import corrected, row_of
from tui.screens.where import way_to
from tui.widgets.answers import Choice
from tui.widgets.fields import Field
from tui.widgets.form import Form

TEXTS = ("unit", "caller", "phone", "content", "action", "reported_to", "owner")


def _fields(room: Room, one: LogLine | Breath | None, no_time: str, deadline: str) -> list[Field]:
    """All that a line may say, with what is known of it already; the texts say what the two times mean."""

    def held(name: str) -> str:
        return str(getattr(one, name, "") or "")

    def words(name: str, label: str, **about: Any) -> Field:  # noqa: ANN401 - what a field may be told
        return text(name, label, LONGEST[name], held(name), **about)

    kinds = [(kind, _(name)) for kind, name in LOG_KIND_NAMES.items()]
    when: datetime | None = getattr(one, "occurred_at", None)
    kind = getattr(one, "kind", None) or (LogKind.OTHER if one else LogKind.PHONE)
    return [
        Choice("kind", _("How"), kinds, default=kind),
        room.moment("occurred_at", _("When"), when, hint=no_time),
        words("unit", _("Unit"), width=30, hint=_("that calls or sends")),
        words("caller", _("Name of the caller"), width=20),
        words("phone", _("Phone"), width=20),
        words("content", _("Content"), required=True),
        words("action", _("Handling")),
        words("reported_to", _("Reported to"), width=30),
        words("owner", _("Responsible"), width=20, hint=_("who has it in hand: then it is open")),
        room.moment("due_at", _("Deadline"), getattr(one, "due_at", None), hint=deadline),
    ]


def write(room: Room, breath: Breath | None, sent: Callable[[], object]) -> Form:
    """A line of the log with all its fields; `sent` is told when it is written."""

    def send(facts: Answers) -> None:
        known = {name: fact for name, fact in facts.items() if fact not in (None, "")}
        room.do(log.write_entry, telling.written, organisation=room.organisation, **known)
        room.app.call_later(sent)

    form = _fields(room, breath, _("empty: now"), _("then it is open until it is closed"))
    return Form(_("A line of the log"), *form, submit=send, verb=_("write it down"), draft="duty.write", sender=room)


def correct(room: Room, line: LogLine) -> Form:
    """What was wrong in a line; both stay in the log."""

    def send(facts: Answers) -> None:
        said = corrected({name: getattr(line, name) for name in TEXTS}, facts)
        for name in ("occurred_at", "due_at"):
            if same_minute(said[name], getattr(line, name)):
                del said[name]
        if "due_at" in said and said["due_at"] is None:
            del said["due_at"]
            said["no_deadline"] = True
        if said["kind"] == line.kind:
            del said["kind"]
        room.do(amending.correct_entry, telling.written, entry=row_of(LogEntry, line.entry_id), **said)

    intro = _("what was written stays in the log beside it")
    title = _("Correct {number}").format(number=line.number)
    form = _fields(room, line, _("empty: as it was"), _("empty: none any more"))
    return Form(title, *form, submit=send, verb=_("correct"), intro=intro)


def close(room: Room, line: LogLine) -> Form:
    """What became of an open line."""

    def send(facts: Answers) -> None:
        entry = row_of(LogEntry, line.entry_id)
        room.do(amending.close_entry, telling.closed(line), entry=entry, **facts)

    return Form(
        _("Close {number}").format(number=line.number),
        text("action", _("Handling"), LONGEST["action"], required=True),
        room.moment("occurred_at", _("When"), hint=_("empty: now")),
        submit=send,
        verb=_("close"),
        intro=line.content,
    )


def order_level(room: Room) -> Form:
    """Which response level is in force from when, ordered by whom."""
    with room.desk.store.read() as session:
        known = levels.levels(session, room.desk.officer(session))
        now = levels.in_force(session, room.board.room_id)
        last = levels.last_order(session, room.board.room_id)
        expected = last.number if last else ""
    choices = [(one.level_id, one.name) for one in known if one.level_id != (now.level_id if now else 0)]
    choices += [(0, _("none: the response ends"))] if now else []

    def send(facts: Answers) -> None:
        chosen = facts.pop("level")
        level = row_of(ResponseLevel, chosen) if chosen else None
        facts |= {"organisation": room.organisation, "level": level, "expected": expected}
        room.do(responses.order_level, telling.ordered, **facts)

    return Form(
        _("Order a response level"),
        Choice("level", _("Level"), choices),
        text("ordered_by", _("Ordered by"), 120, room.board.leader, required=True, width=30),
        text("basis", _("Basis"), 400, hint=_("warning, order, plan")),
        room.moment("since", _("In force from"), hint=_("empty: now")),
        submit=send,
        verb=_("order"),
        intro=_("in force: {level}").format(level=now.name) if now else _("no level is in force"),
    )


def why_no_level(room: Room) -> str:
    """Why no level can be ordered; empty where one can."""
    with room.desk.store.read() as session:
        known = levels.levels(session, room.desk.officer(session))
    if known:
        return ""
    said = _("There is no response level yet: {keys} (Response levels).")
    return said.format(keys=way_to(room.app.places, "levels"))
