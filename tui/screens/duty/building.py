"""The question that builds a handover: who goes, who comes, and why it is otherwise than the roster says."""

from __future__ import annotations

from sqlalchemy import select

from inventory.duty.posts import PostKind
from inventory.ground.i18n import _
from inventory.ground.people import Organisation, Person
from inventory.upkeep import handing
from inventory.upkeep.handover import Handover, open_handover
from tui.screens.duty import telling
from tui.screens.duty.asking import Answers, Room, text
from tui.screens.duty.looking import person_id
from tui.screens.keeping import row_of
from tui.widgets.form import Form


def open_one(room: Room) -> int:
    """The id of the handover that waits for a signature; nought where none does."""
    with room.desk.store.read() as session:
        house = session.get(Organisation, room.board.room_id)
        found = open_handover(session, house) if house is not None else None
        return found.id if found is not None else 0


def of_number(room: Room, number: str) -> int:
    """A handover's id by its number; nought where there is none."""
    with room.desk.store.read() as session:
        return session.scalar(select(Handover.id).where(Handover.number == number)) or 0


def incoming(room: Room, officer: int) -> int:
    """Who most likely takes over: who signs for this shift where that isn't the officer, or else for the next."""
    on = room.board.on
    for shift in (on.shift, on.next) if on else ():
        signing = [one.person_id for one in shift.of(PostKind.SIGNING)] if shift else []
        if signing and officer not in signing:
            return signing[0]
    return 0


def build(room: Room, kept: Answers) -> Form:
    """Who hands over to whom; everything that is open is listed by itself."""
    officer = person_id(room.desk)

    def send(facts: Answers) -> None:
        people = {name: row_of(Person, facts.pop(name)) for name in ("outgoing", "incoming")}
        room.do(handing.build_handover, telling.built, kept, organisation=room.organisation, **people, **facts)

    why = _("only where the signing officer of the shift isn't the one who hands over, or nobody takes over")
    return Form(
        _("Hand over the duty"),
        room.person("outgoing", _("Outgoing officer"), officer),
        room.person("incoming", _("Incoming officer"), incoming(room, officer)),
        text("note", _("Note"), 1000),
        text("alone", _("Why so"), 200, hint=why, width=30),
        submit=send,
        verb=_("build the handover"),
        intro=_("everything that is open is listed by itself"),
    )
