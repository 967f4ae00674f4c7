"""The question about a consultation: who met, rain and water, what was judged, and what is to be done by whom."""

from __future__ import annotations

from datetime import datetime

from inventory.duty import consulting
from inventory.duty.consulting import Decided
from inventory.ground.i18n import _
from inventory.ground.text import clean
from tui.screens.duty import telling
from tui.screens.duty.asking import Answers, Room, text
from tui.widgets.basket import Lines
from tui.widgets.fields import Amount, Facts, Text
from tui.widgets.form import Form

NOBODY = {"-", "—", "－"}


def hold(room: Room) -> Form:
    """A consultation as it was held."""

    def send(facts: Answers) -> None:
        facts["decisions"] = facts.get("decisions") or ()
        room.do(consulting.hold_consultation, telling.held, organisation=room.organisation, **facts)

    return Form(
        _("A consultation"),
        text("topic", _("Topic"), 120, required=True, hint=_("such as 汛前会商")),
        text("chair", _("Chaired by"), 120, room.board.leader, required=True, width=30),
        text("participants", _("Participants"), 1000, required=True),
        room.moment("held_at", _("Held at"), hint=_("empty: now")),
        text("rain_water", _("Rain and water"), 2000),
        text("judgement", _("Judgement"), 2000),
        _decisions(room),
        text("note", _("Remarks"), 400),
        submit=send,
        verb=_("record it"),
        sender=room,
        draft="duty.consultation",
    )


def _decisions(room: Room) -> Lines:
    cells = [
        Text("content", _("What is to be done"), longest=2000, width=30),
        Amount("owner", _("Responsible"), parse=_owner, width=12),
        room.moment("due_at", _("Deadline"), width=14),
    ]

    def build(known: Facts) -> Decided:
        due = known.get("due_at")
        return Decided(str(known["content"]), str(known["owner"]), due if isinstance(due, datetime) else None)

    said = _("each becomes an open line of the log; Tab to until when; Enter adds; - for nobody yet")
    return Lines("decisions", _("Decisions"), cells, build=build, required=False, hint=said)


def _owner(raw: str, _known: Facts) -> object:
    """Who does it; a dash where only the hour is known."""
    return "" if raw.strip() in NOBODY else clean(raw, field="owner")
