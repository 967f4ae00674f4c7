"""Instants: when something happened, as a person says it or as the clock does, never later than now."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.store import moment_of, recorded_at

CLOCKS_DIFFER = timedelta(hours=1)  # how far apart the clocks of stations may be


class InFuture(Refused):
    """What has not happened can't be entered."""

    message = N_("{when} is still to come: enter it when it has happened.")


class ClockBehind(Refused):
    """The machine's clock can't be right, or was wrong once."""

    message = N_("The clock says {said}, but the last entry is of {last}: set the clock right, or enter the time.")


def instant(session: Session, occurred_at: datetime | None, *, field: str = "occurred_at") -> datetime:
    """When it happened: now, unless an earlier instant is given; InFuture for a later one, of the fact `field`.

    A clock that is a little behind the last entry is held up to it; one that is far behind is told (ClockBehind), and
    what happened can still be entered with its time.
    """
    present, recorded = moment_of(session), recorded_at(session)
    is_near = recorded - present <= CLOCKS_DIFFER
    latest = recorded if is_near else present
    if occurred_at is not None and occurred_at <= latest:
        return occurred_at
    local = settings.zone(session)
    if occurred_at is not None:
        raise InFuture(field=field, when=f"{occurred_at.astimezone(local):%Y-%m-%d %H:%M}")
    if not is_near:
        said = f"{present.astimezone(local):%Y-%m-%d %H:%M}"
        raise ClockBehind(field=field, said=said, last=f"{recorded.astimezone(local):%Y-%m-%d %H:%M}")
    return latest
