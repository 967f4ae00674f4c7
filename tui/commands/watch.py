"""What the program watches: who is on duty now, the level in force, and what can't wait."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty import presence
from inventory.duty.posts import PostKind
from inventory.duty.presence import OnDuty, ShiftOn
from inventory.duty.shifts import Shift
from inventory.ground import settings
from inventory.ground.i18n import _
from inventory.ground.people import Person
from inventory.ground.store import Store
from inventory.upkeep.heard import HEARD_NAMES, Alert, urgent
from tui.watching import Watch


def look(store: Store, person_id: int) -> Watch:
    """The duty room of whoever sits there."""
    with store.read() as session:
        reader = session.get_one(Person, person_id)
        on = presence.on_duty(session, reader)
        heard = tuple((_known(one), _said(session, one)) for one in urgent(session, reader, on))
        if on is None:
            return Watch(heard=heard)
        duty, is_lacking = _duty(session, on)
        return Watch(on.level, duty, is_lacking, heard)


def _duty(session: Session, on: OnDuty) -> tuple[str, bool]:
    """Who leads, how many of those needed are there, and which posts lack somebody; nothing before the first roster."""
    if on.shift is not None:
        return _shift(on.shift), bool(on.shift.empty)
    has_shifts = select(Shift.id).where(Shift.organisation_id == on.organisation_id).limit(1)
    return (_("■ no roster for now"), True) if session.scalar(has_shifts) else ("", False)


def _shift(shift: ShiftOn) -> str:
    leads = _(", ").join(one.name for one in shift.of(PostKind.LEADER))
    posts = [one for one in shift.posts if one.kind is not PostKind.LEADER]
    needed = sum(one.needed for one in posts)
    there = needed - sum(one.missing for one in posts)
    parts = [_("led by {who}").format(who=leads)] if leads else []
    parts.append(_("duty {there}/{needed}").format(there=there, needed=needed))
    if shift.empty:
        parts.append(_("■ empty: {posts}").format(posts=_(", ").join(one.name for one in shift.empty)))
    return " · ".join(parts)


def _known(one: Alert) -> str:
    due = f"{one.due_at:%Y%m%d%H%M}" if one.due_at else ""
    return f"{one.kind}/{one.number}/{one.what}/{due}"


def _said(session: Session, one: Alert) -> str:
    due = f"{one.due_at.astimezone(settings.zone(session)):%m-%d %H:%M}" if one.due_at else ""
    return " ".join(part for part in (_(HEARD_NAMES[one.kind]), due, one.what, one.where, one.owner) if part)
