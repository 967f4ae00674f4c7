"""The frame: what every report says about itself, so that a printed page can be traced and questioned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy.orm import Session

from inventory.ground import audit, exercises, settings
from inventory.ground.i18n import _
from inventory.ground.people import Person, headquarters
from inventory.ground.store import moment_of


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands on every page of a report.

    The number is made of the report's kind, its as-at time and the last audit line, so making a report writes nothing
    and making it again on the same book gives the same number.
    """

    number: str
    headquarters: str
    as_at: datetime
    known_at: datetime | None
    chosen: str
    made_by: str
    made_at: datetime
    head: str
    zone: tzinfo
    exercise: str = ""

    @property
    def entry_id(self) -> int:
        """The last audit line that it stands on."""
        return int(self.number.rpartition("-")[2])

    def facts(self) -> list[tuple[str, str]]:
        """The whole stamp, label by label."""
        return [
            *([(_("Exercise"), self.exercise)] if self.exercise else []),
            (_("Report number"), self.number),
            (_("Headquarters"), self.headquarters),
            (_("As at"), self._local(self.as_at)),
            (_("Known at"), self._local(self.known_at) if self.known_at else _("all that is recorded")),
            (_("Filter"), self.chosen or _("none")),
            (_("Made by"), self.made_by),
            (_("Made at"), self._local(self.made_at)),
            (_("Head of the chain"), self.head),
        ]

    def line(self) -> str:
        """The stamp in one line of small print; the number and the head stand on every page besides."""
        known = _("known at {moment}").format(moment=self._local(self.known_at)) if self.known_at else ""
        chosen = _("filter: {filter}").format(filter=self.chosen) if self.chosen else ""
        made = _("made {moment} by {person}").format(moment=self._local(self.made_at), person=self.made_by)
        as_at = _("as at {moment}").format(moment=self._local(self.as_at))
        chain = _("chain {head}").format(head=self.head)
        return " · ".join(
            one for one in (self.exercise, self.headquarters, self.number, as_at, known, chosen, made, chain) if one
        )

    def _local(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"


def stamp(
    session: Session,
    reader: Person,
    name: str,
    *,
    as_at: datetime | None = None,
    known_at: datetime | None = None,
    chosen: str = "",
) -> Stamp:
    """The stamp of a report that this reader makes now."""
    head, made_at, zone = audit.head(session), moment_of(session), settings.zone(session)
    when, mark = as_at or made_at, exercises.exercise(session)
    return Stamp(
        number=f"{name.upper()}-{when.astimezone(zone):%Y%m%d-%H%M}-{head.entry_id}",
        headquarters=headquarters(session).name,
        as_at=when,
        known_at=known_at,
        chosen=chosen,
        made_by=reader.name,
        made_at=made_at,
        head=head.short,
        zone=zone,
        exercise=mark.said if mark else "",
    )
